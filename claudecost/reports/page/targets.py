"""Budgets and unusual days as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...money import dollars
from ..anomalies.shape import Anomaly
from ..budgets.shape import BudgetStatus
from ..usage import matches
from .shape import Budget, Oddity

#: Days listed before the rest is only counted.
MOST_ODDITIES = 12

Filters = Mapping[str, Sequence[str]]


def budgets_of(found: Sequence[BudgetStatus], filters: Filters) -> list[Budget]:
    """The budgets that are of what the page shows, in the order of the configuration."""
    return [_budget(one) for one in found if _is_shown(one.scope, one.name, filters)]


def oddities_of(found: Sequence[Anomaly], filters: Filters) -> list[Oddity]:
    """The days that are of what the page shows, the largest excess first, cut; each day once.

    What is dear in one team is most often dear in a project and a model as well: one sentence says it.
    """
    shown = [one for one in found if _is_shown(one.scope, one.name, filters)]
    days = list(dict.fromkeys(one.day for one in shown))[:MOST_ODDITIES]
    return [_oddity([one for one in shown if one.day == day]) for day in days]


def _oddity(same_day: Sequence[Anomaly]) -> Oddity:
    first, *others = same_day
    also = tuple("the total" if one.name is None else f"{one.scope} {one.name}" for one in others)
    return Oddity(first.day, first.amount_usd, first.sentence, first.command, also)


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
    if one.forecast is None:
        return one.forecast_note or ""
    low, likely, high = (
        dollars(usd) for usd in (one.forecast.low_usd, one.forecast.likely_usd, one.forecast.high_usd)
    )
    return f"month’s end: {likely} likely, {low} to {high}"
