"""Rates: the edges of every band and every day of change, and what has no price."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claudecost.errors import BadConfig
from claudecost.pricing import Book, load_book, rate_card, rate_for
from claudecost.records import TOKEN_METERS, Profile, Rate, RateCard

BOOK = load_book()


def card(book: Book, model: str | None, **how: object) -> RateCard:
    endpoint = how.pop("endpoint", None)
    return rate_card(book, Profile(7, model, **how), endpoint)  # type: ignore[arg-type]


def on(found: RateCard, day: str, prompt: int = 1_000) -> str:
    """The rates of a day as `input/5m/1h/read/output`, or the reason there are none."""
    rate = rate_for(found, date.fromisoformat(day), prompt)
    if rate is None:
        return f"({found.unpriced_reason})"
    return "/".join(f"{rate.usd_per_mtok[meter].normalize():f}" for meter in TOKEN_METERS)


@pytest.mark.parametrize(
    ("model", "prompt", "day", "rates"),
    [
        # the day before and the day of each change of a price
        ("claude-3-5-haiku-20241022", 1, "2024-12-02", "1/1.25/2/0.1/5"),
        ("claude-3-5-haiku-20241022", 1, "2024-12-03", "0.8/1/1.6/0.08/4"),
        ("claude-sonnet-5", 1, "2026-08-31", "2/2.5/4/0.2/10"),
        ("claude-sonnet-5", 1, "2026-09-01", "2/2.5/4/0.2/10"),
        ("claude-sonnet-5-5", 1, "2026-10-06", "2/2.5/4/0.2/10"),
        ("claude-sonnet-5-5", 1, "2026-10-07", "2/2.5/4/0.1/10"),
        # the day before and the day of a release
        ("claude-fable-5-2", 1, "2026-11-08", "(no price on that day)"),
        ("claude-fable-5-2", 1, "2026-11-09", "8/10/16/0.2/40"),
        # long after retirement
        ("claude-3-haiku-20240307", 1, "2026-11-20", "0.25/0.3/0.5/0.03/1.25"),
        # one token either side of a band, and its days
        ("claude-haiku-5-5", 100_000, "2026-10-07", "0.1/0.125/0.2/0.01/0.5"),
        ("claude-haiku-5-5", 100_001, "2026-10-07", "0.5/0.625/1/0.05/2.5"),
        ("claude-haiku-5-5", 0, "2026-10-07", "0.1/0.125/0.2/0.01/0.5"),
        ("claude-sonnet-4-20250514", 200_001, "2025-08-11", "3/3.75/6/0.3/15"),
        ("claude-sonnet-4-20250514", 200_000, "2025-08-12", "3/3.75/6/0.3/15"),
        ("claude-sonnet-4-20250514", 200_001, "2025-08-12", "6/7.5/12/0.6/22.5"),
        ("claude-sonnet-4-20250514", 200_001, "2026-04-30", "6/7.5/12/0.6/22.5"),
        ("claude-sonnet-4-20250514", 200_001, "2026-05-01", "3/3.75/6/0.3/15"),
        ("claude-sonnet-4-5", 200_001, "2025-09-29", "6/7.5/12/0.6/22.5"),
        ("claude-sonnet-4-5", 200_001, "2026-04-30", "6/7.5/12/0.6/22.5"),
        ("claude-sonnet-4-5", 200_001, "2026-05-01", "3/3.75/6/0.3/15"),
        ("claude-opus-4-6", 200_000, "2026-03-12", "5/6.25/10/0.5/25"),
        ("claude-opus-4-6", 200_001, "2026-03-12", "10/12.5/20/1/37.5"),
        ("claude-opus-4-6", 200_001, "2026-03-13", "5/6.25/10/0.5/25"),
        ("claude-sonnet-4-6", 200_001, "2026-03-12", "6/7.5/12/0.6/22.5"),
        ("claude-sonnet-4-6", 200_001, "2026-03-13", "3/3.75/6/0.3/15"),
        ("claude-opus-4-8", 900_000, "2026-06-15", "5/6.25/10/0.5/25"),
    ],
)
def test_a_standard_rate_on_its_day(model: str, prompt: int, day: str, rates: str) -> None:
    assert on(card(BOOK, model), day, prompt) == rates


@pytest.mark.parametrize(
    ("model", "prompt", "day", "rates"),
    [
        ("claude-opus-4-6", 200_000, "2026-02-06", "(no price for fast mode on that day)"),
        ("claude-opus-4-6", 200_000, "2026-02-07", "30/37.5/60/3/150"),
        ("claude-opus-4-6", 200_001, "2026-02-07", "60/75/120/6/225"),
        ("claude-opus-4-6", 200_001, "2026-02-19", "60/75/120/6/225"),
        ("claude-opus-4-6", 200_001, "2026-02-20", "30/37.5/60/3/150"),
        ("claude-opus-4-6", 1, "2026-06-28", "30/37.5/60/3/150"),
        ("claude-opus-4-6", 1, "2026-06-29", "(no price for fast mode on that day)"),
        ("claude-opus-4-7", 1, "2026-05-11", "(no price for fast mode on that day)"),
        ("claude-opus-4-7", 1, "2026-07-23", "30/37.5/60/3/150"),
        ("claude-opus-4-7", 1, "2026-07-24", "(no price for fast mode on that day)"),
        ("claude-opus-4-8", 1, "2026-11-29", "10/12.5/20/1/50"),
        ("claude-opus-4-8", 1, "2026-11-30", "(no price for fast mode on that day)"),
        ("claude-opus-5", 1, "2026-07-24", "10/12.5/20/1/50"),
        ("claude-opus-5-5", 1, "2026-09-22", "8/10/16/0.4/40"),
        ("claude-fable-5-2", 1, "2026-11-09", "16/20/32/0.4/80"),
        ("claude-sonnet-5", 1, "2026-10-01", "(no price for fast mode on that day)"),
        ("claude-fable-5-1", 1, "2026-10-01", "(no price for fast mode on that day)"),
    ],
)
def test_a_fast_rate_on_its_day_or_none_but_never_the_standard_one(
    model: str, prompt: int, day: str, rates: str
) -> None:
    assert on(card(BOOK, model, speed="fast"), day, prompt) == rates
    assert on(card(BOOK, f"{model}-fast"), day, prompt) == rates


OPUS = "5/6.25/10/0.5/25"
TENTH_MORE = "5.5/6.875/11/0.55/27.5"


@pytest.mark.parametrize(
    ("model", "how", "rates"),
    [
        ("claude-opus-5", {}, OPUS),
        ("claude-opus-5", {"speed": "standard", "service_tier": "standard", "geo": "global"}, OPUS),
        ("claude-opus-5", {"geo": ""}, OPUS),
        ("claude-opus-5", {"geo": "not_available"}, OPUS),
        ("claude-opus-5", {"geo": "us"}, TENTH_MORE),
        ("claude-opus-4-5", {"geo": "us"}, OPUS),
        ("claude-opus-5", {"geo": "us", "platform": "bedrock"}, OPUS),
        ("claude-opus-5", {"geo": "us", "platform": "google"}, OPUS),
        ("us.anthropic.claude-opus-5", {"geo": "us"}, TENTH_MORE),
        ("claude-opus-5", {"service_tier": "batch"}, "2.5/3.125/5/0.25/12.5"),
        ("claude-opus-5:batch", {}, "2.5/3.125/5/0.25/12.5"),
        ("claude-opus-5:batch", {"service_tier": "standard"}, OPUS),
        ("claude-opus-5-fast", {"speed": "standard"}, OPUS),
        ("claude-opus-5", {"service_tier": "batch", "geo": "us"}, "2.75/3.4375/5.5/0.275/13.75"),
        ("claude-opus-5", {"speed": "fast", "geo": "us"}, "11/13.75/22/1.1/55"),
        ("us.anthropic.claude-opus-5", {}, TENTH_MORE),
        ("global.anthropic.claude-opus-5", {}, OPUS),
        ("anthropic.claude-opus-5", {}, OPUS),
        ("us.anthropic.claude-opus-5", {"endpoint": "global"}, OPUS),
        ("claude-opus-5", {"endpoint": "regional"}, TENTH_MORE),
        ("claude-opus-5", {"endpoint": "regional", "platform": "google"}, TENTH_MORE),
        ("claude-opus-4-5@20251101", {"endpoint": "regional"}, TENTH_MORE),
        ("us.anthropic.claude-opus-4-1-20250805-v1:0", {}, "15/18.75/30/1.5/75"),
        ("us.anthropic.claude-haiku-4-5", {}, "1.1/1.375/2.2/0.11/5.5"),
        # and what has no price says why
        ("claude-zeta-9", {}, "(no price)"),
        (None, {}, "(no model recorded)"),
        ("claude-opus-5", {"speed": "turbo"}, "(no rule for speed 'turbo')"),
        ("claude-opus-5", {"geo": "eu"}, "(no rule for geography 'eu')"),
        ("claude-opus-5", {"endpoint": "lunar"}, "(no rule for endpoint 'lunar')"),
        ("claude-opus-5", {"service_tier": "gold"}, "(no rule for service tier 'gold')"),
        ("claude-opus-5", {"service_tier": "flex"}, "(service tier flex: no price has been published)"),
        (
            "claude-opus-5",
            {"service_tier": "priority"},
            "(service tier priority: sold as a commitment, not per token;"
            " Anthropic leaves it out of its cost report)",
        ),
        (
            "claude-opus-5",
            {"service_tier": "batch", "speed": "fast"},
            "(no price for fast mode in service tier batch on that day)",
        ),
        ("us-gov.anthropic.claude-opus-5", {}, "(US government regions have a price list of their own)"),
    ],
)
def test_what_multiplies_a_price_and_what_leaves_none(
    model: str | None, how: dict[str, object], rates: str
) -> None:
    assert on(card(BOOK, model, **how), "2026-08-15") == rates


def test_batch_begins_with_batch() -> None:
    found = card(BOOK, "claude-3-haiku-20240307", service_tier="batch")
    assert on(found, "2024-10-07") == "(no price in service tier batch on that day)"
    assert on(found, "2024-10-08") == "0.125/0.15/0.25/0.015/0.625"


@pytest.mark.parametrize(
    ("model", "platform", "day", "billed"),
    [
        ("claude-opus-4-8", None, "2026-06-01", True),
        ("claude-opus-4-8", None, "2026-06-02", False),
        ("claude-fable-5", None, "2026-06-09", False),
        ("anthropic/claude-opus-4.8", None, "2026-06-02", False),
        ("claude-opus-4-8", "bedrock", "2026-06-02", True),
        ("us.anthropic.claude-opus-4-8", None, "2026-06-02", True),
        ("claude-opus-4-6@default", None, "2026-06-02", True),
    ],
)
def test_a_refusal_without_output_is_free_where_anthropic_bills(
    model: str, platform: str | None, day: str, billed: bool
) -> None:
    found = rate_for(card(BOOK, model, platform=platform, refused=True), date.fromisoformat(day), 412)
    assert found is not None
    assert found.billed is billed
    assert (found.usd_per_mtok["input"] == 0) is not billed
    assert (found.usd_per_thousand_searches == 0) is not billed


def test_claude_codes_own_entries_are_free_on_any_day() -> None:
    found = card(BOOK, "<synthetic>")
    assert found.unpriced_reason is None
    assert [(r.valid_from, r.valid_until, r.billed) for r in found.rates] == [(date.min, None, False)]
    assert on(found, "2023-01-01", 500_000) == "0/0/0/0/0"


def test_searches_have_a_price_from_their_first_day_and_no_modifier_touches_it() -> None:
    found = card(BOOK, "claude-3-7-sonnet-20250219", service_tier="batch")
    fees = {day: rate_for(found, day, 1) for day in (date(2025, 5, 6), date(2025, 5, 7))}
    assert [r.usd_per_thousand_searches for r in fees.values() if r] == [None, Decimal(10)]


def test_a_meter_that_was_not_sold_is_absent() -> None:
    found = rate_for(card(BOOK, "claude-3-sonnet-20240229"), date(2025, 1, 1), 1)
    assert found is not None
    assert sorted(found.usd_per_mtok) == ["input", "output"]


def test_a_rate_names_its_rows_and_modifiers() -> None:
    rate = rate_for(card(BOOK, "claude-opus-5-5", geo="us", service_tier="batch"), date(2026, 10, 1), 1)
    assert rate is not None
    price, fee = rate.rows
    assert price.startswith("prices.yaml:")
    assert price.endswith(" claude-opus-5-5 from 2026-09-22 (known 2026-09-22, A, MDL, P-oct, GH-CLAUDIT)")
    assert fee.startswith("fees.yaml:")
    assert [modifier.split(" (modifiers.yaml:")[0] for modifier in rate.modifiers] == [
        "batch x0.5",
        "us_geography x1.1",
    ]


def test_notes_say_what_a_reader_should_know() -> None:
    retired = "is retired on Anthropic's own API from 2026-01-05 on; its last price stays"
    assert card(BOOK, "claude-3-opus-20240229").notes == (f"claude-3-opus-20240229 {retired}",)
    unseen = "whether the endpoint was regional is not recorded; priced without regional_endpoint"
    assert card(BOOK, "claude-opus-5", platform="google").notes == (unseen,)
    assert card(BOOK, "us.anthropic.claude-opus-5").notes == ()
    assert card(BOOK, "claude-opus-5").notes == ()


def test_the_platform_a_message_shows_goes_before_the_spelling() -> None:
    assert card(BOOK, "claude-opus-5", platform="bedrock").identity.provider == "bedrock"
    assert card(BOOK, "claude-opus-5").identity.provider == "anthropic"


PROFILES = st.builds(
    Profile,
    st.just(7),
    st.sampled_from([model.id for model in BOOK.models] + ["us.anthropic.claude-opus-5", "<synthetic>"]),
    platform=st.sampled_from([None, "bedrock", "google"]),
    speed=st.sampled_from([None, "standard", "fast"]),
    service_tier=st.sampled_from([None, "standard", "batch"]),
    geo=st.sampled_from([None, "global", "us"]),
    refused=st.booleans(),
)


@given(PROFILES, st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(0, 1_200_000))
def test_every_day_and_prompt_has_one_rate_or_none(profile: Profile, day: date, prompt: int) -> None:
    fitting = [rate for rate in rate_card(BOOK, profile).rates if fits(rate, day, prompt)]
    assert len(fitting) <= 1
    assert rate_for(rate_card(BOOK, profile), day, prompt) == (fitting[0] if fitting else None)


@given(PROFILES)
def test_rates_fit_the_store_and_neighbours_differ(profile: Profile) -> None:
    rates = rate_card(BOOK, profile).rates
    for rate in rates:
        for usd in rate.usd_per_mtok.values():
            assert usd == usd.quantize(Decimal("1e-9"))
            assert 0 <= usd < 10**9
        assert rate.valid_until is None or rate.valid_from < rate.valid_until
        assert rate.prompt_upto is None or rate.prompt_over < rate.prompt_upto
    for one, other in permutations(rates, 2):
        period, band = (one.valid_from, one.valid_until), (one.prompt_over, one.prompt_upto)
        next_day = one.valid_until == other.valid_from and band == (other.prompt_over, other.prompt_upto)
        next_band = one.prompt_upto == other.prompt_over and period == (other.valid_from, other.valid_until)
        if next_day or next_band:
            assert why(one) != why(other)


def why(rate: Rate) -> tuple[object, ...]:
    return (rate.usd_per_mtok, rate.usd_per_thousand_searches, rate.billed, rate.rows, rate.modifiers)


def test_a_shipped_change_below_an_own_price_makes_no_new_rate(with_own: Callable[..., Book]) -> None:
    own = 'prices:\n- {model: claude-sonnet-5-5, from: 2026-09-28, input: "1", output: "2"}\n'
    rates = card(with_own(prices=own), "claude-sonnet-5-5").rates
    assert [(rate.valid_from, rate.valid_until) for rate in rates] == [(date(2026, 9, 28), None)]


def fits(rate: Rate, day: date, prompt: int) -> bool:
    in_time = rate.valid_from <= day and (rate.valid_until is None or day < rate.valid_until)
    above = prompt > rate.prompt_over or rate.prompt_over == 0
    return in_time and above and (rate.prompt_upto is None or prompt <= rate.prompt_upto)


def test_a_rate_with_too_many_digits_names_its_rows(with_own: Callable[..., Book]) -> None:
    book = with_own(
        modifiers="modifiers:\n"
        '- {modifier: discount, from: 2026-01-01, models: [claude-haiku-5-5], factor: "0.123456789"}\n'
    )
    assert rate_card(book, Profile(1, "claude-opus-5")).rates
    with pytest.raises(BadConfig) as caught:
        rate_card(book, Profile(1, "claude-haiku-5-5"))
    assert caught.value.what == (
        "claude-haiku-5-5 comes to 0.0123456789 USD per million tokens: too many digits"
    )
    assert str(caught.value.where).endswith("own/modifiers.yaml:2")
