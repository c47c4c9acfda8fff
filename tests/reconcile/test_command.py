"""`claudecost reconcile` as a person and a script meet it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from fake_api import FakeApi, console_csv, scenario

from .figures import (
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

DAYS = ("2026-10-12", "2026-10-13", "2026-10-14")
STEADY = [Usage(day, {"input": 1_000_000, "output": 100_000 + n}) for n, day in enumerate(DAYS)]
AGREEING = bills(STEADY)
OFF = but(AGREEING, 1, usd=AGREEING[1].usd + Decimal("0.37"))


def without_keys(rows: list[Bill]) -> str:
    """A cost report that was not grouped by anything."""
    page = json.loads(cost_page(rows))
    for bucket in page["data"]:
        amount = sum(Decimal(row["amount"]) for row in bucket["results"])
        keys = dict.fromkeys(bucket["results"][0])
        bucket["results"] = [{**keys, "amount": str(amount), "currency": "USD"}]
    return json.dumps(page)


def usd(text: str) -> Decimal:
    return Decimal(text)


def test_the_worked_example_of_three_rows(books: Books) -> None:
    """A discounted output in fast mode, code execution, Priority Tier: each by its own name."""
    day, where = "2026-10-07", "Data Science"
    usages = [
        Usage(day, {"output": 20_000}, OPUS, workspace=where, speed="fast"),
        Usage(day, {"output": 300_000}, OLDER, workspace=where, tier="priority"),
    ]
    billed = [
        Bill(day, "output", usd("0.736"), usd("0.80"), OPUS, workspace=where, speed="fast"),
        fee(day, "code_execution", "0.125", workspace=where),
    ]
    found = books.pages(usages, billed).reconcile()
    rows = {row["cause"]: row for row in found["rows"]}
    assert [(rows[c]["computed_usd"], rows[c]["billed_usd"], rows[c]["difference_usd"]) for c in rows] == [
        ("7.5", "0", "-7.5"),
        ("0", "0.125", "0.125"),
        ("0.8", "0.736", "-0.064"),
    ]
    assert list(rows) == ["priority_tier", "fee_without_usage", "discount"]
    assert found["totals"]["residual_usd"] == "0"
    assert [cause.get("factor") for cause in found["causes"]] == ["0.92", None, None]


def test_the_json_is_as_promised(books: Books) -> None:
    found = books.pages(STEADY, OFF).reconcile("--period", "2026-10")
    assert found["schema_version"] == 1
    assert found["period"] == {
        "since": "2026-10-01T00:00:00Z",
        "until": "2026-11-01T00:00:00Z",
        "timezone": "UTC",
    }
    assert found["grain"] == [
        "day",
        "workspace",
        "model",
        "cost_type",
        "token_type",
        "service_tier",
        "context_window",
        "geo",
    ]
    first = found["rows"][0]
    amounts = ["computed_usd", "billed_usd", "difference_usd", "cause"]
    parts = ["cause_usd", "discount_usd", "rounding_usd", "residual_usd"]
    assert list(first) == [*found["grain"], *amounts, *parts]
    assert (first["day"], first["difference_usd"], first["cause"]) == ("2026-10-12", "0.37", "unexplained")
    assert {name: found["totals"][name] for name in ("difference_usd", "residual_usd")} == {
        "difference_usd": "0.37",
        "residual_usd": "0.37",
    }
    assert [(side["ledger"], side["source"], side["days"]) for side in found["sides"]] == [
        ("metered", "usage-report", 3),
        ("billed", "cost-report", 3),
    ]


def test_rows_can_be_added_up_by_what_both_sides_know(books: Books) -> None:
    books.pages(STEADY, OFF)
    found = books.reconcile("--by", "model")
    assert found["grain"] == ["model"]
    assert [(row["model"], row["cause"]) for row in found["rows"]] == [
        (OPUS, "unexplained"),
        (OPUS, None),
    ]
    assert books.say("reconcile", "--by", "").code == 2
    said = books.say("reconcile", "--by", "model,speed")
    assert said.code == 2
    assert "the two sides are not told apart by 'speed' here" in said.err


def test_a_person_sees_causes_and_what_is_left(books: Books) -> None:
    books.pages(STEADY, bills(STEADY, "0.92"))
    said = books.say("reconcile")
    assert "discount of 8 % off the list price" in said.out
    assert "residual: nothing left unexplained" in said.out
    assert "Differences" not in said.out


def test_a_person_sees_every_difference_without_a_cause(books: Books) -> None:
    said = books.pages(STEADY, OFF).say("reconcile")
    assert "no cause found" in said.out
    assert said.out.count("unexplained") == 1
    assert "$0.37" in said.out


def test_csv_has_a_row_for_every_cell_and_exact_amounts(books: Books) -> None:
    said = books.pages(STEADY, OFF).say("reconcile", "--csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert len(rows) == 6
    assert sum(Decimal(row["difference_usd"]) for row in rows) == usd("0.37")


@pytest.mark.parametrize(("more", "code"), [("0.37", 3), ("0.0000005", 0), ("0", 0)])
def test_strict_looks_at_residuals_above_tolerance_only(books: Books, more: str, code: int) -> None:
    books.pages(STEADY, but(AGREEING, 1, usd=AGREEING[1].usd + usd(more)))
    assert books.say("reconcile").code == 0
    assert books.say("reconcile", "--strict").code == code
    assert books.say("reconcile", "--strict", "--json").code == code


def test_strict_is_content_with_differences_that_have_a_cause(books: Books) -> None:
    billed = [*bills(STEADY, "0.92"), fee("2026-10-12", "code_execution", "1")]
    assert books.pages(STEADY, billed).say("reconcile", "--strict").code == 0


@pytest.mark.parametrize(("side", "missing"), [("usage", "billed"), ("cost", "metered")])
def test_with_one_side_only_there_is_nothing_to_reconcile(books: Books, side: str, missing: str) -> None:
    books.pages(STEADY, AGREEING)
    books.files[:] = [path for path in books.files if path.name == f"{side}.json"]
    said = books.say("reconcile")
    assert said.code == 1
    assert f"nothing to reconcile: the store has no {missing} figures of that time" in said.err


def test_a_month_nobody_has_figures_of_cannot_be_reconciled(books: Books) -> None:
    said = books.pages(STEADY, AGREEING).say("reconcile", "--period", "2026-08")
    assert said.code == 1
    assert "no metered and no billed figures of that time" in said.err


def test_a_bill_that_tells_nothing_apart_is_compared_day_by_day(books: Books) -> None:
    books.write("usage.json", usage_page(STEADY)).write("cost.json", without_keys(bills(STEADY, "0.92")))
    found = books.reconcile()
    assert found["grain"] == ["day"]
    assert [cause["factor"] for cause in found["causes"]] == ["0.92"]
    said = books.say("reconcile", "--audit-prices")
    assert "so no price can be told from it" in said.out


def test_sums_over_a_whole_range_are_one_cell_without_keys(books: Books) -> None:
    """Usage by model, amounts by nothing, both over a week."""
    week = "2026-10-05T00:00:00Z", "2026-10-12T00:00:00Z"
    usage = {"uncached_input_tokens": 1_000_000, "cache_read_input_tokens": 0, "output_tokens": 0}
    rows = {
        "usage": {
            **usage,
            "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
            "server_tool_use": {"web_search_requests": 0},
            "requests": 3,
            "total_tokens": 1_000_000,
        },
        "cost": {"amount": "368", "list_amount": "400", "currency": "USD", "requests": 3},
    }
    keys = "actor actor_type agent_id api_key_id claude_tag_category claude_tag_user_id context_window"
    keys += (
        " deployment_id environment_id inference_geo model organization_id product rbac_group_id service_tier"
    )
    keys += " session_id slack_channel_id speed user_profile_id workspace_id"
    nothing: dict[str, object] = dict.fromkeys(keys.split())
    groups = {
        "usage": {**nothing, "model": OPUS},
        "cost": {**nothing, "cost_type": None, "token_type": None},
    }
    for name, figures in rows.items():
        row = {"starting_at": week[0], "ending_at": week[1], "group": groups[name], name: figures}
        page = {
            "data": [row],
            "has_more": False,
            "next_page": None,
            "data_refreshed_at": "2026-11-01T00:00:00Z",
        }
        books.write(f"{name}.json", json.dumps(page))
    found = books.reconcile()
    assert (found["grain"], len(found["rows"])) == ([], 1)
    assert books.say("reconcile", "--csv").code == 0
    assert causes_of(found) == {"discount 0.92": usd("-0.32")}


def test_an_empty_month_agrees(books: Books) -> None:
    found = books.csvs([], []).reconcile()
    assert found["causes"] == found["rows"] == []
    assert found["totals"]["difference_usd"] == "0"


def test_a_period_takes_whole_utc_days(books: Books) -> None:
    books.pages(STEADY, OFF)
    assert books.reconcile("--since", "2026-10-13", "--until", "2026-10-14")["totals"]["cells"] == 4
    assert books.causes("--period", "2026-10-12") == {"residual": usd("0.37")}
    assert books.causes("--since", "2026-10-13") == {}


def test_an_organisations_month_leaves_no_residual_by_files(books: Books) -> None:
    company = scenario.month()
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    for download in (console_csv.tokens_of_month(company, first), console_csv.costs(company, first, last)):
        books.write(download.name, download.text)
    found = books.causes()
    assert "residual" not in found
    assert set(found) == {
        "discount 0.92", "fee_without_usage", "long_prompt", "priority_tier", "refusal", "rounding",
    }  # fmt: skip
    assert books.say("reconcile", "--strict").code == 0
    assert "differs" not in books.say("reconcile", "--audit-prices", "--csv").out


@pytest.mark.parametrize("endpoints", ["older", "newer"])
def test_an_organisations_month_leaves_no_residual_by_pages(books: Books, endpoints: str) -> None:
    from sync.asking import client_of

    tail = [("starting_at", "2026-10-01T00:00:00Z"), ("ending_at", "2026-11-01T00:00:00Z")]
    price = ["model", "service_tier", "context_window", "inference_geo", "speed"]
    asked = {
        "older": [
            ("usage_report/messages", "bucket_width", ["workspace_id", *price], "31"),
            ("cost_report", "bucket_width", ["workspace_id", "description"], "31"),
        ],
        "newer": [
            ("analytics/usage", "time_bucket_width", price, "1000"),
            ("analytics/cost", "time_bucket_width", [*price, "cost_type", "token_type"], "1000"),
        ],
    }
    with FakeApi(scenario.month(), kind="console") as fake:
        client, _ = client_of(fake)
        for path, width, keys, limit in asked[endpoints]:
            query = [*tail, (width, "1d"), ("limit", limit), *(("group_by[]", key) for key in keys)]
            cursor, number = None, 0
            while cursor or not number:
                answer = client.get(
                    f"/v1/organizations/{path}",
                    [*query, *([("page", cursor)] if cursor else [])],
                    ["analytics-usage-cost-2026-08-24", "fast-mode-2026-02-01"],
                )
                document = answer.document
                assert isinstance(document, dict)
                number += 1
                books.write(f"{path.replace('/', '-')}-{number}.json", json.dumps(document))
                cursor = document["next_page"]
    found = books.causes()
    assert "residual" not in found
    assert {"discount 0.92", "fee_without_usage", "long_prompt", "refusal"} <= set(found)
    assert "rounding" not in found or abs(found["rounding"]) < usd("0.0001")
    assert "differs" not in books.say("reconcile", "--audit-prices", "--csv").out


# --audit-prices


def audited(books: Books, *arguments: object) -> dict[str, tuple[str, str, str]]:
    """By meter: their price, ours, and the verdict."""
    said = books.say("reconcile", "--audit-prices", "--csv", *arguments)
    assert said.code == 0, said.err
    return {
        row["meter"]: (row["told_rate"], row["book_rate"], row["verdict"])
        for row in csv.DictReader(io.StringIO(said.out))
    }


def test_prices_that_agree_are_said_to_agree_within_rounding(books: Books) -> None:
    expected = {"input": ("4", "4", "agrees"), "output": ("20", "20", "agrees")}
    found = audited(books.csvs([STEADY[0]], bills([STEADY[0]], "0.92")))
    assert found == expected


def test_without_list_prices_the_discount_is_taken_out(books: Books) -> None:
    usages = [*STEADY, replace(STEADY[0], model=SONNET)]
    said = books.pages(usages, bills(usages, "0.92")).say("reconcile", "--audit-prices", "--csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert {row["verdict"] for row in rows} == {"agrees"}
    assert {(row["told_rate"], row["book_rate"]) for row in rows} == {
        ("4", "4"), ("20", "20"), ("2", "2"), ("10", "10"),
    }  # fmt: skip


def test_a_price_the_bill_has_otherwise_differs(books: Books) -> None:
    billed = [
        replace(of, usd=of.usd * usd("1.25"), list_usd=of.usd * usd("1.25")) if of.meter == "output" else of
        for of in AGREEING
    ]
    books.pages(STEADY, billed)
    assert audited(books) == {"input": ("4", "4", "agrees"), "output": ("25", "20", "differs")}
    said = books.say("reconcile", "--audit-prices", "--strict")
    assert (said.code, "1 of 2 prices differ from the book" in said.out) == (3, True)


def test_a_wrong_price_in_the_book_differs(books: Books, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "prices.yaml").write_text(
        'prices:\n- {model: claude-opus-5-5, from: 2026-10-12, input: "4", cache_write_5m: "5", '
        'cache_write_1h: "8", cache_read: "0.20", output: "19"}\n',
        encoding="utf-8",
    )
    found = audited(books.pages(STEADY, AGREEING), "--pricing", own)
    assert found == {"input": ("4", "4", "agrees"), "output": ("20", "19", "differs")}


def test_an_amount_that_is_mostly_rounding_tells_too_little(books: Books) -> None:
    usages = [Usage("2026-10-12", {"input": 1_000})]
    assert audited(books.csvs(usages, bills(usages)))["input"] == ("0", "4", "too little to tell")


def test_days_only_one_side_has_figures_of_are_named(books: Books) -> None:
    said = books.pages(STEADY[:1], bills(STEADY)).say("reconcile")
    assert (
        f"no usage for 2 days the other side has figures of ({STEADY[1].day} to {STEADY[2].day})" in said.out
    )


def test_a_file_that_could_not_be_read_whole_is_said_and_a_reason_to_look(books: Books) -> None:
    damaged = cost_csv(bills(STEADY)) + "2026-10-12,not a row\n"
    books.write("usage.csv", tokens_csv(STEADY)).write("bill.csv", damaged).take_in()
    said = books.say("reconcile", "--strict")
    assert said.code == 3
    assert "1 line of the files behind these figures could not be read" in said.out
