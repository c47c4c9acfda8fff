"""Row by row, over parts of a company, and over months that have been closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost

from claudecost.pricing import load_book, rate_card
from claudecost.pricing.compiled import cards_to_json
from claudecost.records import TokenMeasurement
from claudecost.store import Store

from .sides import REQUEST, call, changes, compared, stored

pytestmark = pytest.mark.usefixtures("empty_home")


def report(store: Path, *arguments: object) -> Any:
    return claudecost("report", *arguments, "--db", store, "--no-ingest", "--json", "-z", "UTC").json


@pytest.mark.parametrize("by", ["project", "user,project", "model", "service_tier,geo", "team", "team,model"])
def test_rows_add_up_and_cost_what_the_report_says(sampled: Path, teams: Path, by: str) -> None:
    given = ("--by", by, "--teams", teams)
    found = compared(sampled, *given)
    for end, period in (("before_usd", "2026-09"), ("after_usd", "2026-10")):
        shown = {
            tuple(row[name] for name in found["dimensions"]): row["cost_usd"]
            for row in report(sampled, *given, "--period", period)["rows"]
        }
        ours = {tuple(row[name] for name in found["dimensions"]): row[end] for row in found["rows"]}
        assert {key: cost for key, cost in ours.items() if cost != "0"} == {
            key: cost for key, cost in shown.items() if cost != "0"
        }


def test_the_total_is_the_same_whatever_it_is_grouped_by(sampled: Path) -> None:
    whole, by_project = compared(sampled), compared(sampled, "--by", "project")
    for name in ("before_usd", "after_usd", "change_usd"):
        assert whole["totals"][name] == by_project["totals"][name]


def test_the_row_that_moved_most_comes_first(sampled: Path) -> None:
    moved = [abs(Decimal(row["change_usd"])) for row in compared(sampled, "--by", "project")["rows"]]
    assert moved == sorted(moved, reverse=True)


def test_a_limit_cuts_rows_and_not_the_totals(sampled: Path) -> None:
    said = claudecost(
        "compare",
        "2026-09",
        "2026-10",
        "--by",
        "project",
        "--limit",
        1,
        "--json",
        "--db",
        sampled,
        "--no-ingest",
    ).json
    assert len(said["rows"]) == 1
    assert said["totals"] == compared(sampled, "--by", "project")["totals"]


def test_a_filter_leaves_one_groups_row(sampled: Path) -> None:
    rows = compared(sampled, "--by", "user")["rows"]
    for row in rows:
        if row["user"] is not None:
            assert compared(sampled, "--user", row["user"])["totals"] == {
                name: row[name] for name in ("before_usd", "after_usd", "change_usd", "causes")
            }


def test_a_filter_that_matches_nothing_is_said(sampled: Path) -> None:
    found = compared(sampled, "--model", "gpt-*")
    assert "--model gpt-* matches nothing in the store" in found["warnings"]
    assert found["rows"] == []


def test_what_has_no_price_is_left_out_and_said(tmp_path: Path) -> None:
    store = stored(
        tmp_path, [call(), call("claude-zeta-9")], [call(), call("claude-zeta-9"), call("claude-zeta-9")]
    )
    found = compared(store)
    assert changes(found) == {}
    [entry] = found["unpriced"]
    assert (entry["model"], entry["responses"]) == ("claude-zeta-9", 3)
    assert any("no price is left out" in warning for warning in found["warnings"])
    said = claudecost("compare", "2026-09", "2026-10", "--strict", "--db", store, "--no-ingest")
    assert said.code == 3


def test_a_refusal_that_is_not_billed_moves_nothing(tmp_path: Path) -> None:
    refused = call(tokens={**REQUEST, "output": 0}, stop_reason="refusal")
    found = compared(stored(tmp_path, [call()], [call(), refused]))
    assert changes(found) == {}


def test_days_are_those_of_the_zone(tmp_path: Path) -> None:
    store = stored(tmp_path, [call()], [call(), call()], ("2026-10-20", "2026-10-21"))
    said = claudecost(
        *(
            "compare",
            "2026-10-20",
            "2026-10-21",
            "-z",
            "Pacific/Kiritimati",
            "--json",
            "--db",
            store,
            "--no-ingest",
        )
    )
    assert said.json["before"]["since"] == "2026-10-19T10:00:00Z"
    assert said.json["totals"]["before_usd"] == "0", "noon of that day in UTC is the next day there"


def test_one_own_measurement_goes_before_what_is_published(tmp_path: Path) -> None:
    store = stored(tmp_path, [call("claude-sonnet-4-6")], [call("claude-sonnet-5")])
    assert compared(store)["ratios"][0]["likely"] == "1.3"
    measured = TokenMeasurement(
        "code", "T1", "T2", "claude-sonnet-4-6", "claude-sonnet-5", 3, 900, 200, 250, datetime(2026, 11, 1)
    )
    Store(store).keep_ratios([measured])
    found = compared(store)
    assert found["ratios"][0]["likely"] == "1.25"
    cost = Decimal(found["totals"]["before_usd"])
    assert changes(found)["tokenizer"] == cost - cost / Decimal("1.25")


# --- closed months --------------------------------------------------------------------------------

CLOSE = """
INSERT INTO closings
SELECT 1, $month, $since::TIMESTAMP, $until::TIMESTAMP, TIMESTAMP '2026-11-02 09:00:00', 'test', 'test', '',
    DATE '2026-11-02', NULL, '', '', '{}', $cards, '{}', '{"metered": [], "billed": []}', '[]';
