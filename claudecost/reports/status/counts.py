"""What was used lately, and in the sessions used lately: sums to be priced, few whatever the history.

Tokens are added up per profile, day and prompt size: prices are linear in them, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any, NamedTuple

from ...periods import Period
from ..parts import Closed, closings_of, parts_of
from ..usage import EARLIEST, LATEST, UNDATED, Answers, Basis, Question, lay_out_events, naive

#: Tokens of every meter, then searches.
Counts = tuple[int, int, int, int, int, int]


class Quarter(NamedTuple):
    """A quarter hour since 1970: what one profile used in it at one prompt size."""

    number: int
    closing: int | None
    profile_id: int
    size: int
    counts: Counts
    first_at: datetime
    last_at: datetime


class Item(NamedTuple):
    """A billed item of a response."""

    key: str
    session: str | None
    at: datetime
    is_final: bool
    closing: int | None
    profile_id: int
    prompt_tokens: int
    counts: Counts


class SessionDay(NamedTuple):
    """What a session used on a UTC day, under one profile, at one prompt size."""

    session: str
    day: date
    closing: int | None
    profile_id: int
    size: int
    counts: Counts


class Lately:
    """An open store, asked what has been used; closed months as they were closed."""

    def __init__(self, store: Answers, closed: Sequence[Closed], edges: Sequence[int]) -> None:
        self.store, self.closed = store, closed
        self.edges = list(edges)

    def quarters(self, since: datetime) -> list[Quarter]:
        """Everything from an instant on, oldest first."""
        found = []
        for closing, values in self._parts(Period(since, None, "UTC")):
            rows = self.store.rows(_statement("quarters.sql"), {**values, "edges": self.edges})
            found += [Quarter(row[0], closing, row[1], row[2], row[3:9], row[9], row[10]) for row in rows]
        return found

    def newest(self, since: datetime, most: int) -> list[Item]:
        """The newest items from an instant on, newest first."""
        found: list[Item] = []
        for closing, values in self._parts(Period(since, None, "UTC")):
            rows = self.store.rows(_statement("newest.sql"), {**values, "most": most})
            found = [
                Item(row[0], row[1], row[2], row[3], closing, row[4], row[5], row[6:12]) for row in rows
            ] + found
        return found[:most]

    def sessions(self, names: Sequence[str]) -> list[SessionDay]:
        """All there is of some sessions, whenever it was."""
        if not names:
            return []
        asked = {"sessions": list(names)}
        closings = (
            {row[0] for row in self.store.rows(_statement("closed_sessions.sql"), asked)}
            if self.closed
            else set()
        )
        found = []
        for closing, values in self._parts(Period(None, None, "UTC"), closings):
            rows = self.store.rows(_statement("sessions.sql"), {**values, **asked, "edges": self.edges})
            found += [SessionDay(row[0], row[1], closing, row[2], row[3], row[4:10]) for row in rows]
        return found

    def files(self, most: int) -> dict[str, int]:
        """How far the newest transcripts have been read, by path."""
        return dict(self.store.rows(_statement("files.sql"), {"most": most}))

    def _parts(
        self, period: Period, closings: set[int] | None = None
    ) -> Iterator[tuple[int | None, dict[str, Any]]]:
        """The parts of a period, each with its events laid out; of closed ones only those wanted, if said.

        What has no date is part of its session and of no day.
        """
        end = UNDATED if period.since else LATEST
        for part, month in parts_of(period, self.closed):
            closing = month.basis.closing if month else None
            if month and closings is not None and closing not in closings:
                continue
            if self.closed:
                today = Basis((), outside=closings_of(self.closed))
                basis = replace(month.basis, cards=()) if month else today
                lay_out_events(self.store, Question((), part, UTC), basis)
            else:  # the usual case, for which nobody need know whose they are
                self.store.run("CREATE OR REPLACE TEMP VIEW events_from AS FROM usage_events")
            yield closing, {"since": naive(part.since, EARLIEST), "until": naive(part.until, end)}


def _statement(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")
