"""Every figure of the page is the figure of a report, and the page names the command that shows it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import Said

from .conftest import Write
from .reading import Reading

#: Sections whose rows are those of a report.
REPORTED = ("trend", "team", "project", "model", "user", "session", "tokenizer")

PERIODS = (("--since", "2026-10-11"), ("--period", "2026-10"), ("--period", "2026"), ())


@pytest.fixture(params=PERIODS, ids=" ".join)
def read(request: pytest.FixtureRequest, page: Write) -> Reading:
    return Reading(page(*request.param).read_text(encoding="utf-8"))


def as_text(value: object) -> str | None:
    return None if value is None else str(value)


@pytest.mark.parametrize("section", REPORTED)
def test_a_section_shows_what_its_command_shows(
    section: str, read: Reading, ask: Callable[[str], Said]
) -> None:
    report = ask(read.commands[section][0]).json
    table = read.tables[section]
    shared = [key for key in table.keys if key and report["rows"] and key in report["rows"][0]]
    assert {"cost_usd", "responses", "total_tokens"} <= set(shared)
    rows = [{key: as_text(row[key]) for key in shared} for row in report["rows"]]
    assert sorted(map(str, rows)) == sorted(str({key: row[key] for key in shared}) for row in table.rows)
    for key in shared:
        if key in report["totals"]:
            assert table.totals[key] == as_text(report["totals"][key])


def test_the_great_number_is_the_total_and_so_is_every_sum(read: Reading, ask: Callable[[str], Said]) -> None:
    months = ask(read.commands["total"][0]).json
    total = months["totals"]["cost_usd"]
    assert read.figures[0] == total
    for section in REPORTED:
        assert read.tables[section].totals["cost_usd"] == total


def test_changes_are_against_the_days_before(page: Write, ask: Callable[[str], Said]) -> None:
    read = Reading(page("--since", "2026-10-11").read_text(encoding="utf-8"))
    _, before = read.commands["total"]
    assert before == "claudecost monthly --since 2026-08-31 --until 2026-10-10 --timezone UTC"
    was = Decimal(ask(before).json["totals"]["cost_usd"])
    now = Decimal(read.figures[0])
    for section in ("team", "project", "model", "user"):
        assert Decimal(read.tables[section].totals["change_usd"] or "") == now - was
    costs = {
        row["team"]: row["cost_usd"]
        for row in ask(before.replace("monthly", "report --by team")).json["rows"]
    }
    for row in read.tables["team"].rows:
        change = Decimal(row["cost_usd"] or "") - Decimal(costs.get(row["team"], "0"))
        assert Decimal(row["change_usd"] or "") == change


def test_the_kinds_of_prompt_tokens_add_up(read: Reading, ask: Callable[[str], Said]) -> None:
    report = ask(read.commands["cache"][0]).json
    by_model = {row["model"]: row for row in report["rows"]}
    for row in read.tables["cache"].rows:
        whole = by_model[row["model"]]
        assert int(row["prompt_tokens"] or "") == whole["total_tokens"] - whole["output_tokens"]
        parts = sum((Decimal(row[key] or "") for key in row if key.endswith("_percent")), Decimal(0))
        assert abs(parts - 100) <= Decimal("0.2")


def test_every_day_is_a_bar_and_the_bars_add_up(page: Write) -> None:
    document = page("--period", "2026-10").read_text(encoding="utf-8")
    read = Reading(document)
    bars = [value for tag, name, value in read.values if tag == "g" and name == "data-value"]
    labels = [value for tag, name, value in read.values if tag == "g" and name == "data-label"]
    assert labels == [f"2026-10-{day:02}" for day in range(1, 32)]
    assert sum(map(Decimal, bars)) == Decimal(read.figures[0])


@pytest.mark.parametrize("section", ["team", "project", "model", "user"])
def test_the_command_of_the_changes_shows_them(section: str, page: Write, ask: Callable[[str], Said]) -> None:
    read = Reading(page("--since", "2026-10-11").read_text(encoding="utf-8"))
    [_, line] = read.commands[section]
    assert line.startswith("claudecost compare 2026-08-31..2026-10-10 2026-10-11..2026-11-20 --by ")
    found = ask(line).json
    changes = {row[section]: row["change_usd"] for row in found["rows"]}
    assert found["totals"]["change_usd"] == read.tables[section].totals["change_usd"]
    for row in read.tables[section].rows:
        assert row["change_usd"] == changes.get(row[section], "0")


def test_a_page_that_begins_within_a_day_names_no_comparison_of_days(page: Write) -> None:
    read = Reading(page("--since", "2026-10-11T08:00:00Z").read_text(encoding="utf-8"))
    assert len(read.commands["model"]) == 1


def test_every_command_on_the_page_can_be_run(
    page: Write, ask: Callable[[str], Said], tmp_path: Path
) -> None:
    from command_line import claudecost

    read = Reading(page("--since", "2026-10-11").read_text(encoding="utf-8"))
    again = tmp_path / "again.html"
    for line in [line for lines in read.commands.values() for line in lines if line.startswith("claudecost")]:
        arguments = line.split()[1:]
        if arguments[0] in ("report", "daily", "monthly", "session", "compare"):
            assert ask(line).code == 0, line
        elif arguments[0] == "page":
            said = claudecost(*arguments, "--no-ingest", "-o", again)
            assert said.code == 0
            assert again.read_bytes() == (tmp_path / "page.html").read_bytes()


def test_a_narrowed_page_is_narrowed_in_every_section(page: Write, ask: Callable[[str], Said]) -> None:
    read = Reading(
        page("--period", "2026-10", "--team", "shop", "--model", "*opus*").read_text(encoding="utf-8")
    )
    assert all(
        "--team shop --model '*opus*'" in lines[0] for key, lines in read.commands.items() if key in REPORTED
    )
    found: Any = ask(read.commands["team"][0]).json
    assert [row["team"] for row in found["rows"]] == ["shop"]
    assert read.figures[0] == found["totals"]["cost_usd"]
