"""What a team file leaves open: rules nothing meets, people met twice, gaps, and what is nobody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ...money import plain, share, total
from ...records import UNALLOCATED, Allocation, Rule
from ..usage import Answers, Basis
from .laying_out import TAGS, lay_out_bearers, question, team_of_tag
from .words import NO_RULE, rule_in_words

#: Contributors to what is unallocated that are named.
MOST_NAMED = 10

#: What tells a contributor apart, and what he contributes, by ledger.
CONTRIBUTORS = {
    "requests": ("user,project,machine,workspace,api_key,source", "cost_usd"),
    "metered": ("workspace,api_key,user,product", "cost_usd"),
    "billed": ("workspace,api_key,user,product", "billed_usd"),
}


@dataclass(frozen=True)
class Check:
    """What was found; rules in words.

    `twice` has a person, the rule that decides and one that would decide otherwise. `gaps` has a person, the
    first and the last day on no team between two memberships. `tags` are values of workspace tags that name
    no team.
    """

    teams: int
    rules: int
    members: int
    never_hit: list[str]
    always_beaten: list[str]
    twice: list[tuple[str, str, str]]
    gaps: list[tuple[str, date, date]]
    tags: list[str]

    def is_clean(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.never_hit or self.always_beaten or self.twice or self.gaps or self.tags)


def check(store: Answers, allocation: Allocation) -> Check:
    """Hold the rules of a team file against everything in the store, on the days it is of."""
    hit: set[int] = set()
    decided: set[int] = set()
    twice: set[tuple[str, int, int]] = set()
    rules: dict[int, Rule] = {}
    unknown: set[str] = set()
    for ledger in ("requests", "metered", "billed"):
        laid = lay_out_bearers(store, ledger, Basis((), allocation))
        hit |= {number for (number,) in store.rows("SELECT DISTINCT rule_no FROM rule_hits")}
        over_rows = question("decided_rows.sql").replace("FROM metered", f"FROM {ledger}")
        over = question("decided.sql") if ledger == "requests" else over_rows
        decided |= {number for (number,) in store.rows(over)}
        twice |= set(store.rows(question("twice.sql")))
        unknown |= set(_unknown_tags(store, allocation))
        rules |= {rule.number: rule for rule in laid if rule.kind != "tag"}
    words = {number: rule_in_words(rule, file_name(allocation)) for number, rule in rules.items()}
    return Check(
        len(allocation.teams),
        sum(rule.kind == "rule" for rule in allocation.rules),
        len({rule.person for rule in allocation.rules if rule.kind == "member"}),
        [words[number] for number in sorted(words) if number not in hit],
        [words[number] for number in sorted(words) if number in hit and number not in decided],
        sorted(
            (who, words[one], words[other]) for who, one, other in twice if one in words and other in words
        ),
        _gaps(allocation.rules),
        sorted(unknown),
    )


def file_name(allocation: Allocation) -> str:
    """What the team file is called, without its directories."""
    return allocation.path.replace("\\", "/").rpartition("/")[2]


def _unknown_tags(store: Answers, allocation: Allocation) -> list[str]:
    return [
        f"{tag}={value}"
        for what, tag in allocation.tag_of.items()
        for (value,) in store.rows(TAGS, {"attribute": f"workspace_tag:{tag}"})
        if team_of_tag(what, value, allocation.teams) is None
    ]


def _gaps(rules: Sequence[Rule]) -> list[tuple[str, date, date]]:
    """Days somebody is on no team, between two on which he is."""
    found = []
    members: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.kind == "member" and rule.person is not None:
            members.setdefault(rule.person, []).append(rule)
    for person, stretches in members.items():
        ordered = sorted(stretches, key=lambda rule: rule.since or date.min)
        for before, after in pairwise(ordered):
            if before.until is not None and after.since is not None and before.until < after.since:
                found.append((person, before.until, date.fromordinal(after.since.toordinal() - 1)))
    return found


@dataclass(frozen=True)
class Decision:
    """Which rule decides over some kinds of traffic on a day, and which would have if it did not."""

    kinds: list[str]
    rule: str
    shares: list[tuple[str, str]]
    beaten: list[str]


def explain(
    store: Answers, allocation: Allocation | None, ledger: str, name: str, subject: int | None, day: date
) -> list[Decision]:
    """Who bears what goes under a name (or is of one kind of traffic) on a UTC day, and by which rule."""
    rules = {rule.number: rule for rule in lay_out_bearers(store, ledger, Basis((), allocation))}
    groups: dict[tuple[int, tuple[int, ...]], list[str]] = {}
    values = {"name": name, "subject": subject, "day": f"{day} 00:00:00"}
    for _, kind, decides, beaten in store.rows(question("who.sql"), values):
        groups.setdefault((decides, tuple(beaten or ())), []).append(kind)
    file = file_name(allocation) if allocation else ""

    def words(number: int) -> str:
        return rule_in_words(rules[number], file) if number in rules else NO_RULE

    return [
        Decision(kinds, words(decides), _shares(rules.get(decides)), [words(number) for number in beaten])
        for (decides, beaten), kinds in groups.items()
    ]


def _shares(rule: Rule | None) -> list[tuple[str, str]]:
    """Teams and their percentages."""
    if rule is None:
        return [(UNALLOCATED, "100")]
    return [(one.team, plain(Decimal(one.end - one.start) / 10_000)) for one in rule.shares]


def contributors(
    rows: Sequence[Mapping[str, Any]], amount_of: str
) -> tuple[Decimal, Decimal | None, list[dict[str, Any]]]:
    """What is unallocated, its share in percent, and who contributes most, from rows by team and origin."""
    nobodys = [row for row in rows if row["team"] == UNALLOCATED]
    amount = total(row[amount_of] for row in nobodys)
    whole = total(row[amount_of] for row in rows)
    largest = sorted(nobodys, key=lambda row: (-row[amount_of], str(row["workspace"]), str(row["api_key"])))
    return amount, share(amount, whole), [dict(row) for row in largest[:MOST_NAMED]]
