"""Every cause of a difference, provoked in the smallest way; and what comes near and is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from .figures import (
    HAIKU,
    OLDER,
    OPUS,
    SONNET,
    Bill,
    Books,
    Usage,
    bills,
    but,
    causes_of,
    cost_csv,
    cost_page,
    fee,
    tokens_csv,
    usage_page,
)

NOTHING: dict[str, Decimal] = {}

#: Three days of one key, every meter used; no two amounts alike.
DAYS = ("2026-10-12", "2026-10-13", "2026-10-14")
STEADY = [
    Usage(
        day,
        {
            "input": 1_000_000 + 10_000 * number,
            "cache_write_5m": 300_000 + 7_000 * number,
            "cache_write_1h": 200_000 + 3_000 * number,
            "cache_read": 5_000_000 + 90_000 * number,
            "output": 100_000 + 1_100 * number,
        },
    )
    for number, day in enumerate(DAYS)
]
AGREEING = bills(STEADY)
INPUT, WRITES_5M, WRITES_1H, READS, OUTPUT = range(5)


def usd(text: str) -> Decimal:
    return Decimal(text)


def test_nothing_differs_where_both_say_the_same(books: Books) -> None:
    found = books.pages(STEADY, AGREEING).reconcile()
    assert found["causes"] == []
    assert {row["cause"] for row in found["rows"]} == {None}
    assert found["totals"]["cells"] == found["totals"]["agreeing_cells"] == 15


def test_files_that_agree_differ_by_rounding_only(books: Books) -> None:
    found = books.csvs(STEADY, AGREEING).causes()
    assert set(found) <= {"rounding"}
    assert abs(found.get("rounding", Decimal(0))) <= usd("0.005") * len(AGREEING)


# discount


@pytest.mark.parametrize("factor", ["0.92", "0.85", "0.9", "0.9999", "0.9995", "0.123456"])
def test_a_discount_is_found_exactly(books: Books, factor: str) -> None:
    assert books.pages(STEADY, bills(STEADY, factor)).causes() == {
        f"discount {factor}": sum((of.usd for of in AGREEING), Decimal(0)) * (usd(factor) - 1)
    }


@pytest.mark.parametrize("factor", ["0.92", "0.85", "0.9"])
@pytest.mark.parametrize("without", [(), ("list_price_usd",)], ids=["with list prices", "without"])
def test_a_discount_is_found_through_rounding(books: Books, factor: str, without: Sequence[str]) -> None:
    found = books.csvs(STEADY, bills(STEADY, factor), without).causes()
    assert set(found) == {f"discount {factor}", "rounding"}


def test_some_deviating_cells_do_not_hide_the_discount_of_the_others(books: Books) -> None:
    billed = bills(STEADY, "0.92")
    billed = but(billed, OUTPUT, usd=billed[OUTPUT].usd + 3)
    billed = but(billed, 5 + INPUT, usd=billed[5 + INPUT].usd + 2)
    found = books.pages(STEADY, billed).causes()
    assert found["residual"] == 5
    assert found["discount 0.92"] == sum((of.usd for of in AGREEING), Decimal(0)) * usd("-0.08")


def test_models_can_have_discounts_of_their_own(books: Books) -> None:
    both = [*STEADY, *(replace(of, model=SONNET) for of in STEADY)]
    billed = bills(both[:3], "0.92") + bills(both[3:], "0.85")
    assert set(books.pages(both, billed).causes()) == {"discount 0.92", "discount 0.85"}


def test_months_can_have_discounts_of_their_own(books: Books) -> None:
    """A contract that was renewed with the month."""
    november = [replace(of, day=of.day.replace("-10-", "-11-")) for of in STEADY[:2]]
    billed = bills(STEADY, "0.95") + bills(november, "0.9")
    found = books.pages([*STEADY, *november], billed).causes()
    assert set(found) == {"discount 0.95", "discount 0.9"}


def test_a_discount_on_most_is_none_on_what_is_billed_at_list(books: Books) -> None:
    both = [*STEADY, *(replace(of, model=SONNET) for of in STEADY)]
    billed = bills(both[:3], "0.92") + bills(both[3:])
    found = books.pages(both, billed).reconcile()
    assert {row["cause"] for row in found["rows"] if row["model"] == SONNET} == {None}
    assert [cause["cause"] for cause in found["causes"]] == ["discount"]


def test_searches_without_a_discount_agree_beside_tokens_with_one(books: Books) -> None:
    usages = but(STEADY, 0, searches=7)
    billed = [*bills(STEADY, "0.92"), fee("2026-10-12", "web_search", "0.07")]
    assert set(books.pages(usages, billed).causes()) == {"discount 0.92"}


def test_one_cell_told_at_list_price_is_enough_for_a_discount(books: Books) -> None:
    """Without a list price one rounded cell agrees with any factor; with one it is what they say."""
    usages = [Usage("2026-10-12", {"output": 20_000}, speed="fast")]
    told = [Bill("2026-10-12", "output", usd("0.74"), usd("0.80"), speed="fast")]
    assert books.csvs(usages, told).causes() == {"discount 0.92": usd("-0.06")}


@pytest.mark.parametrize("billed", ["0.01", "0.02", "0.63"])
def test_one_or_two_small_cells_make_no_discount(books: Books, billed: str) -> None:
    usages = [Usage("2026-10-12", {"input": 200_000})]
    told = [Bill("2026-10-12", "input", usd(billed))]
    assert books.csvs(usages, told, ("list_price_usd",)).causes() == {"residual": usd(billed) - usd("0.80")}


def test_one_deviating_cell_of_a_model_is_no_discount_of_that_model(books: Books) -> None:
    billed = but(AGREEING, OUTPUT, usd=usd("1.4"))
    assert books.pages(STEADY, billed).causes() == {"residual": usd("-0.6")}


def test_fees_have_no_discount(books: Books) -> None:
    billed = [*bills(STEADY, "0.92"), fee("2026-10-12", "code_execution", "0.125")]
    found = books.pages(STEADY, billed).causes()
    assert set(found) == {"discount 0.92", "fee_without_usage"}
    assert found["fee_without_usage"] == usd("0.125")


# units


@pytest.mark.parametrize("units", ["100", "0.01"])
@pytest.mark.parametrize("factor", ["1", "0.92"])
def test_cents_for_dollars_are_units(books: Books, units: str, factor: str) -> None:
    usages = [replace(of, tokens={name: 1000 * count for name, count in of.tokens.items()}) for of in STEADY]
    billed = [replace(of, usd=of.usd * usd(units)) for of in bills(usages, factor)]
    found = books.pages(usages, billed).causes()
    assert set(found) == {"units"} | ({f"discount {factor}"} if factor != "1" else set())


def test_a_single_amount_in_cents_is_units(books: Books) -> None:
    billed = but(AGREEING, OUTPUT, usd=AGREEING[OUTPUT].usd * 100)
    assert books.pages(STEADY, billed).causes() == {"units": AGREEING[OUTPUT].usd * 99}


def test_ninety_nine_times_as_much_is_no_units(books: Books) -> None:
    billed = but(AGREEING, OUTPUT, usd=AGREEING[OUTPUT].usd * 99)
    assert books.pages(STEADY, billed).causes() == {"residual": AGREEING[OUTPUT].usd * 98}


# time_zone


@pytest.mark.parametrize("factor", ["1", "0.92"])
def test_amounts_on_the_next_day_are_another_time_zone(books: Books, factor: str) -> None:
    billed = bills(STEADY, factor)
    billed = but(billed, OUTPUT, usd=billed[OUTPUT].usd - usd("0.5"))
    billed = but(billed, 5 + OUTPUT, usd=billed[5 + OUTPUT].usd + usd("0.5"))
    found = books.pages(STEADY, billed).reconcile()
    assert {row["cause"] for row in found["rows"] if row["token_type"] == "output"} >= {"time_zone"}
    assert found["totals"]["residual_usd"] == "0"


def test_a_whole_cell_on_the_next_day_is_another_time_zone_at_its_discount(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-12", {"output": 50_000}, model=SONNET)]
    moved = [replace(of, day="2026-10-13") if of.model == SONNET else of for of in bills(usages, "0.92")]
    total = sum((of.list_usd or Decimal(0) for of in moved), Decimal(0))
    found = books.pages(usages, moved, DAYS).reconcile()
    assert {row["cause"] for row in found["rows"] if row["model"] == SONNET} == {"time_zone"}
    assert causes_of(found) == {"discount 0.92": total * usd("-0.08"), "time_zone": 0}


def test_small_residuals_on_adjoining_days_are_no_time_zone(books: Books) -> None:
    """Each is above its own rounding, and what rounding may do over all days would swallow their sum."""
    days = [f"2026-10-{day}" for day in range(12, 20)]
    usages = [Usage(day, {"input": 250_000}) for day in days for _ in range(4)]
    billed = [
        Bill(day, "input", usd("1.02" if number % 2 else "0.98"))
        for number, day in enumerate(days)
        for _ in range(2)
    ]
    billed = [*billed, *(Bill(day, "input", usd("1.00")) for day in days for _ in range(2))]
    found = books.csvs(usages, billed, ("list_price_usd",)).reconcile()
    assert {row["cause"] for row in found["rows"]} == {"unexplained"}


def test_differences_that_do_not_cancel_are_no_time_zone(books: Books) -> None:
    billed = but(AGREEING, OUTPUT, usd=AGREEING[OUTPUT].usd - usd("0.5"))
    billed = but(billed, 5 + OUTPUT, usd=AGREEING[5 + OUTPUT].usd + usd("0.51"))
    assert books.pages(STEADY, billed).causes() == {"residual": usd("0.01")}


# late_data


def test_days_only_one_side_has_are_late(books: Books) -> None:
    missing = sum((of.usd for of in AGREEING[10:]), Decimal(0))
    assert books.pages(STEADY, AGREEING[:10]).causes() == {"late_data": -missing}


def test_a_bill_that_is_ahead_of_the_usage_is_late_too(books: Books) -> None:
    missing = sum((of.usd for of in AGREEING[10:]), Decimal(0))
    assert books.pages(STEADY[:2], AGREEING).causes() == {"late_data": missing}


def test_a_day_that_was_not_over_when_the_bill_was_made_is_late(books: Books) -> None:
    billed = but(AGREEING, 10 + OUTPUT, usd=usd("1"))
    books.write("usage.json", usage_page(STEADY))
    books.write("cost.json", cost_page(billed), datetime(2026, 10, 15, 6, tzinfo=UTC))
    assert books.causes() == {"late_data": usd("1") - AGREEING[10 + OUTPUT].usd}


def test_a_file_that_ends_a_day_before_the_other_is_late_on_its_last_day(books: Books) -> None:
    """Its own time says nothing: copying a file makes it younger."""
    billed = but(AGREEING[:10], 5 + OUTPUT, usd=usd("1"), list_usd=usd("1"))
    books.write("tokens.csv", tokens_csv(STEADY)).write("cost.csv", cost_csv(billed))
    found = books.reconcile()
    assert {row["cause"] for row in found["rows"] if row["day"] == DAYS[1]} <= {"late_data", "rounding", None}
    assert found["totals"]["residual_usd"] == "0"


def test_too_much_billed_of_a_day_that_was_not_over_is_not_late(books: Books) -> None:
    billed = but(AGREEING, 10 + OUTPUT, usd=AGREEING[10 + OUTPUT].usd + 1)
    books.write("usage.json", usage_page(STEADY))
    books.write("cost.json", cost_page(billed), datetime(2026, 10, 15, 6, tzinfo=UTC))
    assert books.causes() == {"residual": usd("1")}


@pytest.mark.parametrize("place", [OUTPUT, 10 + OUTPUT])
def test_a_residual_on_a_settled_day_is_not_late(books: Books, place: int) -> None:
    billed = but(AGREEING, place, usd=AGREEING[place].usd + usd("1.25"), list_usd=None)
    found = books.csvs(STEADY, billed).reconcile()
    assert [row["cause"] for row in found["rows"]].count("unexplained") == 1
    assert Decimal(found["totals"]["residual_usd"]).quantize(usd("0.01")) == usd("1.25")


# price_change


@pytest.mark.parametrize("day", ["2026-10-07", "2026-10-06"])
def test_the_price_of_the_day_before_or_after_a_change_is_a_price_change(books: Books, day: str) -> None:
    """Sonnet's cache reads cost 0.20 until 2026-10-06, and 0.10 from then on."""
    usages = [*STEADY, Usage(day, {"cache_read": 10_000_000}, model=SONNET)]
    told, ours = ("2", "1") if day == "2026-10-07" else ("1", "2")
    billed = [*AGREEING, Bill(day, "cache_read", usd(told), model=SONNET)]
    assert books.pages(usages, billed).causes() == {"price_change": usd(told) - usd(ours)}


