"""`whatif`: every request on another model, at that model's price of its day."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from transcripts import response

from claudecost.pricing import load_book, rate_card
from claudecost.pricing.price import rate_for
from claudecost.records import TOKEN_METERS, TokenMeasurement
from claudecost.store import Store

from .conftest import Whatif

OCTOBER = "2026-10-20T12:00:00Z"
BOUNDS = ("low", "likely", "high")

#: One of everything, in tokens of the model that answered.
EACH = {
    "input": 1_000,
    "cache_write_5m": 2_000,
    "cache_write_1h": 4_000,
    "cache_read": 50_000,
    "output": 3_000,
}


def only(found: Any) -> Any:
    [row] = found["rows"]
    return row


def figures(row: Any) -> list[Decimal]:
    return [Decimal(row[f"whatif_{bound}_usd"]) for bound in BOUNDS]


# --- the same model, the same tokenizer ---------------------------------------------------------


@pytest.mark.parametrize(
    "model",
    [
        "claude-opus-5-5", "claude-opus-5", "claude-sonnet-5-5", "claude-fable-5-2", "claude-sonnet-5",
        "claude-sonnet-4-6", "claude-haiku-4-5-20251001", "claude-haiku-5-5",
    ],
)  # fmt: skip
def test_moving_a_model_to_itself_costs_what_it_cost(samples: Whatif, model: str) -> None:
    """To the digit, with every cache write, batch, region and long prompt in the samples."""
    found = samples("whatif", "--to", model, "--from", model)
    today = samples("report", "--by", "model", "--model", model)["totals"]
    row = only(found)
    assert {row["cost_usd"], *(row[f"whatif_{bound}_usd"] for bound in BOUNDS)} == {today["cost_usd"]}
    assert {row[name] for name in row if name.startswith("difference")} == {"0"}
    assert (row["responses"], row["total_tokens"]) == (today["responses"], today["total_tokens"])
    assert found["ratios"] is None
    assert found["notes"][0].endswith(
        f"would have cost ${Decimal(today['cost_usd']):.2f} instead of ${Decimal(today['cost_usd']):.2f}."
    )


def test_models_of_one_tokenizer_differ_in_price_only(whatif: Whatif) -> None:
    row = only(whatif([response("claude-opus-5", OCTOBER, EACH)], "--to", "claude-opus-5-5"))
    # 1,000 x 4 + 2,000 x 5 + 4,000 x 8 + 50,000 x 0.20 + 3,000 x 20, in millionths
    assert figures(row) == [Decimal("0.116")] * 3
    assert row["difference_usd"] == str(Decimal("0.116") - Decimal(row["cost_usd"]))


# --- another tokenizer --------------------------------------------------------------------------


def test_a_newer_tokenizer_multiplies_every_meter_by_the_published_range(whatif: Whatif) -> None:
    found = whatif([response("claude-sonnet-4-6", OCTOBER, EACH)], "--to", "claude-opus-5-5")
    assert figures(only(found)) == [Decimal("0.116") * ratio for ratio in map(Decimal, ("1", "1.3", "1.35"))]
    assert found["ratios"] == {
        "from_tokenizer": "T1",
        "to_tokenizer": "T2",
        "low": "1",
        "likely": "1.3",
        "high": "1.35",
        "source": "published: RN, MDL",
    }


def test_an_older_tokenizer_divides_by_it(whatif: Whatif) -> None:
    """The highest ratio then leaves the fewest tokens."""
    row = only(whatif([response("claude-opus-5-5", OCTOBER, EACH)], "--to", "claude-sonnet-4-6"))
    # 1,000 x 3 + 2,000 x 3.75 + 4,000 x 6 + 50,000 x 0.30 + 3,000 x 15, in millionths
    whole = Fraction("0.0945")
    for usd, ratio in zip(figures(row), ("1.35", "1.3", "1"), strict=True):
        assert abs(Fraction(usd) - whole / Fraction(ratio)) < Fraction(1, 10**9)


def test_the_prompt_band_is_judged_on_the_scaled_prompt_of_each_request(whatif: Whatif) -> None:
    """Haiku 5.5 is dearer above 100,000 tokens: 80,000 stay below at 1.0, and pass it at 1.30."""
    lines = [response("claude-haiku-4-5-20251001", OCTOBER, {"input": 80_000})]
    low, likely, high = figures(only(whatif(lines, "--to", "claude-haiku-5-5")))
    assert low == 80_000 * Decimal("0.10") / 10**6
    assert likely == 104_000 * Decimal("0.50") / 10**6
    assert high == 108_000 * Decimal("0.50") / 10**6


@pytest.mark.parametrize(("prompt", "usd"), [(76_923, "0.10"), (76_924, "0.50")])
def test_one_token_decides(whatif: Whatif, prompt: int, usd: str) -> None:
    """1.30 x 76,923 is 99,999.9, 1.30 x 76,924 is 100,001.2."""
    lines = [response("claude-haiku-4-5-20251001", OCTOBER, {"input": prompt})]
    likely = figures(only(whatif(lines, "--to", "claude-haiku-5-5")))[1]
    assert likely == prompt * Decimal("1.3") * Decimal(usd) / 10**6


def test_own_measurements_replace_what_was_published(whatif: Whatif, tmp_path: Path) -> None:
    """Of each kind of text the newest counts."""
    lines = [response("claude-sonnet-4-6", OCTOBER, EACH)]
    whatif(lines, "--to", "claude-opus-5-5")
    kinds = {
        ("python", 19): (1000, 1900),
        ("python", 20): (1000, 1200),
        ("english prose", 20): (3000, 4500),
    }
    Store(tmp_path / "store.db").keep_ratios(
        [
            TokenMeasurement(
                content, "T1", "T2", "claude-sonnet-4-6", "claude-opus-5-5", 2, 9000, before, after,
                datetime(2026, 11, day),
            )
            for (content, day), (before, after) in kinds.items()
        ]
    )  # fmt: skip
    found = whatif(lines, "--to", "claude-opus-5-5")
    assert figures(only(found)) == [
        Decimal("0.116") * ratio for ratio in map(Decimal, ("1.2", "1.425", "1.5"))
    ]
    assert found["ratios"]["source"] == "own measurements of 2 kinds of text, the last on 2026-11-20"


# --- what a request keeps -----------------------------------------------------------------------


def test_batch_and_geography_stay(whatif: Whatif) -> None:
    lines = [
        response("claude-opus-5", OCTOBER, EACH, session="batch", service_tier="batch"),
        response("claude-opus-5", OCTOBER, EACH, session="us", geo="us"),
    ]
    found = whatif(lines, "--to", "claude-opus-5-5", "--by", "session")
    likely = {row["session"]: Decimal(row["whatif_likely_usd"]) for row in found["rows"]}
    assert likely == {"batch": Decimal("0.058"), "us": Decimal("0.1276")}


def test_fast_mode_stays_where_the_other_model_has_it(whatif: Whatif) -> None:
    found = whatif([response("claude-opus-5", OCTOBER, EACH, speed="fast")], "--to", "claude-opus-5-5")
    assert figures(only(found))[1] == Decimal("0.232")
    assert not [line for line in found["warnings"] if "fast" in line]


def test_without_a_fast_mode_the_standard_speed_stands_in_and_that_is_said(whatif: Whatif) -> None:
    lines = [
        response("claude-opus-5", OCTOBER, EACH, speed="fast"),
        response("claude-opus-5", OCTOBER, EACH),
    ]
    found = whatif(lines, "--to", "claude-sonnet-5-5")
    # 1,000 x 2 + 2,000 x 2.50 + 4,000 x 4 + 50,000 x 0.10 + 3,000 x 10, in millionths, twice
    assert figures(only(found))[1] == 2 * Decimal("0.058")
    assert found["warnings"][0] == (
        "1 response in fast mode, which claude-sonnet-5-5 did not offer: its standard speed stands in"
    )


def test_a_regional_endpoint_stays(whatif: Whatif) -> None:
    """Bedrock's regional endpoints cost 10 % more; the id alone shows them."""
    lines = [response("us.anthropic.claude-opus-5", OCTOBER, EACH)]
    assert figures(only(whatif(lines, "--to", "claude-opus-5-5")))[1] == Decimal("0.1276")


