"""One item, meter by meter: amounts, units, and what is left without a price."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claudecost.money import total
from claudecost.pricing import Book, PricedLine, cost_usd, load_book, price_item, rate_card
from claudecost.records import METERS, Profile

BOOK = load_book()
OPUS = rate_card(BOOK, Profile(1, "claude-opus-5"))
NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)
COUNTS = st.dictionaries(st.sampled_from(METERS), st.integers(0, 10**9))


def test_each_meter_is_a_line_with_its_rate_its_row_and_its_amount(book: Book) -> None:
    card = rate_card(book, Profile(1, "claude-opus-5", geo="us"))
    cached, searched = price_item(
        card, NOON, {"cache_write_1h": 100, "web_search": 2, "output": 0}, "advisor"
    )
    assert (cached.kind, cached.model, cached.meter) == ("advisor", "claude-opus-5", "cache_write_1h")
    assert (cached.quantity, cached.per, cached.rate_usd) == (100, 1_000_000, Decimal(11))
    assert (cached.amount_usd, cached.billed) == (Decimal("0.0011"), True)
    assert [row.split(":")[0] for row in cached.rows] == ["prices.yaml"]
    assert [modifier.split(" ")[0] for modifier in cached.modifiers] == ["us_geography"]
    assert (searched.quantity, searched.per, searched.rate_usd) == (2, 1_000, Decimal(10))
    assert (searched.amount_usd, searched.modifiers) == (Decimal("0.02"), ())
    assert [row.split(":")[0] for row in searched.rows] == ["fees.yaml"]


def test_an_item_without_a_rate_says_why_on_every_line() -> None:
    lines = price_item(OPUS, datetime(2026, 7, 23, 23, 59, tzinfo=UTC), {"input": 3, "output": 5})
    assert lines == [
        PricedLine("message", "claude-opus-5", "input", 3, 1_000_000, unpriced_reason="no price on that day"),
        PricedLine(
            "message", "claude-opus-5", "output", 5, 1_000_000, unpriced_reason="no price on that day"
        ),
    ]
    assert cost_usd(lines) == 0


def test_a_meter_without_a_price_leaves_the_others_theirs() -> None:
    card = rate_card(BOOK, Profile(1, "claude-3-sonnet-20240229"))
    lines = price_item(card, datetime(2025, 1, 1, tzinfo=UTC), {"input": 1_000, "cache_read": 5})
    assert [(line.meter, line.amount_usd, line.unpriced_reason) for line in lines] == [
        ("input", Decimal("0.003"), None),
        ("cache_read", None, "no price for cache_read on that day"),
    ]


def test_the_day_of_an_instant_is_its_utc_day() -> None:
    before = datetime(2026, 7, 24, 1, tzinfo=timezone(timedelta(hours=2)))
    after = datetime(2026, 7, 23, 23, tzinfo=timezone(timedelta(hours=-2)))
    priced = [price_item(OPUS, at, {"input": 1})[0].amount_usd is not None for at in (before, after)]
    assert priced == [False, True]
    assert price_item(OPUS, datetime(2026, 7, 24), {"input": 1})[0].amount_usd is not None


def test_a_meter_there_is_not_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no such meter: inputs"):
        price_item(OPUS, NOON, {"inputs": 1})


@given(COUNTS, st.integers(2, 1_000))
def test_so_many_times_the_usage_costs_so_many_times_as_much(tokens: dict[str, int], times: int) -> None:
    once = cost_usd(price_item(OPUS, NOON, tokens))
    assert cost_usd(price_item(OPUS, NOON, {meter: n * times for meter, n in tokens.items()})) == once * times


@given(COUNTS)
def test_the_parts_of_an_item_add_up_exactly(tokens: dict[str, int]) -> None:
    """On a model without prompt bands; with them a part would be priced as a shorter prompt."""
    alone = total(cost_usd(price_item(OPUS, NOON, {meter: n})) for meter, n in tokens.items())
    assert alone == cost_usd(price_item(OPUS, NOON, tokens))


@given(COUNTS)
def test_amounts_fit_the_store(tokens: dict[str, int]) -> None:
    for line in price_item(OPUS, NOON, tokens):
        assert line.amount_usd is not None
        assert line.amount_usd == line.amount_usd.quantize(Decimal("1e-15"))
