"""The totals samples/README.md promises: reckoned by whoever planted the usage, not by this program."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from events import SAMPLES, take_in

from claudecost.reports.usage import Answer
from claudecost.store import Store

from .asking import Put, questions_to

Figures = tuple[int, int, Decimal]

ALL = "**all**"


def table(*columns: str) -> dict[str, tuple[Decimal, ...]]:
    """The figures of the table with these columns, by its first one."""
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    body = text.partition(f"| {' | '.join(columns)} |\n")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in body.splitlines()[1:]]
    assert rows, columns
    return {name: tuple(Decimal(cell.replace(",", "")) for cell in cells) for name, *cells in rows}


def promised(heading: str) -> dict[str, Figures]:
    """Responses, tokens and USD by the first column of the table that begins with this heading."""
    found = table(heading, "responses", "tokens", "USD")
    return {name: (int(responses), int(tokens), usd) for name, (responses, tokens, usd) in found.items()}


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
    by_name["(none)"] = by_name.pop("None")
    assert by_name == promised("person")


def test_every_source_comes_out_as_promised(put: Put) -> None:
    """Two responses of the log stand in a transcript as well, and belong to it."""
    assert reported(put("source"), "source") == promised("source")


def test_what_is_planted_is_met_again(put: Put) -> None:
    """Provisional responses, the refusal that is shown but not billed, the share of cache reads."""
    totals = put().totals
    assert totals["provisional_responses"] == 7
    assert (totals["unbilled_responses"], totals["unbilled_tokens"]) == (1, 414_917)
    assert round(totals["cache_read_tokens"] * 1000 / totals["total_tokens"]) == 900
    assert totals["web_search_requests"] == 2 + 1 + 3
    assert (totals["unpriced_responses"], totals["unpriced_tokens"]) == (4, 3_001_042)


def test_the_worktree_is_folded_into_its_repository(put: Put) -> None:
    projects = {row["project"] for row in put("project").rows} - {None}
    assert projects == {
        "/home/ann/shop", "/home/ben/shop", "/home/ben/warehouse", "/Users/chloe/data-pipeline", "/build/shop"
    }  # fmt: skip


def test_fast_batch_and_us_responses_stand_where_they_were_planted(put: Put) -> None:
    def responses(by: str, value: str) -> int:
        return sum(row["responses"] for row in put(by).rows if row[by] == value)

    assert responses("speed", "fast") == 14
    assert responses("service_tier", "batch") == 1 + 8
    assert responses("geo", "us") == 14
    assert responses("provider", "bedrock") == 52


def asked(store: Path, command: str) -> Any:
    """What a command line answers from a store, as JSON."""
    said = claudecost(*command.split(), "--json", "--db", store)
    assert said.code == 0, said.err
    return said.json


def by_name(answer: Any, by: str, *measures: str) -> dict[str, tuple[Decimal, ...]]:
    """The rows and totals of a report in the words of the tables."""
    rows = [*answer["rows"], {by: ALL, **answer["totals"]}]
    return {row[by] or "(none)": tuple(Decimal(row[name]) for name in measures) for row in rows}


def causes_of(answer: Any) -> dict[str, tuple[Decimal, ...]]:
    return {
        cause["cause"]: (Decimal(cause["cells"]), Decimal(cause["difference_usd"]))
        for cause in answer["causes"]
    }


@pytest.mark.usefixtures("empty_home")
def test_the_metered_ledger_comes_out_as_promised(sampled: Path) -> None:
    said = asked(sampled, "report --ledger metered --by model --no-ingest")
    measures = ("total_tokens", "cost_low_usd", "cost_high_usd", "unpriced_tokens")
    assert by_name(said, "model", *measures) == table(
        "model", "tokens", "USD", "highest USD", "unpriced tokens"
    )


@pytest.mark.usefixtures("empty_home")
@pytest.mark.parametrize(("by", "heading"), [("model", "billed model"), ("cost_type", "cost type")])
def test_the_bill_comes_out_as_promised(by: str, heading: str, sampled: Path) -> None:
    said = asked(sampled, f"report --ledger billed --by {by} --no-ingest")
    assert by_name(said, by, "rows", "billed_usd", "list_usd") == table(heading, "rows", "USD", "list USD")


@pytest.mark.usefixtures("empty_home")
def test_every_cause_comes_out_as_promised(sampled: Path) -> None:
    """To the last digit: the discount, long prompts, fees, Priority Tier, a refusal, and rounding."""
    said = asked(sampled, "reconcile --period 2026-10 --by model")
    expected = table("cause", "cells", "USD")
    _, difference = expected.pop(ALL)
    assert causes_of(said) == expected
    totals = said["totals"]
    assert Decimal(totals["billed_usd"]) - Decimal(totals["computed_usd"]) == difference
    assert Decimal(totals["residual_usd"]) == 0


def taken_in(directory: Path, *folders: str, at: float | None = None) -> Path:
    """A store of some folders of samples/, copied, all files last changed at a time."""
    for name in folders:
        shutil.copytree(SAMPLES / name, directory / "samples" / name)
    if at is not None:
        for path in (directory / "samples").rglob("*"):
            os.utime(path, (at, at))
    take_in(Store(directory / "store.db"), directory / "samples")
    return directory / "store.db"


@pytest.mark.usefixtures("empty_home")
@pytest.mark.parametrize("folder", ["console", "api"])
def test_either_view_of_the_usage_will_do_and_both_count_once(
    folder: str, sampled: Path, tmp_path: Path
) -> None:
    question = "report --ledger metered --by day,workspace,model --no-ingest"
    assert figures_of(asked(taken_in(tmp_path, folder), question)) == figures_of(asked(sampled, question))


@pytest.mark.usefixtures("empty_home")
@pytest.mark.parametrize("at", [1_792_400_000.0, 1_924_900_000.0], ids=["October 2026", "2030"])
def test_when_a_file_was_copied_changes_no_figure(at: float, sampled: Path, tmp_path: Path) -> None:
    store = taken_in(tmp_path, "console", "api", "batch", "logs", at=at)
    for question in (
        "report --ledger metered --by workspace,api_key --no-ingest",
        "report --ledger billed --by workspace,api_key --no-ingest",
        "reconcile --period 2026-10 --by model,token_type",
    ):
        assert figures_of(asked(store, question)) == figures_of(asked(sampled, question))
    batches = asked(store, "report --by month,source --source batch --no-ingest")
    assert [row["month"] for row in batches["rows"]] == ["2026-10"]


@pytest.mark.usefixtures("empty_home")
def test_the_api_s_own_bill_is_the_same_to_the_last_digit(tmp_path: Path) -> None:
    """Its cost report is not among the samples: it knows neither keys nor list prices, but rounds nothing."""
    from build_company import before_rounding, october
    from fake_api import FakeApi
    from fake_api.client import COST, OCTOBER, get

    with FakeApi(october()) as fake:
        page = get(fake, COST, **OCTOBER, limit=31, group_by=["workspace_id", "description"])
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "cost_report.json").write_bytes(page.body)
    said = asked(taken_in(tmp_path, "api"), "reconcile --period 2026-10 --by model")
    exact, totals = before_rounding(october()), said["totals"]
    assert Decimal(totals["billed_usd"]) == exact
    assert Decimal(totals["residual_usd"]) == 0
    assert [cause.get("factor") for cause in said["causes"] if cause["cause"] == "discount"] == ["0.92"]
    assert f"it is {exact.normalize()} USD" in (SAMPLES / "README.md").read_text(encoding="utf-8")


def figures_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer says, without where it knows it from."""
    return {name: answer[name] for name in ("rows", "totals")}


def test_the_samples_are_what_their_builder_writes() -> None:
    """What is committed is what the tables say; change a row, not a file."""
    from build_samples import build, on_disk

    built, found = build(), on_disk()
    assert sorted(name for name in built.keys() | found.keys() if built.get(name) != found.get(name)) == []
