"""Windows as a report: one row each, gaps among them, and a sentence about the one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ...money import dollars, rounded, share
from ...zones import Zone, instant
from ..shape import Column, Report
from ..usage import Answer, Question, add_up
from ..usage_report import FIGURES, listed, unmatched, warnings_of
from .block import Block, used

COLUMNS = (
    Column("window", "Window", "text"),
    Column("start", "Start", "instant", None, -1),
    Column("end", "End", "instant", None, -1),
    Column("status", "Status", "text", None, -1),
    Column("models", "Models", "text"),
    *FIGURES,
)

DAY = timedelta(days=1)

#: Only with a token limit.
LIMIT = Column("limit_percent", "Of limit", "percent", "Limit", 90)

#: For machines: people are told in a sentence.
PACE = (
    Column("first_activity", "First activity", "instant", None, -1),
    Column("last_activity", "Last activity", "instant", None, -1),
    Column("tokens_per_minute", "Tokens/min", "amount", None, -1),
    Column("usd_per_hour", "USD/hour", "money", None, -1),
    Column("projected_total_tokens", "Projected tokens", "integer", None, -1),
    Column("projected_cost_usd", "Projected cost", "money", None, -1),
    Column("remaining_minutes", "Minutes left", "integer", None, -1),
)


def blocks_report(
    blocks: Sequence[Block],
    asked: Question,
    zone: Zone,
    answer: Answer | None,
    header: Mapping[str, object],
    coverage: Mapping[str, Any],
    *,
    length: int,
    limit: int | None = None,
    nothing: str = "",
) -> Report:
    """The report a person or a script gets.

    `answer` is to the same question over the blocks' whole time, for what in it is unpriced; None where all
    has a price. `limit` is in tokens. `nothing` is what to say without any block.
    """
    columns = (*COLUMNS, *((LIMIT,) if limit else ()), *PACE)
    totals = add_up(row for block in used(blocks) for row in block.rows)
    period = {**asked.period.as_json(), "timezone": str(zone)}
    return Report(
        name="blocks",
        title=f"Usage by window of {length} hours",
        columns=columns,
        rows=[_row(block, zone, limit) for block in blocks],
        totals=totals,
        meta={
            "dimensions": ["window"],
            "ledger": "requests",
            "period": period,
            **header,
            "currency": "USD",
            "session_length_hours": length,
            **({"token_limit": limit} if limit else {}),
            "notes": [note for block in blocks if block.is_active for note in about(block, zone, limit)],
            **({"nothing": nothing} if nothing and not blocks else {}),
        },
        unpriced=listed(answer.unpriced) if answer else [],
        coverage={name: coverage[name] for name in _COVERAGE},
        warnings=[
            *warnings_of(totals, coverage),
            *unmatched(answer.matched if answer else {}),
        ],
    )


_COVERAGE = ("first_event", "last_event", "machines", "files", "quarantined_lines")


def about(block: Block, zone: Zone, limit: int | None = None) -> list[str]:
    """What to say of the open window: how long it is open, how fast it is used, what it comes to."""
    left = int(block.remaining.total_seconds() // 60)
    said = [
        f"the window since {_clock(block.start, zone)} is open until {_clock(block.end, zone)}: "
        f"{spell(left)} left"
    ]
    is_partly = bool(block.totals["unpriced_tokens"])
    if block.rows and (burn := block.burn):
        pace = f"{dollars(burn.usd_per_hour)} an hour" + (", the unpriced left out" if is_partly else "")
        said.append(f"burn rate while in use: {pace}; {rounded(burn.tokens_per_minute, 0):,} tokens a minute")
    if block.rows and (coming := block.projection):
        said.append(f"at that rate it comes to {dollars(coming.cost_usd)} and {coming.total_tokens:,} tokens")
        if limit:
            said.append(_against(limit, coming.total_tokens))
    return said


def label(block: Block, zone: Zone) -> str:
    """`2026-11-02 08:00-13:00` on the clocks of a zone; `gap of 18h 32m`."""
    length = block.end - block.start
    if block.is_gap:
        return f"gap of {spell(int(length.total_seconds() // 60))}"
    starts = f"{block.start.astimezone(zone):%Y-%m-%d %H:%M}"
    ends = f"-{_clock(block.end, zone)}" if length < DAY else f" +{spell(int(length.total_seconds() // 60))}"
    return starts + ends + (" active" if block.is_active else "")


def spell(minutes: int) -> str:
    """`4h 3m`, `12m`, `2d 3h`."""
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)}d {minutes // 60 % 24}h"
    return f"{minutes // 60}h {minutes % 60}m" if minutes >= 60 else f"{minutes}m"


def _against(limit: int, coming: int) -> str:
    of_it = f"{share(coming, limit)}% of the limit of {limit:,} tokens"
    return f"which would be {of_it}" + (": more than there is" if coming > limit else "")


def _clock(moment: datetime, zone: Zone) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def _row(block: Block, zone: Zone, limit: int | None) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(column.key for column in (*FIGURES, *PACE))
    row |= {
        "window": label(block, zone),
        "start": instant(block.start),
        "end": instant(block.end),
        "status": "gap" if block.is_gap else "active" if block.is_active else "ended",
        "models": "" if block.is_gap else ", ".join(block.models),
        "limit_percent": None,
    }
    if block.first_at is None or block.last_at is None:
        return row
    burn, coming = block.burn, block.projection
    row |= dict(block.totals)
    row["first_activity"], row["last_activity"] = instant(block.first_at), instant(block.last_at)
    row["limit_percent"] = share(Decimal(block.totals["total_tokens"]), limit) if limit else None
    row["tokens_per_minute"] = burn and burn.tokens_per_minute
    row["usd_per_hour"] = burn and burn.usd_per_hour
    row["projected_total_tokens"] = coming and coming.total_tokens
    row["projected_cost_usd"] = coming and coming.cost_usd
    row["remaining_minutes"] = coming and coming.remaining_minutes
    return row
