"""Fees by the hour, and consumption units: W26, W27 and the days around a change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from claudecost.pricing import Book, ccu, code_execution_cost, session_runtime_cost

HOUR = 3_600_000
MINUTE = 60_000
DAY = date(2026, 10, 1)


def test_w26_a_container_counts_as_five_minutes_at_least(book: Book) -> None:
    line = code_execution_cost(book, DAY, [2 * MINUTE] * 3, already_used_ms=1_550 * HOUR)
    assert (line.quantity, line.amount_usd) == (15 * MINUTE, Decimal("0.0125"))


def test_w26_hours_beyond_the_allowance_of_the_month(book: Book) -> None:
    line = code_execution_cost(book, DAY, [1_600 * HOUR])
    assert (line.rate_usd, line.amount_usd) == (Decimal("0.05"), Decimal("2.5"))
    assert line.modifiers[0].startswith("allowance of 1550 hours per month (fees.yaml:")


def test_what_is_left_of_the_allowance_is_used_first(book: Book) -> None:
    assert code_execution_cost(book, DAY, [HOUR, HOUR], already_used_ms=1_549 * HOUR).quantity == HOUR
    assert code_execution_cost(book, DAY, [HOUR]).amount_usd == 0


@pytest.mark.parametrize(
    ("day", "charged_hours"),
    [
        (date(2025, 11, 4), 2_000),
        (date(2025, 11, 5), 1_950),
        (date(2025, 12, 19), 1_950),
        (date(2025, 12, 20), 450),
    ],
)
def test_the_allowance_of_a_day(book: Book, day: date, charged_hours: int) -> None:
    assert code_execution_cost(book, day, [2_000 * HOUR]).quantity == charged_hours * HOUR


def test_containers_before_the_oldest_page_read_have_no_price(book: Book) -> None:
    line = code_execution_cost(book, date(2025, 10, 20), [HOUR])
    assert (line.amount_usd, line.unpriced_reason) == (None, "no price on that day")


def test_a_session_is_charged_by_the_millisecond(book: Book) -> None:
    line = session_runtime_cost(book, DAY, HOUR // 2)
    assert (line.meter, line.per, line.amount_usd) == ("session_runtime", HOUR, Decimal("0.04"))
    assert line.rows[0].startswith("fees.yaml:")
    assert session_runtime_cost(book, DAY, 1).amount_usd == Decimal("0.000000022222222")
    assert session_runtime_cost(book, date(2026, 4, 7), HOUR).amount_usd is None


def test_w27_a_hundred_units_are_a_dollar() -> None:
    assert ccu(Decimal("12.345")) == Decimal("1234.5")
