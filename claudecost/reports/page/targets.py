"""Budgets and unusual days as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...money import dollars
from ..anomalies.shape import Anomaly, told_once
from ..budgets.shape import BudgetStatus
from ..matching import matches
from .shape import Budget, Oddity

#: So many unusual days are told of, the largest.
MOST_ODDITIES = 8

Filters = Mapping[str, Sequence[str]]


def budgets_of(found: Sequence[BudgetStatus], filters: Filters) -> list[Budget]:
    """The budgets that are of what the page shows, in the order of the configuration."""
    return [_budget(one) for one in found if _is_shown(one.scope, one.name, filters)]


def oddities_of(found: Sequence[Anomaly], filters: Filters) -> list[Oddity]:
    """The unusual days of what the page shows, each event once, the largest excess first, cut."""
    shown = [one for one in found if _is_shown(one.scope, one.name, filters)]
    return [
        Oddity(one.day, one.amount_usd, one.sentence, one.command) for one in told_once(shown, MOST_ODDITIES)
    ]


def _is_shown(scope: str, name: str | None, filters: Filters) -> bool:
    """Whatever there is on a page of everything; on one of a team only that team's own."""
    if not filters:
        return True
    return set(filters) == {scope} and any(matches(name, pattern, scope) for pattern in filters[scope])


def _budget(one: BudgetStatus) -> Budget:
    return Budget(
        title=one.title,
        month=one.month,
        spent_usd=one.spent_usd,
        budget_usd=one.budget_usd,
        percent=one.percent,
        is_lower_bound=one.is_lower_bound,
        level=_level(one),
        words=_words(one),
        outlook=_outlook(one),
        is_over=one.is_over,
        marks=one.alerts,
        command=one.command,
    )


def _level(one: BudgetStatus) -> str:
    if one.is_exceeded:
        return "exceeded"
    if one.is_heading_over:
        return "heading"
    return "near" if one.rank >= 90 else "fine"


def _words(one: BudgetStatus) -> str:
    left = one.budget_usd - one.spent_usd
    if one.is_exceeded:
        return f"exceeded by {dollars(-left)}"
    return f"{dollars(left)} left" + (" at most" if one.is_lower_bound else "")


def _outlook(one: BudgetStatus) -> str:
    """Where the month is heading, in words; what stands against saying so where nothing can be said."""
    if not one.days_left:
        return "the month is over" if one.is_over else "the month’s last day"
    if one.forecast is None:
        return one.forecast_note or ""
    low, likely, high = (
        dollars(usd) for usd in (one.forecast.low_usd, one.forecast.likely_usd, one.forecast.high_usd)
    )
    return f"month’s end: {likely} likely, {low} to {high}"