"""

FREEZE = """
INSERT INTO closed_events
SELECT 1, e.* FROM usage_events AS e
WHERE happened_at >= $since::TIMESTAMP AND happened_at < $until::TIMESTAMP
"""


def closed(store: Path, times: int) -> None:
    """Close September with every rate so many times that of the book."""
    import duckdb

    with Store(store).reading() as reader:
        cards = [rate_card(load_book(), profile) for profile in reader.profiles()]
    frozen = [
        replace(
            card,
            rates=tuple(
                replace(rate, usd_per_mtok={meter: usd * times for meter, usd in rate.usd_per_mtok.items()})
                for rate in card.rates
            ),
        )
        for card in cards
    ]
    span = {"since": "2026-09-01", "until": "2026-10-01"}
    with duckdb.connect(str(store)) as connection:
        connection.execute(CLOSE, {**span, "month": "2026-09", "cards": cards_to_json(frozen)})
        connection.execute(FREEZE, span)


def test_a_closed_month_keeps_its_rates_and_its_modifiers_their_factors(tmp_path: Path) -> None:
    """The book has since been corrected to a third: all of that is price, none of it batch or geography."""
    calls = [call(), call(service_tier="batch"), call(geo="us"), call(speed="fast")]
    store = stored(tmp_path, calls, calls)
    closed(store, 3)
    found = compared(store)
    after = Decimal(found["totals"]["after_usd"])
    assert Decimal(found["totals"]["before_usd"]) == after * 3
    assert changes(found) == {"price": after * -2}


def test_a_period_partly_closed_is_asked_part_by_part(tmp_path: Path) -> None:
    store = stored(tmp_path, [call(), call(service_tier="batch")], [call()])
    open_cost = Decimal(compared(store, periods=("2026-09", "2026-10"))["totals"]["before_usd"])
    closed(store, 2)
    found = compared(store, periods=("2026-Q3", "2026-Q4"))
    assert Decimal(found["totals"]["before_usd"]) == open_cost * 2
    assert set(changes(found)) == {"volume", "batch", "price"}


def test_events_that_came_after_the_closing_are_not_in_it(tmp_path: Path) -> None:
    import duckdb

    store = stored(tmp_path, [call()], [call()])
    closed(store, 1)
    with duckdb.connect(str(store)) as connection:
        connection.execute("UPDATE usage_events SET output_tokens = 99999 WHERE happened_at < '2026-10-01'")
    assert changes(compared(store)) == {}
