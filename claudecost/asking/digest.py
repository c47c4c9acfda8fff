"""The figures of mails, gathered once for all that are to get one, then cut for each.

Two questions (a third for a month's trend), however many recipients; who may see what is decided here, row by
row, by the team that bears it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from ..config import Settings
from ..intake import has_own_transcripts
from ..money import total
from ..periods import Period, label_week
from ..records import UNALLOCATED, Team
from ..reports.anomalies.shape import Anomaly
from ..reports.budgets.shape import BudgetStatus
from ..reports.digest.budgets_then import as_they_stood
from ..reports.digest.command_lines import CommandLines
from ..reports.digest.freshness import Seen, freshness, reference_from
from ..reports.digest.movers import movers
from ..reports.digest.shape import Digest, MonthToDate, Movers, Point, Scope, Unpriced
from ..reports.digest.stretch import Stretch
from ..reports.digest.worked import Worked, by_machine, worked
from ..reports.dimensions import parse_dimensions
from ..reports.usage import Question, add_up
from ..reports.usage_report import coverage_of
from ..zones import midnight
from .anomalies import anomalies
from .budgets import budget_status, working_days
from .by_day import by_day
from .desk import Desk

#: So far before the month of the mail's last day budgets and unusual days look, and the mail itself.
LOOK_BACK = timedelta(days=70)

#: Weeks or months the trend shows, the mail's own included.
TREND = 6

Row = Mapping[str, Any]


def scope_of(teams: Mapping[str, Team], team: str | None) -> Scope | None:
    """A team and all teams below it, or everybody for None; None where there is no such team."""
    if team is None:
        return Scope()
    if team not in teams:
        return None
    path = teams[team].path
    below = sorted(one.id for one in teams.values() if one.path.startswith(f"{path}/"))
    return Scope(team, (team, *below))


@dataclass(frozen=True)
class Gathered:
    """What every mail about a week or month is made of.

    `both` are rows of it and of the one before by its kind, model, project and team; `worked` is usage by day
    and team, and by machine, as far back as trend and freshness look and up to now; `months` rows by month
    and team.
    """

    desk: Desk
    stretch: Stretch
    both: Sequence[Row]
    worked: Worked
    months: Sequence[Row]
    budgets: Sequence[BudgetStatus]
    anomalies: Sequence[Anomaly]
    seen: Seen
    first_event: datetime | None

    @cached_property
    def has_teams(self) -> bool:
        """Whether there is a team file."""
        return self.desk.teams is not None

    def digest(self, scope: Scope) -> Digest:
        """The figures of one mail: nothing in it is of a team its reader may not see."""
        stretch, lines = self.stretch, CommandLines(scope, self.stretch.zone)
        both = self._admitted(scope, self.both)
        own = [row for row in both if row[stretch.kind] == stretch.label]
        earlier = [row for row in both if row[stretch.kind] != stretch.label]
        totals = add_up(own)
        unallocated = [row["cost_usd"] for row in own if row.get("team") == UNALLOCATED]
        trend = self._trend(scope)
        reaches_back = self.first_event is not None and self.first_event < midnight(
            stretch.first, stretch.zone
        )
        return Digest(
            scope=scope,
            stretch=stretch,
            amount_usd=totals["cost_usd"],
            command=lines.report(stretch.kind, stretch),
            responses=totals["responses"],
            tokens=totals["total_tokens"],
            before_usd=add_up(earlier)["cost_usd"] if reaches_back else None,
            was_lower_bound=reaches_back and bool(_unpriced(earlier)),
            change_command=lines.compare(stretch.before(), stretch),
            month=self._month(scope, lines),
            trend=trend,
            trend_command=lines.since(stretch.kind, trend[0].stretch, stretch),
            movers=tuple(self._movers(scope, both, lines)) if reaches_back else (),
            budgets=tuple(status for status in self.budgets if _is_about(status, scope)),
            budget_command=lines.budgets(stretch.last),
            anomalies=tuple(found for found in self.anomalies if _is_about(found, scope)),
            unpriced=tuple(_unpriced(own)),
            unpriced_command=lines.report("model", stretch),
            unallocated_usd=total(unallocated) if self.has_teams and scope.team is None else None,
            unallocated_command=lines.report("team", stretch),
            provisional=totals["provisional_responses"],
            freshness=freshness(
                self._admitted(scope, self.worked.days),
                self._admitted(scope, self.worked.machines),
                stretch,
                self.seen,
            ),
            price_book=f"{self.desk.book.version} ({self.desk.book.sha256[:8]})",
            projects=tuple(sorted({row["project"] for row in both if row["project"] is not None})),
            machine_command=lines.days("day,machine", reference_from(stretch), stretch.last),
        )

    def _admitted(self, scope: Scope, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if scope.admits(row.get("team"))]

    def _movers(self, scope: Scope, both: Sequence[Row], lines: CommandLines) -> list[Movers]:
        stretch = self.stretch
        names = [*(["team"] if self.has_teams and len(scope.teams) != 1 else []), "model", "project"]
        found = [
            movers(name, both, stretch.kind, stretch.label, lines.compare(stretch.before(), stretch, name))
            for name in names
        ]
        return [one for one in found if one.rises or one.falls]

    def _month(self, scope: Scope, lines: CommandLines) -> MonthToDate:
        """The month the mail's last day is in, up to that day."""
        last = self.stretch.last
        first = last.replace(day=1)
        rows = self._admitted(scope, self.worked.days if self.stretch.kind == "week" else self.months)
        if self.stretch.kind == "week":
            rows = [row for row in rows if first.isoformat() <= row["day"] <= last.isoformat()]
        else:
            rows = [row for row in rows if row["month"] == self.stretch.label]
        budget = next((status for status in self.budgets if _is_whole(status, scope)), None)
        return MonthToDate(
            first,
            last,
            total(row["cost_usd"] for row in rows),
            sum(row["unpriced_tokens"] for row in rows),
            None if budget is None else budget.budget_usd,
            lines.days("month", first, last),
        )

    def _trend(self, scope: Scope) -> tuple[Point, ...]:
        """The last weeks or months, from the first one with any usage on."""
        is_week = self.stretch.kind == "week"
        found: dict[str, list[Row]] = {}
        for row in self._admitted(scope, self.worked.days if is_week else self.months):
            label = label_week(date.fromisoformat(row["day"])) if is_week else row["month"]
            found.setdefault(label, []).append(row)
        points = []
        for back in range(TREND - 1, -1, -1):
            one = self.stretch.before(back) if back else self.stretch
            rows = found.get(one.label, [])
            cost = total(row["cost_usd"] for row in rows)
            points.append(Point(one, cost, sum(row["unpriced_tokens"] for row in rows)))
        while len(points) > 1 and points[0].stretch.label not in found:
            del points[0]
        return tuple(points)


