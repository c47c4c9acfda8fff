"""`2026-10`, `last-month`, `7d` -> a half-open interval of UTC instants, in the person's time zone.

A day here is a local day, of 23, 24 or 25 hours: it starts at its first
instant and ends where the next one starts. What could be read in two ways is
refused, because a report over the wrong month looks just like the right one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from io import BytesIO
from pathlib import Path
from struct import pack
from zoneinfo import ZoneInfo, available_timezones

from claudecost.errors import Error, Misuse

#: A `ZoneInfo`, `timezone.utc` or a fixed offset; `str(zone)` is the name reports print.
Zone = tzinfo

FORMS = (
    "2026-11-01, 20261101 (a day), 2026-11 (a month), 2026-W47 (a week, Monday to Sunday),\n"
    "2026Q4 (a quarter), 2026 (a year), 7d (the last seven days, today included),\n"
    "today, yesterday, this-week, last-week, this-month, last-month, mtd, ytd,\n"
    "or an instant with its offset: 2026-11-01T09:00:00Z, 2026-11-01T09:00:00+01:00"
)

LOCALTIME = Path("/etc/localtime")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
QUARTERS_A_DAY = 96


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


class UnknownZone(Misuse):
    """A time zone name the zone database does not have."""

    def __init__(self, text: str) -> None:
        near = _near_misses(text[:60])
        guess = f"did you mean {' or '.join(near)}? " if near else ""
        super().__init__(
            f"unknown time zone: {text[:60]!r}",
            hint=f"{guess}use a name such as Europe/Berlin, or UTC, or local",
        )


class UnevenOffsetError(Error):
    """Local clocks that do not show the quarter hours of UTC, as before standard time."""

    def __init__(self, zone: Zone, at: datetime) -> None:
        super().__init__(
            f"the clocks of {zone} around {instant(at)} were not a whole number of quarter hours from UTC",
            hint="report a later period, or use --timezone UTC",
        )


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


def instant(moment: datetime) -> str:
    """An aware instant in RFC 3339, in UTC: `2026-11-01T00:00:00Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


# --- time zones ---------------------------------------------------------------------------------


def resolve_zone(text: str) -> Zone:
    """The zone of an IANA name, `UTC` or `local`; anything else is refused with near misses."""
    if text.lower() == "utc":
        return UTC
    if text.lower() == "local":
        return local_zone()
    zone = _named(text)
    if zone is None:
        raise UnknownZone(text)
    return zone


def local_zone() -> Zone:
    """The machine's zone, by its IANA name where it has one, so that summer time is right on every day.

    As the C library does: TZ first, then /etc/localtime. When neither tells, the offset of this moment.
    """
    setting = os.environ.get("TZ")
    if setting == "":
        return UTC
    if setting is None:
        zone = _zone_of_file(LOCALTIME)
    else:
        name = setting.removeprefix(":")
        zone = _zone_of_file(Path(name)) if name.startswith("/") else _named(name) or _zone_of_rule(name)
    return zone or timezone(datetime.now().astimezone().utcoffset() or timedelta())


def _named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a name at all; a folder of names
        return None


def _zone_of_file(path: Path) -> ZoneInfo | None:
    """The zone a file holds; its name is what follows `zoneinfo/` once links are followed."""
    name = re.search(r"/zoneinfo[^/]*/(?:posix/|right/)?(.+)", os.path.realpath(path))
    if name and (zone := _named(name[1])):
        return zone
    try:
        with path.open("rb") as file:
            return ZoneInfo.from_file(file, key="local")
    except (ValueError, OSError):
        return None


def _zone_of_rule(rule: str) -> ZoneInfo | None:
    """The zone of a POSIX rule such as `CET-1CEST,M3.5.0,M10.5.0/3`, read as a zone file of that rule."""
    block = b"TZif2" + bytes(15) + pack(">6l", 0, 0, 0, 0, 1, 1) + pack(">lbb", 0, 0, 0) + b"\0"
    try:
        return ZoneInfo.from_file(BytesIO(block * 2 + b"\n" + rule.encode() + b"\n"), key=rule)
    except ValueError:
        return None


def _near_misses(text: str) -> list[str]:
    """Up to three zone names that look like the text, or end in it: `berlin` is `Europe/Berlin`."""
    from difflib import get_close_matches

    names = {name.lower(): name for name in sorted(available_timezones())}
    wanted = text.strip().lower().replace(" ", "_")
    same_city = [lower for lower in names if lower.rpartition("/")[2] == wanted]
    alike = get_close_matches(wanted, names, n=3, cutoff=0.6)
    return [names[lower] for lower in dict.fromkeys([*same_city, *alike])][:3]


def midnight(day: date, zone: Zone) -> datetime:
    """The first instant of a local day, in UTC.

    A midnight that comes twice counts the first time. One that never comes, because clocks jump over
    it, is the instant of the jump; a day that never comes at all starts and ends there.
    """
    wall = datetime.combine(day, time())
    early, late = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early.astimezone(zone).replace(tzinfo=None) == wall:
        return early
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (early, middle) if middle.astimezone(zone).date() >= day else (middle, late)
    return late


def quarters_of_offset(zone: Zone, first: datetime, last: datetime) -> list[tuple[int, int, int]]:
    """UTC offsets in force from `first` to `last` (both included) as (from, until, offset).

    All three count quarter hours: `from` and `until` (excluded) since 1970, so that SQL finds the local
    time of an event with one whole-number comparison. Segments touch, and neighbours differ. The zone
    database lists no transitions, so we look once a day and bisect where the offset has changed.
    """
    if last < first:
        raise ValueError(f"no range: {first} to {last}")
    start, end = _quarter(first), _quarter(last) + 1
    segments: list[tuple[int, int, int]] = []
    at, offset = start, _offset_quarters(zone, start)
    while at < end - 1:
        ahead = min(at + QUARTERS_A_DAY, end - 1)
        if _offset_quarters(zone, ahead) != offset:
            ahead = _first_change(zone, at, ahead, offset)
            segments.append((start, ahead, offset))
            start, offset = ahead, _offset_quarters(zone, ahead)
        at = ahead
    return [*segments, (start, end, offset)]


def _quarter(moment: datetime) -> int:
    return (moment - EPOCH) // QUARTER


def _first_change(zone: Zone, same: int, changed: int, offset: int) -> int:
    """The first quarter hour after `same` that no longer has this offset."""
    while changed - same > 1:
        middle = (same + changed) // 2
        if _offset_quarters(zone, middle) == offset:
            same = middle
        else:
            changed = middle
    return changed


def _offset_quarters(zone: Zone, quarter: int) -> int:
    """The UTC offset during one quarter hour, in quarter hours; refuses clocks that change within it."""
    begin = EPOCH + quarter * QUARTER
    offset = begin.astimezone(zone).utcoffset() or timedelta()
    at_end = (begin + QUARTER - timedelta(seconds=1)).astimezone(zone).utcoffset() or timedelta()
    if offset % QUARTER or offset != at_end:
        raise UnevenOffsetError(zone, begin)
    return offset // QUARTER


# --- periods ------------------------------------------------------------------------------------


def parse_period(text: str, zone: Zone, now: datetime) -> Period:
    """Read `--period X`: both ends at once."""
    today = now.astimezone(zone).date()
    since, until = _span("--period", text, zone, today)
    if since == until:
        raise UnreadablePeriod("--period", text, "has no length; give it to --since or --until")
    return _checked(since, until, zone, now)


def parse_range(since: str | None, until: str | None, zone: Zone, now: datetime) -> Period:
    """Read `--since` and `--until`: the start of one, the end of the other; None leaves that end open."""
    today = now.astimezone(zone).date()
    start = None if since is None else _span("--since", since, zone, today)[0]
    end = None if until is None else _span("--until", until, zone, today)[1]
    return _checked(start, end, zone, now)


def _checked(since: datetime | None, until: datetime | None, zone: Zone, now: datetime) -> Period:
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


# --- labels -------------------------------------------------------------------------------------


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
