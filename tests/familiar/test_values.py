"""What stands in ccusage's JSON are our figures: exact sums, rounded to a double once."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from claudecost.reports.project_names import encoded

from .conftest import Run

TOKENS = {
    "inputTokens": "input_tokens",
    "outputTokens": "output_tokens",
    "cacheReadTokens": "cache_read_tokens",
}


def same(theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    """The figures of a row of theirs are those of a row of ours."""
    assert {key: theirs[key] for key in TOKENS} == {key: ours[name] for key, name in TOKENS.items()}
    assert theirs["cacheCreationTokens"] == ours["cache_write_5m_tokens"] + ours["cache_write_1h_tokens"]
    assert theirs["totalTokens"] == ours["total_tokens"]
    assert theirs["totalCost"] == float(Decimal(ours["cost_usd"]))


def test_every_day_and_the_totals_are_those_of_our_own_report(run: Run) -> None:
    theirs = run("daily -j").json
    ours = run("daily -j --json-shape claudecost").json
    for row, own in zip(theirs["daily"], ours["rows"], strict=True):
        assert row["period"] == own["day"]
        same(row, own)
    same(theirs["totals"], ours["totals"])


def test_models_add_up_to_their_day_and_dear_ones_come_first(run: Run) -> None:
    for day in run("claude daily -j").json["daily"]:
        models = day["modelBreakdowns"]
        assert sum(one["outputTokens"] for one in models) == day["outputTokens"]
        assert sum(one["cost"] for one in models) == pytest.approx(day["totalCost"])
        assert [one["cost"] for one in models] == sorted((one["cost"] for one in models), reverse=True)
        assert sorted(one["modelName"] for one in models) == sorted(day["modelsUsed"])


def test_claude_is_claude_code_alone_and_the_bare_reports_are_everything(run: Run) -> None:
    own = run("report -j --by source").json
    by_source = {row["source"]: row for row in own["rows"]}
    same(run("claude monthly -j").json["totals"], by_source["claude-code"])
    same(run("monthly -j").json["totals"], own["totals"])
    agents = {agent for row in run("monthly -j").json["monthly"] for agent in row["metadata"]["agents"]}
    assert agents == {"claude", "batch", "response-log"}


def test_what_has_no_price_says_so_and_costs_nothing_there(run: Run) -> None:
    found = run("claude monthly -j --since 2026-11").json
    [zeta] = [one for one in found["monthly"][0]["modelBreakdowns"] if one["modelName"] == "claude-zeta-9"]
    assert (zeta["cost"], zeta["missingPricing"]) == (0.0, True)
    assert found["totals"]["unpricedModels"] == ["claude-zeta-9"]
    assert "unpricedModels" not in run("claude monthly -j --until 2026-09").json["totals"]


def test_the_same_total_whatever_it_is_cut_by(run: Run) -> None:
    lines = ("daily", "weekly", "weekly -w sunday", "monthly", "session", "daily -i")
    totals = [run(f"claude {line} -j").json["totals"] for line in lines]
    assert all(one == totals[0] for one in totals)


def test_sections_are_the_reports_themselves(run: Run) -> None:
    several = run("daily -j --sections monthly,session").json
    assert list(several) == ["daily", "monthly", "session", "totals"]
    for name in ("daily", "monthly", "session"):
        assert several[name] == run(f"{name} -j").json[name]


def test_instances_are_keyed_by_directory_and_hold_every_row_once(run: Run) -> None:
    projects = run("claude daily -j -i").json["projects"]
    assert "-Users-chloe-data-pipeline" in projects
    for name, rows in projects.items():
        assert {row["project"] for row in rows} == {name}
        assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)


def test_weeks_begin_where_those_of_ccusage_do(run: Run) -> None:
    """Those of `claude` on Sunday, the unified ones on Monday; and where one says so."""
    assert run("claude weekly -j --last 1").json["weekly"][0]["week"] == "2026-11-15"
    assert run("weekly -j --last 1 --source claude-code").json["weekly"][0]["period"] == "2026-11-16"
    assert run("claude weekly -j --last 1 -w wed").json["weekly"][0]["week"] == "2026-11-18"


def test_the_last_periods_are_those_of_the_calendar_used_or_not(run: Run) -> None:
    """Nobody used anything on the last two days, and there are no more than they."""
    assert run("daily -j --last 2").json["daily"] == run("claude daily -j --last 2").json["daily"] == []
    assert [row["date"] for row in run("claude daily -j --last 3").json["daily"]] == ["2026-11-18"]
    before = run("claude monthly -j --last 2 -u 2026-10").json["monthly"]
    assert [row["month"] for row in before] == ["2026-09", "2026-10"]
    assert run("daily -j --last 1000000").json == run("daily -j").json


def test_a_period_to_come_is_empty_and_warned_of(run: Run) -> None:
    said = run("daily -j -s 20300101")
    assert (said.code, said.json["daily"]) == (0, [])
    assert "the period has not begun" in said.err
    assert run("daily -s 20300101").code == 2


def test_a_session_has_every_response_with_what_it_cost(run: Run) -> None:
    """ccusage itself writes 0 beside each."""
    one = run("session -j --id 19a72b47").json
    assert one["sessionId"] == "19a72b47-0a15-4b4f-ac2e-36e5ef57dad3"
    assert sum(entry["costUSD"] for entry in one["entries"]) == pytest.approx(one["totalCost"])
    times = [entry["timestamp"] for entry in one["entries"]]
    assert times == sorted(times)
    [row] = [row for row in run("claude session -j").json["sessions"] if row["sessionId"] == one["sessionId"]]
    assert (row["firstActivity"], row["lastActivity"]) == (times[0], times[-1])
    assert (row["totalCost"], row["totalTokens"]) == (one["totalCost"], one["totalTokens"])


def test_no_number_shows_the_dust_of_floats(run: Run) -> None:
    """`0.11549999999999999` and `-0.0` are what adding up doubles looks like."""
    for line in ("claude daily -j", "session -j", "blocks -j", "daily -j -s 2020 -u 2020"):
        text = run(line).out
        assert not re.search(r"\.\d*(0{6}|9{6})\d*\b", text)
        assert "-0.0" not in text


def test_windows_count_what_our_own_report_of_them_counts(run: Run) -> None:
    theirs = [one for one in run("claude blocks -j").json["blocks"] if not one["isGap"]]
    ours = run("blocks -j --json-shape claudecost --source claude-code").json
    assert sum(one["totalTokens"] for one in theirs) == ours["totals"]["total_tokens"]
    assert sum(one["entries"] for one in theirs) == ours["totals"]["responses"]
    assert sum(one["costUSD"] for one in theirs) == pytest.approx(float(ours["totals"]["cost_usd"]))


def test_a_closed_month_tells_the_same(
    run: Run, sampled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sessions across the edge of a closing have all of their responses, and began when they did."""
    lines = ("claude session -j", "session -j -i 5f6aca28", "weekly -j")
    before = [run(line).json for line in lines]
    closed = tmp_path / "closed.db"
    shutil.copy(sampled, closed)
    monkeypatch.setenv("CLAUDECOST_DB", str(closed))
    assert run("close 2026-10 --accept unpriced --accept quarantined").code == 0
    assert [run(line).json for line in lines] == before


@pytest.mark.parametrize(
    ("project", "directory"),
    [
        ("/home/ann/shop", "-home-ann-shop"),
        ("/home/ann/shop/.claude/worktrees/a_b", "-home-ann-shop--claude-worktrees-a-b"),
        ("C:\\Users\\ann\\shop", "C--Users-ann-shop"),
        ("/home/jürgen", "-home-j-rgen"),
    ],
)
def test_a_project_is_named_like_its_directory(project: str, directory: str) -> None:
    assert encoded(project) == directory
