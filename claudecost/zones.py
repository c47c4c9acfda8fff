"""Time zones: by name or the machine's own; where local days begin, and how far clocks are from UTC.

Zone rules come from the time zone database alone (`zoneinfo`), so that days of
23 and 25 hours and zones off by half an hour come out right.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from io import BytesIO
from pathlib import Path
from struct import pack
from zoneinfo import ZoneInfo, available_timezones

from claudecost.errors import Error, Misuse

#: A `ZoneInfo`, `timezone.utc` or a fixed offset; `str(zone)` is the name reports print.
Zone = tzinfo

LOCALTIME = Path("/etc/localtime")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
QUARTERS_A_DAY = 96


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


def instant(moment: datetime) -> str:
    """An aware instant in RFC 3339, in UTC: `2026-11-01T00:00:00Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


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
