"""Days of a period that cost far more than usual; see `reports/anomalies/shape.py`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ..money import rounded
from ..periods import Period
from ..records import WorkingDays
from ..reports.anomalies.candidates import candidates, lay_out_candidates
from ..reports.anomalies.causes import Explained, explain
from ..reports.anomalies.effects import Rates
from ..reports.anomalies.finding import Found, find
from ..reports.anomalies.made_of import made_of
from ..reports.anomalies.shape import Anomaly, Scope
from ..reports.anomalies.spent import by_all, lay_out_spent
from ..reports.anomalies.usual import LOOK_BACK
from ..reports.anomalies.words import sentence
from ..reports.budgets.commands import exactly, report_command
from ..reports.usage import Question
from ..zones import Zone, midnight
from .desk import Desk

#: From the whole to its parts; of two anomalies alike the first is told first.
SCOPES: tuple[Scope, ...] = ("total", "team", "project", "model", "user")


def anomalies(desk: Desk, period: Period, zone: Zone, working: WorkingDays) -> list[Anomaly]:
    """Unusually dear days of the total and of every team, project, model and user, largest excess first.

    One event may be told of several times, as the total's, a team's and a project's; see `told_once`.
    """
    if period.since is None or period.until is None:
        raise ValueError("a period with both ends")
    first = period.since.astimezone(zone).date()
    count = (period.until - timedelta(microseconds=1)).astimezone(zone).date() - first
    days = [first + timedelta(days=n) for n in range(count.days + 1)]
    window = replace(period, since=midnight(first - LOOK_BACK, zone))
    desk.reader.take_room()
    _lay_out(desk, Question((), window, zone, lists_unpriced=False))
    lay_out_candidates(desk.reader, days, working)
    found = [one for scope in SCOPES for one in find(candidates(desk.reader, scope), working)]
    rates = Rates(desk.book.cards)
    told = [
        _anomaly(one, explain(one, made, own, rates), zone)
        for one, (made, own) in zip(found, made_of(desk.reader, found), strict=True)
    ]
    return sorted(told, key=lambda one: (-one.excess_usd, one.day, SCOPES.index(one.scope), one.name or ""))


def _lay_out(desk: Desk, asked: Question) -> None:
    """Lay out what was spent; teams only where there are any."""
    asked = by_all(asked, has_teams=desk.teams is not None)
    closed = [] if desk.is_looking_back else desk.closed
    lay_out_spent(desk.reader, asked, desk.basis(asked), closed)


def _anomaly(found: Found, why: Explained, zone: Zone) -> Anomaly:
    filters = [] if found.scope == "total" else [(found.scope, exactly(found.name))]
    return Anomaly(
        scope=found.scope,
        name=found.name,
        day=found.day,
        amount_usd=found.cost_usd,
        usual_usd=found.usual_usd,
        factor=rounded(found.cost_usd / found.usual_usd, 1),
        cause=why.cause,
        project=why.project,
        model=why.model,
        sentence=sentence(found, why),
        command=report_command(found.day.isoformat(), str(zone), "project,model", filters),
    )
