"""A series' usual day, and which days are none: median and spread of its own eight weeks before.

The spread is the median distance from the median (MAD), which single days cannot move however dear they were;
times 1.4826 it is the standard deviation of a normal distribution (Iglewicz and Hoaglin, 1993). Amounts are
millionths of a dollar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from ...records import WorkingDays

WEEKS = 8
LOOK_BACK = timedelta(weeks=WEEKS)
MICRO = 1_000_000

#: So many spreads above the median is unusual, if it is also so many times it (in tenths).
SPREADS, TENFOLD = 3.0, 15

#: A series that is dear every other Tuesday is not unusual then: of so many days one at most was dearer.
ONE_IN = 20

#: So many dearer days are the most there can be of all that are looked back on.
MOST_DEARER = LOOK_BACK.days // ONE_IN

#: Nobody wants to be called for less than this above a usual day.
MINIMUM_USD = Decimal(5)

#: Without so many days there is no usual one: of the same kind, or, where most had no usage, days with usage.
LEAST, LEAST_USED = 6, 5

#: Days as alike as a schedule's have no spread to speak of; it is taken to be this part of the median.
LEAST_SPREAD = 0.1


@dataclass(frozen=True, slots=True)
class Usual:
    """The median of some days and their spread, in millionths of a dollar, and which days they were."""

    median: float
    spread: float
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What a series cost by local day, in millionths of a dollar; a day missing cost nothing."""

    costs: Mapping[date, int]


def unusual(series: Series, day: date, working: WorkingDays) -> Usual | None:
    """The usual day a day lies far above; None for a day like others, or of a series too young to tell."""
    cost = series.costs.get(day, 0)
    if cost < MINIMUM_USD * MICRO:
        return None
    usual = usual_before(series, day, working)
    if usual is None:
        return None
    is_far = cost > usual.median + SPREADS * max(usual.spread, LEAST_SPREAD * usual.median)
    is_much = cost - usual.median >= MINIMUM_USD * MICRO and cost * 10 >= usual.median * TENFOLD
    dearer = sum(series.costs.get(one, 0) >= cost for one in usual.days)
    return usual if is_far and is_much and dearer * ONE_IN <= len(usual.days) else None


def usual_before(series: Series, day: date, working: WorkingDays) -> Usual | None:
    """The usual day of the weeks before: of days of work, or of days off, as the day itself is one.

    Days before the first that had any usage do not count: the series was not there yet.
    Where most of those had no usage at all, of the days that had any: a pipeline that runs on Tuesdays is not
    unusual every Tuesday.
    """
    before = [day - timedelta(days=n) for n in range(LOOK_BACK.days, 0, -1)]
    began = next((number for number, one in enumerate(before) if series.costs.get(one)), len(before))
    known = before[began:]
    alike = [one for one in known if working.has(one) == working.has(day)]
    used = [one for one in alike if series.costs.get(one)]
    if len(alike) >= LEAST and len(used) * 2 > len(alike):
        return _usual(series, alike)
    used = [one for one in known if series.costs.get(one)]
    return _usual(series, used) if len(used) >= LEAST_USED else None


def _usual(series: Series, days: Sequence[date]) -> Usual:
    values = [series.costs.get(one, 0) for one in days]
    middle = median(values)
    spread = 1.4826 * median([abs(value - middle) for value in values])
    return Usual(middle, spread, tuple(days))
