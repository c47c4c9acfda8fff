"""From one cost to another, for a terminal: a line per cause, its bar to the left or right of nothing."""

from __future__ import annotations

from decimal import Decimal

from ..money import dollars
from ..reports.shape import Waterfall
from .bars import bar
from .clean import clean
from .layout import shorten
from .notes import footnotes, header
from .options import RenderOptions
from .widths import cells, filled, wrapped

#: A bar is at most so wide, and not drawn at all where there is less room than the second.
BAR_WIDTH, LEAST_BAR_WIDTH = 40, 8

INDENT = "  "


def render(picture: Waterfall, options: RenderOptions) -> str:
    """The heading, the costs with the causes between them, then a sentence for each cause."""
    headline, stands_on = header(picture.report)
    lines = _wrapped([picture.heading], options, bold=True)
    lines += [*_wrapped([*picture.facts, stands_on], options), ""]
    lines += [*_wrapped([headline], options, bold=True), "", *_steps(picture, options)]
    if notes := footnotes(picture.report, picture.report.columns):
        lines += ["", *_wrapped(notes, options)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _steps(picture: Waterfall, options: RenderOptions) -> list[str]:
    """The table: names on the left, amounts on the right, bars behind them, all on one scale."""
    causes = [(str(row["cause"]), _amount(row["change_usd"])) for row in picture.report.rows]
    steps = [picture.before, *causes, picture.after]
    amounts = [_shown(amount, change=0 < place < len(steps) - 1) for place, (_, amount) in enumerate(steps)]
    digits = max(map(len, amounts))
    width = options.width or 80
    names = min(max(cells(clean(name)) for name, _ in steps), max(width - digits - 3 * len(INDENT), 8))
    room = min(width - names - digits - 3 * len(INDENT), BAR_WIDTH)
    bars = _bars([amount for _, amount in causes], room, options) if room >= LEAST_BAR_WIDTH else []
    lines = []
    for place, ((name, _), amount) in enumerate(zip(steps, amounts, strict=True)):
        called = filled(shorten(clean(name), names, cells, "..." if options.ascii else "…"), names)
        drawn = bars[place - 1] if bars and 0 < place < len(steps) - 1 else ""
        line = f"{INDENT}{called}{INDENT}{amount:>{digits}}{INDENT}{drawn}"
        lines.append(line if 0 < place < len(steps) - 1 else _bold(line, options))
    return lines


def _bars(amounts: list[Decimal], room: int, options: RenderOptions) -> list[str]:
    """A bar for each amount: what is less to the left of the line, what is more to the right."""
    least, most = min(amounts, default=Decimal(0)), max(amounts, default=Decimal(0))
    less, more = max(-least, Decimal(0)), max(most, Decimal(0))
    if not less + more:
        return ["" for _ in amounts]
    left = _columns(less, less + more, room - 1)
    right = room - 1 - left
    axis = "|" if options.ascii else "│"
    # One scale for both sides: as much of a column as the side with less room for its amount allows.
    scale = min((width / size for width, size in ((left, less), (right, more)) if size), default=Decimal(1))
    drawn = []
    for amount in amounts:
        width = max(int(abs(amount) * scale), 1)
        if amount < 0:
            drawn.append(" " * max(left - width, 0) + _backwards(abs(amount) * scale, options) + axis)
        else:
            forwards = bar(amount, right / scale, right, ascii=options.ascii)
            drawn.append(" " * left + axis + forwards)
    return drawn


def _columns(part: Decimal, whole: Decimal, room: int) -> int:
    """The columns of a side: its part of the room, but at least one where it has anything."""
    if not part:
        return 0
    return min(max(int(part * room / whole), 1), room - 1) if part < whole else room


def _backwards(columns: Decimal, options: RenderOptions) -> str:
    """A bar that grows to the left: there is no block character but the half for that."""
    whole = int(columns)
    if options.ascii:
        return "#" * max(whole, 1)
    if not whole:
        return "▐"
    return "█" * whole


def _shown(amount: Decimal, *, change: bool) -> str:
    if not change or amount == 0:
        return dollars(amount)
    return ("+" if amount > 0 else "-") + dollars(abs(amount))


def _amount(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def _wrapped(texts: list[str], options: RenderOptions, *, bold: bool = False) -> list[str]:
    width = options.width or 10**6
    lines = [line for text in texts for line in wrapped(clean(text), width)]
    return [_bold(line, options) for line in lines] if bold else lines


def _bold(text: str, options: RenderOptions) -> str:
    return f"\x1b[1m{text}\x1b[0m" if options.color else text
