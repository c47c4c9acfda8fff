"""What costs, what does not, and what nobody knows the price of: shown, never zero, never silent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from events import take_in
from transcripts import response, usage_of

from claudecost.pricing import load_book
from claudecost.records import TOKEN_METERS
from claudecost.store import Store

from .asking import answer, kept, own_tables

PATHOLOGIES = Path(__file__).parent.parent / "pathologies"
DAY = "2026-11-02T12:00:00Z"
MILLION = {"input": 1_000_000}


def by_model(store: Path) -> dict[str, tuple[int, int, Decimal]]:
    """Responses, tokens and cost of each model."""
    return {
        row["model"]: (row["responses"], row["total_tokens"], row["cost_usd"])
        for row in answer(store, "model").rows
    }


# --- without a price ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"model": "claude-zeta-9"}, "no price"),
        ({"model": None}, "no model recorded"),
        ({"model": "opusplan"}, "a setting that means different models at different times"),
        (
            {"model": "us-gov.anthropic.claude-opus-5"},
            "US government regions have a price list of their own",
        ),
        (
            {"service_tier": "priority"},
            "service tier priority: sold as a commitment, not per token;"
            " Anthropic leaves it out of its cost report",
        ),
        ({"service_tier": "flex"}, "service tier flex: no price has been published"),
        ({"service_tier": "overnight"}, "no rule for service tier 'overnight'"),
        ({"speed": "warp"}, "no rule for speed 'warp'"),
        ({"geo": "eu"}, "no rule for geography 'eu'"),
        ({"model": "claude-sonnet-5-5", "speed": "fast"}, "no price for fast mode on that day"),
        ({"model": "claude-opus-5", "at": "2026-07-23T23:59:59Z"}, "no price on that day"),
    ],
    ids=lambda value: " ".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_what_has_no_price_is_listed_with_the_reason(
    tmp_path: Path, how: dict[str, Any], reason: str
) -> None:
    how = {"model": "claude-opus-5-5", "at": DAY} | how
    found = answer(kept(tmp_path, [response(tokens=MILLION, **how)]), "model")
    [row] = found.rows
    assert (row["cost_usd"], row["unpriced_tokens"], row["unpriced_responses"]) == (0, 1_000_000, 1)
    assert [(one.reason, one.tokens, one.responses) for one in found.unpriced] == [(reason, 1_000_000, 1)]


def test_an_unknown_model_never_takes_a_neighbours_price(tmp_path: Path) -> None:
    """`claude-opus-5` is how `claude-opus-5-9` begins."""
    store = kept(
        tmp_path, [response("claude-opus-5-9", DAY, MILLION), response("claude-opus-5", DAY, MILLION)]
    )
    assert by_model(store) == {
        "claude-opus-5-9": (1, 1_000_000, Decimal(0)),
        "claude-opus-5": (1, 1_000_000, Decimal(5)),
    }


def test_searches_before_they_had_a_price_are_unpriced_and_the_tokens_are_not(tmp_path: Path) -> None:
    tokens = {"input": 1_000_000, "web_search": 3}
    found = answer(kept(tmp_path, [response("claude-3-opus-20240229", "2024-06-01T12:00:00Z", tokens)]))
    assert (found.totals["cost_usd"], found.totals["unpriced_tokens"]) == (15, 0)
    assert found.totals["unpriced_responses"] == 1
    assert [(one.reason, one.tokens) for one in found.unpriced] == [
        ("no price for web_search on that day", 0)
    ]


def test_meters_a_price_row_leaves_out_are_unpriced_not_free(tmp_path: Path) -> None:
    """A row of one's own may give only some of the prices; the rest must not read as zero dollars."""
    own = own_tables(tmp_path, prices='prices:\n- {model: claude-opus-5, from: 2026-11-01, input: "1"}\n')
    used = {"input": 1_000_000, "output": 20, "cache_read": 300, "cache_write_1h": 4_000}
    lines = [response("claude-opus-5", DAY, used), response("claude-opus-5", DAY, MILLION)]
    found = answer(kept(tmp_path, lines), "model", load_book(own))
    [row] = found.rows
    assert (row["cost_usd"], row["unpriced_tokens"], row["unpriced_responses"]) == (2, 4_320, 1)
    assert [(one.reason, one.tokens, one.responses) for one in found.unpriced] == [
        ("no price for cache_write_1h, cache_read, output on that day", 4_320, 1)
    ]


