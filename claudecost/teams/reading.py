"""`teams.yaml` as an `Allocation`: every key known, every team there, every percentage added up.

A file that is wrong anywhere is refused whole, with file and line: half a file would move money.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from ..errors import BadConfig, Place
from ..records import UNALLOCATED, Allocation, Rule, Share, Team
from ..yamlfile import Node, Row, Scalar, Wanted, amount, day, load, parse, row, rows, shown, text
from .matching import match_of
from .members import members_of
from .shares import split_of
from .terms import bearer, no_team, refuse_backwards

#: The version of the format this reads.
VERSION = 1

#: No company has as many levels.
DEEPEST = 50

#: What workspace tags can name.
TAGGED = ("team", "cost_center")


def read_teams(path: Path) -> Allocation:
    """Read and check a team file; raises BadConfig with file and line, never half of one."""
    data = load(path)
    top = parse(data, str(path))
    version = top.maybe("version", _version, VERSION)
    if version != VERSION:
        raise BadConfig(
            f"this is version {version} of the team file; only version {VERSION} is known",
            where=top.at("version"),
            hint="update claudecost, or write `version: 1`",
        )
    teams = _teams(top)
    found = [_rule(entry, number, teams) for number, entry in enumerate(top.maybe("rules", rows, []), 1)]
    for key, attribute in (("people", "person"), ("service_accounts", "service_account")):
        found += members_of(top.maybe(key, row), attribute, teams, len(found))
    tag_of = _tag_of(top)
    _default(top)
    top.finish()
    return Allocation(str(path), sha256(data).hexdigest(), teams, tuple(found), tag_of)


def _version(node: Node) -> object:
    return node.value if isinstance(node, Scalar) else None


def _teams(top: Row) -> dict[str, Team]:
    """Every team with its path and cost centre; parents may be written after their children."""
    declared: dict[str, Row] = {}
    for name, node in top.need("teams", row).items():
        if name == UNALLOCATED or "/" in name or not name.strip():
            raise BadConfig(
                f"a team cannot be called `{shown(name)}`",
                where=Place(top.path, node.line),
                hint=f"`{UNALLOCATED}` is what no team bears, and `/` joins the names of a path",
            )
        declared[name] = _team_row(node)
    parents = {name: entry.maybe("parent", text) for name, entry in declared.items()}
    for name, parent in parents.items():
        if parent is not None and parent not in declared:
            raise no_team(parent, list(declared), declared[name].at("parent"))
    return {name: _team(name, declared, parents) for name in declared}


def _team_row(node: Node) -> Row:
    """A team may be written as nothing but its name: `payments:`."""
    if isinstance(node, Scalar) and node.value is None:
        return Row(node.path, node.line)
    try:
        return row(node)
    except Wanted:
        raise BadConfig(
            "a team is a mapping of what is known of it",
            where=Place(node.path, node.line),
            hint="write it like `data: {name: Data Science, cost_center: CC-200}`, or `data:` alone",
        ) from None


def _team(name: str, declared: dict[str, Row], parents: dict[str, str | None]) -> Team:
    line = [name]
    while (above := parents[line[-1]]) is not None:
        if len(line) > DEEPEST:
            raise BadConfig(f"more than {DEEPEST} teams one above the other", where=declared[name].place)
        if above in line:
            raise BadConfig(
                f"the team `{shown(above)}` is its own parent, by way of {' and '.join(line)}",
                where=declared[name].at("parent"),
                hint="a team has one parent, and the topmost has none",
            )
        line.append(above)
    centers = (declared[one].maybe("cost_center", _label) for one in line)
    entry = declared[name]
    team = Team(
        id=name,
        name=entry.maybe("name", text, name),
        path="/".join(reversed(line)),
        cost_center=next((center for center in centers if center is not None), None),
        owner=entry.maybe("owner", text),
        parent=parents[name],
        budget_usd=entry.maybe("budget_usd", amount),
    )
    entry.finish()
    return team


def _label(node: Node) -> str:
    """Text, or a whole number meant as one: cost centres are often numbers."""
    label = str(node.value) if isinstance(node, Scalar) and type(node.value) is int else text(node)
    if label == UNALLOCATED:
        raise Wanted(node, f"a cost centre of a team (`{UNALLOCATED}` is what no team bears)")
    return label


def _rule(entry: Row, number: int, teams: dict[str, Team]) -> Rule:
    since, until = entry.maybe("from", day), entry.maybe("to", day)
    refuse_backwards(entry, since, until)
    if ("team" in entry) == ("split" in entry):
        raise BadConfig(
            "a rule says who bears what it hits: either `team` or `split`",
            where=entry.place,
            hint="write `team: data`, or `split: {platform: 60, data: 40}`",
        )
    is_split = "split" in entry
    shares = split_of(entry.need("split", row), teams) if is_split else (Share(bearer(entry, teams)),)
    match = match_of(entry.need("match", row))
    entry.maybe("note", text)
    entry.finish()
    return Rule(number, "rule", match, shares, since, until, entry.line)


def _tag_of(top: Row) -> dict[str, str]:
    entry = top.maybe("from_workspace_tags", row)
    if entry is None:
        return {}
    found = {name: entry.maybe(name, text) for name in TAGGED}
    entry.finish()
    return {name: tag for name, tag in found.items() if tag is not None}


def _default(top: Row) -> None:
    """What no rule hits is `unallocated`, and nothing else: a default team would hide what is not known."""
    name = top.maybe("default", text, UNALLOCATED)
    if name != UNALLOCATED:
        raise BadConfig(
            f"`default` can only be `{UNALLOCATED}`, not `{shown(name)}`",
            where=top.at("default"),
            hint='for a catch-all write a last rule: `- {team: ..., match: {source: "*"}}`',
        )