def test_web_searches_cost_the_same(whatif: Whatif) -> None:
    lines = [response("claude-sonnet-4-6", OCTOBER, {"input": 1_000_000, "web_search": 7})]
    found = only(whatif(lines, "--to", "claude-opus-5-5"))
    assert figures(found) == [Decimal("0.07") + 4 * Decimal(ratio) for ratio in ("1", "1.3", "1.35")]
    assert Decimal(found["cost_usd"]) == Decimal("3.07")


def test_a_refusal_nobody_pays_for_is_free_on_both_sides(whatif: Whatif) -> None:
    lines = [response("claude-opus-5", OCTOBER, {"input": 1_000_000}, stop_reason="refusal")]
    found = whatif(lines, "--to", "claude-opus-5-5")
    assert found["rows"] == []
    assert found["totals"]["whatif_high_usd"] == "0"


# --- days ---------------------------------------------------------------------------------------


def test_a_price_is_the_one_of_the_requests_day(whatif: Whatif) -> None:
    """Cache reads of Sonnet 5.5 became cheaper on 2026-10-07."""
    lines = [
        response("claude-opus-5", "2026-10-06T23:59:59Z", {"cache_read": 1_000_000}),
        response("claude-opus-5", "2026-10-07T00:00:00Z", {"cache_read": 1_000_000}),
    ]
    found = whatif(lines, "--to", "claude-sonnet-5-5", "--by", "day", "--timezone", "UTC")
    assert [row["whatif_likely_usd"] for row in found["rows"]] == ["0.2", "0.1"]


