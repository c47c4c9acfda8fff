"""In which order rows come, and how many."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from command_line import Said

Report = Callable[..., Any]


def column(report: Any, name: str) -> list[Any]:
    return [row[name] for row in report["rows"]]


def test_time_runs_forward_unless_turned_round(report: Report) -> None:
    days = column(report("daily"), "day")
    assert days == sorted(days)
    assert column(report("daily", "--desc"), "day") == days[::-1]


def test_without_time_the_dearest_comes_first(report: Report) -> None:
    said = [Decimal(usd) for usd in column(report("report", "--by", "model"), "cost_usd")]
    assert said == sorted(said, reverse=True)
    cheapest = [Decimal(usd) for usd in column(report("report", "--by", "model", "--asc"), "cost_usd")]
    assert cheapest == said[::-1]


def test_within_a_day_the_dearest_comes_first(report: Report) -> None:
    rows = report("report", "--by", "day,model")["rows"]
    keys = [(row["day"], -Decimal(row["cost_usd"])) for row in rows]
    assert keys == sorted(keys)


@pytest.mark.parametrize("name", ["responses", "output_tokens", "total_tokens", "unpriced_tokens"])
def test_any_number_can_be_sorted_by(report: Report, name: str) -> None:
    rising = column(report("report", "--by", "project", "--sort", name), name)
    assert rising == sorted(rising)
    assert column(report("report", "--by", "project", "--sort", name, "--desc"), name) == rising[::-1]


def test_money_is_sorted_as_money_not_as_text(report: Report) -> None:
    said = column(report("report", "--by", "model", "--sort", "cost_usd"), "cost_usd")
    assert said == sorted(said, key=Decimal)


def test_a_column_goes_by_how_it_begins_where_only_one_does(report: Report) -> None:
    by_cost = report("report", "--by", "model", "--sort", "cost", "--desc")
    assert by_cost["rows"] == report("report", "--by", "model", "--sort", "cost_usd", "--desc")["rows"]


def test_names_can_be_sorted_by_and_missing_ones_come_last(report: Report) -> None:
    users = column(report("report", "--by", "user", "--sort", "user"), "user")
    assert users == ["ann@fernwood.example", "ben@fernwood.example", "chloe@fernwood.example", None]
    assert column(report("report", "--by", "user", "--sort", "user", "--desc"), "user")[-1] is None


def test_limit_cuts_rows_and_leaves_the_totals(report: Report) -> None:
    whole, cut = report("report", "--by", "model"), report("report", "--by", "model", "--limit", 2)
    assert cut["rows"] == whole["rows"][:2]
    assert cut["totals"] == whole["totals"]
    assert cut["unpriced"] == whole["unpriced"]
    assert report("report", "--by", "model", "--limit", 100) == whole


def test_a_table_says_how_many_rows_a_limit_has_left_out(say: Callable[..., Said]) -> None:
    assert (
        "7 more rows are not shown; the totals are over all of them"
        in say("report", "--by", "model", "--limit", 2).out
    )
    assert "1 more row is not shown" in say("monthly", "--limit", 2).out
    assert "not shown" not in say("monthly", "--limit", 3).out


def test_two_questions_in_a_row_get_the_same_answer(report: Report) -> None:
    assert report("report", "--by", "session,model") == report("report", "--by", "session,model")
