"""Bars and sparklines: a glance, never a measurement."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claudecost.renderers.bars import bar, sparkline


@pytest.mark.parametrize(
    ("value", "drawn", "ascii_drawn"),
    [(0, "", ""), (100, "████", "####"), (50, "██", "##"), (1, "▏", "#"), (40, "█▌", "#"), (-5, "", "")],
)
def test_a_bar_is_as_long_as_its_share(value: int, drawn: str, ascii_drawn: str) -> None:
    assert bar(value, 100, 4) == drawn
    assert bar(value, 100, 4, ascii=True) == ascii_drawn


def test_a_bar_of_nothing_is_empty() -> None:
    assert bar(0, 0, 10) == bar(Decimal(1), Decimal(0), 10) == ""


@given(
    st.decimals(0, 10**12, places=6), st.decimals(Decimal("0.000001"), 10**12, places=6), st.integers(1, 100)
)
def test_a_bar_never_leaves_its_room_and_something_is_never_invisible(
    value: Decimal, largest: Decimal, width: int
) -> None:
    for ascii_only in (False, True):
        drawn = bar(value, largest, width, ascii=ascii_only)
        assert len(drawn) <= width
        assert bool(drawn) == (value > 0)


def test_a_sparkline_has_one_mark_per_value() -> None:
    assert sparkline([0, 1, None, 4, Decimal(8)]) == " ▂ ▅█"
    assert sparkline([0, 1, None, 4, Decimal(8)], ascii=True) == " . =#"
    assert sparkline([]) == ""
    assert sparkline([0, None]) == "  "