def test_before_it_was_sold_its_first_price_stands_in_and_is_counted(whatif: Whatif) -> None:
    lines = [
        response("claude-opus-5", "2026-09-01T12:00:00Z", {"cache_read": 1_000_000}),
        response("claude-opus-5", "2026-09-30T12:00:00Z", {"cache_read": 1_000_000}),
    ]
    found = whatif(lines, "--to", "claude-sonnet-5-5")
    assert figures(only(found))[1] == Decimal("0.4")
    assert found["warnings"][0] == (
        "1 response of days before claude-sonnet-5-5 was sold (2026-09-28): its first price stands in"
    )
    later = whatif(lines, "--to", "claude-sonnet-5-5", "--since", "2026-09-28")
    assert not [line for line in later["warnings"] if "sold" in line]


# --- what has no price --------------------------------------------------------------------------


def test_what_has_no_price_is_left_out_of_both_sides_and_said(whatif: Whatif) -> None:
    lines = [
        response("claude-zeta-9", OCTOBER, EACH),
        response("claude-opus-5", OCTOBER, {"output": 1_000_000}),
    ]
    found = whatif(lines, "--to", "claude-opus-5-5")
    assert found["totals"]["unpriced_tokens"] == sum(EACH.values())
    assert (found["totals"]["cost_usd"], found["totals"]["whatif_likely_usd"]) == ("25", "20")
    assert [entry["model"] for entry in found["unpriced"]] == ["claude-zeta-9"]
    assert found["warnings"][0] == "what has no price is left out of both sides"


def test_usage_the_other_model_has_no_price_for_is_left_out_too(whatif: Whatif, tmp_path: Path) -> None:
    """A model of one's own without a tokenizer compares with nothing but itself."""
    own = tmp_path / "own"
    own.mkdir()
    about = 'from: 2026-01-01, known_since: 2026-01-01, confidence: A, source: "contract"'
    (own / "models.yaml").write_text(
        f"models:\n- {{id: house-model, name: House, released: 2026-01-01, {about}}}\n", encoding="utf-8"
    )
    prices = ", ".join(f'{meter}: "1"' for meter in TOKEN_METERS)
    (own / "prices.yaml").write_text(
        f"prices:\n- {{model: house-model, {prices}, {about}}}\n", encoding="utf-8"
    )
    lines = [
        response("claude-opus-5", OCTOBER, EACH, session="one"),
        response("house-model", OCTOBER, EACH, session="two"),
    ]
    found = whatif(lines, "--to", "house-model", "--pricing", own)
    assert found["totals"]["cost_usd"] == found["totals"]["whatif_likely_usd"] == "0.06"
    assert [(entry["model"], entry["reason"]) for entry in found["unpriced"]] == [
        ("claude-opus-5", "it is not known how the two models' token counts compare")
    ]


# --- a share, filters, groups -------------------------------------------------------------------


@pytest.mark.parametrize("share", ["40%", "40", "40 %", "40.0"])
def test_a_share_leaves_the_rest_as_it_was(whatif: Whatif, share: str) -> None:
    lines = [response("claude-opus-5", OCTOBER, {"output": 1_000_000})]
    found = whatif(lines, "--to", "claude-opus-5-5", "--share", share)
    row = only(found)
    assert (row["cost_usd"], row["whatif_likely_usd"], row["difference_usd"]) == ("25", "23", "-2")
    assert found["share"] == "40"
    assert found["notes"][0] == (
        "Moving 40 % of this to claude-opus-5-5 would have cost $23.00 instead of $25.00."
    )


@pytest.mark.parametrize("share", ["0", "100.5", "-3", "half", "1e2", "", "%", "nan"])
def test_a_share_of_nothing_or_more_than_all_is_refused(sampled: Path, empty_home: Path, share: str) -> None:
    said = claudecost("whatif", "--to", "claude-opus-5-5", f"--share={share}", "--db", sampled, "--no-ingest")
    assert (said.code, said.out) == (2, "")
    assert "is no share of the usage" in said.err


@pytest.mark.parametrize("by", ["model", "project", "month,user", "session", "week", "speed,service_tier"])
def test_whatever_the_rows_are_by_the_totals_are_the_same(samples: Whatif, by: str) -> None:
    found = samples("whatif", "--to", "claude-haiku-5-5", "--by", by)
    whole = samples("whatif", "--to", "claude-haiku-5-5")
    assert found["totals"] == whole["totals"]
    for name, value in found["totals"].items():
        values = [row[name] for row in found["rows"]]
        assert sum(map(Decimal, values)) == Decimal(value), name
    assert found["dimensions"] == by.split(",")


