"""`teams check` and `teams explain`, on samples/ and on team files with something to find."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost
from events import SAMPLES

TEAMS = SAMPLES / "teams.yaml"


@pytest.fixture
def ask(sampled: Path, empty_home: Path) -> Any:
    def say(*line: object, teams: Path = TEAMS) -> Said:
        return claudecost("teams", *line, "--db", sampled, "--teams", teams, "--no-ingest")

    return say


def changed(directory: Path, *changes: tuple[str, str]) -> Path:
    """The team file of the samples with some of its text exchanged."""
    text = TEAMS.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = directory / "teams.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_samples_leave_only_a_little_to_look_at(ask: Any) -> None:
    found = ask("check", "--json").json
    assert (found["teams"], found["rules"], found["members"]) == (4, 6, 3)
    for name in ("never_matched", "always_beaten", "matched_twice", "gaps", "unknown_tags"):
        assert found[name] == [], name
    amounts = {one["ledger"]: one["amount_usd"] for one in found["unallocated"]}
    assert amounts == {"requests": "0.1290617", "metered": "32.92725", "billed": "30.28"}
    [largest] = found["unallocated"][0]["contributors"]
    assert largest["source"] == "response-log"
    assert {one["api_key"] for one in found["unallocated"][2]["contributors"]} >= {"prototype"}


def test_a_rule_that_meets_nothing_is_named_with_its_line(ask: Any, tmp_path: Path) -> None:
    teams = changed(tmp_path, ("source: batch", "source: batches"))
    [found] = ask("check", "--json", teams=teams).json["never_matched"]
    assert found == "teams.yaml:23 rule 6: source batches -> data"


def test_a_rule_that_always_loses_is_named(ask: Any, tmp_path: Path) -> None:
    late = "  - team: data\n    match: {source: batch}\n  - team: shop\n    match: {source: [batch]}\n"
    teams = changed(tmp_path, ("  - team: data\n    match: {source: batch}\n", late))
    [found] = ask("check", "--json", teams=teams).json["always_beaten"]
    assert "rule 7: source batch -> shop" in found


def test_a_person_whom_two_rules_give_to_different_teams_is_named(ask: Any, tmp_path: Path) -> None:
    rule = (
        "  - team: warehouse\n    match: {project: warehouse}\n  - team: data\n    match: {source: batch}\n"
    )
    teams = changed(tmp_path, ("  - team: data\n    match: {source: batch}\n", rule))
    found = ask("check", "--json", teams=teams).json["matched_twice"]
    assert [(one["person"], "member ben" in one["beaten"]) for one in found] == [
        ("ben@fernwood.example", True)
    ]


def test_days_between_two_memberships_are_named(ask: Any, tmp_path: Path) -> None:
    teams = changed(tmp_path, ("{team: shop, from: 2026-10-19}", "{team: shop, from: 2026-10-26}"))
    found = ask("check", "--json", teams=teams).json
    assert found["gaps"] == [
        {"person": "ben@fernwood.example", "from": "2026-10-19", "through": "2026-10-25"}
    ]
    assert any(one["user"] == "ben@fernwood.example" for one in found["unallocated"][0]["contributors"])


def test_strict_exits_3_when_there_is_something_to_look_at(ask: Any) -> None:
    assert ask("check", "--strict").code == 3
    assert ask("check").code == 0


def test_a_person_is_explained_on_a_day(ask: Any) -> None:
    before, after = (
        ask("explain", "BEN@fernwood.example", "--on", day, "--json").json["decisions"]
        for day in ("2026-10-18", "2026-10-19")
    )
    assert {one["teams"][0]["team"] for one in before} == {"warehouse"}
    assert {one["teams"][0]["team"] for one in after} == {"shop"}


def test_an_event_is_explained_on_its_own_day(ask: Any, sampled: Path) -> None:
    from claudecost.store import Store

    sql = (
        "SELECT e.response_key, e.happened_at::DATE "
        "FROM usage_events AS e JOIN origins AS o USING (origin_id) "
        "WHERE o.user_name = 'ben@fernwood.example' ORDER BY e.happened_at LIMIT 1"
    )
    with Store(sampled).reading() as reader:
        [(key, day)] = reader.rows(sql)
    [decision] = ask("explain", key, "--json").json["decisions"]
    assert decision["day"] == str(day)
    assert decision["rule"] == "teams.yaml:31 member ben@fernwood.example: warehouse until 2026-10-19"


def test_a_split_is_explained_with_its_percentages(ask: Any) -> None:
    said = ask("explain", "/build/shop").out
    assert "shop 66.6667 %, warehouse 33.3333 %" in said
    assert "rule 5: project /build/shop" in said


def test_a_key_is_explained_on_the_ledgers_that_know_it(ask: Any) -> None:
    found = ask("explain", "ci-runner", "--on", "2026-10-05", "--json").json["decisions"]
    assert {one["ledger"] for one in found} == {"metered", "billed"}


def test_a_name_of_nothing_is_said(ask: Any) -> None:
    said = ask("explain", "nobody@x.example")
    assert said.code == 1
    assert "nothing in the store goes under 'nobody@x.example'" in said.err


def test_the_file_is_checked_as_it_is_also_for_a_closed_month(
    sampled: Path, empty_home: Path, tmp_path: Path
) -> None:
    """What a month was closed with says nothing of the file at hand."""
    import shutil

    store = shutil.copy(sampled, tmp_path / "books.db")
    line = ("--db", store, "--no-ingest")
    accepted = ("--accept", "quarantined,unpriced")
    assert claudecost("close", "2026-10", *accepted, "--teams", TEAMS, *line).code == 0
    empty = tmp_path / "teams.yaml"
    empty.write_text("teams: {}\n")
    said = claudecost("teams", "check", "--period", "2026-10", "--teams", empty, "--json", *line).json
    assert [one["share_percent"] for one in said["unallocated"]] == ["100", "100", "100"]
    assert said["closed"] == ["2026-10"]


def test_without_a_team_file_there_is_nothing_to_check(sampled: Path, empty_home: Path) -> None:
    said = claudecost("teams", "check", "--db", sampled, "--no-ingest")
    assert said.code == 78
    assert "there is no team file" in said.err


def test_a_team_file_beside_the_configuration_is_found(sampled: Path, empty_home: Path) -> None:
    folder = empty_home / "config"
    folder.mkdir()
    (folder / "claudecost.yaml").write_text(f"db: {sampled}\n")
    (folder / "teams.yaml").write_text(TEAMS.read_text())
    said = claudecost("teams", "check", "--config", folder / "claudecost.yaml", "--no-ingest")
    assert said.out.startswith("4 teams, 6 rules, 3 members")
