"""How every budget of a month stands; see `reports/budgets/shape.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..budgets import Budgets, read_budgets
from ..config import Settings
from ..records import Budget, WorkingDays
from ..reports.budgets.shape import BudgetStatus
from ..reports.budgets.status import Watch, questions_for, rows_for, status_of
from ..zones import Zone
from .desk import Desk


def configured(settings: Settings) -> Budgets:
    """The budgets there are, of the configuration and of the team file; raises BadConfig."""
    allocation = None
    if settings.teams is not None:
        from ..teams import read_teams

        allocation = read_teams(settings.teams)
    return read_budgets(settings.sections.get("budgets"), allocation)


def idle_in(first: date, limits: Sequence[Budget]) -> list[Budget]:
    """Budgets that do not hold in the month that begins on `first`, of what no other one is for then."""
    watched = {(limit.kind, limit.name) for limit in limits if limit.holds_in(first)}
    return [limit for limit in limits if (limit.kind, limit.name) not in watched]


def working_days(desk: Desk, settings: Settings) -> WorkingDays:
    """The days people work, as budgets are told of them; raises BadConfig."""
    return read_budgets(settings.sections.get("budgets"), desk.allocation).working


def budget_status(
    desk: Desk, settings: Settings, today: date, zone: Zone, month: date | None = None
) -> list[BudgetStatus]:
    """Every budget of the month that begins on `month` (today's if None), in the order they are configured.

    Empty without budgets; raises BadConfig for a section that cannot be used.
    """
    budgets = read_budgets(settings.sections.get("budgets"), desk.allocation)
    first = (month or today).replace(day=1)
    teams = desk.allocation.teams if desk.allocation else {}
    watch = Watch(first, today, zone, budgets.working, teams)
    limits = [limit for limit in budgets.limits if limit.holds_in(first)]
    answered = {kind: desk.answer(question).rows for kind, question in questions_for(limits, watch).items()}
    return [status_of(limit, rows_for(limit.kind, answered), watch) for limit in limits]
