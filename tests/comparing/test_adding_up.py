"""Whatever was used, the causes add up to the change; what does not change has no part in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from claudecost.records import METERS
from claudecost.reports.comparing.causes import CAUSES, Ratios, split
from claudecost.reports.comparing.cells import Work
from claudecost.reports.comparing.levels import LEVELS, Stretch

RATIOS = Ratios({"T2": Fraction("1.3")}, {"T2": Fraction(1)}, {"T2": Fraction("1.35")})

Cell = tuple[str, dict[str, tuple[int, ...]], list[int]]

counts = st.one_of(st.just(0), st.integers(0, 10**13))
rates = st.lists(st.integers(0, 10**11), min_size=len(LEVELS), max_size=len(LEVELS)).map(tuple)
cells: st.SearchStrategy[Cell] = st.tuples(
    st.sampled_from("abc"),
    st.fixed_dictionaries({}, optional=dict.fromkeys(METERS, rates)),
    st.lists(counts, min_size=len(METERS), max_size=len(METERS)),
)
usage = st.lists(cells, max_size=6)


def works(of: list[Cell], times: int = 1) -> dict[str | None, Work]:
    """Work by model out of cells: model, rates by meter and level, millionths by meter."""
    found: dict[str | None, Work] = {}
    for number, (model, by_meter, parts) in enumerate(of):
        work = found.setdefault(model, Work("T2" if model == "a" else "T1"))
        stretch = Stretch((number, date(2026, 10, 1), -1), True, by_meter)
        work.add(stretch, [count * times for count in parts])
    return found


def changed(before: list[Cell], after: list[Cell], times: int = 1) -> set[str]:
    return {
        cause for cause, amount in split(works(before), works(after, times), RATIOS).causes.items() if amount
    }


@given(usage, usage)
def test_the_causes_add_up_to_the_change(before: list[Cell], after: list[Cell]) -> None:
    found = split(works(before), works(after), RATIOS)
    assert sum(found.causes.values()) == found.after - found.before
    assert list(found.causes) == list(CAUSES)


@given(usage, usage)
def test_costs_are_those_of_the_cells(before: list[Cell], after: list[Cell]) -> None:
    found = split(works(before), works(after), RATIOS)
    assert (found.before, found.after) == (paid(before), paid(after))


def paid(of: list[Cell]) -> int:
    return sum(
        count * by_meter[meter][-1] * (1000 if meter == "web_search" else 1)
        for _, by_meter, parts in of
        for meter, count in zip(METERS, parts, strict=True)
        if meter in by_meter
    )


@given(usage)
def test_the_same_again_has_no_causes(of: list[Cell]) -> None:
    assert changed(of, of) == set()


@given(usage, st.integers(2, 9))
def test_so_many_times_as_much_is_volume(of: list[Cell], times: int) -> None:
    assert changed(of, of, times) <= {"volume"}


@given(usage, st.integers(1, 1000))
def test_other_bare_prices_alone_are_price(of: list[Cell], times: int) -> None:
    """All levels hold the bare price: they grow with it, and no factor changes."""
    assert changed(of, repriced(of, lambda row: [units * times for units in row])) <= {"price"}


@given(usage, usage)
def test_the_likely_figure_lies_in_the_range_of_the_tokenizer(before: list[Cell], after: list[Cell]) -> None:
    found = split(works(before), works(after), RATIOS)
    low, high = found.tokenizer
    assert low <= found.causes["tokenizer"] <= high


@given(usage, usage)
def test_one_tokenizer_is_no_cause(before: list[Cell], after: list[Cell]) -> None:
    found = split(works(before), works(after), Ratios())
    assert found.causes["tokenizer"] == 0 == found.tokenizer[0] == found.tokenizer[1]


@given(usage, usage)
def test_what_there_was_none_of_before_is_volume(before: list[Cell], after: list[Cell]) -> None:
    nothing: list[Cell] = []
    assert changed(nothing, after) <= {"volume"}
    assert changed(before, nothing) <= {"volume"}


def repriced(of: list[Cell], by: Callable[[Any], list[int]]) -> list[Cell]:
    return [
        (model, {meter: tuple(by(row)) for meter, row in by_meter.items()}, parts)
        for model, by_meter, parts in of
    ]