@pytest.mark.parametrize("meter", TOKEN_METERS)
def test_any_meter_may_be_the_one_without_a_price(tmp_path: Path, meter: str) -> None:
    others = [other for other in TOKEN_METERS if other != meter]
    usd = ", ".join(f'{other}: "1"' for other in others)
    own = own_tables(tmp_path, prices=f"prices:\n- {{model: claude-opus-5, from: 2026-11-01, {usd}}}\n")
    used = dict.fromkeys(others, 1_000_000)
    lines = [response("claude-opus-5", DAY, used), response("claude-opus-5", DAY, {**used, meter: 7})]
    found = answer(kept(tmp_path, lines), "model", load_book(own))
    [row] = found.rows
    assert (row["cost_usd"], row["unpriced_tokens"], row["unpriced_responses"]) == (8, 7, 1)
    assert [(one.reason, one.tokens) for one in found.unpriced] == [(f"no price for {meter} on that day", 7)]


def test_a_table_shows_unpriced_where_an_amount_would_be_zero(tmp_path: Path, empty_home: Path) -> None:
    store = kept(tmp_path, [response("claude-zeta-9", DAY, MILLION), response("claude-opus-5", DAY, MILLION)])
    said = claudecost("report", "--by", "model", "--db", store, "--no-ingest").out.splitlines()
    [zeta] = [line for line in said if line.startswith("claude-zeta-9")]
    [total] = [line for line in said if line.startswith("Total")]
    assert zeta.endswith("1,000,000    unpriced")
    assert total.endswith("2,000,000    $5.00 +?")
    assert "unpriced: claude-zeta-9: 1 response, 1,000,000 tokens (no price)" in said


# --- refusals -----------------------------------------------------------------------------------


def refusal(model: str, at: str, tokens: dict[str, int]) -> dict[str, Any]:
    return response(model, at, tokens, stop_reason="refusal")


@pytest.mark.parametrize(
    ("model", "at", "output", "usd", "responses", "unbilled"),
    [
        ("claude-opus-4-8", "2026-06-01T23:59:59.999Z", 0, "5", 1, 0),
        ("claude-opus-4-8", "2026-06-02T00:00:00.000Z", 0, "0", 0, 1),
        ("claude-opus-4-8", "2026-06-02T00:00:00.000Z", 1_000_000, "30", 1, 0),
        ("us.anthropic.claude-opus-4-8", "2026-06-02T00:00:00.000Z", 0, "5.5", 1, 0),
    ],
    ids=["before-the-rule", "from-its-first-instant", "after-some-output", "on-bedrock"],
)
def test_a_refusal_without_output_is_free_from_june_2026_on_anthropics_own_api(
    tmp_path: Path, model: str, at: str, output: int, usd: str, responses: int, unbilled: int
) -> None:
    totals = answer(kept(tmp_path, [refusal(model, at, {**MILLION, "output": output})])).totals
    assert (totals["cost_usd"], totals["responses"]) == (Decimal(usd), responses)
    assert (totals["unbilled_responses"], totals["unbilled_tokens"]) == (unbilled, 1_000_000 * unbilled)


def test_a_free_refusal_is_told_and_is_no_usage(tmp_path: Path, empty_home: Path) -> None:
    store = kept(tmp_path, [refusal("claude-opus-5-5", DAY, MILLION)])
    found = claudecost("daily", "--db", store, "--no-ingest", "--json").json
    assert (found["totals"]["total_tokens"], found["totals"]["unpriced_tokens"]) == (0, 0)
    assert (
        "1 refusal without output (1,000,000 tokens) is not billed and not counted above" in found["warnings"]
    )


# --- several models in one response -------------------------------------------------------------


def iteration(kind: str, tokens: dict[str, int], model: str | None = None) -> dict[str, Any]:
    return {"type": kind, "model": model, **usage_of(tokens)}


