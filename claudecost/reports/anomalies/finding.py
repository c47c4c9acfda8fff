"""Which days of which series are unusual: the rule on what may be, the dearest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...records import WorkingDays
from .candidates import Candidate
from .shape import Scope
from .usual import MICRO, Series, Usual, unusual

#: Of each kind of series no more than this many days are told of, those with the largest excess.
MOST = 10


@dataclass(frozen=True, slots=True)
class Found:
    """An unusual day of a series, with its exact cost and the usual day it was held against.

    `number` is that of the candidate it was.
    """

    scope: Scope
    number: int
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


def find(candidates: Iterable[Candidate], working: WorkingDays) -> list[Found]:
    """The unusual ones of one scope's candidates, the largest excess first, at most MOST.

    They come with the dearest first: what costs less than the smallest excess kept cannot exceed it.
    """
    found: list[Found] = []
    for one in candidates:
        if len(found) == MOST and one.cost_usd < found[-1].excess_usd:
            break
        costs = Series({day: int(cost * MICRO) for day, cost in one.costs.items()})
        if (usual := unusual(costs, one.day, working)) is not None:
            found.append(Found(one.scope, one.number, one.name, one.day, one.cost_usd, usual))
            found.sort(key=lambda kept: (-kept.excess_usd, kept.day, kept.name or ""))
            del found[MOST:]
    return found
