"""`claudecost budget` and `budget check` as a person and cron meet them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from command_line import Said, claudecost
from events import SAMPLES
from transcripts import response

from .months import MODEL, configured, spent, taken

pytestmark = pytest.mark.usefixtures("empty_home")

TEAMS = """version: 1
teams:
  all: {}
  shop: {parent: all}
  data: {parent: all, budget_usd: 5}
rules:
  - {team: shop, match: {project: /home/ann/shop}}
  - {split: {shop: 60, data: 40}, match: {project: /build/ci}}
"""


def run(store: Path, config: Path, *arguments: str) -> Said:
    return claudecost("budget", *arguments, "--db", store, "--config", config, "--no-ingest")


def test_all_well_is_said_by_saying_nothing(tmp_path: Path) -> None:
    store = spent(tmp_path, {"2026-11-03": 49})
    config = configured(tmp_path, "budgets: [{total: true, usd: 100}]")
    said = run(store, config, "check")
    assert (said.out, said.err, said.code) == ("", "", 0)
    assert run(store, config, "check", "-v").err == "ok: total: $49.00 of $100.00 (49.0 %) in 2026-11\n"


def test_a_level_reached_is_said_and_fails_nothing(tmp_path: Path) -> None:
    store = spent(tmp_path, {"2026-11-03": 75})
    said = run(store, configured(tmp_path, "budgets: [{total: true, usd: 100}]"), "check")
    assert (
        said.err == "warning: total has reached 75 % of its budget for 2026-11: $75.00 of $100.00 (75.0 %)\n"
    )
    assert said.code == 0
    assert run(store, tmp_path / "claudecost.yaml", "check", "-q").err == ""


def test_exactly_all_of_it_is_not_exceeded_and_a_cent_more_is(tmp_path: Path) -> None:
    store = spent(tmp_path, {"2026-11-03": 75})
    full = run(store, configured(tmp_path, "budgets: [{total: true, usd: 75}]"), "check")
    assert (full.code, "reached 100 %" in full.err) == (0, True)
    over = run(store, configured(tmp_path, 'budgets: [{total: true, usd: "74.99"}]'), "check", "-q")
    assert over.code == 4
    assert over.err == "error: the budget of total for 2026-11 is exceeded: $75.00 of $74.99 (100.0 %)\n"


def test_every_exceeded_budget_has_a_line_of_its_own(tmp_path: Path) -> None:
    store = spent(tmp_path, {"2026-11-03": 75})
    text = 'budgets: [{total: true, usd: 60}, {project: "*/shop", usd: 50}, {model: "*haiku*", usd: 1}]'
    said = run(store, configured(tmp_path, text), "check")
    assert [line.split(" is ")[0] for line in said.err.splitlines()] == [
        "error: the budget of total for 2026-11",
        "error: the budget of project */shop for 2026-11",
    ]
    assert said.code == 4


def test_what_has_no_price_fails_the_check_it_is_in_and_is_never_zero(tmp_path: Path) -> None:
    """A model nobody has a price for could have cost anything."""
    lines = [
        response("claude-zeta-9", "2026-11-03T12:00:00Z", {"output": 1_000}),
        response(MODEL, "2026-11-03T12:00:00Z", {"output": 40_000}),
    ]
    store = taken(tmp_path, lines)
    config = configured(tmp_path, 'budgets: [{total: true, usd: 100}, {model: "*opus*", usd: 100}]')
    said = run(store, config, "check")
    assert said.code == 4
    assert said.err == (
        "error: the budget of total for 2026-11 cannot be checked: 1 response (1,000 tokens) has no price; "
        "$1.00 of $100.00 (1.0 %) is a lower bound\n"
    )
    lenient = run(store, config, "check", "--no-strict-unpriced")
    assert lenient.code == 0
    assert lenient.err.startswith("warning: the budget of total for 2026-11 cannot be checked")
    [total, opus] = json.loads(run(store, config, "--json").out)["rows"]
    assert (total["unpriced_tokens"], opus["unpriced_tokens"]) == (1_000, 0)


def test_a_month_heading_above_its_budget_is_said_and_fails_only_if_asked(tmp_path: Path) -> None:
    store = spent(tmp_path, {f"2026-11-{day:02}": 2 for day in range(2, 20)})
    config = configured(tmp_path, "budgets: [{total: true, usd: 42, alerts: []}]")
    said = run(store, config, "check")
    assert said.err.startswith("warning: total is heading for $")
    assert said.code == 0
    failed = run(store, config, "check", "--forecast", "-q")
    assert failed.err.startswith("error: total is heading for $")
    assert failed.code == 4


def test_a_split_is_borne_by_each_teams_budget_and_a_parents_budget_covers_its_teams(tmp_path: Path) -> None:
    lines = [
        response(MODEL, "2026-11-03T12:00:00Z", {"output": 400_000}, cwd="/build/ci"),
        response(MODEL, "2026-11-03T12:00:00Z", {"output": 80_000}, cwd="/home/ann/shop"),
    ]
    text = "budgets: [{team: all, usd: 100}, {team: shop, usd: 100}, {team: unallocated, usd: 1}]"
    config = configured(tmp_path, text, TEAMS)
    rows = json.loads(run(taken(tmp_path, lines), config, "--json").out)["rows"]
    assert {row["name"]: Decimal(row["spent_usd"]) for row in rows} == {
        "all": Decimal(12),
        "shop": Decimal(8),
        "unallocated": Decimal(0),
        "data": Decimal(4),
    }


@pytest.mark.usefixtures("empty_home")
def test_every_budgets_command_shows_the_same_amount(sampled: Path) -> None:
    config = Path(__file__).parents[2] / "samples" / "claudecost.yaml"
    import shlex

    for row in json.loads(run(sampled, config, "--json").out)["rows"]:
        _, *arguments = shlex.split(row["command"])
        said = claudecost(*arguments, "--json", "--db", sampled, "--config", config, "--no-ingest")
        assert said.json["totals"]["cost_usd"] == row["spent_usd"], row["command"]


def test_days_are_those_of_the_zone(tmp_path: Path) -> None:
    """Ten in the evening of 31 October in New York is November in UTC."""
    store = taken(tmp_path, [response(MODEL, "2026-11-01T02:00:00Z", {"output": 40_000})])
    config = configured(tmp_path, "budgets: [{total: true, usd: 100}]")
    in_utc, there = (
        json.loads(run(store, config, "--json", "-z", zone).out)["rows"][0]["spent_usd"]
        for zone in ("UTC", "America/New_York")
    )
    assert (in_utc, there) == ("1", "0")


def test_json_has_the_days_and_what_was_left_after_each(tmp_path: Path) -> None:
    store = spent(tmp_path, {"2026-10-30": 7, "2026-11-02": 3, "2026-11-04": 9})
    config = configured(tmp_path, "budgets: [{total: true, usd: 10}]")
    [row] = json.loads(run(store, config, "--json").out)["rows"]
    assert row["days"][:5] == ["0", "3", "0", "9", "0"]
    assert row["burn_down"][:5] == ["10", "7", "7", "-2", "-2"]
    assert len(row["days"]) == len(row["burn_down"]) == 20
    assert (row["level"], row["percent"], row["left_usd"]) == ("exceeded", "120", "-2")


def test_a_past_month_is_over_and_ends_where_it_ended(tmp_path: Path) -> None:
    store = spent(tmp_path, {"2026-10-30": 7, "2026-11-02": 3})
    config = configured(tmp_path, "budgets: [{total: true, usd: 10}]")
    [row] = json.loads(run(store, config, "--json", "--month", "2026-10").out)["rows"]
    assert (row["spent_usd"], row["forecast_likely_usd"], row["days_left"]) == ("7", "7", 0)
    assert len(row["days"]) == 31


def test_too_little_history_is_said_instead_of_a_forecast(tmp_path: Path) -> None:
    store = spent(tmp_path, {"2026-11-19": 3})
    config = configured(tmp_path, "budgets: [{total: true, usd: 10}]")
    assert "no forecast" in run(store, config).out
    [row] = json.loads(run(store, config, "--json").out)["rows"]
    assert (row["forecast_low_usd"], row["forecast_likely_usd"], row["forecast_high_usd"]) == (
        None,
        None,
        None,
    )


def test_hostile_names_steer_no_terminal(tmp_path: Path) -> None:
    project = "/home/ann/\x1b[2J\u202eevil`*_<!channel>"
    store = taken(tmp_path, [response(MODEL, "2026-11-03T12:00:00Z", {"output": 40_000}, cwd=project)])
    config = configured(tmp_path, 'budgets: [{project: "*evil*\u202e*<b>", usd: 10}]')
    for arguments in ((), ("-f", "md"), ("--csv",), ("check", "-v")):
        said = run(store, config, *arguments)
        text = said.err if arguments[:1] == ("check",) else said.out
        assert "\x1b" not in text
        assert "\u202e" not in text or arguments == ("--csv",)


def test_on_a_day_budgets_are_as_they_stood_at_its_end(tmp_path: Path) -> None:
    store = spent(tmp_path, {"2026-11-03": 30, "2026-11-15": 40, "2026-11-16": 90})
    config = configured(tmp_path, "budgets: [{total: true, usd: 100}]")
    with_store = ("--db", store, "--config", config, "--no-ingest")
    [row] = claudecost("budget", "--on", "2026-11-15", "--json", *with_store).json["rows"]
    assert (row["spent_usd"], row["level"], row["through"]) == ("70", "50", "2026-11-15")
    [now] = claudecost("budget", "--json", *with_store).json["rows"]
    assert (now["spent_usd"], now["level"]) == ("160", "exceeded")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--on", "2026-W46"), "--on 2026-W46 is not a day"),
        (("--on", "2026-12-01"), "starts in the future"),
        (("--on", "2026-11-15", "--month", "2026-11"), "--on names the month already"),
    ],
)
def test_a_day_that_is_none_is_refused(tmp_path: Path, options: tuple[str, ...], why: str) -> None:
    config = configured(tmp_path, "budgets: [{total: true, usd: 100}]")
    said = claudecost("budget", *options, "--db", tmp_path / "store.db", "--config", config, "--no-ingest")
    assert said.code == 2
    assert why in said.err


def test_on_a_web_page_a_lower_bound_is_marked_and_its_command_named(empty_home: Path, sampled: Path) -> None:
    said = claudecost(
        "budget", "--db", sampled, "--config", SAMPLES / "claudecost.yaml", "--no-ingest", "--format", "html"
    )
    assert ">$146.92 +?</data>" in said.out
    assert "(none)" not in said.out
    assert '<span class="unit">--month 2026-11</span>' in said.out
