"""Where one thing changed and nothing else did, one cause has all of the difference."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from .sides import OPUS, REQUEST, call, changes, compared, stored

pytestmark = pytest.mark.usefixtures("empty_home")


def test_the_same_work_in_both_periods_is_no_change_at_all(tmp_path: Path) -> None:
    calls = [call(), call("claude-sonnet-5"), call(speed="fast"), call(geo="us"), call(service_tier="batch")]
    found = compared(stored(tmp_path, calls, calls))
    assert changes(found) == {}
    assert found["totals"]["before_usd"] == found["totals"]["after_usd"] != "0"
    assert all(
        Decimal(entry.get(end, 0)) == 0 for entry in found["causes"] for end in ("low_usd", "high_usd")
    )


def test_a_period_compared_with_itself_has_not_changed(tmp_path: Path) -> None:
    store = stored(tmp_path, [call(), call(speed="fast")], [call()])
    assert changes(compared(store, periods=("2026-09", "2026-09"))) == {}


def test_twice_the_work_is_volume(tmp_path: Path) -> None:
    calls = [
        call(),
        call("claude-sonnet-4-6"),
        call(speed="fast"),
        call(tokens={"web_search": 3, "output": 5}),
    ]
    found = compared(stored(tmp_path, calls, calls * 2))
    assert changes(found) == {"volume": Decimal(found["totals"]["before_usd"])}


def test_more_output_for_the_same_prompts_is_volume(tmp_path: Path) -> None:
    found = compared(stored(tmp_path, [call()], [call(tokens={**REQUEST, "output": 2_700})]))
    assert changes(found) == {"volume": Decimal("0.05")}, "2,000 tokens at $25 a million"


def test_what_is_new_is_volume_and_so_is_what_is_gone(tmp_path: Path) -> None:
    store = stored(tmp_path, [call(cwd="/old")], [call(cwd="/new", speed="fast")])
    found = compared(store, "--by", "project")
    assert set(changes(found)) == {"volume"}
    assert {row["project"]: row["before_usd"] == "0" for row in found["rows"]} == {
        "/old": False,
        "/new": True,
    }


@pytest.mark.parametrize(
    ("cause", "how", "factor"),
    [
        ("batch", {"service_tier": "batch"}, "0.5"),
        ("fast_mode", {"speed": "fast"}, "2"),
        ("geography", {"geo": "us"}, "1.1"),
    ],
)
def test_a_modifier_on_half_of_the_work_is_its_own_cause(
    tmp_path: Path, cause: str, how: dict[str, Any], factor: str
) -> None:
    found = compared(stored(tmp_path, [call(), call()], [call(), call(**how)]))
    half = Decimal(found["totals"]["before_usd"]) / 2
    assert changes(found) == {cause: half * (Decimal(factor) - 1)}


def test_an_endpoint_tied_to_a_region_is_geography(tmp_path: Path) -> None:
    before, after = (call(f"{where}.anthropic.claude-opus-5") for where in ("global", "us"))
    found = compared(stored(tmp_path, [before], [after]))
    assert changes(found) == {"geography": Decimal(found["totals"]["before_usd"]) / 10}


def test_several_modifiers_on_one_request_are_told_apart(tmp_path: Path) -> None:
    found = compared(stored(tmp_path, [call()], [call(speed="fast", geo="us")]))
    cost = Decimal(found["totals"]["before_usd"])
    assert changes(found) == {"fast_mode": cost, "geography": cost * 2 / 10}, "in the order of the causes"


def test_other_shares_of_the_cache_are_cache_efficiency(tmp_path: Path) -> None:
    """2,000 tokens written instead of read: at $6.25 instead of $0.50 a million."""
    worse = {**REQUEST, "cache_write_5m": 4_000, "cache_read": 38_000}
    found = compared(stored(tmp_path, [call(), call()], [call(tokens=worse), call()]))
    assert changes(found) == {"cache_efficiency": Decimal("0.0115")}


def test_a_meter_not_used_before_has_the_price_it_would_have_had(tmp_path: Path) -> None:
    plain = {"input": 5_000, "output": 100}
    cached = {"input": 1_000, "cache_read": 4_000, "output": 100}
    found = compared(stored(tmp_path, [call(tokens=plain)], [call(tokens=cached)]))
    assert changes(found) == {"cache_efficiency": Decimal("-0.018")}, "4,000 tokens at $4.50 a million less"


def test_another_model_of_the_same_tokenizer_is_model_mix(tmp_path: Path) -> None:
    found = compared(stored(tmp_path, [call(), call()], [call(), call("claude-sonnet-5")]))
    assert set(changes(found)) == {"model_mix"}
    entry = next(one for one in found["causes"] if one["cause"] == "model_mix")
    assert "claude-sonnet-5 (50 % of prompt tokens instead of 0 %)" in entry["sentence"]


def test_the_same_work_counted_by_another_tokenizer_is_tokenizer_and_model_mix(tmp_path: Path) -> None:
    more = {meter: count * 13 // 10 for meter, count in REQUEST.items()}
    store = stored(tmp_path, [call("claude-sonnet-4-6")], [call("claude-sonnet-5", more)])
    found = compared(store)
    before, after = (Decimal(found["totals"][f"{end}_usd"]) for end in ("before", "after"))
    tokenizer = before * 3 / 10
    assert changes(found) == {"tokenizer": tokenizer, "model_mix": after - before - tokenizer}
    entry = next(one for one in found["causes"] if one["cause"] == "tokenizer")
    assert entry["low_usd"] == "0", "nothing, if the text takes no more tokens: then it is volume"
    assert Decimal(entry["high_usd"]) == round(
        before * (Decimal("1.3") - Decimal("1.3") / Decimal("1.35")), 9
    )
    assert "T2 counted 100 % of the tokens instead of 0 %" in entry["sentence"]


def test_a_way_back_to_the_older_tokenizer_is_negative_and_its_range_is_in_order(tmp_path: Path) -> None:
    store = stored(tmp_path, [call("claude-sonnet-5")], [call("claude-sonnet-4-6")])
    entry = next(one for one in compared(store)["causes"] if one["cause"] == "tokenizer")
    assert Decimal(entry["low_usd"]) < Decimal(entry["change_usd"]) < Decimal(entry["high_usd"]) == 0


def test_a_price_cut_is_price(tmp_path: Path) -> None:
    """Claude Sonnet 5.5 halved its cache reads on 2026-10-07."""
    days = ("2026-10-05", "2026-10-08")
    calls = [call("claude-sonnet-5-5"), call("claude-sonnet-5-5", service_tier="batch")]
    found = compared(stored(tmp_path, calls, calls, days), periods=days)
    assert changes(found) == {"price": Decimal("-0.006")}, "80,000 tokens at $0.10 less, half of them at half"
    assert "cache reads at $0.10 per million tokens instead of $0.20" in found["causes"][-1]["sentence"]


def test_longer_prompts_of_the_same_tokens_are_prompt_bands(tmp_path: Path) -> None:
    """Claude Haiku 5.5 charges more for prompts of more than 100,000 tokens."""
    days = ("2026-10-20", "2026-10-21")
    short, long = {"input": 60_000, "output": 100}, {"input": 180_000, "output": 300}
    before = [call("claude-haiku-5-5", short) for _ in range(3)]
    found = compared(stored(tmp_path, before, [call("claude-haiku-5-5", long)], days), periods=days)
    assert set(changes(found)) == {"prompt_bands"}
    assert changes(found)["prompt_bands"] > 0


def test_the_sentence_of_a_modifier_says_how_much_came_under_it(tmp_path: Path) -> None:
    found = compared(stored(tmp_path, [call()], [call(), call(), call(), call(speed="fast")]))
    said = {entry["cause"]: entry["sentence"] for entry in found["causes"]}
    assert f"mostly {OPUS}, with 25 % of its tokens in fast mode instead of 0 %" in said["fast_mode"]
    assert "300 % more prompt tokens" in said["volume"]
