"""A period in parts: closed months as they were, all else as it is today, and the answers put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..periods import Period
from .dimensions import Dimension
from .matching import Met, either
from .usage import Answer, Answers, Basis, Question, add_up, ask, grouped


@dataclass(frozen=True)
class Closed:
    """A closed month, `since` to `until` (excluded, UTC), when it was closed, and what it stands on."""

    month: str
    since: datetime
    until: datetime
    closed_at: datetime
    basis: Basis


def parts_of(period: Period, closed: Sequence[Closed]) -> list[tuple[Period, Closed | None]]:
    """The period cut where closed months begin and end, oldest part first; None is what is open."""
    parts: list[tuple[Period, Closed | None]] = []
    reached = period.since
    for month in sorted(closed, key=lambda one: one.since):
        since = month.since if period.since is None else max(period.since, month.since)
        until = month.until if period.until is None else min(period.until, month.until)
        if since >= until:
            continue
        if reached is None or reached < since:
            parts.append((replace(period, since=reached, until=since), None))
        parts.append((replace(period, since=since, until=until), month))
        reached = until
    if not parts or period.until is None or (reached is not None and reached < period.until):
        parts.append((replace(period, since=reached), None))
    return parts


def closings_of(closed: Sequence[Closed]) -> tuple[int, ...]:
    """The numbers of closings, which speak for themselves; see `Basis.outside`."""
    return tuple(one.basis.closing for one in closed if one.basis.closing is not None)


def ask_in_parts(store: Answers, asked: Question, basis: Basis, closed: Sequence[Closed]) -> Answer:
    """Put the question to every part of its period and add the answers up; see `ask`.

    What has no date is in the last, open part: it is in no closed month.
    """
    is_undated = asked.period.since is None
    today = replace(basis, outside=closings_of(closed))
    answers = [
        ask(store, replace(asked, period=period), month.basis if month else today, undated=is_undated)
        for period, month in parts_of(asked.period, closed)
    ]
    return answers[0] if len(answers) == 1 else together(asked.dimensions, answers)


def together(dimensions: Sequence[Dimension], answers: Sequence[Answer]) -> Answer:
    """Several answers as one: rows of the same labels added, what matched anywhere matched."""
    names = [entry.name for entry in dimensions]
    matched: dict[str, Met] = {}
    for answer in answers:
        matched = either(matched, answer.matched)
    rows = list(grouped((row for answer in answers for row in answer.rows), names).values())
    return Answer(rows, add_up(rows), [one for answer in answers for one in answer.unpriced], matched)
