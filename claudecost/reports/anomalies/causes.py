"""What about an unusual day was different: its projects and models held against those of its usual days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ...money import total
from .effects import Effects, Rates, Row, effects
from .finding import Found
from .shape import Cause

#: What makes up half of an excess is where it comes from; what makes up a third is worth naming as its cause.
HALF, THIRD = Decimal("0.5"), Decimal("0.33")

#: A fall of the cache's share by less than this many points is none.
POINTS = Decimal("0.05")

#: What has less than this part of its day on usual days is new to them.
NEXT_TO_NOTHING = Decimal("0.1")

Pair = tuple[str | None, str | None]


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


def explain(found: Found, rows: Iterable[Row], rates: Rates) -> Explained:
    """Why a day was dear, by what every project did with every model on it and on its usual days."""
    on_day, before = _sorted(found, rows)
    count = len(found.usual.days)
    costs = {pair: (_cost(of), _cost(before.get(pair, ())) / count) for pair, of in on_day.items()}
    pair = max(costs, key=lambda one: (costs[one][0] - costs[one][1], str(one)))
    day, usual = costs[pair]
    seen = effects(rates, on_day[pair], before[pair]) if pair in before else None
    is_mostly = day - usual >= found.excess_usd * HALF
    return Explained(
        _cause(found, on_day, before, pair, seen if is_mostly else None),
        *pair,
        is_mostly=is_mostly,
        cost_usd=(day, usual),
        times=_times(on_day, before, count),
        effects=seen,
    )


def _cause(
    found: Found,
    on_day: Mapping[Pair, Sequence[Row]],
    before: Mapping[Pair, Sequence[Row]],
    pair: Pair,
    seen: Effects | None,
) -> Cause:
    """The first that holds: dearer rates, a cache read less, a model new to it, one project; else volume."""
    worth_naming = found.excess_usd * THIRD
    if seen is not None:
        if seen.rates_usd >= max(worth_naming, seen.cache_usd):
            return "price"
        if seen.cache_usd >= worth_naming and seen.cache[0] - seen.cache[1] >= POINTS:
            return "cache"
    project, model = (_part(on_day, before, place, pair[place], found) for place in (0, 1))
    if found.scope != "model" and model.is_most and model.is_new:
        return "model"
    if found.scope != "project" and project.is_most and len({one for one, _ in (*on_day, *before)}) > 1:
        return "project"
    return "volume"


@dataclass(frozen=True, slots=True)
class _Part:
    """Whether one project or model is most of the excess, and whether usual days hardly know it."""

    is_most: bool
    is_new: bool


def _part(
    on_day: Mapping[Pair, Sequence[Row]],
    before: Mapping[Pair, Sequence[Row]],
    place: int,
    name: str | None,
    found: Found,
) -> _Part:
    day, usual = (
        total(_cost(rows) for pair, rows in of.items() if pair[place] == name) for of in (on_day, before)
    )
    usual /= len(found.usual.days)
    return _Part(day - usual >= found.excess_usd * HALF, usual < day * NEXT_TO_NOTHING)


def _sorted(found: Found, rows: Iterable[Row]) -> tuple[dict[Pair, list[Row]], dict[Pair, list[Row]]]:
    """The rows of the day, and those of its usual days, by project and model."""
    on_day: dict[Pair, list[Row]] = {}
    before: dict[Pair, list[Row]] = {}
    for row in rows:
        of = on_day if row["day"] == found.day.isoformat() else before
        of.setdefault((row["project"], row["model"]), []).append(row)
    return on_day, before


def _cost(rows: Iterable[Row]) -> Decimal:
    return total(row["cost_usd"] for row in rows)


def _times(on_day: Mapping[Pair, Any], before: Mapping[Pair, Any], count: int) -> Decimal | None:
    now, was = (sum(row["total_tokens"] for rows in of.values() for row in rows) for of in (on_day, before))
    return Decimal(now) * count / was if was else None
