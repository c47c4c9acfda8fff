"""Which row is in force on which day.

Rows about the same thing form one timeline in each layer. A row without an end
holds until the next row begins. A row that `replaces` another one takes its
place from its own first day if it begins no later, and otherwise only on the
days it covers itself. Nothing else may overlap.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from claudecost.errors import BadConfig
from claudecost.pricing.rows import Dated

R = TypeVar("R", bound=Dated)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span(Generic[R]):
    """A row and the days it is in force: from `start` until before `until` (None: open end)."""

    row: R
    start: date
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether the row is in force on this day."""
        return self.start <= day and (self.until is None or day < self.until)


def spans(rows: Iterable[R]) -> list[Span[R]]:
    """The days in force of every row; a row that was replaced altogether has none."""
    return [span for timeline in _timelines(rows) for span in _one(timeline)]


def in_force(of: Iterable[Span[R]], day: date) -> R | None:
    """The row that speaks on a day: the highest in rank of those in force."""
    return max((span.row for span in of if span.covers(day)), key=lambda row: row.rank, default=None)


def check(rows: Iterable[Dated]) -> None:
    """Refuse a `replaces` that replaces nothing and rows that overlap without it; raises BadConfig."""
    for timeline in _timelines(rows):
        for row in timeline:
            if row.replaces is not None and not any(_replaces(row, other) for other in timeline):
                raise BadConfig(
                    f"no earlier known row of {row.about[0]} begins on {row.replaces}",
                    where=row.place,
                    hint="`replaces` is the `from` of the row it corrects",
                )
        _refuse_overlap(_one(timeline))


def _refuse_overlap(timeline: Sequence[Span[Dated]]) -> None:
    for index, one in enumerate(timeline):
        for other in timeline[index + 1 :]:
            if not (one.covers(other.start) or other.covers(one.start)):
                continue
            first, second = sorted((one.row, other.row), key=lambda row: row.rank)
            if not _replaces(second, first):
                raise BadConfig(
                    f"two rows of {_common(first, second)} are in force on {max(one.start, other.start)}",
                    where=second.place,
                    impact=f"the other one is at {first.place}",
                    hint=f"a correction says `replaces: {first.start}`; otherwise one ends before the other",
                )


def _common(one: Dated, other: Dated) -> str:
    return next(thing for thing in one.about if thing in other.about)


def _timelines(rows: Iterable[R]) -> list[list[R]]:
    """The rows sorted into one list for each layer and each thing they are about."""
    found: dict[Hashable, list[R]] = {}
    for row in rows:
        for thing in row.about:
            found.setdefault((row.layer, thing), []).append(row)
    return list(found.values())


def _one(timeline: list[R]) -> list[Span[R]]:
    """The spans of one timeline, by first day."""
    alive = [
        row
        for row in timeline
        if not any(_replaces(other, row) and other.start <= row.start for other in timeline)
    ]
    found = []
    for row in sorted(alive, key=lambda row: (row.start, row.rank)):
        after = (other for other in alive if other.start > row.start and not _replaces(other, row))
        until = row.end + DAY if row.end else min((other.start for other in after), default=None)
        found.append(Span(row, row.start, until))
    return found


def _replaces(row: Dated, other: Dated) -> bool:
    """Whether a row corrects another one of its timeline."""
    return row.replaces == other.start and row.rank > other.rank
