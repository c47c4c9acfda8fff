"""How a budget stands in its month: what is spent, how much of it that is, where the month is heading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Scope = Literal["total", "team", "project", "model"]

#: Nothing reached yet; more spent than the budget. All other levels are the percentage reached, as text.
FINE, EXCEEDED = "ok", "exceeded"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a month will have cost, never below what is spent; eight in ten end within low and high."""

    low_usd: Decimal
    likely_usd: Decimal
    high_usd: Decimal


@dataclass(frozen=True, slots=True)
class BudgetStatus:
    """One budget in one local month.

    `name` is the team, or the glob over projects or models; None for the total. `spent_usd` is exact, and a
    lower bound where anything is unpriced. `percent` of the budget has one digit; None for a budget of
    nothing. `level` is `ok`, the highest alert reached as text (`50`, `75`, `90`, `100`, or what the
    configuration names), or `exceeded`. `forecast` is None where there is too little history, as
    `forecast_note` then says. `days_left` and `working_days_left` are those after `today`. `days` has what
    each day of the month cost up to today, `burn_down` what was left of the budget after each (negative once
    exceeded), `unpriced_days` tokens and responses of each without a price. `command` shows the same amount.
    `later_usd` and `later_responses` are usage on days of the month after `today`, as a wrong clock makes it:
    none of it is in the other figures.
    """

    scope: Scope
    name: str | None
    month: str
    budget_usd: Decimal
    spent_usd: Decimal
    percent: Decimal | None
    level: str
    unpriced_tokens: int
    unpriced_responses: int
    forecast: Forecast | None
    forecast_note: str | None
    today: date
    days_in_month: int
    days_left: int
    working_days_left: int
    days: tuple[Decimal, ...]
    burn_down: tuple[Decimal, ...]
    alerts: tuple[int, ...]
    command: str
    unpriced_days: tuple[tuple[int, int], ...] = ()
    later_usd: Decimal = Decimal(0)
    later_responses: int = 0

    @property
    def title(self) -> str:
        """`total`, `team shop`, `model claude-opus-*`; foreign text, to be cleaned where it is shown."""
        return self.scope if self.name is None else f"{self.scope} {self.name}"

    @property
    def is_exceeded(self) -> bool:
        """Whether more was spent than the budget; with unpriced usage False may be wrong."""
        return self.level == EXCEEDED

    @property
    def is_last_day(self) -> bool:
        """Whether today is the last day of the month, which is not over yet."""
        return not self.days_left and self.month == f"{self.today:%Y-%m}"

    @property
    def is_over(self) -> bool:
        """Whether the month is over, so that nothing is left to say about its end."""
        return not self.days_left and not self.is_last_day

    @property
    def is_lower_bound(self) -> bool:
        """Whether some of the usage has no price, so that more was spent than `spent_usd` says."""
        return bool(self.unpriced_tokens or self.unpriced_responses)

    @property
    def is_heading_over(self) -> bool:
        """Whether the month will most likely end above the budget."""
        return self.forecast is not None and self.forecast.likely_usd > self.budget_usd

    @property
    def rank(self) -> int:
        """Levels as numbers that sort: 0, the percentage, above all of them exceeded."""
        return rank_of(self.level)


def rank_of(level: str) -> int:
    """A level as a number that sorts; see `BudgetStatus.rank`."""
    return {FINE: 0, EXCEEDED: 1_000}[level] if level in (FINE, EXCEEDED) else int(level)
