"""Rules on the organisation's ledgers: ids beat names, workspaces have tags."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ledgers.lists import keys_page, workspaces_page
from reconcile.figures import OPUS, Books, Usage, bills, cost_page, tokens_csv, usage_page
from reconcile.test_causes import SPEND, SPENT

MILLION = {"input": 1_000_000}


@pytest.fixture
def books(tmp_path: Path, empty_home: Path) -> Books:
    directory = tmp_path / "books"
    directory.mkdir()
    return Books(directory)


def borne(books: Books, teams: str, ledger: str = "metered", *more: object) -> dict[str, Decimal]:
    path = books.directory.with_name("teams.yaml")
    path.write_text("teams: {a: {}, b: {}}\n" + teams, encoding="utf-8")
    line = ("report", "--by", "team", "--ledger", ledger, "--json", "--no-ingest", "--teams", path)
    said = books.say(*line, *more)
    assert said.code == 0, said.err
    amount = "billed_usd" if ledger == "billed" else "cost_usd"
    return {row["team"]: Decimal(row[amount]) for row in said.json["rows"] if Decimal(row[amount])}


USAGES = [
    Usage("2026-10-04", MILLION, OPUS, key="01ETL"),
    Usage("2026-10-05", MILLION, OPUS, key="02ETL"),
    Usage("2026-10-06", MILLION, OPUS, key="03", workspace="Data"),
]


@pytest.fixture
def named(books: Books) -> Books:
    """Three keys of four dollars' usage each, two of them called etl."""
    books.write("usage.json", usage_page(USAGES))
    books.write(
        "keys.json", keys_page(("apikey_01ETL", "etl"), ("apikey_02ETL", "etl"), ("apikey_03", "web"))
    )
    tagged = json.loads(workspaces_page(("wrkspc_Data", "Data"), ("wrkspc_Platform", "Platform")))
    tagged["data"][0]["tags"] = {"team": "B", "cost_center": "CC-9"}
    books.write("workspaces.json", json.dumps(tagged))
    return books.take_in()


FOUR = Decimal(4)


def test_a_rule_by_an_id_beats_an_earlier_one_by_name(named: Books) -> None:
    rules = "rules:\n- {team: b, match: {api_key: etl}}\n- {team: a, match: {api_key: apikey_01ETL}}\n"
    assert borne(named, rules) == {"b": FOUR, "a": FOUR, "unallocated": FOUR}


def test_a_glob_over_ids_is_no_id(named: Books) -> None:
    rules = "rules:\n- {team: b, match: {api_key: etl}}\n- {team: a, match: {api_key: 'apikey_0*'}}\n"
    assert borne(named, rules) == {"b": 2 * FOUR, "a": FOUR}


def test_a_workspace_goes_by_its_tags_where_nothing_else_hits(named: Books) -> None:
    tags = "from_workspace_tags: {team: team}\n"
    assert borne(named, tags) == {"b": FOUR, "unallocated": 2 * FOUR}, "the tag says B, the team is b"
    assert borne(named, tags + "rules: [{team: a, match: {api_key: web}}]\n") == {
        "a": FOUR,
        "unallocated": 2 * FOUR,
    }


def test_a_tag_may_name_the_only_team_of_a_cost_centre(named: Books) -> None:
    path = named.directory.with_name("teams.yaml")
    path.write_text("teams: {x: {cost_center: CC-9}}\nfrom_workspace_tags: {cost_center: cost_center}\n")
    said = named.say(
        "report", "--by", "team", "--ledger", "metered", "--json", "--no-ingest", "--teams", path
    )
    assert {row["team"] for row in said.json["rows"]} == {"x", "unallocated"}


def test_a_tag_that_names_no_team_is_said(named: Books) -> None:
    path = named.directory.with_name("teams.yaml")
    path.write_text("teams: {x: {}}\nfrom_workspace_tags: {team: team}\n")
    found: Any = named.say("teams", "check", "--json", "--no-ingest", "--teams", path).json
    assert found["unknown_tags"] == ["team=B"]


def test_rules_can_ask_for_a_workspace_tag(named: Books) -> None:
    assert borne(named, "rules: [{team: a, match: {workspace_tag: {cost_center: 'CC-*'}}}]\n") == {
        "a": FOUR,
        "unallocated": 2 * FOUR,
    }


def test_a_split_of_what_is_billed_is_exact(books: Books) -> None:
    books.write("cost.json", cost_page(bills(USAGES, "0.937"))).take_in()
    rules = "rules: [{split: {a: '33.3333', b: '66.6667'}, match: {source: '*'}}]\n"
    whole = Decimal(12) * Decimal("0.937")
    assert borne(books, rules, "billed") == {
        "a": whole * Decimal("0.333333"),
        "b": whole * Decimal("0.666667"),
    }


def test_a_row_over_days_on_which_its_bearer_changes_is_nobodys(books: Books) -> None:
    """A spend report sums a person over the whole of its days: no day of it can be told apart."""
    books.write(SPEND, SPENT).take_in()
    whole = borne(books, "rules: [{team: a, match: {source: '*'}}]\n", "billed")
    assert set(whole) == {"a"}
    inside = "rules: [{team: a, from: 2026-10-15, match: {source: '*'}}, {team: b, match: {source: '*'}}]\n"
    assert set(borne(books, inside, "billed")) == {"unallocated"}


def test_a_csv_knows_names_only_and_is_matched_by_them(books: Books) -> None:
    books.write("tokens.csv", tokens_csv([Usage("2026-10-04", MILLION, OPUS, key="etl-prod")])).take_in()
    assert borne(books, "rules: [{team: a, match: {api_key: 'etl*', workspace: Platform}}]\n") == {"a": FOUR}
