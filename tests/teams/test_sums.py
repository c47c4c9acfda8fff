"""Teams and unallocated are the total, always: whatever the rules, splits, memberships or ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repeated import examples
from reports.asking import BOOK

from claudecost.periods import Period
from claudecost.pricing import rate_card
from claudecost.records import UNALLOCATED, WHOLE, Allocation, Rule, Share, Team
from claudecost.reports.dimensions import parse_dimensions
from claudecost.reports.ledgers import ask_ledger
from claudecost.reports.usage import MEASURES, Basis, Question, ask
from claudecost.store import Store
from claudecost.zones import resolve_zone

TEAMS = {name: Team(name, name, f"all/{name}", f"CC-{name}" if name != "c" else None) for name in "abcd"}

#: Things that stand in samples/, and some that do not.
PATTERNS = {
    "email": ["ann@fernwood.example", "*@fernwood.example", "ben*", "nobody@x.example"],
    "project": ["shop", "/home/ben/*", "~/**", "/build/shop", "data-pipeline"],
    "machine": ["laptop", "desk*"],
    "source": ["claude-code", "*-log", "batch", "console-*", "usage-report"],
    "workspace": ["Platform", "Data*", "wrkspc_*"],
    "api_key": ["etl*", "ci-runner", "apikey_01FWETL", "*"],
    "product": ["claude_code", "*"],
}

days = st.one_of(st.none(), st.dates(date(2026, 8, 25), date(2026, 11, 25)))
teams = st.sampled_from([*"abcd", UNALLOCATED])


@st.composite
def shares(draw: st.DrawFn) -> tuple[Share, ...]:
    """One team, or several with cuts anywhere between the first and the last millionth."""
    cuts = sorted(draw(st.sets(st.integers(1, WHOLE - 1), max_size=3)))
    ends = [0, *cuts, WHOLE]
    names = draw(st.lists(teams, min_size=len(ends) - 1, max_size=len(ends) - 1, unique=True))
    return tuple(Share(name, start, end) for name, start, end in zip(names, ends, ends[1:], strict=False))


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    names = draw(st.lists(st.sampled_from(sorted(PATTERNS)), min_size=1, max_size=2, unique=True))
    match = {
        name: tuple(draw(st.lists(st.sampled_from(PATTERNS[name]), min_size=1, max_size=2))) for name in names
    }
    since, until = draw(days), draw(days)
    if since is not None and until is not None and until <= since:
        since, until = None, None
    return Rule(number, "rule", match, draw(shares()), since, until)


@st.composite
def allocations(draw: st.DrawFn) -> Allocation:
    found = [draw(rules(number)) for number in range(1, draw(st.integers(0, 5)) + 1)]
    cut = draw(st.dates(date(2026, 9, 5), date(2026, 11, 15)))
    for person in ("ann@fernwood.example", "chloe@fernwood.example"):
        for since, until in ((None, cut), (cut, None)):
            share = (Share(draw(teams)),)
            found.append(
                Rule(len(found) + 1, "member", {"person": (person,)}, share, since, until, person=person)
            )
    return Allocation("teams.yaml", repr(found), TEAMS, tuple(found))


@pytest.fixture(scope="module")
def opened(sampled: Path) -> Any:
    with Store(sampled).reading() as reader:
        reader.take_room()
        yield reader, [rate_card(BOOK, profile) for profile in reader.profiles()]


def asked(by: str) -> Question:
    return Question(parse_dimensions(by), Period(None, None, "UTC"), resolve_zone("UTC"))


@settings(max_examples=examples(8, 25), deadline=None, suppress_health_check=list(HealthCheck))
@given(allocation=allocations(), others=st.sampled_from(["", ",day", ",model,user", ",project", ",hour"]))
def test_requests(opened: Any, allocation: Allocation, others: str) -> None:
    reader, cards = opened
    whole = ask(reader, asked("source"), cards).totals
    for name in ("team", "team_path", "cost_center"):
        found = ask(reader, asked(name + others), Basis(cards, allocation))
        assert found.totals == whole
        for measure in MEASURES:
            assert sum((row[measure] for row in found.rows), Decimal(0)) == whole[measure]


@settings(max_examples=examples(5, 15), deadline=None, suppress_health_check=list(HealthCheck))
@given(allocation=allocations(), ledger=st.sampled_from(["metered", "billed"]))
def test_ledgers(opened: Any, allocation: Allocation, ledger: str) -> None:
    reader, cards = opened
    whole = ask_ledger(reader, ledger, asked("model"), cards).totals
    for by in ("team", "cost_center", "team,day,model"):
        assert ask_ledger(reader, ledger, asked(by), Basis(cards, allocation)).totals == whole


@settings(max_examples=examples(4, 10), deadline=None, suppress_health_check=list(HealthCheck))
@given(allocation=allocations())
def test_every_grouping_gives_a_team_the_same(opened: Any, allocation: Allocation) -> None:
    """What a team bears does not depend on what else the report tells apart."""
    reader, cards = opened
    alone = {row["team"]: row for row in ask(reader, asked("team"), Basis(cards, allocation)).rows}
    for others in ("day", "model", "session", "user,speed"):
        rows = ask(reader, asked(f"team,{others}"), Basis(cards, allocation)).rows
        for measure in ("responses", "total_tokens", "cost_usd"):
            added: dict[str, Any] = {}
            for row in rows:
                added[row["team"]] = added.get(row["team"], 0) + row[measure]
            assert added == {team: row[measure] for team, row in alone.items()}
