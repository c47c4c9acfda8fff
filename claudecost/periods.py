"""`2026-10`, `last-month`, `7d` -> a half-open interval of UTC instants, in the person's time zone.

A day here is a local day, of 23, 24 or 25 hours: it starts at its first
instant and ends where the next one starts. What could be read in two ways is
refused, because a report over the wrong month looks just like the right one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from claudecost.errors import Misuse
from claudecost.zones import Zone, instant, midnight

FORMS = (
    "2026-11-01, 20261101 (a day), 2026-11 (a month), 2026-W47 (a week, Monday to Sunday),\n"
    "2026Q4 (a quarter), 2026 (a year), 7d (the last seven days, today included),\n"
    "today, yesterday, this-week, last-week, this-month, last-month, mtd, ytd,\n"
    "or an instant with its offset: 2026-11-01T09:00:00Z, 2026-11-01T09:00:00+01:00"
)


class UnreadablePeriod(Misuse):
    """A text that names no period, or more than one."""

    def __init__(self, option: str, text: str, why: str) -> None:
        super().__init__(f"{option}: {text[:60]!r} {why}", hint=f"write {FORMS}")


class EmptyPeriod(Misuse):
    """A period that ends before it starts, or where it starts."""

    def __init__(self, since: datetime, until: datetime) -> None:
        super().__init__(
            f"the period is empty: it starts at {instant(since)} and ends at {instant(until)}",
            hint="--since must lie before --until; a date given to --until includes that day",
        )


class FuturePeriod(Misuse):
    """A period that has not begun: most often a year mistyped, never a report anybody wants."""

    def __init__(self, since: datetime, today: date) -> None:
        super().__init__(f"the period starts in the future, at {instant(since)}; today is {today}")


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` (included) to `until` (excluded), as UTC instants; None where it has no such end."""

    since: datetime | None
    until: datetime | None
    timezone: str

    def as_json(self) -> dict[str, str | None]:
        """The period as headers and JSON show it."""
        return {
            "since": instant(self.since) if self.since else None,
            "until": instant(self.until) if self.until else None,
            "timezone": self.timezone,
        }


def parse_period(
    text: str, zone: Zone, now: datetime, option: str = "--period", *, may_be_empty: bool = False
) -> Period:
    """Read `--period X`: both ends at once; `option` is what complaints call it."""
    today = now.astimezone(zone).date()
    since, until = _span(option, text, zone, today)
    if since == until:
        instead = "; give it to --since or --until" if option == "--period" else ""
        raise UnreadablePeriod(option, text, f"has no length{instead}")
    return _checked(since, until, zone, now, may_be_empty=may_be_empty)


def parse_range(
    since: str | None, until: str | None, zone: Zone, now: datetime, *, may_be_empty: bool = False
) -> Period:
    """Read `--since` and `--until`: the start of one, the end of the other; None leaves that end open.

    What cannot hold any usage is refused, unless it `may_be_empty`.
    """
    today = now.astimezone(zone).date()
    start = None if since is None else _span("--since", since, zone, today)[0]
    end = None if until is None else _span("--until", until, zone, today)[1]
    return _checked(start, end, zone, now, may_be_empty=may_be_empty)


def _checked(
    since: datetime | None, until: datetime | None, zone: Zone, now: datetime, *, may_be_empty: bool
) -> Period:
    if may_be_empty:
        end = max(since, until) if since is not None and until is not None else until
        return Period(since, end, str(zone))
    if since is not None and until is not None and since >= until:
        raise EmptyPeriod(since, until)
    if since is not None and since > now:
        raise FuturePeriod(since, now.astimezone(zone).date())
    return Period(since, until, str(zone))


