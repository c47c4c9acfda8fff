"""The picture in a terminal: what is less to the left, what is more to the right, all on one scale."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from claudecost.renderers import RenderOptions
from claudecost.renderers.waterfall import render
from claudecost.reports.shape import Column, Report, Waterfall

amounts = st.decimals(-10_000, 10_000, allow_nan=False, allow_infinity=False, places=4).filter(bool)


def picture(*changes: Decimal | int) -> Waterfall:
    """Changes one after the other, from $100 to whatever they come to."""
    columns = (Column("cause", "Cause", "text"), Column("change_usd", "Change (USD)", "money"))
    rows: list[dict[str, object]] = [
        {"cause": f"cause {number}", "change_usd": Decimal(change)} for number, change in enumerate(changes)
    ]
    total = sum(map(Decimal, changes), Decimal(0))
    report = Report("compare", "from one to the other", columns, rows, {"change_usd": total})
    start = Decimal(100)
    return Waterfall(report, ["facts about periods"], ("September", start), ("October", start + total))


def steps(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("  cause")]


def drawn(*changes: Decimal | int, width: int = 80, ascii: bool = True) -> list[str]:
    return steps(render(picture(*changes), RenderOptions(width=width, ascii=ascii)))


def test_less_is_to_the_left_and_more_to_the_right_of_one_line() -> None:
    less, more = drawn(-10, 20)
    assert less.index("|") == more.index("|")
    assert less.endswith("#|")
    assert "|#" in more
    assert "#|" not in more


def test_both_sides_are_drawn_to_one_scale() -> None:
    less, more, small = (line.count("#") for line in drawn(-16, 16, 8))
    assert less == more
    assert small == more // 2


def test_the_smallest_change_still_has_a_mark() -> None:
    assert all("#" in line for line in drawn(1000, Decimal("0.0001"), Decimal("-0.0001")))


def test_without_anything_less_the_line_is_at_the_left_of_all_bars() -> None:
    one, other = drawn(5, 10)
    assert "|#" in one
    assert other.count("#") > one.count("#")


def test_in_a_terminal_too_narrow_for_bars_the_amounts_stay() -> None:
    [line] = drawn(12345, width=24)
    assert "+$12,345.00" in line
    assert "#" not in line


def test_the_two_costs_stand_above_and_below_the_causes() -> None:
    lines = render(picture(5, -3), RenderOptions(width=80)).splitlines()
    assert [line.split() for line in lines if "$1" in line and line.startswith("  ")] == [
        ["September", "$100.00"],
        ["October", "$102.00"],
    ]


@given(st.lists(amounts, min_size=1, max_size=9), st.integers(36, 160))
def test_whatever_changed_fits_the_width_and_has_its_mark(changes: list[Decimal], width: int) -> None:
    for ascii in (True, False):
        lines = drawn(*changes, width=width, ascii=ascii)
        assert len(lines) == len(changes)
        assert max(map(len, lines)) <= width
        if width >= 60:
            axis = {line.index("|" if ascii else "│") for line in lines}
            assert len(axis) == 1
        if ascii:
            assert all(line.isascii() for line in lines)
