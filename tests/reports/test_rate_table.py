"""Every day and prompt size meets exactly one row, whatever periods and bands the rates have."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from claudecost.records import Identity, Profile, Rate, RateCard
from claudecost.reports.rate_table import ANY_PROMPT, NO_PROMPT, rate_table

START = date(2026, 1, 1)
DAYS = st.lists(st.integers(0, 300), min_size=2, max_size=5, unique=True).map(sorted)


def rate(starts: int, ends: int | None, over: int, upto: int | None) -> Rate:
    until = None if ends is None else START + timedelta(days=ends)
    return Rate(1, START + timedelta(days=starts), until, over, upto, {"input": Decimal(1)}, Decimal(10))


@given(low=DAYS, high=DAYS, band=st.sampled_from([100_000, 200_000]), open_end=st.booleans())
def test_rows_tile_all_days_and_sizes(low: list[int], high: list[int], band: int, open_end: bool) -> None:
    """The bands of a model need not change on the same days; an event in two rows would count twice."""
    lows = [rate(a, b, 0, band) for a, b in pairwise(low)]
    highs = [rate(a, b, band, None) for a, b in zip(high, [*high[1:], None], strict=True) if b or open_end]
    card = RateCard(Profile(1, "claude-haiku-5-5"), Identity("claude-haiku-5-5", True), (*lows, *highs))
    rows = json.loads(rate_table([card], {1: 0}))

    for day in ("1900-01-01", *(str(START + timedelta(days=n)) for n in (*low, *high)), "9999-12-30"):
        for size in (0, 1, band, band + 1, 10**9):
            moment = f"{day} 00:00:00"
            met = [
                row
                for row in rows
                if row["valid_from"] <= moment < row["valid_until"]
                and row["prompt_over"] < size <= row["prompt_upto"]
            ]
            assert len(met) == 1


def test_a_model_without_any_rate_has_one_unpriced_row_for_everything() -> None:
    card = RateCard(Profile(7, "claude-zeta-9"), Identity("claude-zeta-9", False), (), "no price")
    [row] = json.loads(rate_table([card], {7: 3}))

    assert (row["priced"], row["profile_group"]) == (False, 3)
    assert (row["prompt_over"], row["prompt_upto"]) == (NO_PROMPT, ANY_PROMPT)


def test_profiles_a_filter_leaves_out_have_no_rows() -> None:
    card = RateCard(Profile(7, "claude-zeta-9"), Identity("claude-zeta-9", False))
    assert rate_table([card], {}) == "[]"
