"""Budgets at the edges of time: usage after now, budgets of other months, the calendar's ends."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from command_line import Said, claudecost

from .months import configured, spent

pytestmark = pytest.mark.usefixtures("empty_home")

TOTAL = "budgets: [{total: true, usd: 100}]"


def run(store: Path, config: Path, *arguments: str) -> Said:
    return claudecost(*arguments, "--db", store, "--config", config, "--no-ingest")


def test_usage_after_now_is_in_no_figure_and_said(tmp_path: Path) -> None:
    """A clock that is ahead somewhere: today is 2026-11-20."""
    store, config = spent(tmp_path, {"2026-11-03": 40, "2026-11-25": 70}), configured(tmp_path, TOTAL)
    found = json.loads(run(store, config, "budget", "--json").out)
    [row] = found["rows"]
    assert (row["spent_usd"], row["left_usd"], row["burn_down"][-1]) == ("40", "60", "60")
    assert sum(map(int, row["days"])) == 40
    said = "total: $70.00 (1 response) on days after 2026-11-20 is not in these figures: is a clock wrong?"
    assert found["warnings"] == [said]
    assert said in run(store, config, "budget").out
    checked = run(store, config, "budget", "check", "-v")
    assert (checked.code, checked.err.splitlines()[-1]) == (0, f"note: {said}")
    assert run(store, config, *shlex.split(row["command"])[1:], "--json").json["totals"]["cost_usd"] == "40"


def test_a_day_looked_back_at_has_days_after_it_and_no_wrong_clock(tmp_path: Path) -> None:
    store, config = spent(tmp_path, {"2026-11-03": 40, "2026-11-15": 7}), configured(tmp_path, TOTAL)
    found = json.loads(run(store, config, "budget", "--on", "2026-11-10", "--json").out)
    assert (found["rows"][0]["spent_usd"], found["warnings"]) == ("40", [])


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ("from: 2026-10, to: 2026-10", "is for 2026-10"),
        ("from: 2026-08, to: 2026-10", "is for 2026-08 to 2026-10"),
        ("from: 2026-12", "is for 2026-12 on"),
        ("to: 2026-10", "is up to 2026-10"),
    ],
)
def test_budgets_of_other_months_are_no_trouble_and_budget_names_them(
    tmp_path: Path, months: str, words: str
) -> None:
    config = configured(tmp_path, f"budgets: [{{total: true, usd: 100, {months}}}]")
    store = spent(tmp_path, {"2026-11-03": 400})
    said = run(store, config, "budget", "check")
    assert (said.code, said.out, said.err) == (0, "", "")
    idle = f"total: no budget in 2026-11; that of $100.00 {words}"
    assert run(store, config, "budget", "check", "-v").err == f"note: {idle}\n"
    assert idle in run(store, config, "budget").out
    assert json.loads(run(store, config, "budget", "--json").out)["warnings"] == [idle]
    assert idle in run(store, config, "budget", "-f", "csv").err


def test_a_budget_that_another_one_has_followed_is_not_missed(tmp_path: Path) -> None:
    limits = "budgets: [{total: true, usd: 50, to: 2026-10}, {total: true, usd: 60, from: 2026-11}]"
    store = spent(tmp_path, {"2026-11-03": 4})
    assert "no budget" not in run(store, configured(tmp_path, limits), "budget").out


def test_no_budgets_at_all_is_still_refused(tmp_path: Path) -> None:
    said = run(spent(tmp_path, {"2026-11-03": 4}), configured(tmp_path, ""), "budget", "check")
    assert (said.code, "there is no budget for 2026-11" in said.err) == (78, True)


@pytest.mark.parametrize("now", ["9999-12-31T12:00:00Z", "0001-01-01T00:00:00Z"])
def test_a_present_at_the_calendars_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: str
) -> None:
    store, config = spent(tmp_path, {"2026-11-03": 4}), configured(tmp_path, TOTAL)
    monkeypatch.setenv("CLAUDECOST_NOW", now)
    said = run(store, config, "budget")
    assert (said.code, "CLAUDECOST_NOW is not an instant from 1970 to" in said.err) == (78, True)


@pytest.mark.parametrize("end", ["from", "to"])
def test_the_calendars_last_month_is_none_to_name(tmp_path: Path, end: str) -> None:
    config = configured(tmp_path, f"budgets: [{{total: true, usd: 100, {end}: 9999-12}}]")
    said = run(spent(tmp_path, {"2026-11-03": 4}), config, "budget")
    assert (said.code, f"`{end}` should be a month" in said.err) == (78, True)


def test_the_calendars_first_month_is_none_to_look_at(tmp_path: Path) -> None:
    store, config = spent(tmp_path, {"2026-11-03": 4}), configured(tmp_path, TOTAL)
    said = run(store, config, "budget", "--month", "0001-01")
    assert (said.code, "--month 0001-01 is not a month" in said.err) == (2, True)
