"""Which days of which series are unusual, by the rows of questions by day and scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from ...money import EXACT
from ...records import WorkingDays
from .shape import Scope
from .usual import MICRO, Series, Usual, unusual

#: Of each kind of series no more than this many days are told of, those with the largest excess.
MOST = 10

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Found:
    """An unusual day of a series, with its exact cost and the usual day it was held against."""

    scope: Scope
    name: str | None
    day: date
    cost_usd: Decimal
    usual: Usual

    @property
    def usual_usd(self) -> Decimal:
        """The usual day in dollars."""
        return Decimal(round(self.usual.median)) / MICRO

    @property
    def excess_usd(self) -> Decimal:
        """How much more it cost than usual."""
        return self.cost_usd - self.usual_usd


def find(
    scope: Scope, rows: Iterable[Mapping[str, Any]], days: Sequence[date], working: WorkingDays
) -> list[Found]:
    """The unusual ones of these days, for every series of a scope; the largest excess first, at most MOST."""
    found = []
    for name, by_day in _costs(scope, rows).items():
        one = Series({day: int(cost * MICRO) for day, cost in by_day.items()})
        for day in days:
            if (usual := unusual(one, day, working)) is not None:
                found.append(Found(scope, name, day, by_day[day], usual))
    found.sort(key=lambda one: (-one.excess_usd, one.day, one.name or ""))
    return found[:MOST]


def rows_of(found: Sequence[Found], rows: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """For each unusual day of one scope, the rows of its series on that day and on its usual days."""
    wanted: dict[tuple[str | None, str], list[int]] = {}
    for number, one in enumerate(found):
        for day in (one.day, *one.usual.days):
            wanted.setdefault((one.name, day.isoformat()), []).append(number)
    own: list[list[Mapping[str, Any]]] = [[] for _ in found]
    scope = found[0].scope if found else "total"
    for row in rows:
        for number in wanted.get((None if scope == "total" else row[scope], row["day"]), ()):
            own[number].append(row)
    return own


def _costs(scope: Scope, rows: Iterable[Mapping[str, Any]]) -> dict[str | None, dict[date, Decimal]]:
    """What every series of a scope cost by day, exactly."""
    costs: dict[tuple[str | None, str], Decimal] = {}
    with localcontext(EXACT):
        for row in rows:
            key = (None if scope == "total" else row[scope], row["day"])
            costs[key] = costs.get(key, ZERO) + row["cost_usd"]
    by_name: dict[str | None, dict[date, Decimal]] = {}
    for (name, day), cost in costs.items():
        by_name.setdefault(name, {})[date.fromisoformat(day)] = cost
    return by_name
