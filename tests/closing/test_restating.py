"""What today would make of a closed month: one cause at a time, adding up, recorded beside, never over."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from .books import TEAMS, Shop, usage
from .test_closing import CHEAPER


def causes(found: Any) -> dict[str, str]:
    return {one["cause"]: one["difference_usd"] for one in found["causes"] if one["cells"]}


def adds_up(found: Any) -> bool:
    names = ("duplicates_usd", "late_data_usd", "price_correction_usd", "allocation_change_usd")
    return all(
        Decimal(row["closed_usd"]) + sum(Decimal(row[name]) for name in names)
        == Decimal(row["today_usd"])
        == Decimal(row["closed_usd"]) + Decimal(row["difference_usd"])
        for row in [*found["rows"], found["totals"]]
    )


def test_nothing_has_changed(shop: Shop) -> None:
    shop.json("close", "2026-10")
    found = shop.json("restate", "2026-10")
    assert causes(found) == {}
    assert found["intact"] is True
    assert found["notes"] == ["nothing has changed since the month was closed"]
    assert shop.say("restate", "2026-10", "--strict").code == 0


def test_late_data(shop: Shop) -> None:
    shop.json("close", "2026-10")
    shop.take_in([usage("2026-10-15"), usage("2026-10-16", directory="/home/ann/till")], machine="tower")
    found = shop.json("restate", "2026-10")
    assert causes(found) == {"late_data": "10"}
    assert {row["team"]: row["late_data_usd"] for row in found["rows"]} == {"a": "5", "unallocated": "5"}
    assert adds_up(found)


def test_an_output_that_became_final_is_late_data(shop: Shop) -> None:
    line = usage("2026-10-20", stop_reason=None)
    shop.take_in([line])
    shop.json("close", "2026-10")
    final = {**line, "message": {**line["message"], "stop_reason": "end_turn"}}
    final["message"]["usage"] = {**line["message"]["usage"], "output_tokens": 1_000_000}
    shop.take_in([final])
    assert causes(shop.json("restate", "2026-10")) == {"late_data": "25"}


def test_a_price_correction(shop: Shop) -> None:
    shop.json("close", "2026-10")
    own = shop.directory / "own"
    own.mkdir()
    (own / "prices.yaml").write_text(CHEAPER)
    found = shop.json("restate", "2026-10", "--pricing", own)
    assert causes(found) == {"price_correction": "-2"}
    assert adds_up(found)


def test_a_changed_allocation_moves_cost_and_changes_no_total(shop: Shop) -> None:
    shop.json("close", "2026-10")
    shop.teams(TEAMS.replace("team: a", "team: b"))
    found = shop.json("restate", "2026-10")
    assert causes(found) == {"allocation_change": "0"}
    assert {row["team"]: row["allocation_change_usd"] for row in found["rows"]} == {"a": "-10", "b": "10"}
    assert found["notes"] == ["allocation change: $10.00 moved between teams"]
    assert adds_up(found)


def test_a_rule_of_duplicates_that_tells_the_same_lines_otherwise(shop: Shop) -> None:
    """As if a later version had halved what it makes of the very lines that were there at the closing."""
    shop.json("close", "2026-10")
    with duckdb.connect(str(shop.db)) as connection:
        connection.execute(
            "UPDATE usage_events SET input_tokens = 500000, prompt_tokens = 500000 "
            "WHERE happened_at < TIMESTAMP '2026-10-02'"
        )
    assert causes(shop.json("restate", "2026-10")) == {"duplicates": "-2.5"}


def test_all_causes_at_once_add_up_in_every_cell(shop: Shop) -> None:
    shop.json("close", "2026-10")
    shop.take_in([usage("2026-10-15"), usage("2026-10-16", directory="/x/till")], machine="tower")
    shop.teams("teams: {a: {}, b: {}}\nrules: [{split: {a: 25, b: 75}, match: {project: [shop, till]}}]\n")
    own = shop.directory / "own"
    own.mkdir()
    (own / "prices.yaml").write_text(CHEAPER)
    for by in ("team", "day,team", "model", "day,team,model"):
        found = shop.json("restate", "2026-10", "--by", by, "--pricing", own)
        assert adds_up(found), by
        assert (found["totals"]["closed_usd"], found["totals"]["today_usd"]) == ("10", "16")


def test_a_restatement_is_recorded_beside_and_changes_no_report(shop: Shop) -> None:
    shop.json("close", "2026-10")
    shop.take_in([usage("2026-10-15")])
    said = shop.say("restate", "2026-10", "--record", "--reason", "the tower came back")
    assert "recorded as restatement 1 of 2026-10" in said.err
    assert shop.costs("2026-10")["a"] == "10"
    [kept] = shop.json("restate", "2026-10")["restatements"]
    assert (kept["difference_usd"], kept["reason"], kept["at"]) == (
        "5", "the tower came back", "2026-11-20T12:00:00Z"
    )  # fmt: skip
    assert shop.json("close")["rows"][0]["restatements"] == 1


def test_a_changed_cost_centre_is_a_change(shop: Shop) -> None:
    shop.json("close", "2026-10")
    shop.teams(TEAMS.replace("a: {}", "a: {cost_center: CC-9}"))
    found = shop.json("restate", "2026-10", "--by", "cost_center")
    assert {row["cost_center"]: row["allocation_change_usd"] for row in found["rows"]} == {
        None: "-10",
        "CC-9": "10",
    }
    assert found["notes"] == ["allocation change: $10.00 moved between cost centres"]


def test_without_the_team_file_it_was_closed_with_nothing_is_recorded(shop: Shop) -> None:
    from command_line import claudecost

    shop.json("close", "2026-10")
    line = ("restate", "2026-10", "--db", shop.db, "--no-ingest")
    assert "there is no team file" in claudecost(*line).out
    assert claudecost(*line, "--record").code == 78
    assert shop.json("close")["rows"][0]["restatements"] == 0


def test_what_was_frozen_is_checked_against_its_digest(shop: Shop) -> None:
    """Somebody who changes a closed figure in the file is found out."""
    shop.json("close", "2026-10")
    with duckdb.connect(str(shop.db)) as connection:
        connection.execute(
            "UPDATE closed_events SET input_tokens = 1 WHERE happened_at < TIMESTAMP '2026-10-02'"
        )
    said = shop.say("restate", "2026-10", "--strict")
    assert "what was frozen of 2026-10 is no longer what it was" in said.out
    assert said.code == 3


def test_only_a_closed_month_can_be_restated(shop: Shop) -> None:
    said = shop.say("restate", "2026-10")
    assert said.code == 1
    assert "2026-10 is not closed" in said.err


@pytest.mark.parametrize("line", ["--by user", "--by team,team", "--ledger all", "--reason why"])
def test_what_it_does_not_take(shop: Shop, line: str) -> None:
    shop.json("close", "2026-10")
    assert shop.say("restate", "2026-10", *line.split()).code == 2
