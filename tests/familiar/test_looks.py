"""Tables as ccusage's users know them: models below a row, projects apart, less of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from claudecost.reports.arranged import parse_aliases

from .conftest import Run


def test_models_stand_below_their_row_dearest_first_and_add_up_to_it(ours: Run) -> None:
    shown = ours("daily", "--period", "2026-11-16", "-b", width=140).out
    first, *below = (line for line in shown.splitlines() if line.startswith(("2026-11-16  ", "  └ ")))
    assert [line.split()[1] for line in below] == ["claude-fable-5-2", "claude-opus-5-5"]
    whole = ours("daily", "--period", "2026-11-16", "-b", "--json").json
    assert whole["dimensions"] == ["day", "model"]
    assert sum(Decimal(row["cost_usd"]) for row in whole["rows"]) == Decimal(whole["totals"]["cost_usd"])
    assert first.split()[-1] == "$27.61"


def test_the_rows_of_a_breakdown_are_those_without_it(ours: Run) -> None:
    plain = ours("session", "--limit", "5", width=200).out
    broken = ours("session", "--limit", "5", "-b", width=200).out
    kept = [line for line in broken.splitlines() if not line.startswith("  └ ")]
    assert kept == plain.splitlines()


def test_a_breakdown_in_machine_formats_is_a_row_per_model(ours: Run) -> None:
    with_by = ours("monthly", "--by", "model", "--csv").out
    assert ours("monthly", "--breakdown", "--csv").out == with_by
    assert ours("report", "--by", "model", "-b", width=120).out.count("└") == 0


def test_projects_stand_apart_each_named_once(ours: Run) -> None:
    shown = ours("daily", "-i", "--since", "2026-11-10", width=140).out
    assert shown.count("/Users/chloe/data-pipeline") == 1
    rows = ours("daily", "-i", "--since", "2026-11-10", "--json").json["rows"]
    named = [(row["project"], row["day"]) for row in rows]
    assert named == sorted(named)
    assert len({project for project, _ in named}) > 2


def test_aliases_name_projects_by_any_name_they_go_by(ours: Run) -> None:
    line = ("report", "--by", "project", "--csv", "--project-aliases")
    named = ours(*line, "-home-ann-shop=Shop of Ann,data-pipeline=Data,/home/*/shop=Shops").out
    assert [row.partition(",")[0] for row in named.splitlines()[1:4]] == [
        "Shop of Ann", "Data", "/home/ben/warehouse",
    ]  # fmt: skip
    assert "Shops" in named
    assert "/home/ann/shop" in ours("report", "--by", "project", "--json", "--project-aliases", "shop=S").out


def test_a_directory_name_finds_its_project(ours: Run) -> None:
    by_path = ours("daily", "--project", "/home/ann/shop", "--json").json
    for spelled in (("-p", "-home-ann-shop"), ("--project=-home-ann-shop",), ("-p", "-home-ann-sh*")):
        found = ours("daily", *spelled, "--json").json
        assert (found["rows"], found["totals"]) == (by_path["rows"], by_path["totals"])
    assert any(
        "matches nothing" in said for said in ours("daily", "-p", "-home-bob", "--json").json["warnings"]
    )


def test_compact_is_input_output_and_cost_for_people_and_everything_for_machines(ours: Run) -> None:
    shown = ours("monthly", "--compact", width=200).out
    titles = shown.splitlines()[3].split()
    assert titles == ["Month", "Input", "Output", "Cost", "(USD)"]
    assert ours("monthly", "--compact", "--json").out == ours("monthly", "--json").out


@pytest.mark.parametrize("format", ["table", "json", "csv", "md"])
def test_no_cost_is_in_no_format(ours: Run, format: str) -> None:
    said = ours("monthly", "--no-cost", "--breakdown", "--format", format, width=200)
    assert "cost" not in said.out.lower().replace("claudecost", "")
    assert "$" not in said.out


def test_the_order_is_that_of_time(ours: Run) -> None:
    oldest = [row["day"] for row in ours("daily", "--last", "5", "--json").json["rows"]]
    newest = [row["day"] for row in ours("daily", "--last", "5", "--json", "-o", "desc").json["rows"]]
    assert oldest == newest[::-1] == sorted(oldest)
    assert ours("daily", "-o", "desc", "--asc").code == 2


def test_weeks_from_another_day_hold_the_same_usage(ours: Run) -> None:
    whole: dict[str, Any] = ours("weekly", "--json").json
    for day in ("sunday", "tue", "Saturday"):
        found = ours("weekly", "--json", "-w", day).json
        assert found["totals"] == whole["totals"]
        assert len({row["week"] for row in found["rows"]}) == len(found["rows"])
    assert [row["week"] for row in ours("weekly", "--last", "2", "--json", "-w", "sun").json["rows"]] == [
        "2026-11-08", "2026-11-15",
    ]  # fmt: skip


def test_weeks_of_claude_begin_on_sunday_in_every_format_and_say_so(ours: Run) -> None:
    """As in ccusage; one command shows one kind of week, whatever it is asked for."""
    shown = ours("claude", "weekly", "--last", "2", width=120).out
    assert shown.startswith("Usage by week (weeks begin on Sunday), only source claude-code\n")
    in_json = ours("claude", "weekly", "--last", "2", "-j").json["rows"]
    theirs = ours("claude", "weekly", "--last", "2", "--json-shape", "ccusage").json["weekly"]
    weeks = [line.split()[0] for line in shown.splitlines() if line.startswith("2026-")]
    assert weeks == [row["week"] for row in in_json] == [row["week"] for row in theirs]
    assert weeks == ["2026-11-08", "2026-11-15"]
    assert "(weeks begin on Monday)" in ours("claude", "weekly", "-w", "mon").out
    assert ours("weekly").out.startswith("Usage by week\n")


def test_last_is_the_calendar_for_claude_and_the_newest_with_usage_elsewhere(ours: Run) -> None:
    assert "no usage matches" in ours("claude", "daily", "--last", "2").out
    assert [row["day"] for row in ours("daily", "--last", "2", "-j").json["rows"]] == [
        "2026-11-17", "2026-11-18",
    ]  # fmt: skip
    assert "days, weeks or months with usage" in " ".join(ours("daily", "--help").out.split())
    assert "used or not" in " ".join(ours("claude", "daily", "--help").out.split())


@pytest.mark.parametrize(
    "spelled", ["-home-ann-shop--claude-worktrees-x", "/home/ann/shop/.claude/worktrees/x"]
)
def test_a_worktree_is_found_with_its_repository(ours: Run, spelled: str) -> None:
    said = ours("daily", "-p", spelled, "-j").json["warnings"]
    assert (
        f"--project {spelled} matches nothing in the store; "
        "worktrees are counted with their repository: -p -home-ann-shop"
    ) in said


def test_a_session_that_is_not_there_offers_one_or_all(ours: Run) -> None:
    known = "19a72b47-0a15-4b4f-ac2e-36e5ef57dad3"
    for shape in ((), ("-j", "--json-shape", "ccusage")):
        for typed in ("19a", "19a72c", known[:-1] + "4"):
            said = ours("session", "-i", typed, *shape)
            assert f"did you mean {known}?" in said.out + said.err
        said = ours("session", "-i", "nope", *shape)
        assert "; `claudecost session` lists them" in said.out + said.err


def test_several_reports_at_once_are_each_as_alone(ours: Run) -> None:
    several = ours("monthly", "--sections", "weekly,session", "--json").json["sections"]
    assert list(several) == ["monthly", "weekly", "session"]
    for name, found in several.items():
        assert found == ours(name, "--json").json
    shown = ours("monthly", "--sections", "weekly", width=120).out
    assert [line for line in shown.splitlines() if line.startswith("Usage")] == [
        "Usage by month",
        "Usage by week",
    ]
    assert shown.count("could not be read") == 1, "what both warn of is said once"
    assert shown.endswith(ours("weekly", width=120).out)


def test_aliases_are_read_as_they_are_written() -> None:
    assert parse_aliases(" a=B , c = D d,") == {"a": "B", "c": "D d"}
    assert parse_aliases(None) == {}
