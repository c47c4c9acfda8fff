"""Whatever is wrong with a month: causes and residual come to the difference, and nothing is made up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repeated import examples

from .figures import METERS, OLDER, OPUS, SONNET, Bill, Books, Usage, bills

DAYS = [f"2026-10-{day:02d}" for day in range(8, 13)]

RUNS = settings(
    max_examples=examples(5, 15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)

USAGES = st.lists(
    st.builds(
        Usage,
        day=st.sampled_from(DAYS),
        tokens=st.dictionaries(st.sampled_from(METERS), st.integers(0, 3_000_000), max_size=5),
        model=st.sampled_from([OPUS, SONNET, OLDER]),
        key=st.sampled_from(["ci", "etl"]),
        tier=st.sampled_from(["standard", "standard", "standard", "priority"]),
        searches=st.integers(0, 3),
    ),
    max_size=8,
)

AMOUNTS = st.decimals(Decimal(-3), Decimal(20), places=6)

#: What becomes of a bill on its way: all kinds of wrong amounts, other days, other meters, other models.
DISTORTIONS = st.one_of(
    st.sampled_from(["0.5", "0.92", "1.1", "2", "100", "0.01", "0"]).map(lambda by: ("times", by)),
    AMOUNTS.map(lambda more: ("more", more)),
    st.sampled_from(DAYS).map(lambda day: ("day", day)),
    st.sampled_from(METERS).map(lambda meter: ("meter", meter)),
    st.sampled_from([OPUS, "claude-zeta-9"]).map(lambda model: ("model", model)),
    st.just(("unlisted", None)),
    st.just(("gone", None)),
)


def distorted(of: Bill, how: tuple[str, Any]) -> list[Bill]:
    kind, value = how
    if kind == "times":
        return [replace(of, usd=of.usd * Decimal(value))]
    if kind == "more":
        return [replace(of, usd=of.usd + value, list_usd=None)]
    if kind == "unlisted":
        return [replace(of, list_usd=None)]
    return [] if kind == "gone" else [replace(of, **{kind: value})]


@pytest.mark.parametrize("as_files", [True, False], ids=["files", "pages"])
@settings(
    max_examples=examples(5, 15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    usages=USAGES,
    factor=st.sampled_from(["1", "0.92", "0.777"]),
    distortions=st.dictionaries(st.integers(0, 30), DISTORTIONS, max_size=5),
)
def test_causes_and_residual_are_the_difference_and_rows_add_up_to_both_sides(
    empty_home: Path,
    as_files: bool,
    usages: list[Usage],
    factor: str,
    distortions: dict[int, tuple[str, Any]],
) -> None:
    billed = [
        after
        for number, of in enumerate(bills([of for of in usages if of.tier == "standard"], factor))
        for after in (distorted(of, distortions[number]) if number in distortions else [of])
    ]
    with TemporaryDirectory() as directory:
        books = Books(Path(directory))
        (books.csvs if as_files else books.pages)(
            [*usages, Usage(DAYS[0], {"output": 1})], [*billed, NOTHING]
        )
        found = books.reconcile()  # checks the sums
        for by in ("day", "model,token_type"):
            grouped = books.reconcile("--by", by)
            assert grouped["totals"] == found["totals"]
            assert grouped["causes"] == found["causes"]


#: So that there is always something to compare.
NOTHING = Bill(DAYS[0], "output", Decimal("0.00002"), Decimal("0.00002"))


@settings(
    max_examples=examples(5, 15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(usages=USAGES)
def test_no_cause_is_named_where_nothing_differs(empty_home: Path, usages: list[Usage]) -> None:
    usages = [replace(of, tier="standard", searches=0) for of in [*usages, Usage(DAYS[0], {"output": 1})]]
    with TemporaryDirectory() as directory:
        found = Books(Path(directory)).pages(usages, bills(usages)).reconcile()
    assert found["causes"] == []
    assert {row["cause"] for row in found["rows"]} == {None}
    assert found["totals"]["residual_usd"] == "0"
