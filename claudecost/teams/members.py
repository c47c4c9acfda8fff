"""People and service accounts: which team each is on, from which day to which; one at a time."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from ..errors import BadConfig, Place
from ..records import UNALLOCATED, Rule, Share, Team
from ..yamlfile import Items, Node, Row, Scalar, Wanted, day, rows, shown, text, texts
from .matching import as_compared
from .terms import bearer, no_team, refuse_backwards

FIRST, LAST = date.min, date.max


def members_of(entries: Row | None, attribute: str, teams: dict[str, Team], after: int) -> list[Rule]:
    """One rule per stretch of days somebody is on a team, numbered on from `after`; raises BadConfig."""
    found: list[Rule] = []
    names: dict[str, str] = {}
    for name, node in entries.items() if entries is not None else ():
        spellings, stretches = _member(name, node, attribute, teams)
        for spelling in spellings:
            if (other := names.setdefault(spelling, name)) != name:
                raise BadConfig(
                    f"`{shown(spelling)}` belongs to two entries: `{shown(other)}` and `{shown(name)}`",
                    where=Place(node.path, node.line),
                    hint="one person, one entry; put other addresses below it as `also`",
                )
        _refuse_overlap(name, node.path, stretches)
        for line, team, since, until in stretches:
            number = after + len(found) + 1
            match = {attribute: spellings}
            found.append(Rule(number, "member", match, (Share(team),), since, until, line, name))
    return found


#: Where it stands, the team, from and to (excluded).
Stretch = tuple[int, str, date | None, date | None]


def _member(
    name: str, node: Node, attribute: str, teams: dict[str, Team]
) -> tuple[tuple[str, ...], list[Stretch]]:
    """Everything somebody is known as, and the teams; `ann@x.example: data` is short for one team always."""
    if isinstance(node, Scalar):
        team = _known(node, teams)
        return (as_compared(attribute, name),), [(node.line, team, None, None)]
    if isinstance(node, Items):
        raise BadConfig(
            f"`{shown(name)}` should be a team or a mapping",
            where=Place(node.path, node.line),
            hint="write `ann@example.com: data`, or below the name `teams: [{team: data, from: 2026-10-01}]`",
        )
    others = (*node.maybe("also", texts, []), *node.maybe("accounts", texts, []))
    spellings = tuple(dict.fromkeys(as_compared(attribute, one) for one in (name, *others)))
    if ("team" in node) == ("teams" in node):
        raise BadConfig(
            f"`{shown(name)}` has to be on one `team`, or on `teams` with dates",
            where=node.place,
            hint="write `team: data`, or `teams: [{team: data, to: 2026-10-16}, {team: shop, ...}]`",
        )
    parts = node.need("teams", rows) if "teams" in node else [node]
    stretches = [_stretch(part, teams) for part in parts]
    for part in parts:
        part.finish()
    node.finish()
    return spellings, stretches


def _stretch(entry: Row, teams: dict[str, Team]) -> Stretch:
    since, until = entry.maybe("from", day), entry.maybe("to", day)
    refuse_backwards(entry, since, until)
    return entry.line, bearer(entry, teams), since, until


def _known(node: Scalar, teams: dict[str, Team]) -> str:
    try:
        name = text(node)
    except Wanted:
        raise BadConfig("a team is missing here", where=Place(node.path, node.line)) from None
    if name != UNALLOCATED and name not in teams:
        raise no_team(name, list(teams), Place(node.path, node.line))
    return name


def _refuse_overlap(name: str, path: str, stretches: list[Stretch]) -> None:
    ordered = sorted(stretches, key=lambda one: (one[2] or FIRST, one[3] or LAST))
    for (_, first, _, until), (line, second, since, _) in pairwise(ordered):
        if (until or LAST) > (since or FIRST):
            when = "" if since is None else f" on {since}"
            raise BadConfig(
                f"`{shown(name)}` is on two teams{when}: `{shown(first)}` and `{shown(second)}`",
                where=Place(path, line),
                impact="one person is on one team at a time",
                hint=f"end the first with `to: {since or until}`;\n"
                "to share a cost between teams, write a rule with `split`",
            )
