"""The client's own totals beside what transcripts show, per session and model: never added, only compared.

The client counts calls that no transcript shows (titles, searches, summaries) and outputs the transcript
never got the final count of. It counts less than the transcript where a session was resumed by a client
older than 2.1.277, which began again at nothing (transcripts facts 7.1 and 7.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from ... import money

TOKENS = ("input_tokens", "cache_write_tokens", "cache_read_tokens", "output_tokens", "web_search_requests")


@dataclass(frozen=True, slots=True)
class Outside:
    """One session and model: the client's counts and price (USD), the transcripts', both as they are.

    `ours_usd` is the list cost of what transcripts show, without tokens that have no price.
    `is_partly_unpriced`: the client had no price for some of it; `unpriced_tokens`: we have none for so many.
    """

    session: str
    model: str | None
    machine: str | None
    last_at: datetime | None
    theirs: Mapping[str, int]
    ours: Mapping[str, int]
    theirs_usd: Decimal
    ours_usd: Decimal
    is_partly_unpriced: bool
    unpriced_tokens: int

    @property
    def difference_usd(self) -> Decimal:
        """What the client counted beyond the transcripts; negative where it counted less."""
        return money.total([self.theirs_usd, -self.ours_usd])

    def beyond(self, counter: str) -> int:
        """The same of one of TOKENS."""
        return self.theirs[counter] - self.ours[counter]


def compared(
    totals: Iterable[Sequence[Any]],
    rows: Iterable[Mapping[str, Any]],
    model_of: Callable[[str], str | None],
) -> list[Outside]:
    """Rows of client_totals.sql beside rows by `session` and `model`; largest difference first.

    A session's models that only one side knows are compared with nothing. Several names of one model are one.
    """
    theirs: dict[tuple[str, str | None], _Side] = {}
    about: dict[str, tuple[str | None, datetime | None]] = {}
    for session, model_id, machine, last_at, is_partly, *counted in totals:
        about[session] = (machine, last_at)
        side = theirs.setdefault((session, model_of(model_id)), _Side())
        side.add(dict(zip(TOKENS, counted[:5], strict=True)), counted[5], is_partly)
    ours: dict[tuple[str, str | None], _Side] = {}
    for row in rows:
        if row["session"] in about:
            side = ours.setdefault((row["session"], row["model"]), _Side())
            writes = row["cache_write_5m_tokens"] + row["cache_write_1h_tokens"]
            side.add({**row, "cache_write_tokens": writes}, row["cost_usd"], False, row["unpriced_tokens"])
    found = []
    for key in {**theirs, **ours}:
        their, our = theirs.get(key, _Side()), ours.get(key, _Side())
        found.append(
            Outside(
                *key,
                *about[key[0]],
                their.counts,
                our.counts,
                their.usd,
                our.usd,
                their.is_partly,
                our.unpriced,
            )
        )
    return sorted(found, key=lambda one: (-abs(one.difference_usd), one.session, one.model or ""))


class _Side:
    """What one side says of a session and model, added up over the model's names."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(TOKENS, 0)
        self.usd, self.is_partly, self.unpriced = Decimal(0), False, 0

    def add(self, counts: Mapping[str, Any], usd: Decimal, is_partly: bool, unpriced: int = 0) -> None:
        for name in TOKENS:
            self.counts[name] += counts[name]
        self.usd = money.total([self.usd, usd])
        self.is_partly |= is_partly
        self.unpriced += unpriced
