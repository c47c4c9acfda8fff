"""The rules laid out in the store and matched there: who bears each kind of traffic, and when."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from weakref import WeakKeyDictionary

from ...records import UNALLOCATED, Allocation, Rule, Share, Team
from ..usage import Answers, Basis
from ..usage import question as usage_question

#: The order in which kinds of rules are asked.
TIERS = {"rule": 1, "member": 2, "tag": 3}

#: Open ends, as SQL sees them.
FIRST, LAST = "0001-01-01 00:00:00", "9999-12-31 00:00:00"

_GLOB = frozenset("*?[")

#: What is laid out in which open store.
_LAID: WeakKeyDictionary[Answers, tuple[object, tuple[Rule, ...]]] = WeakKeyDictionary()

#: The values a workspace's tag has.
TAGS = """
SELECT DISTINCT value FROM subject_values WHERE attribute = $attribute ORDER BY value
"""


@cache
def question(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def lay_out_bearers(store: Answers, ledger: str, basis: Basis) -> tuple[Rule, ...]:
    """Make the temporary table `bearers` of a ledger, and `origin_subjects` for the requests ledger.

    Without an allocation everything is unallocated; with a closing everything is borne by whom it was then.
    Returns the rules in force, those that workspace tags make among them. What has been laid out in a store
    stays there: the next question that asks for the same finds it.
    """
    digest = basis.allocation.sha256 if basis.allocation is not None else None
    is_today = basis.closing is not None and basis.events is not None
    wanted = (ledger, digest, basis.closing, is_today)
    laid, rules = _LAID.get(store, (None, ()))
    if laid != wanted:
        _LAID.pop(store, None)
        rules = _lay_out(store, ledger, basis)
        _LAID[store] = (wanted, rules)
    return rules


def _lay_out(store: Answers, ledger: str, basis: Basis) -> tuple[Rule, ...]:
    lay_out_subjects(store, ledger)
    closed = {"closing": basis.closing, "ledger": ledger}
    if basis.closing is not None and basis.events is None:
        store.run(question("closed.sql"), closed)
        return ()
    allocation = basis.allocation
    rules = (*allocation.rules, *_rules_of_tags(store, allocation)) if allocation is not None else ()
    teams = allocation.teams if allocation is not None else {}
    _load(store, rules, teams)
    store.run(question("hits.sql"))
    store.run(question("bearers.sql"))
    if basis.closing is not None:
        store.run(question("closed_first.sql"), closed)
    return rules


def lay_out_subjects(store: Answers, ledger: str) -> None:
    """Every kind of traffic of a ledger, and the values rules can be held against."""
    store.run(usage_question("id_names.sql"))
    store.run(question("subject_of.sql"))
    if ledger == "requests":
        store.run(usage_question("origins_seen.sql"))
        for statement in question("requests.sql").split(";\n"):
            if statement.strip():
                store.run(statement)
    else:
        store.run(question("ledger.sql").replace("FROM metered", f"FROM {ledger}"))
    store.run(question("subject_values.sql"))


def _rules_of_tags(store: Answers, allocation: Allocation) -> Iterator[Rule]:
    """One rule per value a workspace's tag has that names a team, or the only team of a cost centre."""
    number = len(allocation.rules)
    for what, tag in allocation.tag_of.items():
        attribute = f"workspace_tag:{tag}"
        for (value,) in store.rows(TAGS, {"attribute": attribute}):
            if (team := team_of_tag(what, value, allocation.teams)) is not None:
                number += 1
                yield Rule(number, "tag", {attribute: (value,)}, (Share(team),))


def team_of_tag(what: str, value: str, teams: dict[str, Team]) -> str | None:
    """The team a tag's value means: by id or name, or (`cost_center`) the only one with that cost centre."""
    if what == "team":
        meant = [team.id for team in teams.values() if value.lower() in (team.id.lower(), team.name.lower())]
    else:
        meant = [team.id for team in teams.values() if team.cost_center == value]
    return meant[0] if len(meant) == 1 else None


def _load(store: Answers, rules: Sequence[Rule], teams: dict[str, Team]) -> None:
    nobody = Rule(0, "rule", {}, (Share(UNALLOCATED),))
    rows = [
        {
            "rule_no": rule.number,
            "tier": TIERS[rule.kind],
            "attributes": len(rule.match),
            "since": _day(rule.since, FIRST),
            "until": _day(rule.until, LAST),
        }
        for rule in rules
    ]
    patterns = [
        {
            "rule_no": rule.number,
            "attribute": attribute,
            "pattern": pattern,
            "is_glob": rule.kind == "rule" and not _GLOB.isdisjoint(pattern),
        }
        for rule in rules
        for attribute, patterns in rule.match.items()
        for pattern in patterns
    ]
    shares = [_share(rule.number, share, teams) for rule in (nobody, *rules) for share in rule.shares]
    loaded = {"rules": rows, "patterns": patterns, "shares": shares}
    for statement in question("rules.sql").split(";\n"):
        name = next((name for name in loaded if f"${name}," in statement), None)
        if name is not None:
            store.run(statement, {name: json.dumps(loaded[name])})


def _share(rule_no: int, share: Share, teams: dict[str, Team]) -> dict[str, object]:
    team = teams.get(share.team)
    return {
        "rule_no": rule_no,
        "team": share.team,
        "team_path": share.team if team is None else team.path,
        "cost_center": UNALLOCATED if team is None else team.cost_center,
        "share_from": share.start,
        "share_upto": share.end,
    }


def _day(day: date | None, default: str) -> str:
    return default if day is None else f"{day.isoformat()} 00:00:00"
