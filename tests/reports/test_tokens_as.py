"""Tokens in the old tokenizer's measure: a range beside what was recorded, which stays what it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost


@pytest.fixture
def report(sampled: Path, empty_home: Path) -> Any:
    def say(*line: object) -> Any:
        return claudecost("report", *line, "--db", sampled, "--no-ingest", "--timezone", "UTC")

    return say


def test_recorded_tokens_and_cost_stay_as_they_are(report: Any) -> None:
    plain, ranged = (report("--by", "model", *more, "--json").json for more in ((), ("--tokens-as", "T1")))
    for before, after in zip(plain["rows"], ranged["rows"], strict=True):
        assert {key: after[key] for key in before} == before


def test_a_model_of_the_old_tokenizer_is_no_range_and_one_of_the_new_is(report: Any) -> None:
    rows = {row["model"]: row for row in report("--by", "model", "--tokens-as", "T1", "--json").json["rows"]}
    old, new = rows["claude-sonnet-4-6"], rows["claude-opus-5"]
    assert old["t1_tokens_low"] == old["t1_tokens_high"] == old["total_tokens"]
    assert new["t1_tokens_high"] == new["total_tokens"], "the published range begins at 1.0"
    assert new["t1_tokens_low"] == int(new["total_tokens"] * 100 // 135)


def test_a_group_of_both_adds_them_up_and_so_does_the_total(report: Any) -> None:
    """Rounded outwards once per row: the total is at most a token a row away from its rows."""
    found = report("--by", "user", "--tokens-as", "T1", "--json").json
    for key in ("t1_tokens_low", "t1_tokens_high"):
        added = sum(row[key] for row in found["rows"])
        assert abs(found["totals"][key] - added) <= len(found["rows"])
    assert found["ratios"][0]["high"] == "1.35"


def test_the_other_way_round_tokens_grow(report: Any) -> None:
    rows = {row["model"]: row for row in report("--by", "model", "--tokens-as", "T2", "--json").json["rows"]}
    old = rows["claude-sonnet-4-6"]
    assert (old["t2_tokens_low"], old["t2_tokens_high"]) == (
        old["total_tokens"], -(-old["total_tokens"] * 135 // 100)
    )  # fmt: skip


@pytest.mark.parametrize(
    "line", ["--tokens-as T9", "--tokens-as T1 --ledger billed", "--by day --tokens-as T1 --last 3"]
)
def test_what_it_does_not_take(report: Any, line: str) -> None:
    assert report(*line.split()).code == 2
