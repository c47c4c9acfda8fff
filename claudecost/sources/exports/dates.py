"""Dates and hours of a column, as downloaded or as a spreadsheet has written them again.

All are UTC. `10/05/2026` and `5.10.2026` are read only where the file proves
the order of month and day: by a day beyond the twelfth, or by the days its
name says it covers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from ..times import EARLIEST
from .names import Period

NOT_A_DATE = "not a date"

ACCEPTED = (
    "`2026-10-05`, `2026-10-05 04:00`, `2026-10-05T04:00:00Z`, `2026/10/05`;\n"
    "`10/05/2026` or `5.10.2026` where another day of the file is beyond the 12th"
)

_FORM = re.compile(
    r"(?P<first>[0-9]{1,4})(?P<mark>[-/.])(?P<second>[0-9]{1,2})(?P=mark)(?P<third>[0-9]{1,4})"
    r"(?:[T ,] ?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<exact>[0-9]{2})(?:\.[0-9]{1,9})?)?"
    r" ?(?P<half>[AaPp][Mm])? ?(?P<zone>Z|UTC|[+-][0-9]{2}:?[0-9]{2})?)?"
)

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


class Span(NamedTuple):
    """The time a row is about, as `YYYY-MM-DDTHH:MM:SS` in UTC; `ends_at` excluded."""

    starts_at: str
    ends_at: str


class Unclear(Exception):
    """Month and day of a text could be either; `others` says how far the rest of the column helps."""

    def __init__(self, text: str, others: str) -> None:
        super().__init__(text)
        self.text, self.others = text, others


class _Parsed(NamedTuple):
    """A text's date by month first and by day first (the same where the year comes first), and its time."""

    text: str
    month_first: date | None
    day_first: date | None
    at: time | None
    has_seconds: bool
    offset: timedelta

    @property
    def is_open(self) -> bool:
        return self.month_first != self.day_first


def spans(texts: Sequence[str], covered: Period | None) -> list[Span | None]:
    """The span of each text of one column, None for what is no date; whole days or whole hours.

    `covered` are the days the file covers, where known. Raises Unclear where the order of month and day
    stays open, and `PartOfHour` for a time that is not on the hour.
    """
    parsed = [_parsed(text) for text in texts]
    month_first = _is_month_first([one for one in parsed if one is not None and one.is_open], covered)
    timed = [one for one in parsed if one is not None and one.at is not None]
    midnights = all(one.at == time(0) and one.has_seconds and not one.offset for one in timed)
    return [one and _span(one, month_first, midnights) for one in parsed]


class PartOfHour(Exception):
    """A time that is not on the hour; the only argument is its text."""


def _parsed(text: str) -> _Parsed | None:
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    first, second, third = int(match["first"]), int(match["second"]), int(match["third"])
    if len(match["first"]) == 4:
        month_first = day_first = _date(first, second, third)
    elif len(match["third"]) == 4:
        month_first, day_first = _date(third, first, second), _date(third, second, first)
    else:
        return None
    at = _time(match)
    if (month_first or day_first) is None or (match["hour"] and at is None):
        return None
    return _Parsed(text, month_first, day_first, at, match["exact"] is not None, _offset(match["zone"]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    # one row of a day that has not come would make every day before it look covered
    is_past = found <= datetime.now(UTC).date() + timedelta(days=1)
    return found if found.isoformat() >= EARLIEST and is_past else None


def _time(match: re.Match[str]) -> time | None:
    if match["hour"] is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "pm")
    try:
        return time(hour, int(match["minute"]), int(match["exact"] or 0))
    except ValueError:
        return None


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone[0] not in "+-":
        return timedelta()
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return ahead if zone[0] == "+" else -ahead


def _is_month_first(unclear: list[_Parsed], covered: Period | None) -> bool:
    """The order of the column; raises Unclear."""
    by_month = [one for one in unclear if one.day_first is None]
    by_day = [one for one in unclear if one.month_first is None]
    if by_month and by_day:
        raise Unclear(unclear[0].text, f"`{by_month[0].text}` and `{by_day[0].text}` contradict each other")
    if by_month or by_day or not unclear:
        return bool(by_month)
    fits = [
        covered is not None and all(day in covered for day in days)
        for days in ([one.month_first for one in unclear], [one.day_first for one in unclear])
    ]
    if fits[0] == fits[1]:
        raise Unclear(unclear[0].text, "no other date of the file proves which")
    return fits[0]


def _span(one: _Parsed, month_first: bool, midnights: bool) -> Span | None:
    """A day, or an hour where the text has a time; midnight to the second throughout is a day as well."""
    day = one.month_first if month_first else one.day_first
    if day is None:
        return None
    if one.at is None or midnights:
        start, length = datetime.combine(day, time()), _DAY
    else:
        start, length = datetime.combine(day, one.at) - one.offset, _HOUR
        if start.minute or start.second:
            raise PartOfHour(one.text)
    return Span(start.isoformat(), (start + length).isoformat())
