"""The fake's own prices are the published ones: two computations of one bill must meet."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest

from claudecost.pricing import cost_usd, load_book, price_item, rate_card
from claudecost.records import Profile

from . import scenario
from .company import Company
from .facts import Fact, charges
from .prices import Terms, prices_of

METERS = {
    "input": "uncached_input",
    "cache_write_5m": "cache_5m",
    "cache_write_1h": "cache_1h",
    "cache_read": "cache_read",
    "output": "output",
    "web_search": "web_searches",
}
BOOK = load_book()


def ours(fact: Fact) -> Decimal:
    """What claudecost makes of one of a fact's equal requests, times their number."""
    profile = Profile(
        1,
        fact.model or "",
        speed=fact.speed or "",
        service_tier=fact.service_tier or "",
        geo=fact.inference_geo or "",
    )
    card = rate_card(BOOK, profile)
    tokens = {meter: getattr(fact, count) for meter, count in METERS.items() if count != "web_searches"}
    each = {meter: count // fact.requests for meter, count in tokens.items()}
    assert {meter: count * fact.requests for meter, count in each.items()} == tokens
    searches = cost_usd(price_item(card, fact.at, {"web_search": fact.web_searches}))
    return cost_usd(price_item(card, fact.at, each)) * fact.requests + searches


@pytest.mark.parametrize("company", [scenario.month(), scenario.enterprise()], ids=lambda one: one.name)
def test_the_price_book_makes_the_same_of_every_fact(company: Company) -> None:
    for fact in company.facts:
        if fact.model and fact.billed and not fact.priority:
            theirs = sum((charge.list_cents for charge in charges(fact)), Decimal(0)) / 100
            assert ours(fact) == theirs, fact


def test_prices_change_on_their_day() -> None:
    before, after = datetime(2026, 10, 6, tzinfo=UTC).date(), datetime(2026, 10, 7, tzinfo=UTC).date()
    reads = [prices_of("claude-sonnet-5-5", day, Terms()).cache_read for day in (before, after)]
    assert reads == [Decimal("0.20"), Decimal("0.10")]


@pytest.mark.parametrize(("prompt", "usd"), [(100_000, "0.10"), (100_001, "0.50")])
def test_a_prompt_over_the_limit_takes_the_dearer_band(prompt: int, usd: str) -> None:
    day = datetime.combine(datetime(2026, 10, 8), time(), UTC).date()
    assert prices_of("claude-haiku-5-5", day, Terms(prompt_tokens=prompt)).input == Decimal(usd)


def test_a_model_before_its_release_has_no_price() -> None:
    with pytest.raises(ValueError, match="no standard price for claude-haiku-5-5 on 2026-10-06"):
        prices_of("claude-haiku-5-5", datetime(2026, 10, 6, tzinfo=UTC).date(), Terms())
