"""Where windows begin and end: found from the hours in which anything happened.

A window opens at the hour (UTC) of its first response and is open for so many hours; the next response after
them opens the next one. So all of an hour belongs to one window. Where nothing happened for as many hours as
a window is open, the next response opens one however the ones before were cut: history before such a silence
need not be read.

ccusage, whose rule this is, counts a response in the very instant a window closes as its last; here, as for
every period, the end is excluded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: How long a window is open, in hours, where nobody says otherwise: Anthropic's plans count by five.
LENGTH = 5

#: So far before the time asked about is looked for a silence first, in hours; then 16 times as far.
LOOK_BACK = 48

#: Whoever has to look further back than this, in hours, reads everything.
FAR = 24 * 365

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hour:
    """A UTC hour, counted since 1970, with its first and last response (UTC)."""

    number: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to `end` (UTC, excluded), and the first and last response in it."""

    start: datetime
    end: datetime
    first_at: datetime
    last_at: datetime


#: Hours with usage from an instant (None: the beginning) until before another, in order.
Hours = Callable[[datetime | None, datetime | None], Sequence[Hour]]


def windows(hours: Hours, since: datetime | None, until: datetime | None, length: int) -> list[Window]:
    """The windows that open from `since` (None: ever) until before `until`, oldest first.

    `length` is in hours. Reads no more of the past than it takes to know where they open.
    """
    after = until and until + timedelta(hours=length)
    if since is None or since < EPOCH + timedelta(hours=FAR):
        return _opening(cut(hours(None, after), length), since, until)
    back = LOOK_BACK
    while True:
        start = since - timedelta(hours=back + length) if back < FAR else None
        found = hours(start, after)
        sure = list(_from_silence(found, None if start is None else number_of(start), length))
        unsure = found[: len(found) - len(sure)]
        if all(hour.number < number_of(since) for hour in unsure):
            return _opening(cut(sure, length), since, until)
        back *= 16


def cut(hours: Sequence[Hour], length: int) -> list[Window]:
    """The windows of hours with usage, the first of which opens one."""
    found: list[Window] = []
    opened = None
    for hour in hours:
        if opened is None or hour.number >= opened + length:
            opened = hour.number
            start = EPOCH + timedelta(hours=opened)
            found.append(Window(start, start + timedelta(hours=length), hour.first_at, hour.last_at))
        else:
            last = found[-1]
            found[-1] = Window(last.start, last.end, last.first_at, hour.last_at)
    return found


def number_of(moment: datetime) -> int:
    """The hour an instant lies in, counted since 1970."""
    return (moment - EPOCH) // timedelta(hours=1)


def _from_silence(hours: Sequence[Hour], read_from: int | None, length: int) -> Iterator[Hour]:
    """The hours from the first one on that is sure to open a window."""
    before = read_from
    is_sure = read_from is None
    for hour in hours:
        if before is not None and not is_sure:
            # What was read begins with an hour, so that nothing is known of the one before it.
            is_sure = hour.number - before >= length
        if is_sure:
            yield hour
        before = hour.number


def _opening(found: Sequence[Window], since: datetime | None, until: datetime | None) -> list[Window]:
    return [
        one for one in found if (since is None or one.start >= since) and (until is None or one.start < until)
    ]
