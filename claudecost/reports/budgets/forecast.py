"""Where a month is heading: what is spent, and the days left drawn from the days before.

Days of work and days off have their own pace, taken from the last of each. What the days left will cost is
drawn from them many times over. Nine in ten of the draws lie within the range, and about eight in ten months
will, for ten days are not all there is to know. Nothing about the shape of costs has to be assumed: a weekly
pipeline and a day that cost ten times the others are drawn as often as they came. The draws are the same
every time, so that a report can be repeated, and so that no day can have cost more and the forecast be lower.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from ...money import rounded, total
from ...records import WorkingDays
from .shape import Forecast

#: How many days of each kind the pace is taken from, and without how many days of work there is no telling.
WORKING_DAYS, DAYS_OFF = 10, 8
LEAST = 3

#: Days back that have the days above in them, even around Christmas.
LOOK_BACK = timedelta(days=45)

DRAWS = 500
LOW, HIGH = DRAWS // 20, DRAWS - 1 - DRAWS // 20

#: The days of a draw, each as the number of the day it is like.
Draws = tuple[tuple[int, ...], ...]

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Pace:
    """What recent days cost, in millionths of a dollar: days of work and days off, the newest last."""

    working: tuple[int, ...]
    off: tuple[int, ...]


def pace_before(today: date, costs: Mapping[date, Decimal], working: WorkingDays) -> Pace:
    """The pace of the days before today, from the first that had any usage on; a day missing cost nothing."""
    began = min((day for day, cost in costs.items() if cost), default=today)
    kinds: dict[bool, list[int]] = {True: [], False: []}
    day = today - timedelta(days=1)
    while day >= max(began, today - LOOK_BACK):
        kinds[working.has(day)].append(int(costs.get(day, Decimal(0)) * MICRO))
        day -= timedelta(days=1)
    return Pace(tuple(kinds[True][:WORKING_DAYS][::-1]), tuple(kinds[False][:DAYS_OFF][::-1]))


def forecast(costs: Mapping[date, Decimal], today: date, last: date, working: WorkingDays) -> Forecast | None:
    """What the month up to and with the day `last` will have cost; None where there is too little to go by.

    `costs` has what local days cost, those before the month included. Today counts as what it has cost so
    far or as a whole day drawn, whichever is more; on the last day the month is what is spent.
    """
    first = last.replace(day=1)
    spent = total(cost for day, cost in costs.items() if first <= day <= min(today, last))
    if today >= last:
        return Forecast(spent, spent, spent)
    pace = pace_before(today, costs, working)
    if len(pace.working) < LEAST:
        return None
    days = [today + timedelta(days=n) for n in range((last - today).days + 1)]
    begun = int(costs.get(today, Decimal(0)) * MICRO)
    sums = sorted(_drawn(pace, [working.has(day) for day in days], begun))
    low, likely, high = (sums[at] for at in (LOW, DRAWS // 2, HIGH))
    return Forecast(*(_cents(spent, Decimal(more) / MICRO) for more in (low, likely, high)))


def _drawn(pace: Pace, days: Sequence[bool], begun: int) -> list[int]:
    """What today (the first of the days, of which so much is spent) and the days left may still cost."""
    kinds = (pace.working, pace.off)
    counts = (sum(days[1:]), len(days) - 1 - sum(days[1:]))
    sums = [0] * DRAWS
    for kind, count in zip(kinds, counts, strict=True):
        if any(kind) and count:
            cost = kind.__getitem__
            for number, like in enumerate(draws(len(kind), count)):
                sums[number] += sum(map(cost, like))
    if any(today_like := kinds[0 if days[0] else 1]):
        for number, (day,) in enumerate(draws(len(today_like), 1)):
            sums[number] += max(today_like[day] - begun, 0)
    return sums


@lru_cache(maxsize=256)
def draws(known: int, wanted: int) -> Draws:
    """Which of so many known days each of so many wanted days is like, `DRAWS` times over.

    Drawn in two steps: which days the pace might as well have been made of, then days out of those. Without
    the first the range would be too sure of ten days being all there is to know.
    """
    chance = Random(known * 1_000 + wanted)
    found = []
    for _ in range(DRAWS):
        made_of = [int(chance.random() * known) for _ in range(known)]
        found.append(tuple(made_of[int(chance.random() * known)] for _ in range(wanted)))
    return tuple(found)


def _cents(spent: Decimal, more: Decimal) -> Decimal:
    """Rounded as what is spent is shown, and never below it: with nothing to come, the same amount."""
    return max(rounded(spent + more), spent)
