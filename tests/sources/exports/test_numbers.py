"""Counts and amounts, and what must not be taken for one."""

from __future__ import annotations

import pytest

from claudecost.sources.exports.numbers import amount, count, decimal_marks

POINT, COMMA, BOTH, NEITHER = (frozenset(marks) for marks in (".", ",", ".,", ""))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("007", 7),
        (" 12 ", 12),
        ("1,000", 1000),
        ("1,234,567", 1_234_567),
        ("1000000000000", 10**12),
    ],
)
def test_a_count(text: str, value: int) -> None:
    assert count(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "-1", "1.0", "1.000", "1,00", ",100", "1,0000", "1e3", "1_000", "٣", "1 000", "1000000000001"],
)
def test_not_a_count(text: str) -> None:
    assert count(text) is None


@pytest.mark.parametrize(
    ("text", "separator", "marks", "value"),
    [
        ("1.38", ",", NEITHER, "1.38"),
        ("-1.38", ",", NEITHER, "-1.38"),
        ("$1,000.50", ",", NEITHER, "1000.50"),
        ("-$0.5", ",", NEITHER, "-0.5"),
        ("$-0.5", ",", NEITHER, "-0.5"),
        ("1,234,567", "\t", NEITHER, "1234567"),
        ("1,234", ",", POINT, "1234"),
        ("1.234", ",", NEITHER, "1.234"),
        ("1.38", ";", NEITHER, "1.38"),
        ("1,38", ";", NEITHER, "1.38"),
        ("1.000,50", ";", POINT, "1000.50"),
        ("1.234", ";", COMMA, "1234"),
        ("1,234", ";", COMMA, "1.234"),
        ("1,234", ";", POINT, "1234"),
        ("0,125", ";", NEITHER, "0.125"),
        ("0.000000000000001", ",", NEITHER, "0.000000000000001"),
        ("12", ";", BOTH, "12"),
        ("", ",", NEITHER, None),
        (" -- ", ",", NEITHER, None),
    ],
)
def test_an_amount(text: str, separator: str, marks: frozenset[str], value: str | None) -> None:
    assert amount(text, separator, marks) == value


@pytest.mark.parametrize(
    ("text", "separator", "marks"),
    [
        ("1,38", ",", NEITHER),
        ("1,38", "\t", NEITHER),
        ("1,234", "\t", COMMA),
        ("1,234", ";", NEITHER),
        ("1.234", ";", BOTH),
        ("1.2E+07", ",", NEITHER),
        ("1,00.5", ",", NEITHER),
        ("+-1", ",", NEITHER),
        ("-$-1", ",", NEITHER),
        (".5", ",", NEITHER),
        ("5.", ",", NEITHER),
        ("1.2.3", ",", NEITHER),
        ("(1.38)", ",", NEITHER),
        ("0.0000000000000001", ",", NEITHER),
        ("9" * 21, ",", NEITHER),
    ],
)
def test_not_an_amount(text: str, separator: str, marks: frozenset[str]) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        amount(text, separator, marks)


def test_amounts_prove_the_decimal_mark_of_their_file() -> None:
    assert decimal_marks(["", "12", "1.234", "1,234", "text", "--"]) == NEITHER
    assert decimal_marks(["12.5"]) == decimal_marks(["1,000.50"]) == decimal_marks(["1,234,567"]) == POINT
    assert decimal_marks(["12,5"]) == decimal_marks(["-$1.000,50"]) == decimal_marks(["0,125"]) == COMMA
    assert decimal_marks(["1.5", "1,5"]) == BOTH
