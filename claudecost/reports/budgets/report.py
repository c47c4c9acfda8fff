"""Budgets as a report for formats that draw nothing, as JSON with their days, and in sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ...money import dollars, plain
from ...periods import Period
from ..shape import Column, Report
from .shape import FINE, BudgetStatus

COLUMNS = (
    Column("scope", "Scope", "text"),
    Column("name", "Budget of", "text"),
    Column("month", "Month", "text"),
    Column("budget_usd", "Budget (USD)", "money", "Budget", 9),
    Column("spent_usd", "Spent (USD)", "money", "Spent", 10),
    Column("left_usd", "Left (USD)", "money", "Left", 5),
    Column("percent", "Of budget", "percent", "%", 8),
    Column("level", "Level", "text"),
    Column("forecast_low_usd", "Month end, low", "money", "Low", 3),
    Column("forecast_likely_usd", "Month end, likely", "money", "Likely", 7),
    Column("forecast_high_usd", "Month end, high", "money", "High", 3),
    Column("unpriced_tokens", "Unpriced tokens", "integer", "Unpriced", 4),
    Column("unpriced_responses", "Unpriced responses", "integer", priority=-1),
    Column("days_left", "Days left", "integer", priority=-1),
    Column("working_days_left", "Working days left", "integer", priority=-1),
)


@dataclass(frozen=True)
class Month:
    """The budgets of a month with what they stand on: its period, and the headers every report has."""

    month: str
    period: Period
    budgets: Sequence[BudgetStatus]
    price_book: Mapping[str, object]
    coverage: Mapping[str, object] = field(default_factory=dict)


def budgets_report(found: Month) -> Report:
    """One row per budget."""
    return Report(
        "budget",
        f"Budgets of {found.month}",
        COLUMNS,
        [_row(one) for one in found.budgets],
        meta={
            "dimensions": ["scope", "name", "month"],
            "ledger": "requests",
            "period": found.period.as_json(),
            "currency": "USD",
            **found.price_book,
        },
        coverage=dict(found.coverage),
        warnings=warnings_of(found.budgets),
    )


def as_json(found: Month) -> str:
    """The budgets as one JSON object: money as exact decimal text, days from the first of the month on."""
    document = {
        "schema_version": 1,
        "report": "budget",
        "month": found.month,
        "ledger": "requests",
        "period": found.period.as_json(),
        **found.price_book,
        "currency": "USD",
        "rows": [_entry(one) for one in found.budgets],
        "coverage": found.coverage,
        "warnings": warnings_of(found.budgets),
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def warnings_of(budgets: Sequence[BudgetStatus]) -> list[str]:
    """What a reader has to know to trust the figures."""
    return [
        f"{one.title}: {unpriced_words(one)}: more was spent than {dollars(one.spent_usd)}"
        for one in budgets
        if one.is_lower_bound
    ]


def unpriced_words(status: BudgetStatus) -> str:
    """`4 responses (3,001,042 tokens) have no price`."""
    count, tokens = status.unpriced_responses, status.unpriced_tokens
    if not count:
        return f"{tokens:,} tokens have no price"
    said = "1 response" if count == 1 else f"{count:,} responses"
    return f"{said} ({tokens:,} tokens) {'has' if count == 1 else 'have'} no price"


def exceeded_words(status: BudgetStatus) -> str:
    """`the budget of team shop for 2026-11 is exceeded: $131.20 of $120.00 (109.3 %)`."""
    return f"the budget of {status.title} for {status.month} is exceeded: {spent_words(status)}"


def unknown_words(status: BudgetStatus) -> str:
    """Said of a budget that may be exceeded without anybody knowing."""
    return (
        f"the budget of {status.title} for {status.month} cannot be checked: {unpriced_words(status)}; "
        f"{spent_words(status)} is a lower bound"
    )


def level_words(status: BudgetStatus) -> str | None:
    """`team shop has reached 75 % of its budget for 2026-11: $98.40 of $120.00 (82.0 %)`; None below any."""
    if status.level == FINE:
        return None
    return (
        f"{status.title} has reached {status.level} % of its budget for {status.month}: {spent_words(status)}"
    )


def heading_words(status: BudgetStatus) -> str | None:
    """Said of a budget that is not exceeded yet and most likely will be."""
    heading = status.forecast
    if heading is None or not status.is_heading_over or status.is_exceeded:
        return None
    return (
        f"{status.title} is heading for {dollars(heading.likely_usd)} in {status.month}, above its budget of "
        f"{dollars(status.budget_usd)} ({dollars(heading.low_usd)} to {dollars(heading.high_usd)})"
    )


def spent_words(status: BudgetStatus) -> str:
    """`$131.20 of $120.00 (109.3 %)`."""
    percent = "" if status.percent is None else f" ({status.percent} %)"
    return f"{dollars(status.spent_usd)} of {dollars(status.budget_usd)}{percent}"


def _row(one: BudgetStatus) -> dict[str, object]:
    heading = one.forecast
    return {
        "scope": one.scope,
        "name": one.name,
        "month": one.month,
        "budget_usd": one.budget_usd,
        "spent_usd": one.spent_usd,
        "left_usd": one.budget_usd - one.spent_usd,
        "percent": one.percent,
        "level": one.level,
        "forecast_low_usd": heading and heading.low_usd,
        "forecast_likely_usd": heading and heading.likely_usd,
        "forecast_high_usd": heading and heading.high_usd,
        "unpriced_tokens": one.unpriced_tokens,
        "unpriced_responses": one.unpriced_responses,
        "days_left": one.days_left,
        "working_days_left": one.working_days_left,
    }


def _entry(one: BudgetStatus) -> dict[str, object]:
    return {
        **{name: plain(value) if isinstance(value, Decimal) else value for name, value in _row(one).items()},
        "alerts": list(one.alerts),
        "forecast_note": one.forecast_note,
        "through": one.today.isoformat(),
        "days": [plain(amount) for amount in one.days],
        "burn_down": [plain(amount) for amount in one.burn_down],
        "command": one.command,
    }
