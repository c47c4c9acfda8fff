"""Budgets as a report for formats that draw nothing, as JSON with their days, and in sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from ...money import dollars, plain
from ...periods import Period, label_month
from ...records import Budget
from ..shape import Column, Report
from .commands import budget_command
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


#: What a page shows of a budget: how much of what first, for the right of a wide table is out of sight.
ON_A_PAGE = (
    Column("title", "Budget of", "text"),
    Column("cost_usd", "Spent", "money"),
    Column("budget_usd", "Budget", "money"),
    Column("percent", "Of it", "percent"),
    Column("left_usd", "Left", "money"),
    Column("reached", "Reached", "text"),
    Column("forecast_likely_usd", "Month end, likely", "money"),
    Column("forecast_low_usd", "Low", "money"),
    Column("forecast_high_usd", "High", "money"),
)


@dataclass(frozen=True)
class Month:
    """The budgets of a month with what they stand on: its period, and the headers every report has.

    `on` is the day at whose end they are shown, None for now. `idle` are budgets of what has none this month.
    """

    month: str
    period: Period
    budgets: Sequence[BudgetStatus]
    price_book: Mapping[str, object]
    coverage: Mapping[str, object] = field(default_factory=dict)
    on: date | None = None
    idle: Sequence[Budget] = ()


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
        warnings=warnings_of(found),
    )


def budgets_on_a_page(found: Month, flags: Sequence[str] = ()) -> Report:
    """One row per budget for a web page, and the command that shows the same, with the run's `flags`."""
    report = budgets_report(found)
    return replace(
        report,
        columns=ON_A_PAGE,
        rows=[
            {**_row(one), "title": one.title, "cost_usd": one.spent_usd, "reached": reached_words(one)}
            for one in found.budgets
        ],
        meta={
            **report.meta,
            "command": budget_command(found.month, found.period.timezone, found.on, flags),
        },
    )


def reached_words(status: BudgetStatus) -> str:
    """`exceeded`, `75%`, or nothing."""
    if status.is_exceeded:
        return "exceeded"
    return "" if status.level == FINE else f"{status.level}%"


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
        "warnings": warnings_of(found),
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def warnings_of(found: Month) -> list[str]:
    """What a reader has to know to trust the figures."""
    unpriced = [
        f"{one.title}: {unpriced_words(one)}: more was spent than {dollars(one.spent_usd)}"
        for one in found.budgets
        if one.is_lower_bound
    ]
    later = [later_words(one) for one in found.budgets if one.later_responses and found.on is None]
    return [*unpriced, *later, *(idle_words(one, found.month) for one in found.idle)]


def later_words(status: BudgetStatus) -> str:
    """`total: $3.00 (2 responses) on days after 2026-11-20 is not in these figures: is a clock wrong?`."""
    count = status.later_responses
    return (
        f"{status.title}: {dollars(status.later_usd)} ({count:,} response{'' if count == 1 else 's'}) "
        f"on days after {status.today} is not in these figures: is a clock wrong?"
    )


def idle_words(budget: Budget, month: str) -> str:
    """`total: no budget in 2026-11; that of $300.00 is for 2026-08 to 2026-10`."""
    since = budget.since and label_month(budget.since)
    until = budget.until and label_month(budget.until - timedelta(days=1))
    if since == until:
        span = f"for {since}"
    elif since and until:
        span = f"for {since} to {until}"
    else:
        span = f"for {since} on" if since else f"up to {until}"
    return f"{budget.title}: no budget in {month}; that of {dollars(budget.usd)} is {span}"


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
