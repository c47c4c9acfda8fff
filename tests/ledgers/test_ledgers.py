"""The metered and the billed ledger as reports: dimensions, periods, names, prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from reconcile.figures import (
    HAIKU,
    OLDER,
    OPUS,
    SONNET,
    Bill,
    Books,
    Usage,
    bills,
    cost_csv,
    cost_page,
    tokens_csv,
    usage_page,
)
from reconcile.test_causes import SPEND, SPENT

from claudecost.reports.dimensions import KNOWN

from .lists import keys_page, workspaces_page

USAGES = [
    Usage("2026-10-04", {"input": 1_000_000}, OPUS),
    Usage("2026-10-05", {"input": 2_000_000, "cache_write_5m": 100_000}, OPUS, key="etl", searches=3),
    Usage("2026-10-05", {"output": 10_000}, OLDER, speed="fast"),
    Usage("2026-10-06", {"cache_read": 3_000_000}, OPUS, workspace="Default", geo="us"),
    Usage("2026-11-01", {"output": 7}, SONNET, tier="batch"),
]
BILLED = bills([replace(of, speed="standard") for of in USAGES])


def usd(text: str) -> Decimal:
    return Decimal(text)


@pytest.fixture
def full(books: Books) -> Books:
    """Tokens by file, bills by page, and seats."""
    books.write("tokens.csv", tokens_csv(USAGES)).write("cost.json", cost_page(BILLED)).write(SPEND, SPENT)
    return books.take_in()


def report(books: Books, ledger: str, *arguments: object) -> Any:
    said = books.say("report", "--ledger", ledger, "--json", "--no-ingest", *arguments)
    assert said.code == 0, said.err
    return said.json


def column(found: Any, label: str, measure: str) -> dict[str | None, Any]:
    return {row[label]: row[measure] for row in found["rows"]}


@pytest.mark.parametrize(
    ("ledger", "name"), [(ledger, name) for ledger in ("metered", "billed") for name in KNOWN[ledger]]
)
def test_rows_add_up_to_the_same_totals_whatever_they_are_grouped_by(
    full: Books, ledger: str, name: str
) -> None:
    totals = report(full, ledger, "--by", "day")["totals"]
    found = report(full, ledger, "--by", name)
    assert found["totals"] == totals
    for measure, total in totals.items():
        values = [row[measure] for row in found["rows"]]
        assert total is None or sum(map(Decimal, values), Decimal(0)) == Decimal(total), measure


def test_several_dimensions_add_up_too(full: Books) -> None:
    found = report(full, "metered", "--by", "month,model,workspace,service_tier")
    assert sum(Decimal(row["cost_usd"]) for row in found["rows"]) == Decimal(found["totals"]["cost_usd"])


@pytest.mark.parametrize(
    ("period", "tokens"),
    [
        (["--since", "2026-10-05", "--until", "2026-10-05"], 2_110_000),
        (["--since", "2026-10-06"], 3_000_007),
        (["--until", "2026-10-04"], 1_000_000),
        (["--period", "2026-11"], 7),
        (["--period", "2026-09"], 0),
        (["--since", "2026-10-05", "--until", "2026-10-05", "--timezone", "Asia/Tokyo"], 2_110_000),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_periods_are_whole_utc_days(books: Books, period: list[str], tokens: int) -> None:
    books.write("tokens.csv", tokens_csv(USAGES))
    assert report(books, "metered", *period)["totals"]["total_tokens"] == tokens


def test_the_time_zone_of_the_person_moves_no_day(full: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = report(full, "billed", "--by", "day")["rows"]
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    monkeypatch.setenv("CLAUDECOST_TIMEZONE", "America/Los_Angeles")
    assert report(full, "billed", "--by", "day")["rows"] == expected


def test_rows_that_reach_out_of_the_period_are_left_out_and_said(full: Books) -> None:
    found = report(full, "metered", "--since", "2026-10-05", "--until", "2026-10-06")
    assert found["totals"]["total_tokens"] == 5_110_000
    assert "1 row reaches out of the period and cannot be divided; it is left out" in found["warnings"]
    assert not [w for w in report(full, "metered", "--period", "2026-10")["warnings"] if "reach" in w]


def test_a_row_over_many_days_has_its_month_and_no_day(full: Books) -> None:
    months = report(full, "metered", "--by", "month", "--period", "2026-10")
    assert [row["month"] for row in months["rows"]] == ["2026-10"]
    days = report(full, "metered", "--by", "day", "--period", "2026-10")
    assert column(days, "day", "total_tokens")[None] == 1_100_000


@pytest.mark.parametrize(
    ("ledger", "chosen", "measure", "value"),
    [
        ("metered", ["--model", "claude-opus-5-5", "--api-key", "etl"], "total_tokens", 2_100_000),
        ("metered", ["--model", "opus-4.8"], "total_tokens", 10_000),
        ("metered", ["--workspace", "Def*"], "total_tokens", 3_000_000),
        ("metered", ["--user", "ana@*"], "total_tokens", 1_100_000),
        ("metered", ["--user", "(none)"], "total_tokens", 6_110_007),
        ("metered", ["--product", "claude_code"], "total_tokens", 1_100_000),
        ("metered", ["--source", "spend-report-csv"], "total_tokens", 1_100_000),
        ("billed", ["--workspace", "Default"], "billed_usd", "0.6"),
        ("billed", ["--user", "ana@example.com", "--model", "opus-5.5"], "billed_usd", "5.52"),
        ("billed", ["--user", "ben@*"], "billed_usd", "0"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_filters_admit_what_they_name(
    full: Books, ledger: str, chosen: list[str], measure: str, value: object
) -> None:
    assert report(full, ledger, *chosen)["totals"][measure] == value


def test_a_filter_that_matches_nothing_is_said(full: Books) -> None:
    assert any("ben@*" in warning for warning in report(full, "billed", "--user", "ben@*")["warnings"])


# JSON


def test_the_json_of_the_metered_ledger_is_as_promised(full: Books) -> None:
    found = report(full, "metered", "--by", "model,workspace", "--period", "2026-10")
    assert found["ledger"] == "metered"
    assert found["period"]["since"] == "2026-10-01T00:00:00Z"
    [row] = [row for row in found["rows"] if row["model"] == OLDER]
    assert row == {
        "model": OLDER,
        "workspace": "Platform",
        "input_tokens": 0,
        "cache_write_5m_tokens": 0,
        "cache_write_1h_tokens": 0,
        "cache_read_tokens": 0,
        "output_tokens": 10_000,
        "web_search_requests": 0,
        "total_tokens": 10_000,
        "cost_usd": "0.5",
        "cost_low_usd": "0.5",
        "cost_high_usd": "0.5",
        "unpriced_tokens": 0,
    }
    assert set(found["totals"]) >= set(row) - {"model", "workspace"}


def test_the_json_of_the_billed_ledger_is_as_promised(full: Books) -> None:
    found = report(full, "billed", "--by", "day,cost_type,token_type", "--period", "2026-10")
    [row] = [row for row in found["rows"] if row["day"] == "2026-10-06"]
    assert row == {
        "day": "2026-10-06",
        "cost_type": "tokens",
        "token_type": "cache_read",
        "billed_usd": "0.6",
        "list_usd": None,
        "rows": 1,
    }
    assert found["totals"]["list_usd"] is None
    [seats] = [row for row in found["rows"] if row["day"] is None]
    assert (seats["billed_usd"], seats["list_usd"]) == ("5.52", "6")


def test_no_report_adds_two_ledgers(full: Books) -> None:
    metered, billed = (report(full, ledger)["totals"] for ledger in ("metered", "billed"))
    assert "billed_usd" not in metered
    assert "cost_usd" not in billed
    requests = report(full, "requests")["totals"]
    assert (requests["responses"], requests["total_tokens"], requests["cost_usd"]) == (0, 0, "0")


# names


def labels(books: Books, ledger: str, name: str) -> set[str | None]:
    return set(
        column(report(books, ledger, "--by", name), name, "rows" if ledger == "billed" else "cost_usd")
    )


WORKSPACES = workspaces_page(("wrkspc_01D", "Default"), ("wrkspc_Platform", "Platform"))


def test_the_default_workspace_has_one_name_whatever_the_source(books: Books) -> None:
    """Its real id in the newer endpoints, null in the older, a name in files."""
    own = Usage("2026-10-05", {"input": 1_000_000}, workspace="Default")
    books.write("tokens.csv", tokens_csv([own]).replace("Default", "default"))
    books.write("cost.json", cost_page(bills([own, replace(own, workspace="Platform")])))
    books.write(
        "workspaces.json", workspaces_page(("wrkspc_01D", "Default"), ("wrkspc_Platform", "Platform"))
    )
    assert labels(books, "metered", "workspace") == {"Default"}
    assert labels(books, "billed", "workspace") == {"Default", "Platform"}
    newer = usage_page([replace(own, day="2026-10-06", workspace="01D")])
    assert labels(books.write("usage.json", newer), "metered", "workspace") == {"Default"}


def test_names_come_from_saved_lists_and_ids_stay_where_there_is_none(books: Books) -> None:
    usages = [replace(USAGES[0], key=key) for key in ("a", "b")]
    books.write("usage.json", usage_page(usages))
    assert labels(books, "metered", "api_key") == {"apikey_a", "apikey_b"}
    assert labels(books, "metered", "workspace") == {"wrkspc_Platform"}
    books.write("keys.json", keys_page(("apikey_a", "ci-runner")))
    books.write("workspaces.json", workspaces_page(("wrkspc_Platform", "Platform")))
    assert labels(books, "metered", "api_key") == {"ci-runner", "apikey_b"}
    assert labels(books, "metered", "workspace") == {"Platform"}


def test_a_renamed_key_goes_by_its_newest_name_in_whatever_order_lists_come(books: Books) -> None:
    usages = [replace(USAGES[0], key="a")]
    books.write("usage.json", usage_page(usages)).take_in()
    books.write("new.json", keys_page(("apikey_a", "after")), datetime(2026, 11, 2, tzinfo=UTC)).take_in()
    books.write("old.json", keys_page(("apikey_a", "before")), datetime(2026, 11, 1, tzinfo=UTC)).take_in()
    assert labels(books, "metered", "api_key") == {"after"}


def test_two_keys_of_one_name_stay_two(books: Books) -> None:
    usages = [replace(USAGES[0], key=key) for key in ("a", "b")]
    books.write("usage.json", usage_page(usages))
    books.write("keys.json", keys_page(("apikey_a", "ci"), ("apikey_b", "ci")))
    assert labels(books, "metered", "api_key") == {"ci (apikey_a)", "ci (apikey_b)"}


def test_display_names_and_ids_are_one_model(books: Books) -> None:
    usages = [Usage("2026-10-12", {"output": 1_000}, model) for model in (OPUS, SONNET, OLDER)]
    books.write("tokens.csv", tokens_csv(usages)).write("cost.csv", cost_csv(bills(usages)))
    assert labels(books, "billed", "model") == labels(books, "metered", "model") == {OPUS, SONNET, OLDER}
    assert labels(books, "billed", "model_family") == {"opus", "sonnet"}


# prices


def costs(books: Books, usages: Sequence[Usage], *arguments: object) -> Any:
    return report(books.write("tokens.csv", tokens_csv(usages)), "metered", *arguments)["totals"]


def test_prices_by_the_length_of_prompts_are_a_bracket(books: Books) -> None:
    """A million of each: 0.10 + 0.01 + 0.50 in short prompts, five times that in long ones."""
    tokens = {"input": 1_000_000, "cache_read": 1_000_000, "output": 1_000_000}
    found = costs(books, [Usage("2026-10-12", tokens, HAIKU)])
    assert (found["cost_usd"], found["cost_low_usd"], found["cost_high_usd"]) == ("0.61", "0.61", "3.05")
    assert found["unpriced_tokens"] == 0


def test_a_long_window_is_priced_as_long(books: Books) -> None:
    found = costs(books, [Usage("2026-10-12", {"output": 1_000_000}, HAIKU, window="200k-1M")])
    assert (found["cost_low_usd"], found["cost_high_usd"]) == ("2.5", "2.5")


def test_writes_of_unknown_life_are_a_bracket(books: Books) -> None:
    text = tokens_csv(
        [Usage("2026-10-12", {"cache_write_5m": 1_000_000})], ("usage_input_tokens_cache_write_1h",)
    )
    text = text.replace("cache_write_5m", "cache_write")
    found = report(books.write("tokens.csv", text), "metered")
    assert (found["totals"]["cost_usd"], found["totals"]["cost_high_usd"]) == ("5", "8")
    assert any("unknown life" in warning for warning in found["warnings"])


def test_prompts_that_are_not_split_have_no_price_and_are_never_free(books: Books) -> None:
    text = SPENT.split("\n", 1)[0].split(",total_uncached")[0] + "\n"
    text += "ana@example.com,u-1,Claude Code,claude-opus-5-5,10,1000000,100000,5.52,6.00,user_01\n"
    found = report(books.write(SPEND, text), "metered")
    assert (found["totals"]["cost_usd"], found["totals"]["unpriced_tokens"]) == ("2", 1_000_000)
    assert found["totals"]["total_tokens"] == 1_100_000


@pytest.mark.parametrize("tier", ["priority", "priority_on_demand", "flex", "flex_discount"])
def test_tiers_without_a_price_are_unpriced(books: Books, tier: str) -> None:
    usages = [Usage("2026-10-12", {"output": 1_000_000}, tier=tier)]
    found = report(books.write("tokens.csv", tokens_csv(usages)), "metered")
    assert (found["totals"]["cost_usd"], found["totals"]["unpriced_tokens"]) == ("0", 1_000_000)
    assert [(entry["model"], entry["tokens"]) for entry in found["unpriced"]] == [(OPUS, 1_000_000)]
    assert books.say("report", "--ledger", "metered", "--no-ingest", "--strict").code == 3


def test_batches_cost_half(books: Books) -> None:
    assert costs(books, [Usage("2026-10-12", {"output": 1_000_000}, tier="batch")])["cost_usd"] == "10"


def test_searches_cost_a_cent_each(books: Books) -> None:
    assert costs(books, [Usage("2026-10-12", {}, searches=7)])["cost_usd"] == "0.07"


def test_hours_of_a_days_file_are_one_day(books: Books) -> None:
    usages = [Usage("2026-10-12", {"output": 1_000}) for _ in range(2)]
    text = (
        tokens_csv(usages)
        .replace("2026-10-12,", "2026-10-12 04:00,", 1)
        .replace("\n2026-10-12,", "\n2026-10-12 23:00,")
    )
    found = report(books.write("claude_api_tokens_2026_10_12.csv", text), "metered", "--by", "day")
    assert column(found, "day", "output_tokens") == {"2026-10-12": 2_000}


def test_a_bill_from_two_sources_counts_each_day_once(books: Books) -> None:
    three = [replace(USAGES[0], day=f"2026-10-{day}") for day in (12, 13, 14)]
    books.write("claude_api_cost_2026_10_01_to_2026_10_31.csv", cost_csv(bills(three)))
    books.write("cost.json", cost_page(bills(three[1:2])))
    found = report(books, "billed", "--by", "source")
    assert column(found, "source", "billed_usd") == {"console-cost-csv": "8", "cost-report": "4"}


def test_list_amounts_are_unknown_where_one_row_has_none(books: Books) -> None:
    rows = bills(USAGES[:2])
    books.write("cost.csv", cost_csv([*rows, replace(rows[0], list_usd=None)]))
    found = report(books, "billed", "--by", "day")
    assert column(found, "day", "list_usd") == {"2026-10-04": None, "2026-10-05": "8.5"}
    assert found["totals"]["list_usd"] is None


def test_bills_of_nothing_are_no_row(books: Books) -> None:
    rows = [Bill("2026-10-12", "output", Decimal(0), Decimal(0))]
    found = report(books.write("cost.csv", cost_csv(rows)), "billed", "--by", "day")
    assert found["totals"]["billed_usd"] == "0"
