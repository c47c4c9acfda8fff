"""What is compared, and the two periods in words: their names, how long they are, whether they are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ...periods import Period, label_day, label_month, label_quarter, label_week, label_year
from ...zones import Zone
from ..dimensions import Dimension
from ..usage_report import many


@dataclass(frozen=True)
class Asked:
    """What was compared: two periods, what by, in which zone, and the instant it was asked at.

    `known_on` is the day whose knowledge of prices was asked for, None for today's.
    """

    dimensions: Sequence[Dimension]
    before: Period
    after: Period
    zone: Zone
    now: datetime
    known_on: date | None = None

    @property
    def names(self) -> list[str]:
        """The dimensions by name."""
        return [entry.name for entry in self.dimensions]


def period_names(asked: Asked) -> tuple[str, str]:
    """The two periods as people call them: `September`, `2026-W47`, `2026-11-01 to 2026-11-19`."""
    years = {_first(period, asked.zone).year for period in (asked.before, asked.after)}
    before, after = (
        _name(period, asked.zone, with_year=len(years) > 1) for period in (asked.before, asked.after)
    )
    return before, after


def _name(period: Period, zone: Zone, *, with_year: bool) -> str:
    first, end = _first(period, zone), _end(period, zone)
    last = end - timedelta(days=1)
    if first == last:
        return label_day(first)
    if (first.day, end.day) == (1, 1) and label_month(first) == label_month(last):
        return f"{first:%B %Y}" if with_year else f"{first:%B}"
    if (first.weekday(), (end - first).days) == (0, 7):
        return label_week(first)
    if (
        (first.day, end.day) == (1, 1)
        and first.month in (1, 4, 7, 10)
        and (end - first).days in range(90, 93)
    ):
        return label_quarter(first)
    if (first.month, first.day, end.month, end.day) == (1, 1, 1, 1):
        return label_year(first)
    return f"{label_day(first)} to {label_day(last)}"


def spans(asked: Asked) -> list[str]:
    """The days of both periods and how many they are; when prices were known, if not now."""
    said = []
    for name, period in zip(period_names(asked), (asked.before, asked.after), strict=True):
        first, end = _first(period, asked.zone), _end(period, asked.zone)
        days = label_day(first), label_day(end - timedelta(days=1))
        whole = days[0] if days[0] >= days[1] else f"{days[0]} to {days[1]}"
        known = "" if name == whole or " " in name else f"{whole}, "
        said.append(f"{name}: {known}{_length(asked, period)} ({period.timezone})")
    if asked.known_on is not None:
        said.append(f"priced as known on {asked.known_on}")
    return list(dict.fromkeys(said))


def _length(asked: Asked, period: Period) -> str:
    return many((_end(period, asked.zone) - _first(period, asked.zone)).days, "day")


def lengths(asked: Asked) -> list[str]:
    """Said where one period is longer than the other."""
    before, after = (_length(asked, period) for period in (asked.before, asked.after))
    return [] if before == after else [f"{before} are compared with {after}: the difference is in volume"]


def unfinished(asked: Asked) -> list[str]:
    """Said of a period that is not over."""
    said = []
    for name, period in zip(period_names(asked), (asked.before, asked.after), strict=True):
        first, end = _first(period, asked.zone), _end(period, asked.zone)
        reached = (asked.now.astimezone(asked.zone).date() - first).days + 1
        if reached < (end - first).days:
            days = many((end - first).days, "day")
            said.append(f"{name} is not over: {reached} of its {days} have begun; the rest would be volume")
    return list(dict.fromkeys(said))


def _ends(period: Period) -> tuple[datetime, datetime]:
    """Both ends of a named period, which are midnights in its zone."""
    since, until = period.since, period.until
    if since is None or until is None:
        raise ValueError("a period that is compared has both ends")
    return since, until


def _first(period: Period, zone: Zone) -> date:
    return _ends(period)[0].astimezone(zone).date()


def _end(period: Period, zone: Zone) -> date:
    return _ends(period)[1].astimezone(zone).date()
