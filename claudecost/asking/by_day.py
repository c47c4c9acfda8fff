"""A desk for many questions about the same weeks: usage is added up by the day once, and asked then."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta

from ..periods import Period
from ..reports.digest.days import BY_DAY, lay_out_days, statement
from ..reports.dimensions import DIMENSIONS, grain_of
from ..reports.usage import UNDATED, Basis, Question
from ..zones import Zone
from .desk import Desk

NEWEST = "SELECT max(happened_at) FROM usage_events WHERE happened_at < $undated"


@dataclass(frozen=True)
class DeskByDay(Desk):
    """A desk that answers what it can from usage by the day, to the same digits.

    That is: questions by whole days of `zone`, about a period that begins at `laid_from` or later, which do
    not list what is unpriced.
    """

    laid_from: datetime | None = None
    zone: Zone = UTC

    def basis(self, asked: Question) -> Basis:
        """What a question stands on; the same events, added up, where they will do."""
        basis = super().basis(asked)
        since = asked.period.since
        if self.laid_from is None or since is None or since < self.laid_from or asked.zone != self.zone:
            return basis
        if asked.lists_unpriced or asked.exchange is not None or grain_of(asked.dimensions) == "hour":
            return basis
        return replace(basis, events=BY_DAY, view=statement("days_borne.sql"))


def by_day(opened: Desk, since: datetime, zone: Zone) -> DeskByDay:
    """The same desk, with usage from a local midnight on laid out by the day."""
    given = {entry.name: getattr(opened, entry.name) for entry in fields(Desk)}
    [(newest,)] = opened.reader.rows(NEWEST, {"undated": UNDATED})
    if newest is None or newest.replace(tzinfo=UTC) < since:
        return DeskByDay(**given)
    opened.reader.take_room()
    teams = (DIMENSIONS["team"],) if opened.teams is not None else ()
    asked = Question(teams, Period(since, None, str(zone)), zone)
    until = newest.replace(tzinfo=UTC) + timedelta(seconds=1)
    lay_out_days(opened.reader, asked, opened.basis(asked), until)
    return DeskByDay(**given, laid_from=since, zone=zone)
