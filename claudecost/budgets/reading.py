"""The section `budgets` of claudecost.yaml, and the budgets teams have in the team file, as one list.

A section that is wrong anywhere is refused whole, with file and line: a budget nobody watches is worse
than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import BadConfig, Place
from ..periods import label_month
from ..records import ALERTS, UNALLOCATED, Allocation, Budget, WorkingDays
from ..yamlfile import Items, Node, Row, Scalar, Wanted, amount, day, each, flag, rows, shown, text, whole
from .months import first_and_after
from .weekdays import weekdays

#: What a budget can be of; each entry names exactly one.
KINDS = ("total", "team", "project", "model")

HOW = (
    'write it like `- {team: shop, usd: 120}`, `- {model: "claude-opus-*", usd: "40.50"}`,\n'
    '`- {project: "~/code/*", usd: 80}` or `- {total: true, usd: 300}`'
)


@dataclass(frozen=True, slots=True)
class Budgets:
    """Every budget, those of the configuration first, and the days people work."""

    limits: tuple[Budget, ...] = ()
    working: WorkingDays = field(default_factory=WorkingDays)


def read_budgets(section: Node | None, allocation: Allocation | None) -> Budgets:
    """The section and the team file's budgets; None is a file that has none. Raises BadConfig."""
    entries, working = _parts(section)
    teams = allocation.teams if allocation else None
    limits = [_limit(entry, teams) for entry in entries]
    _refuse_twice(limits)
    return Budgets((*limits, *_of_teams(allocation, limits)), working)


def _parts(section: Node | None) -> tuple[list[Row], WorkingDays]:
    """The entries and the days people work; the section is a list, or a mapping with more than that."""
    if section is None or (isinstance(section, Scalar) and section.value is None):
        return [], WorkingDays()
    top = section if isinstance(section, Row) else Row(section.path, section.line, {"budgets": section})
    if isinstance(section, Items):
        return top.need("budgets", rows), WorkingDays()
    if isinstance(section, Scalar):
        raise BadConfig("`budgets` should be a list", where=Place(section.path, section.line), hint=HOW)
    entries = top.maybe("limits", rows, [])
    days = top.maybe("working_days", weekdays, WorkingDays().weekdays)
    holidays = top.maybe("holidays", each(day), [])
    top.finish()
    return entries, WorkingDays(days, frozenset(holidays))


def _limit(entry: Row, teams: object) -> Budget:
    named = [kind for kind in KINDS if kind in entry]
    if len(named) != 1:
        what = " and ".join(f"`{kind}`" for kind in named) or "nothing"
        raise BadConfig(f"a budget is of one thing, and this one names {what}", where=entry.place, hint=HOW)
    [kind] = named
    name = _name(entry, kind, teams)
    usd = entry.need("usd", amount)
    alerts = entry.maybe("alerts", _alerts, ALERTS)
    since, until = entry.maybe("from", first_and_after), entry.maybe("to", first_and_after)
    if since and until and until[1] <= since[0]:
        raise BadConfig(
            f"this budget ends before it begins: from {label_month(since[0])} to {label_month(until[0])}",
            where=entry.at("to"),
            hint="`to` is the last month it holds in",
        )
    entry.finish()
    return Budget(kind, name, usd, alerts, since and since[0], until and until[1], str(entry.place))


def _name(entry: Row, kind: str, teams: object) -> str | None:
    """What the budget is of; a team has to exist, `~` is this user's home. Raises BadConfig."""
    if kind == "total":
        if not entry.need("total", flag):
            raise BadConfig("`total` is either true or not there", where=entry.at("total"), hint=HOW)
        return None
    name = entry.need(kind, text)
    if kind == "project" and name.startswith("~"):
        return _from_home(name, entry.at("project"))
    if kind == "team":
        _refuse_unknown(name, teams, entry.at("team"))
    return name


def _from_home(name: str, where: Place) -> str:
    try:
        return str(Path(name).expanduser())
    except RuntimeError:
        raise BadConfig(f"there is no home directory for {shown(name.split('/')[0])}", where=where) from None


def _refuse_unknown(name: str, teams: object, where: Place) -> None:
    if not isinstance(teams, dict):
        raise BadConfig(
            f"the budget of the team `{shown(name)}` needs a team file, and there is none",
            where=where,
            hint="put `teams.yaml` beside this file, or name it: `teams: FILE`, --teams, CLAUDECOST_TEAMS",
        )
    if name != UNALLOCATED and name not in teams:
        from difflib import get_close_matches

        close = get_close_matches(name, teams, 1)
        raise BadConfig(
            f"there is no team `{shown(name)}`",
            where=where,
            hint=f"is `{close[0]}` meant?" if close else f"teams are: {', '.join(teams)}",
        )


def _alerts(node: Node) -> tuple[int, ...]:
    """Percentages from 1 to 100, as a list, in any order."""
    found = each(whole)(node)
    for percent, item in zip(found, node.nodes if isinstance(node, Items) else [], strict=True):
        if not 1 <= percent <= 100:
            raise Wanted(item, "percentages from 1 to 100", "above 100 it is exceeded, which is always said")
    return tuple(sorted(set(found)))


def _refuse_twice(limits: Sequence[Budget]) -> None:
    """Two budgets of the same thing in one month: which one would hold?"""
    for number, one in enumerate(limits):
        for other in limits[:number]:
            is_apart = (one.until and other.since and one.until <= other.since) or (
                other.until and one.since and other.until <= one.since
            )
            if (one.kind, one.name) == (other.kind, other.name) and not is_apart:
                raise BadConfig(
                    f"there are two budgets for {shown(one.title)}",
                    where=_place(one),
                    impact=f"the other one is at {other.place}",
                    hint="keep one of them, or let them follow each other by `from` and `to` (months)",
                )


def _of_teams(allocation: Allocation | None, limits: Sequence[Budget]) -> list[Budget]:
    """The budgets of the team file; raises BadConfig for a team that has one in the configuration as well."""
    if allocation is None:
        return []
    twice = {one.name: one for one in limits if one.kind == "team"}
    found = []
    for team in allocation.teams.values():
        if team.budget_usd is None:
            continue
        if (other := twice.get(team.id)) is not None:
            raise BadConfig(
                f"the team `{shown(team.id)}` has a budget here and in the team file",
                where=_place(other),
                impact=f"`budget_usd` of the team is in {allocation.path}",
                hint="keep one of them: which would hold?",
            )
        found.append(Budget("team", team.id, team.budget_usd, place=allocation.path))
    return found


def _place(limit: Budget) -> Place:
    path, _, line = limit.place.rpartition(":")
    return Place(path, int(line)) if line.isdigit() else Place(limit.place)
