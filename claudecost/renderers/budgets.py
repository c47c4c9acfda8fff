"""Budgets for a terminal: three lines each, and a bar with the month's likely end behind what is spent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..money import dollars
from ..reports.budgets.shape import FINE, BudgetStatus
from ..reports.shape import Report
from .bars import sparkline
from .clean import clean
from .layout import shorten
from .notes import footnotes, header
from .options import RenderOptions
from .widths import cells, wrapped

INDENT = "  "

#: A bar is so wide, and not drawn where there is less room than the second.
BAR_WIDTH, LEAST_WIDTH = 40, 20

#: What a month may most likely come to is drawn up to so many times the budget.
FURTHEST = Decimal("1.5")

BOLD, RED, YELLOW = "1", "31", "33"

#: Spent, likely to come, not spent; a threshold not reached yet, and the budget itself once it is exceeded.
MARKS, ASCII_MARKS = ("█", "░", "·", "┊", "│"), ("#", "-", ".", ":", "|")


def render(report: Report, budgets: Sequence[BudgetStatus], options: RenderOptions) -> str:
    """The heading, every budget, what is to be known about them."""
    title, stands_on = header(report)
    lines = [_paint(title, BOLD, options), *_wrapped(stands_on, options)]
    if budgets:
        lines += _wrapped(_left(budgets[0]), options)
    drawn = _drawn(budgets, options)
    for budget in drawn:
        lines += ["", *budget]
    if _width(budgets, options):
        lines += ["", *_wrapped(_legend(options), options)]
    if notes := footnotes(report, ()):
        lines += ["", *(part for note in notes for part in _wrapped(note, options))]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _left(status: BudgetStatus) -> str:
    """How much of the month is left, which is the same for all budgets."""
    if not status.days_left:
        return "the month is over" if status.is_over else "the month's last day"
    days = _many(status.days_left, "day")
    working = _many(status.working_days_left, "working day")
    return f"through {status.today}; {days} left, {working} among them"


def _width(budgets: Sequence[BudgetStatus], options: RenderOptions) -> int:
    """How wide bars can be beside the amounts; 0 where there is too little room for any."""
    widest = max((len(text) for status in budgets for text in _told(status, budgets)), default=0)
    room = BAR_WIDTH if options.width is None else options.width - widest - 2 * len(INDENT)
    return min(room, BAR_WIDTH) if budgets and room >= LEAST_WIDTH else 0


def _drawn(budgets: Sequence[BudgetStatus], options: RenderOptions) -> list[list[str]]:
    """The lines of every budget: bars on the left, amounts on the right; without bars where it is narrow."""
    width = _width(budgets, options)
    if not width:
        return [_listed(status, options) for status in budgets]
    return [_beside(status, budgets, width, options) for status in budgets]


def _beside(
    status: BudgetStatus, budgets: Sequence[BudgetStatus], width: int, options: RenderOptions
) -> list[str]:
    amounts, heading, remaining = _told(status, budgets)
    color = _color(status)
    name = _name(status, width + len(INDENT), options)
    space = " " * (width + 2 * len(INDENT) - cells(name))
    return [
        f"{_paint(name, BOLD, options)}{space}{_paint(amounts, color, options)}",
        f"{INDENT}{_paint(_bar(status, width, options), color, options)}{INDENT}{heading}",
        f"{INDENT}{_burn_down(status, options).ljust(width)}{INDENT}{remaining}",
    ]


def _told(status: BudgetStatus, budgets: Sequence[BudgetStatus]) -> tuple[str, str, str]:
    """What stands beside the bar: the amounts, the month's end, what is left."""
    spent, budget = (max(len(text) for text in texts) for texts in zip(*map(_amounts, budgets), strict=True))
    of = "{:>{}} of {:>{}}".format(_amounts(status)[0], spent, _amounts(status)[1], budget)
    percent = "" if status.percent is None else f"{status.percent}%"
    return f"{of}  {percent:>6}  {_level(status)}".rstrip(), _heading(status), _remaining(status)


def _amounts(status: BudgetStatus) -> tuple[str, str]:
    return dollars(status.spent_usd) + (" +?" if status.is_lower_bound else ""), dollars(status.budget_usd)


def _legend(options: RenderOptions) -> str:
    spent, coming, _, mark, limit = ASCII_MARKS if options.ascii else MARKS
    return (
        f"{spent} spent, {coming} likely to come, {mark} a threshold, {limit} the budget where it is passed; "
        "below, what was left day by day"
    )


def _listed(status: BudgetStatus, options: RenderOptions) -> list[str]:
    """A budget without a bar."""
    name = _name(status, options.width or BAR_WIDTH, options)
    texts = [INDENT + text for text in _told(status, [status]) if text]
    return [_paint(name, BOLD, options), *(line for text in texts for line in _wrapped(text, options))]


def _name(status: BudgetStatus, width: int, options: RenderOptions) -> str:
    return shorten(clean(status.title), width, cells, "..." if options.ascii else "…")


def _color(status: BudgetStatus) -> str:
    return RED if status.is_exceeded else "" if status.level == FINE else YELLOW


def _level(status: BudgetStatus) -> str:
    if status.is_exceeded:
        return "exceeded"
    return "" if status.level == FINE else f"reached {status.level}%"


def _heading(status: BudgetStatus) -> str:
    """The month's end as a range."""
    heading = status.forecast
    if heading is None:
        return clean(status.forecast_note or "")
    if not status.days_left:
        return ""
    likely = dollars(heading.likely_usd)
    return f"month end {dollars(heading.low_usd)} to {dollars(heading.high_usd)}, likely {likely}"


def _remaining(status: BudgetStatus) -> str:
    rest = status.budget_usd - status.spent_usd
    return f"{dollars(rest)} left" if rest >= 0 else f"{dollars(-rest)} over"


def _burn_down(status: BudgetStatus, options: RenderOptions) -> str:
    """What was left of the budget after each day."""
    return sparkline([max(amount, Decimal(0)) for amount in status.burn_down], ascii=options.ascii)


def _bar(status: BudgetStatus, width: int, options: RenderOptions) -> str:
    """Spent, behind it what is likely to come, and the thresholds that are not reached yet."""
    spent, coming, empty, mark, limit = ASCII_MARKS if options.ascii else MARKS
    likely = status.forecast.likely_usd if status.forecast else status.spent_usd
    whole = max(status.budget_usd, status.spent_usd, min(likely, status.budget_usd * FURTHEST))
    if not whole:
        return empty * width
    so_far, ahead = (_columns(amount, whole, width) for amount in (status.spent_usd, likely))
    cells = [spent if at < so_far else coming if at < ahead else empty for at in range(width)]
    for percent in sorted({*status.alerts, 100}):
        at = max(_columns(status.budget_usd * percent / 100, whole, width) - 1, 0)
        if percent == 100 and whole > status.budget_usd:
            cells[at] = limit
        elif at >= so_far:
            cells[at] = mark
    return "".join(cells)


def _columns(amount: Decimal, whole: Decimal, width: int) -> int:
    """So much of the bar; more than nothing is at least one."""
    return min(max(int(amount * width / whole), 1 if amount else 0), width)


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _paint(text: str, style: str, options: RenderOptions) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if options.color and style and text else text


def _wrapped(text: str, options: RenderOptions) -> list[str]:
    """Broken between words where it is wider than the place it is shown, numbers whole."""
    if options.width is None:
        return [text]
    indent = " " * (len(text) - len(text.lstrip()))
    return wrapped(text, options.width, indent)
