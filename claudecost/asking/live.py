"""The figures of the live view, from an open desk.

What is asked again and again is small: today, and the window that is known to be open. The rest of the
month, and where the open window began, is asked once and then kept for a while (`Before`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ..periods import Period
from ..reports.blocks.block import Block, blocks_of
from ..reports.blocks.figures import figures
from ..reports.blocks.windows import Window
from ..reports.dimensions import parse_dimensions
from ..reports.live.figures import Earlier, live_figures
from ..reports.live.shape import LiveFigures
from ..reports.overview import month_of
from ..reports.parts import together
from ..reports.usage import Answer, Question, grouped
from ..zones import Zone, midnight
from .blocks import active_block, blocks_question
from .desk import Desk

#: What the view shows separately.
BY = "session,project,model"


@dataclass(frozen=True)
class Before:
    """The month without `today`, and the window that was open when this was asked."""

    today: str
    earlier: Earlier
    block: Block | None


def before(desk: Desk, zone: Zone, now: datetime) -> Before:
    """What changes rarely. The rest of the month counts as well: some clocks run ahead."""
    today, spans = now.astimezone(zone).date(), []
    month, day = month_of(today.replace(day=1), zone), _day(today, zone)
    if month.since != day.since:
        spans.append(replace(month, until=day.since))
    if month.until != day.until:
        spans.append(replace(month, since=day.until))
    models, sessions = (_rest(desk, zone, spans, name) for name in ("model", "session"))
    unpriced = tuple(str(one.card.profile.model_id) for one in models.unpriced)
    earlier = Earlier(
        {row["model"]: row for row in models.rows}, {row["session"]: row for row in sessions.rows}, unpriced
    )
    return Before(today.isoformat(), earlier, active_block(desk, blocks_question(month, BY), now))


def _rest(desk: Desk, zone: Zone, spans: Sequence[Period], by: str) -> Answer:
    """The days of the month besides today, by one dimension."""
    dimensions = parse_dimensions(by)
    return together(dimensions, [desk.answer(Question(dimensions, span, zone)) for span in spans])


def _day(day: date, zone: Zone) -> Period:
    return Period(midnight(day, zone), midnight(day + timedelta(days=1), zone), str(zone))


def live(desk: Desk, zone: Zone, now: datetime, known: Before) -> tuple[LiveFigures, Before]:
    """The open window, today and this month, on the clocks of a zone; and what is known for the next time."""
    day = _day(now.astimezone(zone).date(), zone)
    answer = desk.answer(Question(parse_dimensions(f"hour,{BY}"), day, zone))
    block, asked = known.block, blocks_question(day, BY)
    if block is None or now >= block.end:
        block = active_block(desk, asked, now)
    elif _is_told_by_hours(day, block):
        block = _told(block, _without_hours(row for row in answer.rows if _is_in(block, row["hour"])), now)
    else:
        found = figures(desk.reader, asked, desk.basis(asked), desk.closed, [_window(block)])
        block = _told(block, found.get(0, []), now)
    rows = _without_hours(answer.rows)
    unpriced = [str(one.card.profile.model_id) for one in answer.unpriced]
    return live_figures(rows, known.earlier, block, now, unpriced), replace(known, block=block)


def _is_told_by_hours(day: Period, block: Block) -> bool:
    """Whether hours of a local day make up the window: it lies within, and they are whole hours of UTC."""
    assert day.since is not None
    assert day.until is not None
    is_whole = day.since.astimezone(UTC).minute == day.until.astimezone(UTC).minute == 0
    return is_whole and day.since <= block.start and block.end <= day.until


def _is_in(block: Block, hour: str) -> bool:
    return block.start <= datetime.fromisoformat(hour) < block.end


def _without_hours(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return list(grouped(rows, BY.split(",")).values())


def _window(block: Block) -> Window:
    return Window(block.start, block.end, block.first_at or block.start, block.last_at or block.start)


def _told(block: Block, rows: Sequence[Mapping[str, Any]], now: datetime) -> Block | None:
    """The window that is known to be open, with what is in it now; None if nothing is any more."""
    if not rows:
        return None
    last_at = max(row["last_at"] for row in rows).replace(tzinfo=UTC)
    [told] = blocks_of([replace(_window(block), last_at=last_at)], {0: rows}, now)
    return told
