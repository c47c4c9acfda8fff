"""Budgets as they stood at the end of the mail's last day, so that the same figures come out tomorrow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ...money import share, total
from ..budgets.commands import up_to
from ..budgets.shape import EXCEEDED, FINE, BudgetStatus


def as_they_stood(statuses: Iterable[BudgetStatus], last: date) -> list[BudgetStatus]:
    """Each budget with what its month cost up to `last`, the day it was asked for."""
    return [_then(status, last) for status in statuses]


def _then(status: BudgetStatus, last: date) -> BudgetStatus:
    if last.day == status.days_in_month:
        return status
    spent = total(status.days[: last.day])
    unpriced = status.unpriced_days[: last.day]
    return replace(
        status,
        spent_usd=spent,
        percent=share(spent, status.budget_usd),
        level=_level(spent, status),
        unpriced_tokens=sum(tokens for tokens, _ in unpriced),
        unpriced_responses=sum(responses for _, responses in unpriced),
        command=up_to(status.command, last),
    )


def _level(spent: Decimal, status: BudgetStatus) -> str:
    """The highest level reached, exceeded from a cent above the budget on."""
    if spent > status.budget_usd:
        return EXCEEDED
    reached = [alert for alert in status.alerts if spent and spent * 100 >= status.budget_usd * alert]
    return str(max(reached)) if reached else FINE
