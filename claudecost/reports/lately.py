"""The last N days, weeks or months of the calendar, used or not, as ccusage counts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from .dimensions import TimeDimension, start_of
from .usage import Question
from .usage_report import NoTime

#: No usage is older, however many periods are asked for.
EARLIEST = date(2020, 1, 1)


def lately(asked: Question, last: int, now: datetime) -> Question:
    """The same question over the last periods of its first time dimension, the running one included.

    Where the question ends earlier, they are counted from there. Raises NoTime without such a dimension.
    """
    times = [entry for entry in asked.dimensions if isinstance(entry, TimeDimension)]
    if not times:
        raise NoTime(asked)
    until = asked.period.until
    moment = now if until is None else min(now, until - timedelta(microseconds=1))
    since = _start(times[0], asked, moment, last)
    if asked.period.since is not None and asked.period.since > since:
        return asked
    return replace(asked, period=replace(asked.period, since=since))


def _start(dimension: TimeDimension, asked: Question, moment: datetime, last: int) -> datetime:
    """Where the oldest of the last periods begins."""
    local = moment.astimezone(asked.zone)
    if dimension.grain == "hour":
        hours = timedelta(hours=min(last, 24 * 366 * 20) - 1)
        return local.replace(minute=0, second=0, microsecond=0).astimezone(UTC) - hours
    day = local.date()
    for number in range(last):
        first = start_of(dimension, dimension.label(day), asked.zone)
        if number < last - 1 and day > EARLIEST:
            day = first.astimezone(asked.zone).date() - timedelta(days=1)
        else:
            break
    return first
