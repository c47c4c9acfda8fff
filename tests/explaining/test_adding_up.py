"""An explanation adds up to the cell it explains, to the last digit, whatever the cell is cut by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from repeated import first_of

from claudecost.asking import Desk
from claudecost.asking.explaining import explain_cell, figures_of
from claudecost.money import total
from claudecost.reports.explaining.explanation import Explanation, tokens_of

from .cells import books, opened, question, some_cells

ALL = 0


@pytest.fixture(scope="module", params=[None, "2026-10"], ids=["all open", "October closed"])
def at(
    request: pytest.FixtureRequest, sampled: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    settings = books(sampled, tmp_path_factory.mktemp("books"), close=request.param)
    with opened(settings) as desk:
        yield desk


def added(found: Explanation) -> tuple[int, int, Decimal]:
    """Responses, tokens and cost of all items of an explanation, by arithmetic of our own."""
    return (
        sum(event.responses for event in found.events),
        sum(item.borne for event in found.events for item in event.items if item.meter != "web_search"),
        total(item.amount for event in found.events for item in event.items if item.amount is not None),
    )


@pytest.mark.parametrize("seed", first_of(range(4)))
def test_any_cell_of_any_report_is_the_sum_of_its_rates_and_of_its_responses(at: Desk, seed: int) -> None:
    for asked, row in some_cells(at, 6, seed):
        found = explain_cell(at, asked, ALL)
        assert {name: row[name] for name in found.cell} == found.cell
        assert figures_of(found.rates) == found.cell
        assert added(found) == (row["responses"], row["total_tokens"], row["cost_usd"])
        assert total(borne.cost_usd for borne in found.bearers) == row["cost_usd"]
        assert sum(borne.responses for borne in found.bearers) == row["responses"]
        assert found.others is None


@pytest.mark.parametrize("limit", [1, 7, 100_000])
def test_what_is_listed_and_the_rest_are_the_cell(at: Desk, limit: int) -> None:
    for asked in (question(), question(team=["data"]), question(since="2026-10-20", until="2026-11-05")):
        found = explain_cell(at, asked, limit)
        responses, tokens, cost = added(found)
        if found.others is not None:
            responses += found.others.responses
            tokens += found.others.total_tokens
            cost = total([cost, found.others.cost_usd])
        assert len(found.events) <= limit
        assert (responses, tokens, cost) == tuple(
            found.cell[name] for name in ("responses", "total_tokens", "cost_usd")
        )


def test_the_dearest_come_first_and_are_the_dearest_of_all(at: Desk) -> None:
    whole = explain_cell(at, question(), ALL)
    some = explain_cell(at, question(), 25)
    amounts = [event.amount or Decimal(0) for event in whole.events]
    assert amounts == sorted(amounts, reverse=True)
    assert some.events == whole.events[:25]


def test_the_teams_of_a_cell_are_those_of_the_report_by_team(at: Desk) -> None:
    found = explain_cell(at, question(), 1)
    by_team: dict[str, Decimal] = {}
    for borne in found.bearers:
        by_team[borne.team] = total([by_team.get(borne.team, Decimal(0)), borne.cost_usd])
    rows = at.answer(question("team")).rows
    assert by_team == {row["team"]: row["cost_usd"] for row in rows if row["responses"]}


def test_a_response_borne_by_several_is_explained_with_the_share_of_the_team_asked_for(at: Desk) -> None:
    found = explain_cell(at, question(team=["warehouse"], project=["*shop*"]), ALL)
    split = [event for event in found.events if event.share != 1_000_000]
    assert split
    for event in split:
        assert (event.team, event.share) == ("warehouse", 66_667)
        assert event.rule is not None
        assert "-> shop 60%, data 33.3333%, warehouse 6.6667%" in event.rule
        for item in event.items:
            assert item.rate is not None
            per = 1_000 if item.meter == "web_search" else 1_000_000
            assert item.amount == Decimal(item.quantity) * item.rate * Decimal("0.066667") / per


def test_without_a_filter_on_teams_a_response_is_whole_whoever_shares_it(at: Desk) -> None:
    found = explain_cell(at, question(), ALL)
    assert {event.share for event in found.events} == {1_000_000}
    assert {met.share for met in found.rates} == {1_000_000}
    assert any(borne.share == 600_000 for borne in found.bearers)
    assert all(tokens_of(event.items) or not event.responses for event in found.events)


def test_rules_are_said_in_words_with_the_line_they_stand_in(at: Desk) -> None:
    rules = {borne.rule for borne in explain_cell(at, question(), 1).bearers}
    assert "teams.yaml:10 rule 2: machine laptop and project *shop* -> " in "\n".join(
        rule.partition("shop 60%")[0] for rule in rules
    )
    assert "teams.yaml:15 member ben@fernwood.example: warehouse until 2026-10-16" in rules
    assert "no rule hits: unallocated" in rules


def test_every_line_named_is_in_the_file_and_speaks_of_the_response(at: Desk) -> None:
    for event in explain_cell(at, question(source=["claude-code"]), 40).events:
        line = Path(event.path).read_bytes().split(b"\n")[event.line - 1]
        assert event.response.encode() in line


def test_usage_without_a_price_is_never_an_amount_of_zero(at: Desk) -> None:
    found = explain_cell(at, question(model=["*zeta*"]), ALL)
    assert found.cell["unpriced_tokens"] > 0
    assert [met.rate for met in found.rates] == [None]
    assert {item.amount for met in found.rates for item in met.items} == {None}
    assert {event.amount for event in found.events} == {None}
    assert found.rates[0].reason == "no price"


def test_a_closed_month_says_so_and_keeps_its_rules(sampled: Path, tmp_path: Path) -> None:
    settings = books(sampled, tmp_path, close="2026-10")
    assert settings.teams is not None
    with opened(settings) as at:
        before = explain_cell(at, question(since="2026-10", until="2026-10"), 5)
    settings.teams.write_text("version: 1\nteams: {other: }\nrules: []\n", encoding="utf-8")
    with opened(settings) as at:
        after = explain_cell(at, question(since="2026-10", until="2026-10"), 5)
        november = explain_cell(at, question(since="2026-11", until="2026-11"), 5)
    assert after == before
    assert [closed["month"] for closed in after.closed] == ["2026-10"]
    assert november.closed == ()
    assert {borne.team for borne in november.bearers} == {"unallocated"}


def test_who_looks_back_is_shown_no_closed_month(sampled: Path, tmp_path: Path) -> None:
    with opened(books(sampled, tmp_path, close="2026-10")) as at:
        found = explain_cell(replace(at, is_looking_back=True), question(), 1)
    assert found.closed == ()
