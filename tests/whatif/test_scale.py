"""Prices multiplied and bands divided come to what tokens multiplied would have come to."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claudecost.records import TokenMeasurement
from claudecost.reports.whatif.scale import SAME, Scale, TokenRatio, measured_ratio

RATIOS = st.decimals("0.5", "3", places=4)


@given(RATIOS, st.booleans(), st.integers(0, 2_000_000), st.integers(0, 2_000_000))
def test_a_prompt_is_in_a_band_exactly_when_its_scaled_self_is(
    ratio: Decimal, divides: bool, end: int, prompt: int
) -> None:
    scale = Scale(ratio, divides)
    assert (prompt <= scale.longest(end)) == (prompt * scale.factor <= end)


@given(RATIOS, st.decimals("0.01", "100", places=4))
def test_a_multiplied_rate_is_exact(ratio: Decimal, usd: Decimal) -> None:
    assert Fraction(Scale(ratio).rate(usd)) == Fraction(ratio) * Fraction(usd)


@given(RATIOS, st.decimals("0.01", "100", places=4))
def test_a_divided_rate_is_rounded_to_nine_decimals(ratio: Decimal, usd: Decimal) -> None:
    rate = Scale(ratio, divides=True).rate(usd)
    assert abs(Fraction(rate) - Fraction(usd) / Fraction(ratio)) <= Fraction(1, 2 * 10**9)
    assert -int(rate.as_tuple().exponent) <= 9


def test_the_same_tokenizer_changes_neither_rate_nor_band() -> None:
    for scale in SAME.all:
        assert (scale.rate(Decimal("0.025")), scale.longest(200_000)) == (Decimal("0.025"), 200_000)


PUBLISHED = TokenRatio("T1", "T2", Decimal("1.0"), Decimal("1.30"), Decimal("1.35"), "published")


def test_going_to_the_newer_tokenizer_the_highest_ratio_has_the_most_tokens() -> None:
    assert [scale.factor for scale in PUBLISHED.scales("T2").all] == [1, Fraction(13, 10), Fraction(27, 20)]


def test_going_back_to_the_older_one_the_highest_ratio_leaves_the_fewest() -> None:
    assert [scale.factor for scale in PUBLISHED.scales("T1").all] == [Fraction(20, 27), Fraction(10, 13), 1]


def measured(content: str, before: int, after: int) -> TokenMeasurement:
    at = datetime(2026, 11, 20)
    return TokenMeasurement(content, "T1", "T2", "a", "b", 1, 4 * before, before, after, at)


def test_own_ratios_are_the_range_over_kinds_and_their_mean_by_tokens() -> None:
    ratio = measured_ratio([measured("python", 3000, 3600), measured("english prose", 1000, 1450)])
    assert ratio is not None
    assert (ratio.low, ratio.likely, ratio.high) == (Decimal("1.2"), Decimal("1.2625"), Decimal("1.45"))
    assert ratio.source == "own measurements of 2 kinds of text, the last on 2026-11-20"


def test_a_quotient_of_counts_has_four_decimals() -> None:
    ratio = measured_ratio([measured("python", 3, 4)])
    assert ratio is not None
    assert ratio.likely == Decimal("1.3333")


@pytest.mark.parametrize("found", [[], [measured("python", 0, 0)]])
def test_without_any_count_there_is_no_ratio(found: list[TokenMeasurement]) -> None:
    assert measured_ratio(found) is None
