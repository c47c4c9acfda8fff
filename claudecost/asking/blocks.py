"""Windows asked of an open desk: all of them, the recent ones, the one that is open now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ..periods import Period
from ..reports.blocks.block import Block, blocks_of
from ..reports.blocks.figures import WHOSE, figures, hours
from ..reports.blocks.windows import LENGTH, Hour, Window, number_of, windows
from ..reports.dimensions import parse_dimensions
from ..reports.usage import Question
from .desk import Desk

#: How far back `--recent` goes.
RECENT = timedelta(days=3)


def blocks_question(
    period: Period, by: str = "model", filters: Mapping[str, Sequence[str]] | None = None
) -> Question:
    """The question behind windows: they open in `period`, and each is grouped by these dimensions."""
    return Question(parse_dimensions(by), period, UTC, filters or {})


def blocks(desk: Desk, asked: Question, now: datetime, length: int = LENGTH) -> list[Block]:
    """The windows of `length` hours that open in the question's period, and the gaps between, oldest first.

    A window is told whole, also what is after the period. Filters by user or source say whose windows they
    are; all others say what is counted in them: what has none of it is left out, and the rest stays where
    it is.
    """
    basis, closed = desk.basis(asked), [] if desk.is_looking_back else desk.closed
    found = _windows(desk, asked, length)
    told = blocks_of(found, figures(desk.reader, asked, basis, closed, found), now)
    if set(asked.filters) <= set(WHOSE):
        return told
    return [one for one in told if one.rows or one.is_active]


def recent_blocks(desk: Desk, asked: Question, now: datetime, length: int = LENGTH) -> list[Block]:
    """The windows of the last three days and the one that is open, whenever it opened."""
    since = min(now - RECENT, _might_be_open(now, length))
    found = blocks(desk, replace(asked, period=Period(since, None, str(asked.zone))), now, length)
    return [one for one in found if one.start >= now - RECENT or one.is_active]


def active_block(desk: Desk, asked: Question, now: datetime, length: int = LENGTH) -> Block | None:
    """The window that is open now, told whole; None if none is."""
    period = Period(_might_be_open(now, length), now + timedelta(microseconds=1), str(asked.zone))
    active = [one for one in blocks(desk, replace(asked, period=period), now, length) if one.is_active]
    return active[-1] if active else None


def last_window(desk: Desk, now: datetime) -> Window | None:
    """The last window that can still be open, without its figures; None where it is over for long."""
    period = Period(_might_be_open(now, 2 * LENGTH), None, "UTC")
    found = _windows(desk, blocks_question(period), LENGTH)
    return found[-1] if found else None


def _windows(desk: Desk, asked: Question, length: int) -> list[Window]:
    basis, closed = desk.basis(asked), [] if desk.is_looking_back else desk.closed

    def read(since: datetime | None, until: datetime | None) -> Sequence[Hour]:
        return hours(desk.reader, asked, basis, closed, Period(since, until, "UTC"))

    return windows(read, asked.period.since, asked.period.until, length)


def _might_be_open(now: datetime, length: int) -> datetime:
    """The earliest a window can have opened that is still open."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=number_of(now) - length)
