"""Plans of the shipped book on the days something changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from claudecost.pricing import load_book
from claudecost.pricing.plans import Plans

BOOK = load_book()
PLANS = Plans(BOOK, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("plan", "day", "called"),
    [
        ("Max 5x", date(2026, 10, 26), "Max 5x"),
        ("Max 5x", date(2026, 10, 27), "Max"),
        ("Ultra", date(2026, 10, 26), "Max 20x"),
        ("Max 20x", date(2026, 10, 27), "Ultra"),
        ("Pro", date(2026, 10, 27), "Pro"),
    ],
)
def test_a_plan_is_called_by_its_name_of_the_day(plan: str, day: date, called: str) -> None:
    assert PLANS.called(plan, day) == called


@pytest.mark.parametrize("plan", ["Max", "Max 5x"])
@pytest.mark.parametrize("day", [date(2025, 4, 1), date(2026, 10, 26), date(2026, 10, 27)])
def test_a_rename_changes_no_price(plan: str, day: date) -> None:
    found = PLANS.price(plan, None, "month", day)
    assert found is not None
    assert found.price_usd == 100


def test_there_is_no_price_before_the_first_row() -> None:
    assert PLANS.price("Max 5x", None, "month", date(2025, 3, 31)) is None
    assert PLANS.price("Team", None, "month", date(2026, 7, 1)) is None


@pytest.mark.parametrize(
    ("plan", "seat", "day", "usd"),
    [
        ("Max", None, date(2026, 10, 6), None),
        ("Max", None, date(2026, 10, 7), 100),
        ("Max 20x", None, date(2026, 10, 7), 200),
        ("Team", "premium", date(2026, 10, 7), 500),
        ("Pro", None, date(2026, 10, 7), None),
        ("Enterprise", None, date(2026, 10, 7), None),
    ],
)
def test_the_credit_of_october_has_its_true_first_day(
    plan: str, seat: str | None, day: date, usd: int | None
) -> None:
    found = PLANS.credit(plan, seat, day)
    assert (found and found.amount_usd) == (None if usd is None else Decimal(usd))


def test_the_credit_of_june_never_began() -> None:
    """Announced for 2026-06-15 and paused that day, although much of the press says it took effect."""
    assert PLANS.credit("Max", None, date(2026, 6, 15)) is None
    paused = PLANS.paused_credit("Team", "standard", date(2026, 6, 15))
    assert paused is not None
    assert paused.amount_usd == 20


def test_what_became_known_later_was_not_known_before() -> None:
    before = Plans(BOOK, date(2026, 10, 6))
    assert before.credit("Max", None, date(2026, 10, 8)) is None
