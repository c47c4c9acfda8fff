"""One value as text, for machines and for people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from claudecost.renderers.cells import exact, shown
from claudecost.reports.shape import Column, Kind

LONG = "123456789012345678901234567890.000000000000001"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (-3, "-3"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("2.500"), "2.5"),
        (Decimal(LONG), LONG),
        (date(2026, 11, 1), "2026-11-01"),
        (datetime(2026, 11, 1, 1, tzinfo=ZoneInfo("Europe/Berlin")), "2026-11-01T00:00:00Z"),
    ],
)
def test_machines_get_every_digit(value: object, text: str) -> None:
    assert exact(value) == text


@pytest.mark.parametrize("value", [0.1, float("nan"), Decimal("NaN"), Decimal("Infinity"), object()])
def test_what_has_lost_its_digits_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="a report cannot hold"):
        exact(value)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("integer", 1234567, "1,234,567"),
        ("integer", None, "-"),
        ("money", Decimal("1234.565"), "$1,234.57"),
        ("money", Decimal("0.0001"), "<$0.01"),
        ("money", None, "-"),
        ("percent", Decimal("12.34"), "12.3%"),
        ("text", None, "(none)"),
        ("text", "a\x1bb", "a\\x1bb"),
        ("instant", "2026-11-01T09:00:59Z", "2026-11-01 10:00"),
        ("instant", datetime(2026, 7, 1, tzinfo=UTC), "2026-07-01 02:00"),
        ("instant", "not\x07one", "not\\x07one"),
    ],
)
def test_people_get_groups_cents_and_their_own_clocks(kind: Kind, value: object, text: str) -> None:
    assert shown(Column("x", "X", kind), {"x": value}, ZoneInfo("Europe/Berlin")) == text


@pytest.mark.parametrize(
    ("cost", "unpriced", "text"),
    [("0", 0, "$0.00"), ("0", 9, "unpriced"), ("1.23", 9, "$1.23 +?"), ("0.001", 9, "<$0.01 +?")],
)
def test_a_cost_that_lacks_a_price_says_so_in_its_cell(cost: str, unpriced: int, text: str) -> None:
    column = Column("cost_usd", "Cost", "money")
    assert shown(column, {"cost_usd": Decimal(cost), "unpriced_tokens": unpriced}) == text