def test_two_days_after_a_change_it_explains_nothing(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-08", {"cache_read": 10_000_000}, model=SONNET)]
    billed = [*AGREEING, Bill("2026-10-08", "cache_read", usd("2"), model=SONNET)]
    assert books.pages(usages, billed).causes() == {"residual": usd("1")}


# cache_ttl


@pytest.mark.parametrize("factor", ["1", "0.92"])
def test_five_minute_writes_billed_as_of_an_hour_are_another_time_to_live(books: Books, factor: str) -> None:
    moved, billed = 100_000, bills(STEADY, factor)
    off = usd(factor)
    billed = but(billed, WRITES_5M, usd=billed[WRITES_5M].usd - moved * 5 / usd("1e6") * off)
    billed = but(billed, WRITES_1H, usd=billed[WRITES_1H].usd + moved * 8 / usd("1e6") * off)
    found = books.pages(STEADY, billed).causes()
    assert found.pop("cache_ttl") == usd("0.3") * off
    assert set(found) == ({f"discount {factor}"} if factor != "1" else set())


def test_all_writes_of_the_other_life_are_another_time_to_live(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-12", {"cache_write_5m": 200_000}, model=SONNET)]
    billed = [*AGREEING, Bill("2026-10-12", "cache_write_1h", usd("0.8"), model=SONNET)]
    assert books.pages(usages, billed).causes() == {"cache_ttl": usd("0.3")}


def test_writes_of_an_unknown_life_lie_between_both_prices(books: Books) -> None:
    text = "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_output_tokens,"
    text += "usage_input_tokens_no_cache,usage_input_tokens_cache_write,usage_input_tokens_cache_read\n"
    text += f"2026-10-12,{OPUS},ci,Platform,standard,≤ 200k,0,0,1000000,0\n"
    books.write("tokens.csv", text)
    books.write("cost.csv", cost_csv([Bill("2026-10-12", "cache_write_5m", usd("6.5"), usd("6.5"))]))
    assert books.causes() == {"cache_ttl": usd("1.5")}


def test_writes_that_only_differ_are_no_other_time_to_live(books: Books) -> None:
    billed = but(AGREEING, WRITES_5M, usd=AGREEING[WRITES_5M].usd + usd("0.5"))
    billed = but(billed, WRITES_1H, usd=AGREEING[WRITES_1H].usd + usd("0.8"))
    assert books.pages(STEADY, billed).causes() == {"residual": usd("1.3")}


def test_an_hours_write_a_little_off_is_no_other_time_to_live(books: Books) -> None:
    """0.625 of its difference is within what rounding can do; the difference itself is not."""
    usages = [Usage("2026-10-12", {"cache_write_1h": 125_000})]
    told = Bill("2026-10-12", "cache_write_1h", usd("1.007"), usd("1.007"))
    rounded = cost_csv([told]).replace("1.01", "1.007")
    books.write("tokens.csv", tokens_csv(usages)).write("cost.csv", rounded)
    assert books.causes() == {"residual": usd("0.007")}


# batch, geography, fast_mode


@pytest.mark.parametrize(
    ("cause", "times"), [("batch", "0.5"), ("geography", "1.1"), ("fast_mode", "2")], ids=lambda it: str(it)
)
@pytest.mark.parametrize("factor", ["1", "0.92"])
def test_another_price_of_one_cell_is_named(books: Books, cause: str, times: str, factor: str) -> None:
    billed = bills(STEADY, factor)
    billed = but(billed, OUTPUT, usd=billed[OUTPUT].usd * usd(times))
    found = books.pages(STEADY, billed).causes()
    assert found.pop(cause) == AGREEING[OUTPUT].usd * (usd(times) - 1)
    assert set(found) == ({f"discount {factor}"} if factor != "1" else set())


@pytest.mark.parametrize(("cause", "times"), [("batch", "0.5"), ("geography", "1.1"), ("fast_mode", "2")])
def test_another_price_of_everything_is_named_and_no_discount(books: Books, cause: str, times: str) -> None:
    billed = [replace(of, usd=of.usd * usd(times)) for of in AGREEING]
    assert books.pages(STEADY, billed).causes() == {
        cause: sum((of.usd for of in AGREEING), Decimal(0)) * (usd(times) - 1)
    }


@pytest.mark.parametrize("times", ["0.51", "1.11", "2.01", "1.09"])
def test_nearly_another_price_is_none(books: Books, times: str) -> None:
    billed = but(AGREEING, OUTPUT, usd=AGREEING[OUTPUT].usd * usd(times))
    assert books.pages(STEADY, billed).causes() == {"residual": AGREEING[OUTPUT].usd * (usd(times) - 1)}


# long_prompt


@pytest.mark.parametrize("factor", ["1", "0.92"])
def test_a_price_by_the_length_of_prompts_lies_between_both(books: Books, factor: str) -> None:
    """A million input tokens of Haiku cost 0.10 in short prompts and 0.50 in long ones."""
    usages = [*STEADY, Usage("2026-10-12", {"input": 1_000_000}, model=HAIKU)]
    billed = [*bills(STEADY, factor), Bill("2026-10-12", "input", usd("0.3"), model=HAIKU)]
    found = books.pages(usages, billed).causes()
    assert found["long_prompt"] == usd("0.3") - usd("0.1") * usd(factor)
    assert "residual" not in found


@pytest.mark.parametrize("told", ["0.09", "0.51"])
def test_beyond_both_prices_the_length_of_prompts_explains_nothing(books: Books, told: str) -> None:
    usages = [*STEADY, Usage("2026-10-12", {"input": 1_000_000}, model=HAIKU)]
    billed = [*AGREEING, Bill("2026-10-12", "input", usd(told), model=HAIKU)]
    assert books.pages(usages, billed).causes() == {"residual": usd(told) - usd("0.1")}


# refusal


def test_prompts_without_any_output_that_nobody_billed_are_refusals(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-12", {"input": 10_000}, model=SONNET)]
    assert books.pages(usages, AGREEING).causes() == {"refusal": usd("-0.02")}


def test_whole_tokens_short_beside_an_output_that_agrees_are_refusals(books: Books) -> None:
    billed = but(AGREEING, INPUT, usd=AGREEING[INPUT].usd - 7_001 * usd("0.000004"))
    assert books.pages(STEADY, billed).causes() == {"refusal": usd("-0.028004")}


@pytest.mark.parametrize(
    ("day", "has_transcripts", "cause"),
    [
        ("2026-06-02", True, "refusal"),
        ("2026-06-02", False, "residual"),
        pytest.param("2026-06-01", True, "residual", id="refusals were billed until then"),
    ],
)
def test_refusals_in_transcripts_prove_what_sums_cannot(
    books: Books, day: str, has_transcripts: bool, cause: str
) -> None:
    """412 of 600 prompt tokens of that day were refused: far more than a guess may call a refusal."""
    usages = [Usage(day, {"input": 600, "output": 1_000}, OLDER)]
    billed = [Bill(day, "input", usd("0.00094"), model=OLDER), Bill(day, "output", usd("0.025"), model=OLDER)]
    books.pages(usages, billed)
    if has_transcripts:
        books.files.append(Path(__file__).parent.parent / "pathologies" / "refusal-before-output" / "root")
    assert books.causes() == {cause: usd("-0.00206")}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([(INPUT, "-0.0000055")], id="no whole tokens"),
        pytest.param([(INPUT, "-1.2")], id="more than refusals come to"),
        pytest.param([(INPUT, "0.028")], id="billed on top"),
        pytest.param([(OUTPUT, "-0.4")], id="output missing"),
        pytest.param([(READS, "-0.1")], id="cached prompts alone"),
        pytest.param([(INPUT, "-0.04"), (OUTPUT, "-0.4")], id="output missing as well"),
    ],
)
def test_other_shortfalls_are_no_refusals(books: Books, changes: list[tuple[int, str]]) -> None:
    billed = AGREEING
    for place, more in changes:
        billed = but(billed, place, usd=billed[place].usd + usd(more))
    assert books.pages(STEADY, billed).causes() == {"residual": sum(usd(more) for _, more in changes)}


def test_usage_with_output_that_nobody_billed_is_no_refusal(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-12", {"input": 10_000, "output": 10}, model=SONNET)]
    assert books.pages(usages, AGREEING).causes() == {"residual": usd("-0.0201")}


# priority_tier


def test_priority_tier_is_worth_its_standard_list_price(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-12", {"output": 300_000}, model=OLDER, tier="priority")]
    assert books.pages(usages, AGREEING).causes() == {"priority_tier": usd("-7.5")}


def test_priority_tier_mixed_with_standard_is_taken_out_of_the_mixture(books: Books) -> None:
    """Files of the bill do not tell tiers apart."""
    usages = [*STEADY, replace(STEADY[0], tokens={"output": 50_000}, tier="priority")]
    found = books.csvs(usages, bills(STEADY, "0.92")).causes()
    assert found["priority_tier"] == -1
    assert set(found) == {"priority_tier", "discount 0.92", "rounding"}


def test_priority_tier_that_was_billed_after_all_is_none(books: Books) -> None:
    usages = [*STEADY, replace(STEADY[0], tokens={"output": 50_000}, tier="priority")]
    billed = but(AGREEING, OUTPUT, usd=AGREEING[OUTPUT].usd + 1, list_usd=AGREEING[OUTPUT].usd + 1)
    assert set(books.csvs(usages, billed).causes()) <= {"rounding"}


# other_ledger


SPENT = (
    "user_email,account_uuid,product,model,total_requests,total_prompt_tokens,total_completion_tokens,"
    "total_net_spend_usd,total_gross_spend_usd,user_id,total_uncached_input_tokens,total_cache_read_tokens,"
    "total_cache_write_5m_tokens,total_cache_write_1h_tokens,total_web_search_count\n"
    "ana@example.com,u-1,Claude Code,claude-opus-5-5,10,1000000,100000,5.52,6.00,user_01,1000000,0,0,0,0\n"
)
SPEND = "spend-report-113a8758-3d89-4023-83fe-7090c5c5164e-2026-10-01-to-2026-10-31.csv"


def claude_code_page() -> str:
    """A report of Claude Code on seats: an estimate nobody is billed for."""
    return (
        '{"data": [{"date": "2026-10-12T00:00:00Z", "actor": {"type": "user_actor", "email_address": '
        '"ana@example.com"}, "organization_id": "org", "customer_type": "subscription", "terminal_type": '
        '"vscode", "subscription_type": "team", "core_metrics": {"num_sessions": 1, '
        '"lines_of_code": {"added": 1, "removed": 0}, "commits_by_claude_code": 0, '
        '"pull_requests_by_claude_code": 0}, "tool_actions": {}, '
        '"model_breakdown": [{"model": "claude-opus-5-5", "tokens": {"input": 1000000, "output": 0, '
        '"cache_read": 0, "cache_creation": 0}, "estimated_cost": {"currency": "USD", "amount": 400}}]}], '
        '"has_more": false, "next_page": null}'
    )


def test_usage_of_seats_beside_a_bill_of_the_api_is_another_ledger(books: Books) -> None:
    books.pages(STEADY, AGREEING).write("code.json", claude_code_page())
    assert books.causes() == {"other_ledger": usd("-4")}


def test_seats_and_api_in_one_store_are_told_apart_each_in_its_own_way(books: Books) -> None:
    books.pages(STEADY, bills(STEADY, "0.92")).write(SPEND, SPENT)
    found = books.reconcile()
    assert found["totals"]["residual_usd"] == "0"
    assert [cause["cause"] for cause in found["causes"]] == ["discount"]
    assert {row["actor"] for row in found["rows"]} == {None, "ana@example.com"}


def test_unbilled_usage_of_the_api_is_no_other_ledger(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-12", {"output": 50_000}, model=SONNET)]
    books.pages(usages, AGREEING).write(SPEND, SPENT.replace("5.52", "6.00"))
    assert books.causes() == {"residual": usd("-0.5")}


# unknown_model


def test_usage_without_a_price_that_was_billed_is_an_unknown_model(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-12", {"output": 1_000}, model="claude-zeta-9")]
    billed = [*AGREEING, Bill("2026-10-12", "output", usd("3"), model="claude-zeta-9")]
    assert books.pages(usages, billed).causes() == {"unknown_model": usd("3")}


def test_an_unknown_model_that_the_bill_spells_in_its_own_way_is_one_too(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-12", {"output": 1_000}, model="claude-zeta-9")]
    billed = [*AGREEING, Bill("2026-10-12", "output", usd("3"), usd("3"), model="Claude Zeta 9")]
    assert books.csvs(usages, billed).causes().get("unknown_model") == usd("3")


def test_an_unknown_model_nobody_billed_makes_no_difference(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-12", {"output": 1_000}, model="claude-zeta-9")]
    found = books.pages(usages, AGREEING).reconcile()
    assert found["causes"] == []
    assert found["totals"]["unpriced_tokens"] == 1_000


# fee_without_usage, rounding, unexplained


def test_fees_stand_for_themselves(books: Books) -> None:
    billed = [
        *AGREEING,
        fee("2026-10-12", "code_execution", "0.125"),
        fee("2026-10-13", "session_usage", "2"),
    ]
    assert books.pages(STEADY, billed).causes() == {"fee_without_usage": usd("2.125")}


def test_searches_nobody_made_are_no_fee_without_usage(books: Books) -> None:
    billed = [*AGREEING, fee("2026-10-12", "web_search", "0.07")]
    assert books.pages(STEADY, billed).causes() == {"residual": usd("0.07")}


def test_searches_cost_a_cent_each(books: Books) -> None:
    billed = [*AGREEING, fee("2026-10-12", "web_search", "0.07")]
    assert books.pages(but(STEADY, 0, searches=7), billed).causes() == NOTHING


@pytest.mark.parametrize(("told", "cause"), [("1.005", "rounding"), ("1.006", "residual")])
def test_half_a_cent_a_row_is_rounding_and_no_more(books: Books, told: str, cause: str) -> None:
    usages = [Usage("2026-10-12", {"input": 250_000})]
    text = cost_csv([Bill("2026-10-12", "input", usd("1"), usd("1"))]).replace("1.00,1.00", f"{told},{told}")
    books.write("tokens.csv", tokens_csv(usages)).write("cost.csv", text)
    assert books.causes() == {cause: usd(told) - 1}


def test_what_nothing_explains_is_left_as_residual(books: Books) -> None:
    billed = but(AGREEING, OUTPUT, usd=AGREEING[OUTPUT].usd + usd("0.37"))
    found = books.pages(STEADY, billed).reconcile()
    assert found["causes"] == []
    assert [(row["cause"], row["difference_usd"]) for row in found["rows"] if row["cause"]] == [
        ("unexplained", "0.37")
    ]


# odd amounts


def test_a_credit_is_a_difference_like_any_other(books: Books) -> None:
    billed = [*AGREEING, Bill("2026-10-12", "output", usd("-0.3"))]
    assert books.pages(STEADY, billed).causes() == {"residual": usd("-0.3")}


def test_rows_of_nothing_make_no_difference(books: Books) -> None:
    usages = [*STEADY, Usage("2026-10-13", {"input": 0}, model=SONNET)]
    billed = [*AGREEING, Bill("2026-10-14", "output", Decimal(0), model=SONNET)]
    assert books.pages(usages, billed).causes() == NOTHING


def test_a_list_price_that_some_rows_lack_says_nothing_of_the_cell(books: Books) -> None:
    """Two rows of one cell, of which one has no list price: the factor of the others explains both."""
    twice = [replace(of, key="ci") for of in STEADY for _ in range(2)]
    billed = but(bills(twice, "0.92"), OUTPUT, list_usd=None)
    assert set(books.csvs(twice, billed).causes()) == {"discount 0.92", "rounding"}


def test_a_bill_above_its_own_list_price_is_no_discount(books: Books) -> None:
    """Whoever is overcharged must hear of it: what the discount does not explain stays in the residual."""
    told = bills(STEADY, "0.92")
    place = max(range(len(told)), key=lambda number: told[number].usd)
    dear = told[place].list_usd or Decimal(0)
    found = books.csvs(STEADY, but(told, place, usd=dear * 3)).causes()
    assert abs(found["residual"] - dear * Decimal("2.08")) < Decimal("0.02")


def test_a_credit_is_no_fee(books: Books) -> None:
    """Only fees we know of explain what no usage stands behind."""
    billed = [*bills(STEADY), fee(STEADY[0].day, "credit", "-100.00")]
    assert books.csvs(STEADY, billed).causes()["residual"] == Decimal(-100)


def test_a_key_without_any_bill_is_not_all_refusals(books: Books) -> None:
    """Usage without output of which nothing is billed, although nothing else of its key is billed either."""
    lost = [*STEADY, *(Usage(of.day, {"input": 10_000_000}, key="lost") for of in STEADY[:3])]
    found = books.csvs(lost, bills(STEADY)).causes()
    assert "refusal" not in found
    assert found["residual"] == usd("-120")
