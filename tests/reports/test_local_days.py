"""A day is a local day, of 23, 24 or 25 hours; usage falls on the day the person's clock showed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from events import take_in
from transcripts import response

from claudecost.periods import parse_period
from claudecost.store import Store
from claudecost.zones import resolve_zone

from .asking import answer, kept

MIDNIGHT = Path(__file__).parent.parent / "pathologies" / "midnight"
EXPECTED = json.loads((MIDNIGHT / "expected.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def every(step: timedelta, since: str, until: str) -> list[dict[str, Any]]:
    """One response of one token at each step from `since` until before `until`."""
    at, end, lines = datetime.fromisoformat(since), datetime.fromisoformat(until), []
    while at < end:
        lines.append(response("claude-opus-5", at, {"input": 1}))
        at += step
    return lines


def counted(store: Path, by: str, zone: str, **how: Any) -> dict[str, int]:
    found = answer(store, by, zone=zone, **how)
    return {row[by]: row["responses"] for row in sorted(found.rows, key=lambda row: str(row[by]))}


@pytest.mark.parametrize("zone", EXPECTED["local_days"])
def test_usage_around_midnight_falls_on_the_local_day_of_its_first_line(tmp_path: Path, zone: str) -> None:
    store = tmp_path / "store.db"
    take_in(Store(store), MIDNIGHT / "root")
    days = EXPECTED["local_days"][zone]
    assert counted(store, "day", zone) == Counter(days)
    output: Counter[str] = Counter()
    for day, event in zip(days, EXPECTED["events"], strict=True):
        output[day] += event["output_tokens"]
    assert {row["day"]: row["output_tokens"] for row in answer(store, "day", zone=zone).rows} == output


@pytest.mark.parametrize(
    ("zone", "since", "until", "days"),
    [
        ("Europe/Berlin", "2026-03-28T00:00Z", "2026-03-31T00:00Z",
         {"2026-03-28": 23, "2026-03-29": 23, "2026-03-30": 24, "2026-03-31": 2}),
        ("Europe/Berlin", "2026-10-24T00:00Z", "2026-10-27T00:00Z",
         {"2026-10-24": 22, "2026-10-25": 25, "2026-10-26": 24, "2026-10-27": 1}),
        ("America/New_York", "2026-11-01T00:00Z", "2026-11-03T00:00Z",
         {"2026-10-31": 4, "2026-11-01": 25, "2026-11-02": 19}),
        ("America/New_York", "2026-03-08T00:00Z", "2026-03-10T00:00Z",
         {"2026-03-07": 5, "2026-03-08": 23, "2026-03-09": 20}),
    ],
    ids=["berlin-loses-an-hour", "berlin-gains-one", "new-york-gains-one", "new-york-loses-one"],
)  # fmt: skip
def test_a_day_on_which_the_clock_is_changed_has_23_or_25_hours(
    tmp_path: Path, zone: str, since: str, until: str, days: dict[str, int]
) -> None:
    store = kept(tmp_path, every(timedelta(hours=1), since, until))
    assert counted(store, "day", zone) == days


def test_a_clock_may_change_by_half_an_hour(tmp_path: Path) -> None:
    """Lord Howe Island: on 2026-04-05 at 02:00 the clock goes back to 01:30."""
    store = kept(tmp_path, every(timedelta(minutes=30), "2026-04-04T00:00Z", "2026-04-06T00:00Z"))
    assert counted(store, "day", "Australia/Lord_Howe") == {
        "2026-04-04": 26,
        "2026-04-05": 49,
        "2026-04-06": 21,
    }


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Asia/Kathmandu",
         {"2026-11-01T05:00+05:45": 1, "2026-11-01T06:00+05:45": 2, "2026-11-01T07:00+05:45": 1}),
        ("Asia/Kolkata",
         {"2026-11-01T05:00+05:30": 1, "2026-11-01T06:00+05:30": 2, "2026-11-01T07:00+05:30": 1}),
        ("America/St_Johns",
         {"2026-10-31T21:00-02:30": 1, "2026-10-31T22:00-02:30": 2, "2026-10-31T23:00-02:30": 1}),
    ],
)  # fmt: skip
def test_zones_off_the_full_hour_have_hours_of_their_own(
    tmp_path: Path, zone: str, hours: dict[str, int]
) -> None:
    store = kept(tmp_path, every(timedelta(minutes=30), "2026-11-01T00:00Z", "2026-11-01T02:00Z"))
    assert counted(store, "hour", zone) == hours


@pytest.mark.usefixtures("empty_home")
def test_the_hour_a_clock_goes_back_over_stays_two_and_in_order(tmp_path: Path) -> None:
    store = kept(tmp_path, every(timedelta(minutes=30), "2026-10-24T23:00Z", "2026-10-25T03:00Z"))
    said = claudecost("report", "--by", "hour", "-z", "Europe/Berlin", "--db", store, "--no-ingest", "--json")
    assert [(row["hour"], row["responses"]) for row in said.json["rows"]] == [
        ("2026-10-25T01:00+02:00", 2),
        ("2026-10-25T02:00+02:00", 2),
        ("2026-10-25T02:00+01:00", 2),
        ("2026-10-25T03:00+01:00", 2),
    ]


def test_a_week_begins_on_the_local_monday(tmp_path: Path) -> None:
    store = kept(tmp_path, every(timedelta(hours=1), "2026-11-15T20:00Z", "2026-11-16T04:00Z"))
    assert counted(store, "week", "UTC") == {"2026-W46": 4, "2026-W47": 4}
    assert counted(store, "week", "Europe/Berlin") == {"2026-W46": 3, "2026-W47": 5}
    assert counted(store, "week", "America/New_York") == {"2026-W46": 8}


def test_new_year_is_in_the_year_of_its_day_and_the_week_of_its_thursday(tmp_path: Path) -> None:
    store = kept(tmp_path, every(timedelta(days=1), "2025-12-30T12:00Z", "2026-01-03T12:00Z"))
    assert counted(store, "year", "UTC") == {"2025": 2, "2026": 2}
    assert counted(store, "quarter", "UTC") == {"2025-Q4": 2, "2026-Q1": 2}
    assert counted(store, "week", "UTC") == {"2026-W01": 4}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_a_period_of_one_day_holds_what_the_grouping_by_day_says(tmp_path: Path, zone: str) -> None:
    store = kept(tmp_path, every(timedelta(minutes=30), "2026-10-23T00:00Z", "2026-10-28T00:00Z"))
    days = counted(store, "day", zone)
    for day, responses in days.items():
        period = parse_period(day, resolve_zone(zone), NOW)
        assert answer(store, period=period).totals["responses"] == responses


def test_prices_change_at_midnight_utc_wherever_the_reader_is(tmp_path: Path) -> None:
    """Sonnet 5.5 cache reads halve on 2026-10-07, while New York still has the evening of the 6th."""
    million = {"cache_read": 1_000_000}
    changes = ("2026-10-06T23:59:59.999Z", "2026-10-07T00:00:00.000Z")
    store = kept(tmp_path, [response("claude-sonnet-5-5", at, million) for at in changes])
    [row] = answer(store, "day", zone="America/New_York").rows
    assert (row["day"], str(row["cost_usd"].normalize())) == ("2026-10-06", "0.3")
