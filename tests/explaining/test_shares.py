"""What is shared is said both ways: how much of it is dealt out, and of how many whole things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost

from claudecost.asking import Desk
from claudecost.asking.explaining import explain_cell
from claudecost.asking.explaining_ledgers import explain_ledger
from claudecost.commands.explain_ledger_shown import of_ledger
from claudecost.commands.explain_shares import of_shared
from claudecost.commands.explain_shown import of_requests
from claudecost.money import total
from claudecost.reports.explaining.ledgers import SourceRow

from .cells import SHARED, books, opened, question

SONNET: dict[str, Any] = {"team": ["logistics"], "model": ["claude-sonnet-4-6"]}
SPLIT_OF_CI = 300_000


@pytest.fixture(scope="module", params=[None, "2026-10"], ids=["all open", "October closed"])
def at(
    request: pytest.FixtureRequest, sampled: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    settings = books(sampled, tmp_path_factory.mktemp("shares"), close=request.param, rules=SHARED)
    with opened(settings) as desk:
        yield desk


def october(**filters: Any) -> Any:
    return question("", "2026-10", "2026-10", **filters)


def test_the_rest_counts_the_items_that_are_not_listed(at: Desk) -> None:
    for filters in (SONNET, {"team": ["logistics"]}, {"team": ["*"]}, {}, {"project": ["*shop*"]}):
        listed = explain_cell(at, october(**filters), 0).events
        few = explain_cell(at, october(**filters), 2)
        assert few.others is not None
        assert few.others.items == len(listed) - 2
        assert few.others.whole_responses == sum(event.is_response for event in listed[2:])
        assert few.others.responses == sum(event.responses for event in listed[2:])


def test_quantities_stand_beside_the_count_of_the_responses_they_are_of(at: Desk) -> None:
    [met] = explain_cell(at, october(**SONNET), 0).rates
    assert (met.share, met.whole_responses) == (SPLIT_OF_CI, 18)
    assert 0 < met.responses < 18
    text = "\n".join(of_requests(at, october(**SONNET), None, 2).as_text())
    assert f" for {met.responses} responses (30 % of 18 shared ones), " in text
    assert re.search(rf"^    18 responses, counted as {met.responses} ", text, re.MULTILINE)
    assert f"  logistics 30 %, {met.responses} of 18 responses" in text
    assert "\n  and 16 more responses, " in text


def test_where_nothing_is_shared_a_count_is_one_number(at: Desk) -> None:
    text = "\n".join(of_requests(at, october(model=["claude-sonnet-4-6"]), None, 2).as_text())
    assert " for 18 responses, " in text
    assert "\n    18 responses  " in text


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([(1_000_000, 5)], ""),
        ([], ""),
        ([(300_000, 18)], " (30 % of 18 shared ones)"),
        ([(300_000, 1)], " (30 % of 1 shared one)"),
        ([(300_000, 10), (300_000, 8), (1_000_000, 1_200)], " (1,200 whole, 30 % of 18 shared ones)"),
        ([(300_000, 18), (500_000, 4)], " (50 % of 4 and 30 % of 18 shared ones)"),
        ([(share, 10) for share in (1, 2, 3, 4)], " (40 shares of shared ones)"),
    ],
)
def test_shares_in_words(shares: list[tuple[int, int]], said: str) -> None:
    assert of_shared(shares) == said


LEDGER_CELLS: list[dict[str, Any]] = [
    {},
    {"team": ["logistics"]},
    {"cost_center": ["CC-100"]},
    {"team": ["unallocated"]},
    {"workspace": ["Data*"], "model": ["*opus*"]},
]


@pytest.mark.parametrize("ledger", ["metered", "billed"])
@pytest.mark.parametrize("filters", LEDGER_CELLS, ids=str)
def test_whoever_bears_a_cell_of_a_ledger_bears_all_of_it(
    at: Desk, ledger: str, filters: dict[str, Any]
) -> None:
    found = explain_ledger(at, ledger, october(**filters), 0)
    amount, high = ("cost_low_usd", "cost_high_usd") if ledger == "metered" else ("billed_usd", "billed_usd")
    assert found.bearers
    assert total(one.amount_usd for one in found.bearers) == found.cell[amount]
    assert total(one.high_usd for one in found.bearers) == found.cell[high]
    if ledger == "billed":
        assert sum(one.rows for one in found.bearers) == found.cell["rows"]
    if "team" in filters or "cost_center" in filters:
        assert sum(one.items for one in found.bearers) == len(found.rows)


def test_a_share_of_a_billed_row_is_said_with_the_amount_that_stands_in_the_file(at: Desk) -> None:
    found = explain_ledger(at, "billed", october(team=["logistics"], api_key=["ci-runner"]), 0)
    assert found.rows
    for row in found.rows:
        assert (row.share, row.team) == (SPLIT_OF_CI, "logistics")
        assert row.rule == "teams.yaml:6 rule 1: api_key ci-runner -> shop 70%, logistics 30%"
        assert row.whole_billed_usd is not None
        assert row.amount == row.whole_billed_usd * Decimal("0.3")
        assert amount_in_file(row) in (row.whole_billed_usd, row.whole_list_usd)


def amount_in_file(row: SourceRow) -> Decimal:
    line = Path(row.path).read_text(encoding="utf-8-sig").splitlines()[row.row - 1]
    return Decimal(re.findall(r"\d+\.\d+", line)[-1])


def test_the_rest_counts_the_rows_that_are_not_listed(at: Desk) -> None:
    for ledger in ("metered", "billed"):
        listed = explain_ledger(at, ledger, october(team=["logistics"]), 0).rows
        few = explain_ledger(at, ledger, october(team=["logistics"]), 3)
        assert few.others is not None
        assert few.others.items == len(listed) - 3
        if ledger == "billed":
            assert few.others.rows == sum(row.counts for row in listed[3:])


def test_a_billed_cell_of_a_team_in_words(at: Desk) -> None:
    asked = october(team=["logistics"], api_key=["ci-runner"])
    found = explain_ledger(at, "billed", asked, 0)
    dealt, listed = found.cell["rows"], len(found.rows)
    text = "\n".join(of_ledger(at, asked, "billed", 2).as_text())
    assert text.startswith("Amounts billed for team logistics, API key ci-runner\n")
    assert f" billed in {dealt} rows (30 % of {listed} shared ones)\n" in text
    assert f"\n  and {listed - 2} more rows: " in text
    assert re.search(r"^  2026-10-\d\d  [0-9.]+ USD, 30 % of [0-9.]+$", text, re.MULTILINE)
    assert f"  logistics 30 %, {dealt} of {listed} rows\n" in text


def test_people_read_cost_centre(at: Desk) -> None:
    asked = october(cost_center=["CC-100"])
    for lines in (of_requests(at, asked, None, 1).as_text(), of_ledger(at, asked, "metered", 1).as_text()):
        assert "cost centre CC-100" in lines[0]


@pytest.mark.usefixtures("empty_home")
def test_scripts_find_shares_and_counts_under_names_of_their_own(sampled: Path, tmp_path: Path) -> None:
    settings = books(sampled, tmp_path, rules=SHARED)
    line = (
        *("explain", "--no-ingest", "--db", settings.db, "--teams", str(settings.teams), "--json"),
        *("--limit", "2", "--period", "2026-10", "--team", "logistics"),
    )
    requests = claudecost(*line, "--model", "claude-sonnet-4-6").json
    assert requests["others"]["items"] == 16
    assert requests["rates"][0]["whole_responses"] == 18
    assert requests["bearers"][0]["whole_responses"] == 18
    billed = claudecost(*line, "--ledger", "billed").json
    [row, _] = billed["rows"]
    assert row["share"] in ("0.3", "0.333333")
    assert Decimal(row["whole_billed_usd"]) * Decimal(row["share"]) == Decimal(row["billed_usd"])
    assert {one["team"] for one in billed["bearers"]} == {"logistics"}
    assert total(Decimal(one["billed_usd"]) for one in billed["bearers"]) == Decimal(
        billed["cell"]["billed_usd"]
    )
    assert billed["others"]["items"] == sum(one["items"] for one in billed["bearers"]) - 2
