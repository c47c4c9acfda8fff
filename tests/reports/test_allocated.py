"""Reports about teams: what is unallocated is always there, in figures and in the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost
from events import SAMPLES

TEAMS = SAMPLES / "teams.yaml"


@pytest.fixture
def report(sampled: Path, empty_home: Path) -> Any:
    def say(*line: object, teams: Path | None = TEAMS) -> Said:
        named = ("--teams", teams) if teams else ()
        return claudecost("report", *line, "--db", sampled, "--no-ingest", "--timezone", "UTC", *named)

    return say


def labels(said: Said, name: str) -> list[str | None]:
    return [row[name] for row in said.json["rows"]]


def test_nobodys_row_is_there_when_a_limit_cuts_it(report: Any) -> None:
    said = report("--by", "team", "--limit", 1, "--json")
    assert labels(said, "team") == ["shop", "unallocated"]
    assert "2 more rows are not shown" in report("--by", "team", "--limit", 1).out


def test_nobodys_row_is_there_with_nothing_in_it(report: Any) -> None:
    found = report("--by", "team", "--period", "2026-09", "--json").json
    [nobodys] = [row for row in found["rows"] if row["team"] == "unallocated"]
    assert (nobodys["cost_usd"], nobodys["responses"]) == ("0", 0)
    assert found["unallocated"] == {"amount_usd": "0", "share_percent": "0"}


@pytest.mark.parametrize("by", ["team", "team_path", "cost_center", "team,day", "project,team"])
def test_what_is_unallocated_is_said_whatever_it_is_grouped_by(report: Any, by: str) -> None:
    found = report("--by", by, "--period", "2026-10", "--json").json
    assert found["unallocated"]["amount_usd"] == "0.1290617"
    assert any("unallocated: $0.13 of $181.87" in note for note in found["notes"])


def test_paths_and_cost_centres_are_those_of_the_file(report: Any) -> None:
    assert "fernwood/shop" in labels(report("--by", "team_path", "--json"), "team_path")
    assert set(labels(report("--by", "cost_center", "--json"), "cost_center")) == {
        "FW-110", "FW-120", "FW-210", "unallocated"
    }  # fmt: skip


@pytest.mark.parametrize("ledger", ["requests", "metered", "billed"])
def test_teams_can_be_filtered_in_every_ledger(report: Any, ledger: str) -> None:
    amount = "billed_usd" if ledger == "billed" else "cost_usd"
    every = report("--by", "team", "--ledger", ledger, "--json").json
    [row] = [row for row in every["rows"] if row["team"] == "warehouse"]
    only = report("--by", "model", "--team", "ware*", "--ledger", ledger, "--json").json
    assert only["totals"][amount] == row[amount]


def test_somebody_who_changes_team_in_the_middle_of_a_month_is_split_at_the_day(report: Any) -> None:
    found = report("--by", "team,day", "--user", "ben*", "--period", "2026-10", "--json").json
    days: dict[str, list[str]] = {"warehouse": [], "shop": []}
    for row in found["rows"]:
        days[row["team"]].append(row["day"])
    assert max(days["warehouse"]) < "2026-10-19" <= min(days["shop"])


def test_strict_exits_3_for_what_is_unallocated(report: Any, tmp_path: Path) -> None:
    assert report("--by", "team", "--period", "2026-10", "--strict").code == 3


def test_without_a_team_file_everything_is_unallocated_and_that_is_said(report: Any) -> None:
    found = report("--by", "team", "--json", teams=None).json
    assert [row["team"] for row in found["rows"]] == ["unallocated"]
    assert any("there is no team file" in warning for warning in found["warnings"])


def test_half_a_team_file_computes_nothing(report: Any, tmp_path: Path) -> None:
    wrong = tmp_path / "teams.yaml"
    wrong.write_text(TEAMS.read_text() + "colour: red\n")
    said = report("--by", "team", teams=wrong)
    assert (said.code, said.out) == (78, "")
    assert f"{wrong}:36" in said.err
    assert report("--by", "model", teams=wrong).code == 0, "a report without teams does not need it"
