"""A mail's figures, frozen: every renderer shows these and no others. Amounts are USD, exact.

Every figure carries the command line that shows it again. Names (teams, models, projects, machines, what an
anomaly says) are foreign text: whoever shows them cleans, shortens and escapes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ...money import share
from ..anomalies.shape import Anomaly
from ..budgets.shape import BudgetStatus
from .stretch import Stretch


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures: everybody's, or those of a team and the teams below it."""

    team: str | None = None
    teams: tuple[str, ...] = ()

    def admits(self, team: str | None) -> bool:
        """Whether what a team bears is in it."""
        return self.team is None or team in self.teams


@dataclass(frozen=True, slots=True)
class Point:
    """One week or month of the trend; `unpriced_tokens` make its amount a lower bound."""

    stretch: Stretch
    amount_usd: Decimal
    unpriced_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Mover:
    """A team, model or project whose cost rose or fell; None is usage without a name.

    `is_lower_bound` and `was_lower_bound`: some of its usage now, or before, has no price.
    """

    name: str | None
    amount_usd: Decimal
    before_usd: Decimal
    is_lower_bound: bool = False
    was_lower_bound: bool = False

    @property
    def change_usd(self) -> Decimal:
        """What it costs more than before; negative for less."""
        return self.amount_usd - self.before_usd


@dataclass(frozen=True, slots=True)
class Movers:
    """What rose and what fell most along one dimension, largest first; `more` others changed as well."""

    by: str
    rises: tuple[Mover, ...]
    falls: tuple[Mover, ...]
    more: int
    command: str


@dataclass(frozen=True, slots=True)
class MonthToDate:
    """What the month has cost up to the last day of the mail's week, and its budget if there is one."""

    first: date
    through: date
    amount_usd: Decimal
    unpriced_tokens: int
    budget_usd: Decimal | None
    command: str

    @property
    def percent(self) -> Decimal | None:
        """Part of the budget that is spent, in percent with one digit."""
        return None if self.budget_usd is None else share(self.amount_usd, self.budget_usd)


@dataclass(frozen=True, slots=True)
class Silent:
    """A machine that was used in every week of reference and not since.

    `last_day` is the last day it was used, `percent` its part of the cost of the weeks of reference.
    """

    machine: str
    last_day: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the data reaches and what seems to be missing; see `freshness.py` for the rule.

    `ingested_at` is when this run brought the store up to date, None where it was left as it is. `late_days`
    end the week without usage although such days usually have some; `gaps` are such days within it.
    `is_stale`: nothing at all has come in since the period began. `is_empty`: there is no usage at all. `now`
    is when that was asked.
    """

    last_event: datetime | None
    ingested_at: datetime | None
    machines: int
    silent: tuple[Silent, ...] = ()
    late_days: tuple[date, ...] = ()
    gaps: tuple[date, ...] = ()
    is_stale: bool = False
    is_empty: bool = False
    unreadable_lines: int = 0
    unreadable_files: int = 0
    now: datetime | None = None

    @property
    def is_delayed(self) -> bool:
        """Whether figures would look complete and not be."""
        is_late = self.is_empty or self.is_stale or bool(self.late_days)
        return is_late or any(is_much(one) for one in self.silent)


#: A machine that bore this much of the cost, in percent, is missed; a smaller one is only mentioned.
MUCH = Decimal(10)


def is_much(silent: Silent) -> bool:
    """Whether a total without this machine would mislead."""
    return silent.percent >= MUCH


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Tokens of a model that has no price: in no amount."""

    model: str | None
    responses: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything one mail says.

    `before_usd` is the week or month before, None where the store does not reach back; `was_lower_bound`:
    some usage of then has no price. `budget_command` shows the ranges the budgets are heading for. `setup` is
    a command line to run before all others, empty where there is none. `trend` ends with the
    mail's own week or month. `unallocated_usd` is what no team bears, None where that is not asked.
    `provisional` responses count with what was logged: a lower bound. `price_book` is version and digest.
    `is_delay_known`: somebody wants the figures although data seems to be missing.
    """

    scope: Scope
    stretch: Stretch
    amount_usd: Decimal
    command: str
    responses: int
    tokens: int
    before_usd: Decimal | None
    change_command: str
    month: MonthToDate
    trend: tuple[Point, ...]
    trend_command: str
    movers: tuple[Movers, ...]
    budgets: tuple[BudgetStatus, ...]
    anomalies: tuple[Anomaly, ...]
    unpriced: tuple[Unpriced, ...]
    unpriced_command: str
    unallocated_usd: Decimal | None
    unallocated_command: str
    provisional: int
    freshness: Freshness
    price_book: str
    projects: tuple[str, ...] = field(default=())
    machine_command: str = ""
    is_delay_known: bool = False
    was_lower_bound: bool = False
    budget_command: str = ""
    setup: str = ""

    @property
    def is_delayed(self) -> bool:
        """Whether to say that data is missing instead of figures."""
        return self.freshness.is_delayed and not self.is_delay_known

    @property
    def is_lower_bound(self) -> bool:
        """Whether some usage in the amount has no price."""
        return bool(self.unpriced)

    @property
    def is_change_certain(self) -> bool:
        """Whether both what is compared have a price throughout."""
        return not self.is_lower_bound and not self.was_lower_bound

    @property
    def change_usd(self) -> Decimal | None:
        """What it costs more than before."""
        return None if self.before_usd is None else self.amount_usd - self.before_usd

    @property
    def change_percent(self) -> Decimal | None:
        """The same in percent of before, one digit; None where nothing was spent before."""
        if self.before_usd is None or self.before_usd <= 0:
            return None
        return share(self.amount_usd - self.before_usd, self.before_usd)

    @property
    def exceeded(self) -> Sequence[BudgetStatus]:
        """Budgets of which more was spent than there is."""
        return [status for status in self.budgets if status.is_exceeded]

    @property
    def needs_a_look(self) -> bool:
        """Whether a person should look: something is missing, unpriced or borne by nobody."""
        return bool(
            self.is_delayed
            or self.unpriced
            or self.unallocated_usd
            or self.freshness.unreadable_lines
            or self.freshness.unreadable_files
        )
