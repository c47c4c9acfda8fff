"""Windows as a person asks for them: their cost, what is open now, where it leads."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from closing.books import Shop, usage
from command_line import Said, claudecost
from events import take_in
from transcripts import response, write

from claudecost.money import total
from claudecost.store import Store

MILLION = {"input": 1_000_000}
OPUS = "claude-opus-5"


@pytest.fixture
def store(tmp_path: Path, empty_home: Path) -> Path:
    """Three dear ones at night; in the window open at noon of the 20th a dear, a cheap, an unpriced one."""
    path = tmp_path / "store.db"
    lines = [
        response(OPUS, "2026-11-19T22:40:00Z", MILLION),
        response(OPUS, "2026-11-20T01:00:00Z", MILLION, cwd="/home/ann/other"),
        response(OPUS, "2026-11-20T02:59:00Z", MILLION),
        response(OPUS, "2026-11-20T10:30:00Z", MILLION),
        response("claude-haiku-4-5", "2026-11-20T11:00:00Z", MILLION),
        response("claude-zeta-9", "2026-11-20T11:30:00Z", {"input": 500, "output": 20}),
    ]
    take_in(Store(path), write(tmp_path / "root", lines))
    return path


def say(store: Path, *line: object) -> Said:
    return claudecost("blocks", "--db", store, "--no-ingest", "-z", "UTC", *line)


def rows(store: Path, *line: object) -> list[dict[str, Any]]:
    said = say(store, "--json", *line)
    assert said.code == 0, said.err
    found: list[dict[str, Any]] = said.json["rows"]
    return found


def test_each_window_has_its_cost_and_what_is_between_them_is_a_gap(store: Path) -> None:
    found = rows(store)
    assert [(row["start"][5:16], row["end"][5:16], row["status"], row["cost_usd"]) for row in found] == [
        ("11-19T22:00", "11-20T03:00", "ended", "15"),
        ("11-20T07:59", "11-20T10:30", "gap", None),
        ("11-20T10:00", "11-20T15:00", "active", "6"),
    ]


def test_less_than_five_hours_without_a_response_are_no_gap(tmp_path: Path, empty_home: Path) -> None:
    path = tmp_path / "store.db"
    lines = [response(OPUS, f"2026-11-19T{hour}:00:00Z", MILLION) for hour in ("08", "12", "16")]
    take_in(Store(path), write(tmp_path / "root", lines))
    assert [row["status"] for row in rows(path)] == ["ended", "ended"]


def test_the_open_window_burns_from_its_first_response_to_its_last(store: Path) -> None:
    [row] = rows(store, "--active")
    assert row["status"] == "active"
    assert Decimal(row["usd_per_hour"]) == 6
    assert Decimal(row["tokens_per_minute"]) == Decimal("33342")
    assert row["remaining_minutes"] == 180
    assert Decimal(row["projected_cost_usd"]) == 6 + 3 * 6
    assert row["projected_total_tokens"] == 2_000_520 + 180 * 33_342 - 0


def test_a_window_with_a_single_response_has_no_rate_yet(tmp_path: Path, empty_home: Path) -> None:
    path = tmp_path / "store.db"
    take_in(Store(path), write(tmp_path / "root", [response(OPUS, "2026-11-20T11:00:00Z", MILLION)]))
    [row] = rows(path, "--active")
    assert (row["cost_usd"], row["usd_per_hour"], row["projected_cost_usd"]) == ("5", None, None)


def test_what_has_no_price_is_said_where_it_was(store: Path) -> None:
    said = say(store, "--active", "--json").json
    assert said["rows"][0]["unpriced_tokens"] == 520
    assert [entry["model"] for entry in said["unpriced"]] == ["claude-zeta-9"]
    assert "$6.00 +?" in say(store, "--active").out
    assert "the unpriced left out" in say(store, "--active").out


def test_nothing_open_is_said_as_such(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-20T15:00:00Z")
    said = say(store, "--active")
    assert (said.code, "no window is open now" in said.out) == (0, True)
    assert say(store, "--active", "--strict").code == 3


def test_recent_is_the_last_three_days(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-22T23:00:00Z")
    assert [row["status"] for row in rows(store, "--recent")] == ["ended"]


def test_a_limit_is_measured_by_the_largest_window_that_is_over(store: Path) -> None:
    said = say(store, "--token-limit", "max", "--json").json
    assert said["token_limit"] == 3_000_000
    assert [row["limit_percent"] for row in said["rows"]] == ["100", None, "66.7"]
    assert [row["limit_percent"] for row in rows(store, "-t", "4,000,000", "-a")] == ["50"]


def test_a_project_is_told_within_the_windows_of_all_usage(store: Path) -> None:
    [night, _] = rows(store, "--project", "other")
    assert (night["start"], night["cost_usd"]) == ("2026-11-19T22:00:00Z", "5")


def test_windows_open_in_the_period_and_are_told_whole(store: Path) -> None:
    assert [row["start"][:16] for row in rows(store, "--since", "2026-11-20")] == ["2026-11-20T10:00"]
    assert [row["cost_usd"] for row in rows(store, "--until", "2026-11-19")] == ["15"]


def test_windows_add_up_to_the_month(sampled: Path, empty_home: Path) -> None:
    """Every event is in one window, and none in two."""
    whole = claudecost("monthly", "--db", sampled, "--no-ingest", "--json", "-z", "UTC").json["totals"]
    said = say(sampled, "--json").json
    assert said["totals"] == whole
    assert total([Decimal(row["cost_usd"]) for row in said["rows"] if row["cost_usd"]]) == Decimal(
        whole["cost_usd"]
    )


def test_a_window_over_the_end_of_a_closed_month_stands_on_both(shop: Shop, tmp_path: Path) -> None:
    """What is closed stays as it was closed, also within a window that is still growing."""
    late = [response(OPUS, f"2026-{when}:00Z", MILLION) for when in ("10-31T23:30", "11-01T00:30")]
    shop.take_in(late)
    assert shop.say("close", "2026-10").code == 0
    shop.take_in([response(OPUS, f"2026-{when}:00Z", MILLION) for when in ("10-31T23:40", "11-01T00:40")])
    found = shop.json("blocks", "-z", "UTC", "--since", "2026-10-31T20:00:00Z", "--until", "2026-11-01")
    night = found["rows"][0]
    assert (night["start"], night["cost_usd"], night["responses"]) == ("2026-10-31T23:00:00Z", "15", 3)


@pytest.fixture
def shop(tmp_path: Path, empty_home: Path) -> Shop:
    """Two days of October and one of November."""
    found = Shop(tmp_path)
    found.teams("teams: {a: {}}\nrules: [{team: a, match: {project: shop}}]\n")
    found.take_in([usage("2026-10-01"), usage("2026-10-31"), usage("2026-11-01")])
    return found
