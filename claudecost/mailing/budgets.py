"""Budgets in a mail: what is spent of each, and where its month is heading or that nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ..money import dollars
from ..reports.budgets.report import unpriced_words
from ..reports.budgets.shape import FINE, BudgetStatus
from .names import command, short_name
from .phrases import day_words, many, percent
from .sheet import Bar, Remark, Tone
from .subject import worst

#: So many budgets are told of, and so many named right below the amount.
MOST, MOST_NAMED = 8, 3

#: A budget of which this much is spent is worth a second look before it is exceeded.
CLOSE = Decimal(90)


def named_first(budgets: Sequence[BudgetStatus]) -> Remark | None:
    """Which budgets the subject speaks of, with what is spent of each."""
    wanted, words = worst(budgets)
    if not wanted:
        return None
    first = _ranked(wanted)[:MOST_NAMED]
    named = [f"{_name(one)} ({_spent(one)} of {dollars(one.budget_usd)})" for one in first]
    if more := len(wanted) - len(named):
        named.append(f"{more} more")
    tone: Tone = "over" if wanted[0].is_exceeded else "doubt"
    return Remark(f"{words[:1].upper()}{words[1:]}: {', '.join(named)}", tone=tone)


def bars(budgets: Sequence[BudgetStatus], last: date, all_command: str) -> tuple[Bar, ...]:
    """A line with a bar for each, what most is spent of first; the rest is only counted.

    `all_command` shows all of them as they stood on the day `last`, month ends included.
    """
    if not budgets:
        return ()
    ranked = _ranked(budgets)
    shown = tuple(_bar(status) for status in ranked[:MOST])
    if len(ranked) > MOST:
        left = many(len(ranked) - MOST, "more budget")
        shown += (Bar(f"and {left}", "less of them spent", 0),)
    then = f"as it stood at the end of {day_words(last)}"
    return (*shown, Bar("The same again", then, 0, command=command(all_command)))


def _ranked(budgets: Sequence[BudgetStatus]) -> list[BudgetStatus]:
    return sorted(budgets, key=lambda status: (-status.rank, -(status.percent or Decimal(0))))


def _bar(status: BudgetStatus) -> Bar:
    words = f"{_spent(status)} of {dollars(status.budget_usd)}"
    if status.percent is not None:
        words += f", {percent(status.percent)}"
    if not status.is_exceeded and status.level != FINE:
        words += f", reached {status.level} %"
    spent = status.percent if status.percent is not None else Decimal(101 if status.is_exceeded else 0)
    is_certain = not status.is_lower_bound and not _may_exceed(status)
    tone: Tone = "over" if status.is_exceeded else tone_of(spent, is_certain=is_certain)
    return Bar(_name(status), words, width(spent), tone, _outlook(status), command(status.command))


def _spent(status: BudgetStatus) -> str:
    return ("at least " if status.is_lower_bound else "") + dollars(status.spent_usd)


def _may_exceed(status: BudgetStatus) -> bool:
    """Whether the range the month's end lies in goes beyond the budget; likely to or not."""
    return status.forecast is not None and status.forecast.high_usd > status.budget_usd


def _name(status: BudgetStatus) -> str:
    return "total" if status.name is None else f"{status.scope} {short_name(status.name)}"


def _outlook(status: BudgetStatus) -> str:
    """Where the month is heading, or that nobody knows: `budget check` says the same of the same budget."""
    heading, unknown, said = status.forecast, "", []
    if status.is_exceeded:
        said.append("exceeded")
    elif status.is_lower_bound:
        unknown = f"cannot be checked: {unpriced_words(status)}"
    if status.days_left == 0:
        return unknown or (said[0] if said else "kept")
    if heading is None:
        return unknown or "".join(said)
    if not status.is_exceeded and status.is_heading_over:
        said.append("heading over")
    elif not status.is_exceeded and _may_exceed(status):
        said.append("may exceed")
    said = said or ([] if unknown else ["on course"])
    low, likely, high = map(dollars, (heading.low_usd, heading.likely_usd, heading.high_usd))
    said.append(f"month end {low} to {high}, likely {likely}")
    return f"{unknown}; {', '.join(said)}" if unknown else ", ".join(said)


def tone_of(value: Decimal, *, is_certain: bool = True) -> Tone:
    """The tone of a budget of which so many percent are spent; never good where that may not be all."""
    return "over" if value > 100 else "doubt" if value >= CLOSE or not is_certain else "good"


def width(value: Decimal) -> int:
    """Percent as the length of a bar."""
    return max(0, min(100, round(value)))
