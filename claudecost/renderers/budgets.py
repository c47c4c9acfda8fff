"""Budgets for a terminal: three lines each, with a bar that shows the month's likely end behind what is spent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from textwrap import wrap

from ..money import dollars
from ..reports.budgets.shape import FINE, BudgetStatus
from ..reports.shape import Report
from .bars import sparkline
from .clean import clean
from .layout import shorten
from .notes import footnotes, header
from .options import RenderOptions

INDENT = "  "

#: A bar is so wide, and not drawn where there is less room than the second.
BAR_WIDTH, LEAST_WIDTH = 40, 70

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
    for status in budgets:
        lines += ["", *_budget(status, options)]
    if notes := footnotes(report, ()):
        lines += ["", *(part for note in notes for part in _wrapped(note, options))]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _left(status: BudgetStatus) -> str:
    """How much of the month is left, which is the same for all budgets."""
    if not status.days_left:
        return "the month is over" if status.today.day != status.days_in_month else "the month's last day"
    days = _many(status.days_left, "day")
    return f"through {status.today}; {days} left, {_many(status.working_days_left, 'working day')} of them"


def _budget(status: BudgetStatus, options: RenderOptions) -> list[str]:
    is_wide = options.width is None or options.width >= LEAST_WIDTH
    amount = (
        f"{dollars(status.spent_usd)}{' +?' if status.is_lower_bound else ''} of {dollars(status.budget_usd)}"
    )
    percent = "" if status.percent is None else f"{status.percent}%"
    level = _level(status)
    color = RED if status.is_exceeded else YELLOW if status.level != FINE else ""
    if not is_wide:
        texts = [f"{amount}  {percent}  {level}", _heading(status), _remaining(status)]
        return [
            _paint(_name(status, options.width or BAR_WIDTH, options), BOLD, options),
            *(part for text in texts for part in _wrapped(INDENT + text, options)),
        ]
    name = _name(status, BAR_WIDTH - 1, options)
    space = " " * (BAR_WIDTH + 2 * len(INDENT) - len(name))
    drawn = _bar(status, options)
    spark = _burn_down(status, options)
    first = f"{_paint(name, BOLD, options)}{space}{amount}  {percent}  {_paint(level, color, options)}"
    return [
        first,
        f"{INDENT}{_paint(drawn, color, options)}{INDENT}{_heading(status)}",
        f"{INDENT}{spark.ljust(BAR_WIDTH)}{INDENT}{_remaining(status)}",
    ]


def _name(status: BudgetStatus, width: int, options: RenderOptions) -> str:
    return shorten(clean(status.title), width, len, "..." if options.ascii else "…")


def _level(status: BudgetStatus) -> str:
    if status.is_exceeded:
        return "exceeded"
    return "" if status.level == FINE else f"past {status.level}%"


def _heading(status: BudgetStatus) -> str:
    """The month's end as a range."""
    heading = status.forecast
    if heading is None:
        return clean(status.forecast_note or "")
    if not status.days_left:
        return ""
    return f"month end {dollars(heading.low_usd)} to {dollars(heading.high_usd)}, likely {dollars(heading.likely_usd)}"


def _remaining(status: BudgetStatus) -> str:
    rest = status.budget_usd - status.spent_usd
    return f"{dollars(rest)} left" if rest >= 0 else f"{dollars(-rest)} over"


def _burn_down(status: BudgetStatus, options: RenderOptions) -> str:
    """What was left of the budget after each day."""
    return sparkline([max(amount, Decimal(0)) for amount in status.burn_down], ascii=options.ascii)


def _bar(status: BudgetStatus, options: RenderOptions) -> str:
    """Spent, behind it what is likely to come, and the thresholds that are not reached yet."""
    spent, coming, empty, mark, limit = ASCII_MARKS if options.ascii else MARKS
    likely = status.forecast.likely_usd if status.forecast else status.spent_usd
    whole = max(status.budget_usd, status.spent_usd, min(likely, status.budget_usd * FURTHEST))
    if not whole:
        return empty * BAR_WIDTH
    so_far, ahead = (_columns(amount, whole) for amount in (status.spent_usd, likely))
    cells = [spent if at < so_far else coming if at < ahead else empty for at in range(BAR_WIDTH)]
    for percent in sorted({*status.alerts, 100}):
        at = max(_columns(status.budget_usd * percent / 100, whole) - 1, 0)
        if percent == 100 and whole > status.budget_usd:
            cells[at] = limit
        elif at >= so_far:
            cells[at] = mark
    return "".join(cells)


def _columns(amount: Decimal, whole: Decimal) -> int:
    """So much of the bar; more than nothing is at least one."""
    return min(max(int(amount * BAR_WIDTH / whole), 1 if amount else 0), BAR_WIDTH)


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _paint(text: str, style: str, options: RenderOptions) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if options.color and style and text else text


def _wrapped(text: str, options: RenderOptions) -> list[str]:
    """Broken between words where it is wider than the place it is shown, numbers whole."""
    if options.width is None:
        return [text]
    indent = " " * (len(text) - len(text.lstrip()))
    return wrap(text, options.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
