"""The week (Monday to Sunday) or month a mail is about, in the zone days are cut in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from ...errors import Misuse
from ...periods import Period, label_month, label_week, parse_period
from ...zones import Zone, midnight

Kind = Literal["week", "month"]

#: What each kind is called on the command line, and what it is when nobody says.
ADJECTIVE: dict[Kind, str] = {"week": "weekly", "month": "monthly"}
DEFAULT: dict[Kind, str] = {"week": "last-week", "month": "last-month"}
EXAMPLE: dict[Kind, str] = {"week": "2026-W46", "month": "2026-10"}


class NoStretch(Misuse):
    """A period that is no whole week, or no whole month."""

    def __init__(self, kind: Kind, text: str) -> None:
        is_week = kind == "week"
        super().__init__(
            f"a {ADJECTIVE[kind]} mail is about {'a week, Monday to Sunday' if is_week else 'a month'};"
            f" --period {text[:40]!r} is not one",
            hint=f"write it like {EXAMPLE[kind]}, or leave it out for the last full {kind}",
        )


class NotOver(Misuse):
    """A week or month that still goes on: its figures would be wrong by tomorrow."""

    def __init__(self, stretch: Stretch) -> None:
        super().__init__(
            f"{stretch.name} is not over: its last day is {stretch.last}",
            impact="a mail is only sent about what is complete",
            hint="leave out --period for the last one that is over; `claudecost` shows the current month",
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A week or month: from `first` to before `after`, local days."""

    kind: Kind
    first: date
    after: date
    zone: Zone

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after - timedelta(days=1)

    @property
    def label(self) -> str:
        """`2026-W46` or `2026-10`, as rows of a report and --period have it."""
        return label_week(self.first) if self.kind == "week" else label_month(self.first)

    @property
    def name(self) -> str:
        """`week 46` or `October 2026`."""
        return f"week {self.first.isocalendar().week}" if self.kind == "week" else f"{self.first:%B %Y}"

    @property
    def period(self) -> Period:
        """The same as instants."""
        return span(self.first, self.after, self.zone)

    def before(self, count: int = 1) -> Stretch:
        """The one `count` weeks or months earlier."""
        if self.kind == "week":
            back = timedelta(days=7 * count)
            return Stretch(self.kind, self.first - back, self.after - back, self.zone)
        earlier = self
        for _ in range(count):
            first = (earlier.first - timedelta(days=1)).replace(day=1)
            earlier = Stretch(self.kind, first, earlier.first, self.zone)
        return earlier


def span(first: date, after: date, zone: Zone) -> Period:
    """Local days as a period: `after` is not in it."""
    return Period(midnight(first, zone), midnight(after, zone), str(zone))


def stretch_of(kind: Kind, text: str | None, zone: Zone, now: datetime) -> Stretch:
    """The week or month meant by --period, or the last full one; raises Misuse for anything else."""
    found = parse_period(text or DEFAULT[kind], zone, now)
    assert found.since is not None
    assert found.until is not None
    first, after = (moment.astimezone(zone).date() for moment in (found.since, found.until))
    stretch = Stretch(kind, first, after, zone)
    is_whole = (
        (first.weekday() == 0 and after - first == timedelta(days=7))
        if kind == "week"
        else (first.day == 1 and after == (first.replace(day=28) + timedelta(days=4)).replace(day=1))
    )
    if not is_whole or stretch.period != found:
        raise NoStretch(kind, text or DEFAULT[kind])
    if found.until > now:
        raise NotOver(stretch)
    return stretch
