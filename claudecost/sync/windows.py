"""A period cut into windows of at most 31 days, and which of them need not be asked for again.

Windows are calendar months, so that asking again for the same days asks the same question: the answer then
replaces the older one instead of standing beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ..periods import Period

#: The analytics endpoints reach no further (Usage and Cost Analytics API, `starting_at`).
FIRST_DAY, MOST_DAYS_BACK = date(2026, 1, 1), 365

#: Figures may be revised for so long; older days are closed (same page, "Freshness").
REVISED_FOR = timedelta(days=30)

DAY = timedelta(days=1)

#: When what the store holds was true, by what was asked, its first day and the day after its last.
Held = Mapping[tuple[str, str, str], str]

_LABEL = re.compile(r"(.+) (\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """UTC days, `until` excluded. Nothing is asked from `asked_until` on: those days are yet to come."""

    since: date
    until: date
    asked_until: date

    def __str__(self) -> str:
        return f"{self.since}..{self.until}"

    def days(self) -> list[date]:
        """Every day to be asked for."""
        return [self.since + DAY * number for number in range((self.asked_until - self.since).days)]


def horizon_of(now: datetime) -> date:
    """The first day the analytics endpoints serve in full; what lies 365 days back is an instant in a day."""
    return max(FIRST_DAY, now.astimezone(UTC).date() - timedelta(days=MOST_DAYS_BACK - 1))


def windows(period: Period, now: datetime, has_horizon: bool) -> list[Window]:
    """Every month with a day of the period, up to and including today (UTC).

    `has_horizon`: the endpoint reaches 365 days back and not before 2026; what lies beyond is left out.
    """
    today, horizon = now.astimezone(UTC).date(), horizon_of(now)
    since = horizon if period.since is None else period.since.astimezone(UTC).date()
    until = today + DAY if period.until is None else min(_day_after(period.until), today + DAY)
    found = []
    start = since.replace(day=1)
    while start < until:
        following = (start + timedelta(days=31)).replace(day=1)
        first = max(start, horizon) if has_horizon else start
        if first < following:
            found.append(Window(first, following, min(following, today + DAY)))
        start = following
    return found


def _day_after(until: datetime) -> date:
    return (until.astimezone(UTC) - timedelta(microseconds=1)).date() + DAY


def is_closed(name: str, window: Window, held: Held) -> bool:
    """Whether the store has all of a window, as it was when nothing could be revised any more."""
    return any(
        name == asked
        and date.fromisoformat(since) <= window.since
        and date.fromisoformat(until) >= window.until
        and datetime.fromisoformat(taken_at).date() >= window.until + REVISED_FOR
        for (asked, since, until), taken_at in held.items()
    )


def held_of(labels: Iterable[tuple[str, str]]) -> dict[tuple[str, str, str], str]:
    """What is held, from the labels of the pulls in the store, each with when its figures were true."""
    found: dict[tuple[str, str, str], str] = {}
    for label, taken_at in labels:
        match = _LABEL.fullmatch(label)
        if match:
            key = (match[1], match[2], match[3])
            found[key] = max(taken_at, found.get(key, ""))
    return found