def gather(opened: Desk, settings: Settings, stretch: Stretch, now: datetime) -> Gathered:
    """Put the questions; raises BadConfig for a team file or budgets that cannot be used."""
    zone, coverage = stretch.zone, coverage_of(opened.reader)
    opened = by_day(opened, midnight(stretch.last.replace(day=1) - LOOK_BACK, zone), zone)
    teams = ",team" if opened.teams is not None else ""
    before = stretch.before()

    def question(first: date, until: datetime | None) -> Question:
        return Question((), Period(midnight(first, zone), until, str(zone)), zone, lists_unpriced=False)

    def rows(by: str, first: date, until: datetime | None) -> Sequence[Row]:
        asked = replace(question(first, until), dimensions=parse_dimensions(by + teams))
        return opened.answer(asked).rows

    oldest = stretch.before(TREND - 1).first
    is_week = stretch.kind == "week"
    since = min([reference_from(stretch), *([oldest, stretch.last.replace(day=1)] if is_week else [])])
    seen = _seen(opened, settings, coverage, now)
    return Gathered(
        desk=opened,
        stretch=stretch,
        both=rows(f"{stretch.kind},model,project", before.first, stretch.period.until),
        worked=_worked(opened, question(since, None), seen.own, reference_from(stretch)),
        months=[] if is_week else rows("month", oldest, stretch.period.until),
        budgets=as_they_stood(budget_status(opened, settings, stretch.last, zone), stretch.last),
        anomalies=anomalies(opened, stretch.period, zone, working_days(opened, settings)),
        seen=seen,
        first_event=_moment(coverage["first_event"]),
    )


def _worked(opened: Desk, asked: Question, own: str | None, first: date) -> Worked:
    asked = by_machine(asked, has_teams=opened.teams is not None)
    closed = [] if opened.is_looking_back else opened.closed
    return worked(opened.reader, asked, opened.basis(asked), closed, own=own, first=first)


def _seen(opened: Desk, settings: Settings, coverage: Mapping[str, Any], now: datetime) -> Seen:
    import platform

    outcome = opened.outcome
    return Seen(
        last_event=_moment(coverage["last_event"]),
        ingested_at=None if outcome is None else now,
        # A fingerprint seen before tells that nothing is new, and not whether there is anything.
        own=settings.machine or platform.node() if outcome is not None and has_own_transcripts() else None,
        unreadable_lines=coverage["quarantined_lines"],
        unreadable_files=0 if outcome is None else len(outcome.unreadable()),
        now=now,
    )


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if isinstance(text, str) else None


def _is_about(found: BudgetStatus | Anomaly, scope: Scope) -> bool:
    """A team's mail has its teams' budgets and unusual days only: a project may be another team's as well."""
    return scope.team is None or (found.scope == "team" and found.name in scope.teams)


def _is_whole(status: BudgetStatus, scope: Scope) -> bool:
    """Whether a budget is for all a mail is about."""
    if scope.team is None:
        return status.scope == "total"
    return status.scope == "team" and status.name == scope.team and len(scope.teams) == 1


def _unpriced(rows: Sequence[Row]) -> list[Unpriced]:
    """Per model what has no price, most tokens first."""
    found: dict[str | None, list[int]] = {}
    for row in rows:
        if row["unpriced_responses"] or row["unpriced_tokens"]:
            both = found.setdefault(row["model"], [0, 0])
            both[0] += row["unpriced_responses"]
            both[1] += row["unpriced_tokens"]
    listed = [Unpriced(model, *both) for model, both in found.items()]
    return sorted(listed, key=lambda one: (-one.tokens, one.model or ""))
