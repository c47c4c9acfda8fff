"""What about an unusual day was different: its projects and models held against those of its usual days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...money import total
from .effects import Effects, Rates, Row, effects
from .finding import Found
from .made_of import MadeOf, Pair, Part
from .shape import Cause

#: What makes up half of an excess is where it comes from; what makes up a third is worth naming as its cause.
HALF, THIRD = Decimal("0.5"), Decimal("0.33")

#: A fall of the cache's share by less than this many points is none.
POINTS = Decimal("0.05")

#: What has less than this part of its day on usual days is new to them.
NEXT_TO_NOTHING = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a day was dear: the cause, and the project and model most of the excess was in.

    `is_mostly` is False where it was in several. `cost_usd` is what that project and model cost on the day
    and on an average usual one. `times` is how many times the usual tokens the day had, None without any.
    """

    cause: Cause
    project: str | None = None
    model: str | None = None
    is_mostly: bool = False
    cost_usd: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    times: Decimal | None = None
    effects: Effects | None = None


def explain(found: Found, made: MadeOf, own: Sequence[Row], rates: Rates) -> Explained:
    """Why a day was dear, by what every project did with every model on it and on its usual days.

    `own` are the rows of what it mostly was, on the day and before.
    """
    pair = made.mostly
    day, usual = made.costs[pair]
    on_day = [row for row in own if row["day"] == found.day.isoformat()]
    before = [row for row in own if row["day"] != found.day.isoformat()]
    seen = effects(rates, on_day, before) if before else None
    is_mostly = day - usual >= found.excess_usd * HALF
    return Explained(
        _cause(found, made, seen if is_mostly else None),
        *pair,
        is_mostly=is_mostly,
        cost_usd=(day, usual),
        times=_times(made),
        effects=seen,
    )


def _cause(found: Found, made: MadeOf, seen: Effects | None) -> Cause:
    """The first that holds: dearer rates, a cache read less, a model new to it, one project; else volume."""
    worth_naming = found.excess_usd * THIRD
    if seen is not None:
        if seen.rates_usd >= max(worth_naming, seen.cache_usd):
            return "price"
        if seen.cache_usd >= worth_naming and seen.cache[0] - seen.cache[1] >= POINTS:
            return "cache"
    project, model = (_one(made, place, found) for place in (0, 1))
    if found.scope != "model" and model.is_most and model.is_new:
        return "model"
    projects = {one for one, _ in (*made.on_day, *made.before)}
    if found.scope != "project" and project.is_most and len(projects) > 1:
        return "project"
    return "volume"


@dataclass(frozen=True, slots=True)
class _One:
    """Whether one project or model is most of the excess, and whether usual days hardly know it."""

    is_most: bool
    is_new: bool


def _one(made: MadeOf, place: int, found: Found) -> _One:
    """The project (place 0) or model (place 1) the day mostly was, with all it did."""
    name = made.mostly[place]
    day, usual = (
        total(part.cost_usd for pair, part in of.items() if pair[place] == name)
        for of in (made.on_day, made.before)
    )
    usual /= made.count
    return _One(day - usual >= found.excess_usd * HALF, usual < day * NEXT_TO_NOTHING)


def _times(made: MadeOf) -> Decimal | None:
    now, was = (_tokens(of) for of in (made.on_day, made.before))
    return Decimal(now) * made.count / was if was else None


def _tokens(of: Mapping[Pair, Part]) -> int:
    return sum(part.total_tokens for part in of.values())
