"""Usage added up by month and by how it is paid, with what programs used of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...money import total
from ..usage import add_up
from .shape import KINDS, Held, Way

#: How entrypoints of programs begin: the Agent SDK, and `claude -p` (`sdk-cli`). Source: transcripts.
PROGRAMS = "sdk-"

#: A month (None: of no known date), and how its usage is paid.
Key = tuple[str | None, Way]


@dataclass(frozen=True, slots=True)
class Line:
    """What was used in a month and paid one way.

    `totals` are the measures of usage. `programmatic_usd` is the part of the cost that programs used,
    `credited_usd` what of that lies on days with a credit; `unsaid` counts responses of Claude Code that do
    not say where they came from. `held` is None for what is no subscription.
    """

    month: str | None
    way: Way
    totals: Mapping[str, Any]
    active_days: int
    programmatic_usd: Decimal
    credited_usd: Decimal
    unsaid: int
    held: Held | None = None


def lines(rows: Iterable[tuple[Way, Mapping[str, Any]]], held: Mapping[Key, Held]) -> list[Line]:
    """One line per month and way, oldest month first; months of a subscription without usage included.

    Rows have the labels `day` and `entrypoint`, and measures.
    """
    found: dict[Key, list[Mapping[str, Any]]] = {key: [] for key in held}
    for way, row in rows:
        found.setdefault((row["day"] and row["day"][:7], way), []).append(row)
    made = [_line(key, of, held.get(key)) for key, of in found.items()]
    return sorted(made, key=_order)


def _line(key: Key, rows: list[Mapping[str, Any]], held: Held | None) -> Line:
    programs = [row for row in rows if (row["entrypoint"] or "").startswith(PROGRAMS)]
    begins = held.credit_from if held else None
    credited = [row for row in programs if begins and row["day"] and date.fromisoformat(row["day"]) >= begins]
    return Line(
        *key,
        totals=add_up(rows),
        active_days=len({row["day"] for row in rows if row["responses"]} - {None}),
        programmatic_usd=total(row["cost_usd"] for row in programs),
        credited_usd=total(row["cost_usd"] for row in credited),
        unsaid=sum(row["responses"] for row in rows if row["entrypoint"] is None),
        held=held,
    )


def _order(line: Line) -> tuple[bool, str, int, str, str, str, str]:
    way = line.way
    return (
        line.month is None,
        line.month or "",
        KINDS.index(way.kind),
        way.plan or "",
        way.seat or "",
        way.name or "",
        way.provider or "",
    )
