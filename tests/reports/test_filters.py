"""Which usage a report is about: filters and periods."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Report = Callable[..., Any]

#: What samples/README.md says.
ANN, CHLOE = Decimal("290.91885723"), Decimal("118.321515795")
SONNET_46, ALL = Decimal("9.08844156"), Decimal("492.76054357")
OCTOBER = Decimal("181.873474235")


def cost(report: Any) -> Decimal:
    return Decimal(report["totals"]["cost_usd"])


@pytest.mark.parametrize(
    ("chosen", "usd"),
    [
        (["--user", "ann@fernwood.example"], ANN),
        (["--user", "ann*"], ANN),
        (["--user", "ann*", "--user", "chloe*"], ANN + CHLOE),
        (["--model", "claude-sonnet-4-6"], SONNET_46),
        (["--model", "us.anthropic.claude-sonnet-4-6"], SONNET_46),
        (["--model", "opus-5"], Decimal("95.0928265")),
        (["--model", "opus-5.5"], Decimal("261.97491686")),
        (["--model", "haiku-4.5"], Decimal("1.0266122")),
        (["--model", "claude-haiku-4-5"], Decimal("1.0266122")),
        (["--model", "claude-opus-*"], Decimal("95.0928265") + Decimal("261.97491686")),
        (["--project", "/home/ann/shop"], ANN),
        (["--project", "/home/ann/*"], ANN),
        (["-p", "data-pipeline"], CHLOE),
        (["--machine", "laptop"], ALL),
        (["--machine", "lap?op"], ALL),
        (["--source", "claude-*"], Decimal("492.56967622")),
        (["--user", "(none)"], Decimal("10.51445498")),
        (["--user", "ann*", "--project", "data-pipeline"], Decimal(0)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_filter_admits_what_its_glob_matches(report: Report, chosen: list[str], usd: Decimal) -> None:
    assert cost(report("monthly", *chosen)) == usd


def test_one_session_can_be_asked_for_by_its_id_or_how_it_begins(report: Report) -> None:
    by_id = report("session", "--session", "5e77d9e4-ca38-4186-8967-bcb7a002f613")
    assert [row["session"] for row in by_id["rows"]] == ["5e77d9e4-ca38-4186-8967-bcb7a002f613"]
    assert report("session", "--session", "5e77d9e4*")["rows"] == by_id["rows"]
    assert report("session", "--session", "5e77d9e4")["rows"] == by_id["rows"]


def test_several_filters_all_have_to_hold_and_values_of_one_are_alternatives(report: Report) -> None:
    both = report("monthly", "--user", "ann*", "--user", "ben*", "--model", "claude-opus-5-5")
    apart = [report("monthly", "--user", who, "--model", "claude-opus-5-5") for who in ("ann*", "ben*")]
    assert cost(both) == sum(map(cost, apart))


@pytest.mark.parametrize("option", ["model", "project", "session", "user", "machine", "source"])
def test_a_filter_that_matches_nothing_says_so(report: Report, option: str) -> None:
    """A mistyped name would read as "it cost nothing"."""
    found = report("monthly", f"--{option}", "nosuch*")
    assert found["rows"] == []
    said = f"--{option} nosuch* matches nothing in the store"
    assert any(warning.startswith(said) for warning in found["warnings"])


@pytest.mark.parametrize("model", ["claude-sonnet-4-6", "us.anthropic.*", "CLAUDE-sonnet-4-6"])
def test_a_filter_that_matches_something_does_not(report: Report, model: str) -> None:
    """Names are compared as they are written, whichever spelling of the model it is."""
    said = [text for text in report("monthly", "--model", model)["warnings"] if "matches nothing" in text]
    told = f"--model {model} matches nothing in the store; did you mean claude-sonnet-4-6"
    assert [text[: len(told)] for text in said] == ([] if model.islower() else [told])


@pytest.mark.parametrize(
    ("chosen", "meant"),
    [
        (["--model", "claude-opsu-4-8"], "claude-opus-4-8"),
        (["--model", "haiku-55"], "claude-haiku-5-5"),
        (["--project", "warehose"], "/home/ben/warehouse"),
        (["--project", "/home/ben/warehose"], "/home/ben/warehouse"),
        (["--user", "chole@fernwood.example"], "chloe@fernwood.example"),
        (["--machine", "labtop"], "laptop"),
        (["--ledger", "metered", "--workspace", "Defualt"], "Default"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistyped_name_is_answered_with_the_nearest(report: Report, chosen: list[str], meant: str) -> None:
    [said] = [text for text in report("monthly", *chosen)["warnings"] if "matches nothing" in text]
    assert meant in said.partition("did you mean ")[2]


def test_a_filter_bears_on_what_is_listed_as_unpriced(report: Report) -> None:
    assert report("monthly", "--user", "ann*")["unpriced"] == []
    assert [entry["model"] for entry in report("monthly", "--user", "chloe*")["unpriced"]] == [
        "claude-zeta-9"
    ]


# --- periods ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "chosen",
    [
        ["--period", "2026-10"],
        ["--since", "2026-10-01", "--until", "2026-10-31"],
        ["--since", "20261001", "--until", "20261031"],
        ["--since", "2026-10", "--until", "2026-10"],
        ["--period", "last-month"],
        ["--since", "2026-10-01T00:00:00Z", "--until", "2026-11-01T00:00:00Z"],
    ],
    ids=" ".join,
)
def test_october_can_be_asked_for_in_many_ways(report: Report, chosen: list[str]) -> None:
    found = report("monthly", *chosen)
    assert cost(found) == OCTOBER
    assert found["period"] == {
        "since": "2026-10-01T00:00:00Z", "until": "2026-11-01T00:00:00Z", "timezone": "UTC"
    }  # fmt: skip


def test_a_period_is_resolved_in_the_zone_of_the_report(report: Report) -> None:
    found = report("monthly", "--period", "2026-10", "--timezone", "Europe/Berlin")
    assert found["period"] == {
        "since": "2026-09-30T22:00:00Z",
        "until": "2026-10-31T23:00:00Z",
        "timezone": "Europe/Berlin",
    }
    assert [row["month"] for row in found["rows"]] == ["2026-10"]


def test_an_open_end_is_open(report: Report) -> None:
    since, until = report("monthly", "--since", "2026-10"), report("monthly", "--until", "2026-09")
    assert (since["period"]["until"], until["period"]["since"]) == (None, None)
    assert cost(since) + cost(until) == ALL


def test_two_periods_that_touch_miss_nothing_and_count_nothing_twice(report: Report) -> None:
    instant = "2026-10-20T08:30:00Z"
    before, after = report("daily", "--until", instant), report("daily", "--since", instant)
    assert before["totals"]["responses"] + after["totals"]["responses"] == 927
    assert cost(before) + cost(after) == ALL


def test_a_period_without_usage_is_empty_and_that_is_no_error(report: Report) -> None:
    found = report("daily", "--period", "2025-01")
    assert (found["rows"], found["totals"]["responses"], found["totals"]["cost_usd"]) == ([], 0, "0")


def test_last_takes_the_newest_buckets_that_have_usage(report: Report) -> None:
    days = [row["day"] for row in report("daily")["rows"]]
    found = report("daily", "--last", 4)
    assert [row["day"] for row in found["rows"]] == days[-4:]
    assert report("monthly", "--last", 1)["rows"] == report("monthly", "--period", "2026-11")["rows"]
    assert report("weekly", "--last", 100)["rows"] == report("weekly")["rows"]


def test_last_narrows_everything_the_report_says_not_just_its_rows(report: Report) -> None:
    """The model without a price was used on the 12th; the last three days know nothing of it."""
    found = report("daily", "--last", 3)
    same = report("daily", "--since", found["rows"][0]["day"])
    assert found == same
    assert (found["unpriced"], found["period"]["since"]) == ([], "2026-11-16T00:00:00Z")


def test_last_counts_the_buckets_of_the_first_time_dimension(report: Report) -> None:
    found = report("report", "--by", "model,month,day", "--last", 1)
    assert {row["month"] for row in found["rows"]} == {"2026-11"}
    assert len({row["day"] for row in found["rows"]}) > 1


@pytest.mark.parametrize("by", ["hour", "day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu"])
def test_last_works_for_every_time_dimension_in_every_zone(report: Report, by: str, zone: str) -> None:
    rows = report("report", "--by", by, "-z", zone)["rows"]
    assert report("report", "--by", by, "-z", zone, "--last", 2)["rows"] == rows[-2:]


def test_last_does_not_reach_back_before_since(report: Report) -> None:
    found = report("monthly", "--since", "2026-11-10", "--last", 1)
    assert found["period"]["since"] == "2026-11-10T00:00:00Z"
