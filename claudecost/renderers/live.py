"""One frame of the live view: the open window, today and this month, by model and by session.

Lines of at most the given width, so that painting them over the last frame is all there is to do. Numbers are
never shortened, names are; in a narrow terminal the month goes first, then today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from claudecost.money import dollars, rounded
from claudecost.renderers.bars import bar
from claudecost.renderers.cells import PARTLY, UNPRICED
from claudecost.renderers.clean import clean
from claudecost.renderers.layout import shorten
from claudecost.renderers.options import RenderOptions
from claudecost.renderers.widths import cells, filled, wrapped
from claudecost.reports.live.shape import LiveFigures, LiveRow, OpenWindow, Used

#: How a frame looks where nobody says how large the terminal is.
WIDTH, HEIGHT = 80, 40

#: Below this many columns for names a column of amounts is left out.
LEAST_NAME, MOST_NAME = 12, 44

#: Models and sessions shown at most, and sessions at least.
MOST_MODELS, LEAST_SESSIONS = 6, 2

#: Lines of a frame besides head, models, sessions and foot.
OTHER_LINES = 10

BAR_WIDTH = 20
ROOM_FOR_A_DAY = 60
BOLD, DIM, WARN = "1", "2", "33"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a frame is shown: how, on which clocks, how many lines; and the time of day there."""

    options: RenderOptions
    zone: tzinfo
    now: datetime
    height: int = HEIGHT


def render(figures: LiveFigures | None, place: Place, state: str = "") -> str:
    """The frame as lines; `state` is what keeps the figures from being of this moment."""
    lines = _lines(figures, place, state)
    return "".join(f"{line}\n" for line in lines[: place.height])


def _lines(figures: LiveFigures | None, place: Place, state: str) -> list[str]:
    width = place.options.width or WIDTH
    head = _head(figures, place, state, width)
    if figures is None:
        return head
    columns = _columns(figures, width)
    foot = [line for text in _foot(figures, columns) for line in wrapped(text, width, "  ")]
    shown = [LiveRow("cost", figures.total.window, figures.total.today, figures.total.month)]
    room = place.height - len(head) - len(foot) - OTHER_LINES
    has_sessions = room >= LEAST_SESSIONS + 2
    if not has_sessions:
        room += LEAST_SESSIONS + 2  # their heading and what goes with it
    most = max(min(MOST_MODELS, room - has_sessions * (LEAST_SESSIONS + 1)), 1)
    models, more_models = _cut(figures.models, most)
    sessions, more_sessions = _cut(figures.sessions, max(room - len(models) - bool(more_models), 1))
    name = _name_width(columns, width, [_model(row) for row in models] + [_session(row) for row in sessions])
    body = [
        _paint(_titles(columns, name), DIM, place),
        _paint(_amounts(shown[0], "all", columns, name), BOLD, place),
        _counts(figures.total, "tokens", columns, name),
        _counts(figures.total, "responses", columns, name),
    ]
    body += ["", _paint("models this month", BOLD, place)]
    body += [_amounts(row, _model(row), columns, name, place) for row in models]
    body += [f"and {more_models} more"] if more_models else []
    if sessions and has_sessions:
        body += ["", _paint("sessions of today", BOLD, place)]
        body += [_amounts(row, _session(row), columns, name, place) for row in sessions]
        body += [f"and {more_sessions} more"] if more_sessions else []
    return [*head, *body, *(["", *foot] if foot else [])]


def _head(figures: LiveFigures | None, place: Place, state: str, width: int) -> list[str]:
    """What this is, what is in the way, and when the figures were taken."""
    taken = "no figures yet"
    if figures is not None:
        moment = figures.taken_at.astimezone(place.zone)
        taken = (
            f"figures of {moment:%H:%M:%S}"
            if width < ROOM_FOR_A_DAY
            else f"figures of {moment:%Y-%m-%d %H:%M:%S}"
        )
    said = f"claudecost live  {state}, {taken}" if state else f"claudecost live  {taken}"
    lines = wrapped(said, width, "  ")
    window = [line for text in _window(figures, place, width) for line in wrapped(text, width, "  ")]
    return [_paint(lines[0], BOLD, place), *lines[1:], *window, ""]


def _window(figures: LiveFigures | None, place: Place, width: int) -> Iterator[str]:
    if figures is None:
        return
    window = figures.window
    if window is None or place.now >= window.end:
        yield "no window is open"
        return
    left = _spell(window.end - place.now)
    drawn = _bar(window, place) if width >= 2 * LEAST_NAME + BAR_WIDTH + 20 else ""
    yield f"window {_clock(window.start, place)} to {_clock(window.end, place)} {drawn} {left} left"
    if window.usd_per_hour is not None and window.tokens_per_minute is not None:
        tokens = rounded(window.tokens_per_minute, 0)
        pace = f"{dollars(window.usd_per_hour)} an hour, {tokens:,} tokens a minute"
        coming = f"; at its end {dollars(window.coming_usd)}" if window.coming_usd is not None else ""
        yield pace + coming