def test_filters_are_those_of_a_report(samples: Whatif) -> None:
    filters = ("--user", "ann*", "--project", "*shop", "--period", "2026-10")
    found = samples("whatif", "--to", "claude-opus-5-5", "--from", "*opus*", *filters)
    today = samples("report", "--by", "model", "--model", "*opus*", *filters)
    assert found["totals"]["cost_usd"] == today["totals"]["cost_usd"] != "0"
    assert found["from"] == sorted(row["model"] for row in today["rows"])
    assert found["period"] == today["period"]


def test_a_model_nobody_used_is_said(samples: Whatif) -> None:
    found = samples("whatif", "--to", "claude-opus-5-5", "--from", "nobody*")
    assert found["rows"] == found["from"] == []
    assert found["warnings"][-1] == "--from nobody* matches nothing in the store"


@pytest.mark.parametrize(
    ("name", "near"), [("claude-opus-55", "claude-opus-5-5"), ("opus", "claude-opus-5-5")]
)
def test_an_unknown_target_is_answered_with_near_misses(
    sampled: Path, empty_home: Path, name: str, near: str
) -> None:
    said = claudecost("whatif", "--to", name, "--db", sampled, "--no-ingest")
    assert said.code == 2
    assert f"there is no model '{name}' in the price book" in said.err
    assert near in said.err


# --- against arithmetic of our own --------------------------------------------------------------

EVENTS = """
SELECT profile_id, happened_at, prompt_tokens, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
       cache_read_tokens, output_tokens, web_search_requests
FROM usage_events
"""


@pytest.mark.parametrize("target", ["claude-opus-5-5", "claude-haiku-5-5", "claude-sonnet-4-6"])
def test_request_by_request_it_is_the_same(samples: Whatif, sampled: Path, target: str) -> None:
    """Every event of the samples, its tokens scaled and priced by the rate of its scaled prompt."""
    found = samples("whatif", "--to", target)["totals"]
    ratios = [Fraction(ratio) for ratio in ("1", "1.3", "1.35")]
    with Store(sampled).reading() as reader:
        profiles, events = reader.profiles(), reader.rows(EVENTS)
    book = load_book()
    expected = [Fraction(0)] * 3
    for profile_id, at, prompt, *counts, searches in events:
        profile = next(one for one in profiles if one.profile_id == profile_id)
        now = rate_card(book, profile)
        rate = rate_for(now, at.date(), prompt)
        if rate is None or not rate.billed:
            continue
        newer, older = book.by_id[target].tokenizer == "T2", now.identity.tokenizer == "T1"
        factors = [Fraction(1)] * 3
        if newer and older:
            factors = ratios
        elif not newer and not older:
            factors = [1 / ratio for ratio in reversed(ratios)]
        cloud = now.identity.provider if now.identity.provider in ("bedrock", "google") else None
        there = replace(profile, model_id=target, platform=cloud)
        card = rate_card(book, there, now.identity.endpoint)
        if not card.rates:
            card = rate_card(book, replace(there, speed=None), now.identity.endpoint)
        first = min(one.valid_from for one in card.rates)
        for number, factor in enumerate(factors):
            scaled = math.ceil(prompt * factor)
            charged = rate_for(card, max(at.date(), first), scaled)
            assert charged is not None
            expected[number] += sum(
                Fraction(charged.usd_per_mtok[meter]) * count * factor / 10**6
                for meter, count in zip(TOKEN_METERS, counts, strict=True)
            ) + Fraction(searches, 100)
    for bound, usd in zip(BOUNDS, expected, strict=True):
        difference = Fraction(Decimal(found[f"whatif_{bound}_usd"])) - usd
        assert abs(difference) <= (0 if book.by_id[target].tokenizer == "T2" else Fraction(1, 10**6))


def test_a_script_finds_every_field_of_the_contract(samples: Whatif) -> None:
    found = samples("whatif", "--to", "claude-opus-5-5", "--from", "claude-sonnet-4-6", "--period", "2026-10")
    assert {"schema_version": 1, "report": "whatif", "to": "claude-opus-5-5", "share": "100"}.items() <= (
        found.items()
    )
    assert found["from"] == ["claude-sonnet-4-6"]
    assert list(found["rows"][0]) == [
        "model", "responses", "total_tokens", "cost_usd", "whatif_low_usd", "whatif_likely_usd",
        "whatif_high_usd", "difference_low_usd", "difference_usd", "difference_high_usd", "unpriced_tokens",
    ]  # fmt: skip
    assert list(found["totals"]) == list(found["rows"][0])[1:]
