"""Which days a page shows, and which days before it compares them with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ...periods import Period
from ...zones import Zone, instant, midnight

#: A page that names no period shows so many days, today included.
USUAL_DAYS = 90

#: More days than this are drawn as months.
MOST_DAYS = 400


@dataclass(frozen=True)
class Span:
    """A period with both ends, as local days too: `since` and `through`, both included."""

    period: Period
    since: date
    through: date
    zone: Zone

    @property
    def days(self) -> int:
        """How many local days it touches."""
        return (self.through - self.since).days + 1

    @property
    def is_whole_days(self) -> bool:
        """Whether it begins and ends at midnight."""
        after = self.through + timedelta(days=1)
        return (self.period.since, self.period.until) == (
            midnight(self.since, self.zone),
            midnight(after, self.zone),
        )

    @property
    def grain(self) -> str:
        """What a bar of its trend is: a `day`, or a `month` where days would be too many to see."""
        return "day" if self.days <= MOST_DAYS else "month"

    def before(self) -> Span:
        """The span of equal length that ends where this one begins."""
        if self.is_whole_days:
            return _of_days(self.since - timedelta(days=self.days), self.days, self.zone)
        start, end = self.period.since, self.period.until
        assert start is not None
        assert end is not None
        return _between(start - (end - start), start, self.zone)

    def options(self) -> list[str]:
        """The options of a command that name it: whole days as days, else instants."""
        if self.is_whole_days:
            ends = [self.since.isoformat(), self.through.isoformat()]
        else:
            ends = [instant(moment) for moment in (self.period.since, self.period.until) if moment]
        return ["--since", ends[0], "--until", ends[1], "--timezone", str(self.zone)]


def span_of(
    asked: Period, first_event: datetime | None, last_event: datetime | None, now: datetime, zone: Zone
) -> Span:
    """The period asked for, ended today and begun with the first usage where it is open there.

    Asked for nothing: the last 90 days; where they are empty, the 90 days up to the last usage.
    """
    today = now.astimezone(zone).date()
    if asked.since is None and asked.until is None:
        last = today if last_event is None else min(last_event.astimezone(zone).date(), today)
        through = today if (today - last).days < USUAL_DAYS else last
        return _of_days(through - timedelta(days=USUAL_DAYS - 1), USUAL_DAYS, zone)
    tonight = midnight(today + timedelta(days=1), zone)
    until = tonight if asked.until is None else min(asked.until, tonight)
    since = asked.since
    if since is None:
        first = min(first_event or now, until - timedelta(days=1))
        since = midnight(first.astimezone(zone).date(), zone)
    return _between(since, until, zone)


def _of_days(first: date, count: int, zone: Zone) -> Span:
    return _between(midnight(first, zone), midnight(first + timedelta(days=count), zone), zone)


def _between(since: datetime, until: datetime, zone: Zone) -> Span:
    last = until - timedelta(microseconds=1)
    return Span(
        Period(since.astimezone(UTC), until.astimezone(UTC), str(zone)),
        since.astimezone(zone).date(),
        last.astimezone(zone).date(),
        zone,
    )
