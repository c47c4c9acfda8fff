"""The totals samples/README.md promises: reckoned by whoever planted the usage, not by this program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from events import SAMPLES

from claudecost.reports.usage import Answer

from .asking import Put, questions_to

Figures = tuple[int, int, Decimal]

ROW = re.compile(r"\| (\S+) \| ([0-9,]+) \| ([0-9,]+) \| ([0-9.]+) \|")


def promised(heading: str) -> dict[str, Figures]:
    """Responses, tokens and USD by the first column of the table that begins with this heading."""
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    table = text.partition(f"| {heading} | responses | tokens | USD |\n")[2].partition("\n\n")[0]
    found = {name: figures(*counts) for name, *counts in ROW.findall(table)}
    assert found, heading
    return found


def figures(responses: str, tokens: str, usd: str) -> Figures:
    return int(responses.replace(",", "")), int(tokens.replace(",", "")), Decimal(usd)


def reported(found: Answer, by: str) -> dict[str, Figures]:
    return {
        str(row[by]): (row["responses"], row["total_tokens"], row["cost_usd"])
        for row in [*found.rows, {by: "**all**", **found.totals}]
    }


@pytest.fixture(scope="module")
def put(sampled: Path) -> Iterator[Put]:
    with questions_to(sampled) as asked:
        yield asked


def test_every_month_comes_out_as_promised(put: Put) -> None:
    assert reported(put("month"), "month") == promised("month")


def test_every_model_comes_out_as_promised(put: Put) -> None:
    assert reported(put("model"), "model") == promised("model")


def test_every_person_comes_out_as_promised(put: Put) -> None:
    said = reported(put("user"), "user")
    by_name = {name.removesuffix("@fernwood.example"): row for name, row in said.items()}
    by_name["ci"] = by_name.pop("None")
    assert by_name == promised("person")


def test_what_is_planted_is_met_again(put: Put) -> None:
    """Provisional responses, the refusal that is shown but not billed, the share of cache reads."""
    totals = put().totals
    assert totals["provisional_responses"] == 7
    assert (totals["unbilled_responses"], totals["unbilled_tokens"]) == (1, 414_917)
    assert round(totals["cache_read_tokens"] * 1000 / totals["total_tokens"]) == 900
    assert totals["web_search_requests"] == 2 + 1 + 3
    assert (totals["unpriced_responses"], totals["unpriced_tokens"]) == (4, 3_001_042)


def test_the_worktree_is_folded_into_its_repository(put: Put) -> None:
    projects = {row["project"] for row in put("project").rows}
    assert projects == {
        "/home/ann/shop", "/home/ben/shop", "/home/ben/warehouse", "/Users/chloe/data-pipeline", "/build/shop"
    }  # fmt: skip


def test_fast_batch_and_us_responses_stand_where_they_were_planted(put: Put) -> None:
    def responses(by: str, value: str) -> int:
        return sum(row["responses"] for row in put(by).rows if row[by] == value)

    assert responses("speed", "fast") == 14
    assert responses("service_tier", "batch") == 1
    assert responses("geo", "us") == 14
    assert responses("provider", "bedrock") == 52