def test_an_advisor_costs_under_its_own_model_and_is_no_response(tmp_path: Path) -> None:
    """W23: 0.0133686 for the executor and 0.044415 for the advisor."""
    executor, advisor = {"input": 1_760, "cache_read": 412, "output": 531}, {"input": 823, "output": 1_612}
    steps = [
        iteration("message", executor, "claude-sonnet-4-6"),
        iteration("advisor_message", advisor, "claude-opus-5"),
    ]
    store = kept(
        tmp_path, [response("claude-sonnet-4-6", "2026-08-01T12:00:00Z", executor, iterations=steps)]
    )
    assert by_model(store) == {
        "claude-sonnet-4-6": (1, 2_703, Decimal("0.0133686")),
        "claude-opus-5": (0, 2_435, Decimal("0.044415")),
    }


def test_an_advisor_without_a_price_is_listed_with_its_tokens_and_no_response(tmp_path: Path) -> None:
    steps = [iteration("message", MILLION), iteration("advisor_message", {"output": 9}, "claude-zeta-9")]
    found = answer(kept(tmp_path, [response("claude-opus-5", DAY, MILLION, iterations=steps)]))
    assert (found.totals["cost_usd"], found.totals["responses"]) == (5, 1)
    assert (found.totals["unpriced_tokens"], found.totals["unpriced_responses"]) == (9, 0)
    assert [(one.tokens, one.responses) for one in found.unpriced] == [(9, 0)]


def test_a_compaction_costs_beside_the_response_and_is_none(tmp_path: Path) -> None:
    """W22: 180,000 in and 3,500 out for the compaction, 23,000 in and 1,000 out for the answer."""
    message, compaction = {"input": 23_000, "output": 1_000}, {"input": 180_000, "output": 3_500}
    steps = [iteration("compaction", compaction), iteration("message", message)]
    store = kept(tmp_path, [response("claude-opus-4-8", "2026-06-15T12:00:00Z", message, iterations=steps)])
    assert by_model(store) == {"claude-opus-4-8": (1, 207_500, Decimal("1.1275"))}


def test_an_attempt_that_failed_after_some_output_costs_under_the_model_that_failed(tmp_path: Path) -> None:
    served, failed = {"input": 412, "output": 264}, {"input": 412, "output": 50}
    steps = [
        iteration("message", failed, "claude-fable-5"),
        iteration("fallback_message", served, "claude-opus-4-8"),
    ]
    store = kept(tmp_path, [response("claude-opus-4-8", "2026-07-01T12:00:00Z", served, iterations=steps)])
    assert by_model(store) == {
        "claude-fable-5": (0, 462, Decimal("0.00662")),
        "claude-opus-4-8": (1, 676, Decimal("0.00866")),
    }


@pytest.mark.parametrize("name", ["advisor", "compaction-iteration", "fallback-declined-mid-output"])
def test_however_many_items_a_response_has_it_is_counted_once(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path / "store.db")
    outcome = take_in(store, PATHOLOGIES / name / "root")
    assert answer(store.path).totals["responses"] == outcome.saved.total


# --- not final ----------------------------------------------------------------------------------


def test_a_response_that_never_became_final_is_counted_and_told(tmp_path: Path, empty_home: Path) -> None:
    lines = [
        response("claude-opus-5", DAY, MILLION),
        response("claude-opus-5", DAY, MILLION, stop_reason=None),
    ]
    found = claudecost("daily", "--db", kept(tmp_path, lines), "--no-ingest", "--json").json
    assert (found["totals"]["responses"], found["totals"]["provisional_responses"]) == (2, 1)
    assert found["warnings"] == [
        "1 response never logged a final output count: what is counted is a lower bound"
    ]


def test_the_clients_own_synthetic_answers_are_nobodys_usage(tmp_path: Path, empty_home: Path) -> None:
    store = kept(
        tmp_path, [response("<synthetic>", DAY, {"output": 0}), response("claude-opus-5", DAY, MILLION)]
    )
    found = claudecost("report", "--by", "model", "--db", store, "--no-ingest", "--json").json
    assert [row["model"] for row in found["rows"]] == ["claude-opus-5"]
    assert (found["unpriced"], found["warnings"]) == ([], [])


def test_counts_that_made_no_sense_are_told(tmp_path: Path, empty_home: Path) -> None:
    line = response("claude-opus-5", DAY, MILLION)
    line["message"]["usage"]["output_tokens"] = -5
    found = claudecost("daily", "--db", kept(tmp_path, [line]), "--no-ingest", "--json").json
    assert "1 token count in the transcripts made no sense and counted as 0" in found["warnings"]
