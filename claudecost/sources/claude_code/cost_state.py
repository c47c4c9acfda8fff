"""What Claude Code itself says a session came to: `cost-state` records of a transcript.

Written when a run ends, without time or id, cumulative and repeated (transcripts facts 7.5). So of a session
the record with the largest total is kept; records are never added up, and never to anything else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

import msgspec

from ..lines import pieces
from ..usage import MAX_COUNT, Tally, count

COST_STATE = "cost-state"

#: How the word stands in a line; whoever looks for such lines among others looks for this.
MARK = b'"cost-state"'

#: Longer ids and more models are nonsense, which is not kept.
LONGEST_ID, MOST_MODELS = 200, 200

#: What a column of money holds after the point, in USD; beyond it the client's own doubles are noise.
DIGITS = Decimal("0.000000000000001")
LARGEST_USD = Decimal(10**12)

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


class ClientTotal(msgspec.Struct, frozen=True):
    """One model's part of the largest record of a session in a file; money in USD, as text, every digit.

    `started_ms` is when counting began (milliseconds since 1970, 0 where that is not said), `line` counts
    from 1. The columns of the store's table, one for one.
    """

    file_id: int
    line: int
    session_id: str
    started_ms: int
    total_usd: str
    is_partly_unpriced: bool
    model_id: str
    input_tokens: int
    cache_write_tokens: int
    cache_read_tokens: int
    output_tokens: int
    web_search_requests: int
    cost_usd: str

    def by_column(self) -> dict[str, object]:
        """The row, each value under its column."""
        return msgspec.structs.asdict(self)


class ClientTotals:
    """The records of one file, folded: per session the one with the largest total, the later of two alike."""

    def __init__(self, file_id: int) -> None:
        self._file_id = file_id
        self._largest: dict[str, tuple[Decimal, int, Mapping[str, Any]]] = {}

    def add(self, raw: bytes | memoryview, line: int) -> None:
        """Look at one line; what is no such record, or says nothing of any model, changes nothing."""
        record = _record(raw)
        session, total = record.get("sessionId"), _usd(record.get("totalCostUSD"))
        if type(session) is not str or not 0 < len(session) <= LONGEST_ID or total is None:
            return
        if not isinstance(record.get("modelUsage"), dict):
            return
        known = self._largest.get(session)
        if known is None or (total, line) >= known[:2]:
            self._largest[session] = (total, line, record)

    def rows(self) -> list[ClientTotal]:
        """One row per session and model."""
        return [
            self._row(session, total, line, record, model, usage)
            for session, (total, line, record) in self._largest.items()
            for model, usage in list(record["modelUsage"].items())[:MOST_MODELS]
            if isinstance(usage, dict) and len(model) <= LONGEST_ID
        ]

    def _row(
        self,
        session: str,
        total: Decimal,
        line: int,
        record: Mapping[str, Any],
        model: str,
        usage: Mapping[str, Any],
    ) -> ClientTotal:
        odd = Tally()
        started = record.get("startTime")
        cost = _usd(usage.get("costUSD"))
        return ClientTotal(
            file_id=self._file_id,
            line=line,
            session_id=session,
            started_ms=started if type(started) is int and 0 < started <= 10 * MAX_COUNT else 0,
            total_usd=f"{total:f}",
            is_partly_unpriced=record.get("hasUnknownModelCost") is True or cost is None,
            model_id=model,
            input_tokens=_count(usage.get("inputTokens"), odd),
            cache_write_tokens=_count(usage.get("cacheCreationInputTokens"), odd),
            cache_read_tokens=_count(usage.get("cacheReadInputTokens"), odd),
            output_tokens=_count(usage.get("outputTokens"), odd),
            web_search_requests=_count(usage.get("webSearchRequests"), odd),
            cost_usd=f"{cost or Decimal(0):f}",
        )


def totals_of_file(path: str, file_id: int) -> list[ClientTotal]:
    """The totals in a transcript of which nothing else is wanted; raises OSError when it cannot be read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | getattr(os, "O_NOCTTY", 0))
    found, lines = ClientTotals(file_id), 0
    try:
        for piece in pieces(descriptor, 0):
            if MARK in piece.data:
                for number, line in enumerate(piece.data.split(b"\n"), lines + 1):
                    if MARK in line:
                        found.add(line, number)
            lines += piece.data.count(b"\n") + bool(piece.passed_over)
    finally:
        os.close(descriptor)
    return found.rows()


def _record(raw: bytes | memoryview) -> Mapping[str, Any]:
    """The line as a `cost-state` record; an empty one for anything else, quoted talk of them included."""
    try:
        record = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, InvalidOperation):
        return {}
    return record if isinstance(record, dict) and record.get("type") == COST_STATE else {}


def _count(value: Any, tally: Tally) -> int:
    if type(value) is Decimal:  # 7.0: the decoder's floats are decimals here
        value = int(value) if value == value.to_integral_value() and abs(value) <= MAX_COUNT else None
    return count(value, tally)


def _usd(value: Any) -> Decimal | None:
    """An amount the client computed in doubles, to the digits a column holds; None for what is none."""
    if type(value) not in (int, Decimal) or not 0 <= value < LARGEST_USD:
        return None
    with localcontext(prec=60):
        return Decimal(value).quantize(DIGITS).normalize()