def _bar(window: OpenWindow, place: Place) -> str:
    whole = int((window.end - window.start).total_seconds())
    gone = int((place.now - window.start).total_seconds())
    drawn = bar(gone, whole, BAR_WIDTH, ascii=place.options.ascii)
    return f"[{filled(drawn, BAR_WIDTH)}]"


def _spell(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours}h {minutes:02d}m" if hours else f"{minutes}m"


def _clock(moment: datetime, place: Place) -> str:
    return f"{moment.astimezone(place.zone):%H:%M}"


#: Title and how to find what was used, in the order in which they stay.
_SPANS: tuple[tuple[str, Callable[[LiveRow], Used]], ...] = (
    ("Window", lambda row: row.window),
    ("Today", lambda row: row.today),
    ("Month", lambda row: row.month),
)


@dataclass(frozen=True, slots=True)
class _Column:
    number: int
    width: int


def _columns(figures: LiveFigures, width: int) -> list[_Column]:
    """The columns there is room for, each as wide as its widest number."""
    rows = [figures.total, *figures.models, *figures.sessions]
    found = []
    for number, (title, of) in enumerate(_SPANS):
        total: Used = of(figures.total)
        texts = [title, f"{total.tokens:,}", f"{total.responses:,}", *(cost(of(row)) for row in rows)]
        found.append(_Column(number, max(map(len, texts))))
    while len(found) > 1 and width - sum(column.width + 2 for column in found) < LEAST_NAME:
        found.pop()
    return found


def _name_width(columns: Sequence[_Column], width: int, names: Sequence[str]) -> int:
    room = width - sum(column.width + 2 for column in columns)
    return max(min(room, max([len("responses"), *map(cells, names)]), MOST_NAME), 4)


def _titles(columns: Sequence[_Column], name: int) -> str:
    return " " * name + "".join(f"  {_SPANS[one.number][0]:>{one.width}}" for one in columns)


def _counts(row: LiveRow, what: str, columns: Sequence[_Column], name: int) -> str:
    counts = [getattr(_SPANS[one.number][1](row), what) for one in columns]
    return filled(what, name) + "".join(
        f"  {count:>{one.width},}" for count, one in zip(counts, columns, strict=True)
    )


def _amounts(
    row: LiveRow, title: str, columns: Sequence[_Column], name: int, place: Place | None = None
) -> str:
    ellipsis = "..." if place is None or place.options.ascii else "…"
    shown = filled(shorten(title, name, cells, ellipsis), name)
    for one in columns:
        text = cost(_SPANS[one.number][1](row))
        space = " " * (one.width + 2 - len(text))
        is_odd = place is not None and text.endswith((UNPRICED, PARTLY))
        shown += space + (_paint(text, WARN, place) if is_odd and place else text)
    return shown


def cost(used: Used) -> str:
    """`$1.20`, `$1.20 +?` where some of it has no price, `unpriced`, `-` for nothing used."""
    if not used.responses and not used.tokens and not used.unpriced_tokens:
        return "-"
    if used.unpriced_tokens:
        return dollars(used.cost_usd) + PARTLY if used.cost_usd != Decimal(0) else UNPRICED
    return dollars(used.cost_usd)


def _model(row: LiveRow) -> str:
    return "(none)" if row.name is None else clean(row.name).removeprefix("claude-")


def _session(row: LiveRow) -> str:
    """`shop 3f2a9c1d`: the last part of the project, and how the id begins."""
    project = (row.place or "").replace("\\", "/").rstrip("/").rpartition("/")[2]
    return clean(" ".join(part for part in (project, (row.name or "(none)")[:8]) if part))


def _cut(rows: Sequence[LiveRow], most: int) -> tuple[Sequence[LiveRow], int]:
    return rows[:most], max(len(rows) - most, 0)


def _foot(figures: LiveFigures, columns: Sequence[_Column]) -> Iterator[str]:
    if hidden := [title.lower() for title, _ in _SPANS[len(columns) :]]:
        yield f"hidden at this width: {', '.join(hidden)}"
    if figures.unpriced:
        yield f"no price this month: {', '.join(clean(name) for name in figures.unpriced)}"
    if any(one.unpriced_tokens for one in (figures.total.window, figures.total.today, figures.total.month)):
        yield f"{PARTLY.strip()}: a lower bound"


def _paint(text: str, style: str, place: Place) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if place.options.color and text else text
