"""A budget against the rows of its month: spent, level, forecast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any, cast

from ...money import share, total
from ...periods import Period, label_month
from ...records import Budget, Team, WorkingDays
from ...zones import Zone, midnight
from ..dimensions import parse_dimensions
from ..matching import matches
from ..usage import Question
from .commands import exactly, report_command, up_to
from .forecast import LEAST, LOOK_BACK, forecast
from .shape import EXCEEDED, FINE, BudgetStatus, Scope

HUNDRED = Decimal(100)

Row = Mapping[str, Any]

#: Kinds whose rows are all the usage there is, whole.
WHOLE = ("model", "project")

#: What to ask by, for each kind; a model goes by its id as logged, too.
BY = {"total": "day", "team": "day,team", "project": "day,project", "model": "day,model,model_id"}


@dataclass(frozen=True, slots=True)
class Watch:
    """What is looked at: the local month that begins on `first`, as it stands on `today` in `zone`."""

    first: date
    today: date
    zone: Zone
    working: WorkingDays = field(default_factory=WorkingDays)
    teams: Mapping[str, Team] = field(default_factory=dict)

    @property
    def after(self) -> date:
        """The first day of the next month."""
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return self.after - timedelta(days=1)

    @property
    def reached(self) -> date:
        """The last day there can be figures of."""
        return min(self.today, self.last)


def questions_for(budgets: Sequence[Budget], watch: Watch) -> dict[str, Question]:
    """What to ask, by kind of budget: every day's cost by what budgets are of, from before the month on.

    The total needs no question of its own where another one is about all usage as well; see `rows_for`.
    """
    kinds = dict.fromkeys(budget.kind for budget in budgets)
    if any(kind in kinds for kind in WHOLE):
        kinds.pop("total", None)
    since, until = (midnight(day, watch.zone) for day in (watch.first - LOOK_BACK, watch.after))
    period = Period(since, until, str(watch.zone))
    return {
        kind: Question(parse_dimensions(BY[kind]), period, watch.zone, lists_unpriced=False) for kind in kinds
    }


def rows_for(kind: str, answered: Mapping[str, Sequence[Row]]) -> Sequence[Row]:
    """The rows a budget of some kind is worked out from."""
    return next(answered[one] for one in (kind, *WHOLE) if one in answered)


def status_of(budget: Budget, rows: Iterable[Mapping[str, Any]], watch: Watch) -> BudgetStatus:
    """How a budget stands, by the rows of its kind's question."""
    is_meant = _admits(budget, watch.teams)
    own = [row for row in rows if is_meant(row)]
    costs = _by_day(own)
    first, reached = watch.first.isoformat(), watch.reached.isoformat()
    of_month = [row for row in own if first <= row["day"] <= reached]
    later = [row for row in own if reached < row["day"]]
    days = _days(costs, watch)
    spent = total(row["cost_usd"] for row in of_month)
    ahead = [watch.reached + timedelta(days=n) for n in range(1, (watch.last - watch.reached).days + 1)]
    heading = forecast(costs, watch.today, watch.last, watch.working)
    return BudgetStatus(
        scope=cast(Scope, budget.kind),
        name=budget.name,
        month=label_month(watch.first),
        budget_usd=budget.usd,
        spent_usd=spent,
        percent=share(spent, budget.usd),
        level=level_of(spent, budget),
        unpriced_tokens=sum(row["unpriced_tokens"] for row in of_month),
        unpriced_responses=sum(row["unpriced_responses"] for row in of_month),
        forecast=heading,
        forecast_note=None
        if heading
        else f"no forecast: fewer than {LEAST} working days with usage, or after them, are known",
        today=watch.today,
        days_in_month=watch.last.day,
        days_left=len(ahead),
        working_days_left=sum(watch.working.has(day) for day in ahead),
        days=days,
        burn_down=tuple(budget.usd - so_far for so_far in accumulate(days)),
        alerts=budget.alerts,
        command=up_to(_command(budget, watch), watch.reached) if later else _command(budget, watch),
        unpriced_days=_unpriced(of_month, len(days)),
        later_usd=total(row["cost_usd"] for row in later),
        later_responses=sum(row["responses"] for row in later),
    )


def level_of(spent: Decimal, budget: Budget) -> str:
    """The highest level reached, by the exact amount: half of a budget is 50, a cent above it exceeded."""
    if spent > budget.usd:
        return EXCEEDED
    reached = [percent for percent in budget.alerts if spent and spent * HUNDRED >= budget.usd * percent]
    return str(max(reached)) if reached else FINE


def _admits(budget: Budget, teams: Mapping[str, Team]) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a row is the budget's business, as the filters of a report have it; see `_command`."""
    kind, name = budget.kind, budget.name or ""
    if kind == "total":
        return lambda row: True
    if kind == "team":
        own = set(_teams_of(name, teams))
        return lambda row: row["team"] in own
    names = (kind, "model_id") if kind == "model" else (kind,)
    known: dict[str | None, bool] = {}

    def is_meant(row: Mapping[str, Any]) -> bool:
        for value in (row[one] for one in names):
            if value not in known:
                known[value] = matches(value, name, kind)
            if known[value]:
                return True
        return False

    return is_meant


def _teams_of(name: str, teams: Mapping[str, Team]) -> list[str]:
    """A team and those below it: a budget of a parent is for its teams, too."""
    return [name, *(team.id for team in teams.values() if name in team.path.split("/")[:-1])]


def _by_day(rows: Iterable[Mapping[str, Any]]) -> dict[date, Decimal]:
    amounts: dict[date, list[Decimal]] = {}
    for row in rows:
        amounts.setdefault(date.fromisoformat(row["day"]), []).append(row["cost_usd"])
    return {day: total(some) for day, some in amounts.items()}


def _days(costs: Mapping[date, Decimal], watch: Watch) -> tuple[Decimal, ...]:
    count = (watch.reached - watch.first).days + 1
    return tuple(costs.get(watch.first + timedelta(days=n), Decimal(0)) for n in range(count))


def _unpriced(of_month: Iterable[Row], count: int) -> tuple[tuple[int, int], ...]:
    """Tokens and responses without a price on each of the first so many days of the month."""
    found = [[0, 0] for _ in range(count)]
    for row in of_month:
        if (number := int(row["day"][-2:])) <= count:
            found[number - 1][0] += row["unpriced_tokens"]
            found[number - 1][1] += row["unpriced_responses"]
    return tuple((tokens, responses) for tokens, responses in found)


def _command(budget: Budget, watch: Watch) -> str:
    name = budget.name or ""
    if budget.kind == "team":
        filters = [("team", exactly(one)) for one in _teams_of(name, watch.teams)]
    else:
        filters = [(budget.kind, name)] if name else []
    return report_command(label_month(watch.first), str(watch.zone), filters=filters)
