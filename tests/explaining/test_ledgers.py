"""A cell of one of the organisation's ledgers is the sum of its source rows, each by file and number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claudecost.asking import Desk
from claudecost.asking.explaining_ledgers import explain_ledger, tokens_of_row
from claudecost.money import plain, total
from claudecost.reports.explaining.explanation import amount_of
from claudecost.reports.ledger_parts import ask_ledger_in_parts

from .cells import books, opened, question

CELLS: list[dict[str, Any]] = [
    {},
    {"model": ["*opus*"]},
    {"model": ["*haiku*"]},
    {"workspace": ["Data*"]},
    {"team": ["shop"]},
    {"team": ["unallocated"]},
    {"source": ["usage-report", "console-cost-csv"]},
]


@pytest.fixture(scope="module", params=[None, "2026-10"], ids=["all open", "October closed"])
def at(
    request: pytest.FixtureRequest, sampled: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    settings = books(sampled, tmp_path_factory.mktemp("ledgers"), close=request.param)
    with opened(settings) as desk:
        yield desk


@pytest.mark.parametrize("filters", CELLS, ids=str)
@pytest.mark.parametrize("day", [None, "2026-10-12"])
def test_a_metered_cell_is_the_sum_of_its_rates_and_of_its_rows(
    at: Desk, filters: dict[str, Any], day: str | None
) -> None:
    asked = question("", day, day, **filters)
    closed = [] if at.is_looking_back else at.closed
    cell = ask_ledger_in_parts(at.reader, "metered", asked, at.basis(asked), closed).totals
    found = explain_ledger(at, "metered", asked, 0)
    assert found.cell == {name: cell[name] for name in found.cell}
    assert total(one.low.amount for one in found.metered) == cell["cost_low_usd"]
    assert total(one.high.amount for one in found.metered) == cell["cost_high_usd"]
    assert total(amount_of(row.low) for row in found.rows) == cell["cost_low_usd"]
    assert total(amount_of(row.high) for row in found.rows) == cell["cost_high_usd"]
    assert sum(tokens_of_row(row) for row in found.rows) == cell["total_tokens"]
    assert found.others is None


@pytest.mark.parametrize("filters", CELLS, ids=str)
def test_a_billed_cell_is_the_sum_of_its_rows(at: Desk, filters: dict[str, Any]) -> None:
    asked = question("", "2026-10", "2026-10", **filters)
    cell = ask_ledger_in_parts(at.reader, "billed", asked, at.basis(asked), at.closed).totals
    found = explain_ledger(at, "billed", asked, 0)
    assert total(row.amount for row in found.rows) == cell["billed_usd"]
    assert sum(row.counts for row in found.rows) == cell["rows"]
    few = explain_ledger(at, "billed", asked, 3)
    rest = few.others.amount_usd if few.others else 0
    assert total(row.amount for row in few.rows) + rest == cell["billed_usd"]
    assert few.rows == found.rows[:3]


def test_a_billed_row_of_an_export_is_named_by_its_file_and_line(at: Desk) -> None:
    found = explain_ledger(at, "billed", question(source=["console-cost-csv"]), 5)
    for row in found.rows:
        line = Path(row.path).read_text(encoding="utf-8-sig").splitlines()[row.row - 1]
        assert str(row.starts_at.date()) in line
        assert str(row.labels["api_key"]).partition(" (")[0] in line
        assert row.list_usd is not None
        assert plain(row.list_usd) in line or plain(row.amount) in line


def test_it_is_said_which_source_stands_and_why_another_does_not(at: Desk) -> None:
    found = explain_ledger(at, "metered", question(since="2026-10", until="2026-10"), 1)
    standing = [source for source in found.sources if source.stands]
    passed = [source for source in found.sources if not source.stands]
    assert [source.source for source in standing] == ["usage-report"]
    assert {source.source: source.why for source in passed} == {
        "console-tokens-csv": "usage-report is the better source"
    }


def test_who_looks_back_sees_the_days_as_they_are_open(at: Desk) -> None:
    assert explain_ledger(replace(at, is_looking_back=True), "metered", question(), 1).closed == ()
