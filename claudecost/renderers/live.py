"""One frame of the live view: the open window, today and this month, by model and by session.

Lines of at most the given width, so that painting them over the last frame is all there is to do. Numbers are
never shortened, names are; in a narrow terminal the month goes first, then today,
and before them whatever has no figures.
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
    for hidden in _HIDDEN:
        if body := _body(figures, place, width, place.height - len(head), hidden):
            break
    return [*head, *body]


#: What goes where a terminal has too few lines, in turn.
_HIDDEN: tuple[tuple[str, ...], ...] = ((), ("sessions",), ("models", "sessions"))


def _body(figures: LiveFigures, place: Place, width: int, height: int, hidden: tuple[str, ...]) -> list[str]:
    """Everything below the head but the hidden, in so many lines; nothing if they are too few."""
    columns = _columns(figures, width)
    foot = [line for text in _foot(figures, columns, hidden) for line in wrapped(text, width, "  ")]
    is_whole = len(columns) == len(_SPANS)
    busy = [row for row in figures.models if is_whole or _has_figures(row, columns)]
    room = height - len(_TOTALS) - (1 + len(foot) if foot else 0)
    wants_sessions = bool(figures.sessions) and "sessions" not in hidden
    kept = _lines_of(len(figures.sessions), LEAST_SESSIONS) if wants_sessions else 0
    all_models, all_sessions = len(figures.models), len(figures.sessions)
    most = 0 if "models" in hidden else min(len(busy), MOST_MODELS)
    models = busy[: _fitting(all_models, room - kept, most)]
    room -= _lines_of(all_models, len(models)) if models else 0
    sessions = figures.sessions[: _fitting(all_sessions, room, all_sessions if wants_sessions else 0)]
    if hidden != _HIDDEN[-1] and (room < kept or (busy and not models)):
        return []
    name = _name_width(columns, width, [_model(row) for row in models] + [_session(row) for row in sessions])
    total = LiveRow("cost", figures.total.window, figures.total.today, figures.total.month)
    body = [
        _paint(_titles(columns, name), DIM, place),
        _paint(_amounts(total, "all", columns, name), BOLD, place),
        *(_counts(figures.total, what, columns, name) for what in _TOTALS[2:]),
    ]
    if models:
        body += ["", _paint("models this month", BOLD, place)]
        body += [_amounts(row, _model(row), columns, name, place) for row in models]
        body += _more(all_models - len(models))
    if sessions:
        body += ["", _paint("sessions of today", BOLD, place)]
        body += [_amounts(row, _session(row), columns, name, place) for row in sessions]
        body += _more(all_sessions - len(sessions))
    gap = [""] if foot and len(body) + len(foot) < height else []
    return [*body, *gap, *foot]


#: The lines above models and sessions.
_TOTALS = ("titles", "cost", "tokens", "responses")


def _lines_of(rows: int, shown: int) -> int:
    """How many lines so many of some rows take: a blank, a heading, and how many more there are."""
    return 2 + min(rows, shown) + (rows > shown)


def _fitting(rows: int, lines: int, most: int) -> int:
    """How many of so many rows fit into these lines, and are not more than wanted."""
    return next((shown for shown in range(most, 0, -1) if _lines_of(rows, shown) <= lines), 0)


def _more(rows: int) -> list[str]:
    return [f"and {rows} more"] if rows else []


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
    """The columns there is room for, each as wide as its widest number; what has no figures goes first."""
    rows = [figures.total, *figures.models, *figures.sessions]
    found = []
    for number, (title, of) in enumerate(_SPANS):
        total: Used = of(figures.total)
        texts = [title, f"{total.tokens:,}", f"{total.responses:,}", *(cost(of(row)) for row in rows)]
        found.append(_Column(number, max(map(len, texts))))
    while len(found) > 1 and width - sum(column.width + 2 for column in found) < LEAST_NAME:
        idle = [column for column in found if not _has_figures(figures.total, [column])]
        found.remove(idle[0] if idle else found[-1])
    return found


def _has_figures(row: LiveRow, columns: Sequence[_Column]) -> bool:
    return any(cost(_SPANS[column.number][1](row)) != "-" for column in columns)


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


def _foot(figures: LiveFigures, columns: Sequence[_Column], hidden: Sequence[str]) -> Iterator[str]:
    if gone := [what for what in hidden if getattr(figures, what)]:
        yield f"hidden at this height: {', '.join(gone)}"
    shown = {column.number for column in columns}
    if titles := [title.lower() for number, (title, _) in enumerate(_SPANS) if number not in shown]:
        yield f"hidden at this width: {', '.join(titles)}"
    if figures.unpriced:
        yield f"no price this month: {', '.join(clean(name) for name in figures.unpriced)}"
    if any(one.unpriced_tokens for one in (figures.total.window, figures.total.today, figures.total.month)):
        yield f"{PARTLY.strip()}: a lower bound"


def _paint(text: str, style: str, place: Place) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if place.options.color and text else text