def _span(option: str, text: str, zone: Zone, today: date) -> tuple[datetime, datetime]:
    """First instant of what the text names, and first instant after it; an instant is its own end."""
    wanted = text.strip().upper()
    try:
        if _INSTANT.fullmatch(wanted):
            moment = datetime.fromisoformat(wanted).astimezone(UTC)
            return moment, moment
        days = _days(wanted, today)
        if days is not None:
            return midnight(days[0], zone), midnight(days[1], zone)
    except (ValueError, OverflowError):
        raise UnreadablePeriod(option, text, "is not in the calendar") from None
    raise UnreadablePeriod(option, text, _reason(wanted))


def _reason(wanted: str) -> str:
    """What to say about a text that is none of the forms."""
    if re.fullmatch(r"[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{1,4}", wanted):
        return "could be more than one day"
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]", wanted):
        return "is no instant: it needs hours, minutes, seconds and an offset"
    return "is not a period"


def _days(wanted: str, today: date) -> tuple[date, date] | None:
    """First day of what the text names and first day after it; None when it names nothing."""
    if wanted in _WORDS:
        return _WORDS[wanted](today)
    for pattern, days in _PATTERNS:
        if match := pattern.fullmatch(wanted):
            return days(*map(int, match.groups()))
    if match := _LAST_DAYS.fullmatch(wanted):
        return today - timedelta(days=int(match[1]) - 1), _next(today)
    return None


def _next(day: date, days: int = 1) -> date:
    return day + timedelta(days=days)


def _day(year: int, month: int, day: int) -> tuple[date, date]:
    return date(year, month, day), _next(date(year, month, day))


def _week(year: int, week: int) -> tuple[date, date]:
    monday = date.fromisocalendar(year, week, 1)
    return monday, _next(monday, 7)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    """`count` whole months from the given one; months outside 1..12 lead into the years around."""
    ends = (year * 12 + month - 1, year * 12 + month - 1 + count)
    first, after = (date(months // 12, months % 12 + 1, 1) for months in ends)
    return first, after


def _month(year: int, month: int) -> tuple[date, date]:
    return _months(date(year, month, 1).year, month, 1)


def _this_week(today: date, back: int = 0) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday() + 7 * back)
    return monday, _next(monday, 7)


#: Upper case, as texts are compared.
_WORDS: dict[str, Callable[[date], tuple[date, date]]] = {
    "TODAY": lambda today: (today, _next(today)),
    "YESTERDAY": lambda today: (_next(today, -1), today),
    "THIS-WEEK": _this_week,
    "LAST-WEEK": lambda today: _this_week(today, back=1),
    "THIS-MONTH": lambda today: _months(today.year, today.month, 1),
    "LAST-MONTH": lambda today: _months(today.year, today.month - 1, 1),
    "MTD": lambda today: (today.replace(day=1), _next(today)),
    "YTD": lambda today: (today.replace(month=1, day=1), _next(today)),
}

_PATTERNS: tuple[tuple[re.Pattern[str], Callable[..., tuple[date, date]]], ...] = (
    (re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"), _day),
    (re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"), _day),
    (re.compile(r"([0-9]{4})-([0-9]{2})"), _month),
    (re.compile(r"([0-9]{4})-W([0-9]{2})"), _week),
    (re.compile(r"([0-9]{4})-?Q([1-4])"), lambda year, quarter: _months(year, quarter * 3 - 2, 3)),
    (re.compile(r"([0-9]{4})"), lambda year: _months(year, 1, 12)),
)

_LAST_DAYS = re.compile(r"([1-9][0-9]{0,4})D")

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)


def label_day(day: date) -> str:
    """`2026-11-01`."""
    return day.isoformat()


def label_week(day: date) -> str:
    """`2026-W47`; the ISO year, which differs from the calendar's around New Year."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def label_month(day: date) -> str:
    """`2026-11`."""
    return f"{day.year:04}-{day.month:02}"


def label_quarter(day: date) -> str:
    """`2026-Q4`."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def label_year(day: date) -> str:
    """`2026`."""
    return f"{day.year:04}"
