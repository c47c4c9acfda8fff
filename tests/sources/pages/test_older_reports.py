"""The legacy Console reports, the older Enterprise reports and the Claude Code report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from claudecost.errors import BadData
from claudecost.sources.pages import load

from . import documents as d

SEVEN = ("model", "workspace_id", "api_key_id", "service_tier", "context_window", "inference_geo", "speed")


def test_a_null_workspace_is_the_default_one_when_workspaces_are_told_apart() -> None:
    page = d.page(d.bucket(d.legacy_cost(), d.legacy_cost(workspace_id="wrkspc_01")))
    for query in (d.asked("cost-report", "workspace_id"), d.saved("cost-report")):
        rows = d.rows(d.read(query, page))
        assert [(row["workspace_id"], row["workspace"]) for row in rows] == [
            (None, "Default"),
            ("wrkspc_01", None),
        ]


def test_a_null_workspace_is_no_workspace_when_nobody_asked_for_any() -> None:
    page = d.page(d.bucket(d.legacy_cost()))
    for query in (d.asked("cost-report"), d.saved("cost-report")):
        assert d.rows(d.read(query, page))[0]["workspace"] is None


def test_a_region_that_is_not_available_is_none() -> None:
    row = d.legacy_usage(model="claude-opus-4-1", inference_geo="not_available", speed="standard")
    ledgers = d.read(d.asked("usage-report", "model", "inference_geo", "speed"), d.page(d.bucket(row)))
    assert ledgers.profiles[0].geo is None
    assert ledgers.snapshots[0].dimensions == ["model", "geo", "speed"]


def test_usage_grouped_by_all_seven_has_seven_dimensions() -> None:
    page = d.page(d.bucket(d.legacy_usage(**dict.fromkeys(SEVEN, "x"))))
    (snapshot,) = d.read(d.asked("usage-report", *SEVEN), page).snapshots
    assert snapshot.dimensions == [
        "workspace", "api_key", "model", "service_tier", "context_window", "geo", "speed"
    ]  # fmt: skip
    assert (snapshot.ledger, snapshot.grade, snapshot.traffic) == ("metered", "metered", "api")


def test_accounts_and_service_accounts_are_actors() -> None:
    rows = d.bucket(d.legacy_usage(account_id="user_01"), d.legacy_usage(service_account_id="svac_01"))
    ledgers = d.read(d.asked("usage-report", "account_id", "service_account_id"), d.page(rows))
    assert [(row["actor_type"], row["actor"]) for row in d.rows(ledgers)] == [
        ("user", "user_01"),
        ("service_account", "svac_01"),
    ]
    assert ledgers.snapshots[0].dimensions == ["actor"]


def test_a_description_tells_apart_everything_that_is_parsed_from_it() -> None:
    tokens = d.legacy_cost(
        description="Claude Sonnet 5.5 Usage - Output Tokens",
        cost_type="tokens",
        token_type="output_tokens",
        model="claude-sonnet-5-5",
        service_tier="standard",
        workspace_id="w",
    )
    search = d.legacy_cost("7", description="Web Search Usage", cost_type="web_search", workspace_id="w")
    page = d.page(d.bucket(tokens, search))
    for query in (d.asked("cost-report", "workspace_id", "description"), d.saved("cost-report")):
        ledgers = d.read(query, page)
        assert ledgers.snapshots[0].dimensions == [
            "workspace", "model", "service_tier", "context_window", "geo", "cost_type", "token_type"
        ]  # fmt: skip
        first, second = d.rows(ledgers)
        assert (first["token_type"], first["billed_usd"]) == ("output", "0.227148")
        assert (second["cost_type"], second["token_type"], second["billed_usd"]) == (
            "web_search", None, "0.07"
        )  # fmt: skip
        assert second["description"] == "Web Search Usage"


def test_a_day_without_usage_is_covered() -> None:
    empty = d.bucket(starting_at="2026-10-06T00:00:00Z", ending_at="2026-10-07T00:00:00Z")
    (snapshot,) = d.read(d.saved("usage-report"), d.page(d.bucket(d.legacy_usage()), empty)).snapshots
    assert (snapshot.since, snapshot.until, snapshot.last_day) == ("2026-10-05", "2026-10-07", "2026-10-05")


def test_older_enterprise_costs_belong_to_a_subscription() -> None:
    row = d.older_cost(product="claude-tag")
    ledgers = d.read(d.saved("analytics-cost-report"), d.page(d.bucket(row), data_refreshed_at=d.REFRESHED))
    assert ledgers.snapshots[0].traffic == "subscription"
    (billed,) = d.rows(ledgers)
    assert (billed["product"], billed["billed_usd"], billed["list_usd"], billed["requests"]) == (
        "claude_tag", "9.0125", "10.01388889", 44
    )  # fmt: skip


def test_a_report_by_user_covers_the_days_its_reader_names() -> None:
    row = {**d.older_cost(product="chat"), "actor": d.ANA, "starting_at": None, "ending_at": None}
    query = d.saved("analytics-user-cost-report", "2026-10-01", "2026-10-08")
    (snapshot,) = d.read(query, d.page(row)).snapshots
    assert (snapshot.since, snapshot.until, snapshot.is_daily) == ("2026-10-01", "2026-10-08", False)
    assert snapshot.dimensions == ["actor", "product"]
    with pytest.raises(BadData, match="does not say which days it covers"):
        d.read(d.saved("analytics-user-cost-report"), d.page(row))


@pytest.mark.parametrize(
    ("cents", "usd"), [("28", "0.28"), ("28.8", "0.288"), ("1e2", "1.00"), ("5E-7", "0.000000005")]
)
def test_an_estimate_in_cents_as_a_json_number_is_exact(cents: str, usd: str) -> None:
    (row,) = d.rows(d.read(d.saved("claude-code-report"), d.page(d.claude_code(amount=number(cents)))))
    assert Decimal(row["estimated_usd"]) == Decimal(usd)


def number(text: str) -> Any:
    return load(text.encode())


def test_claude_code_on_keys_is_an_estimate_and_on_seats_notional() -> None:
    page = d.page(d.claude_code(), d.claude_code("subscription"))
    ledgers = d.read(d.asked("claude-code-report", since="2026-10-05", until="2026-10-06"), page)
    assert [(one.traffic, one.grade, one.rows) for one in ledgers.snapshots] == [
        ("api", "estimated", 1),
        ("subscription", "notional", 1),
    ]
    assert ledgers.snapshots[0].dimensions == ["actor", "product", "model"]
    for table in (0, 1):
        (row,) = d.rows(ledgers, table)
        assert row["snapshot_id"] == ledgers.snapshots[table].snapshot_id
        assert (row["actor"], row["product"]) == ("ana@example.com", "claude_code")
        assert (row["input_tokens"], row["cache_write_unknown_tokens"], row["cache_read_tokens"]) == (
            1000, 30000, 400000
        )  # fmt: skip


def test_claude_code_with_a_key_is_that_keys() -> None:
    record = d.claude_code(actor={"type": "api_actor", "api_key_name": "ci-runner"})
    (row,) = d.rows(d.read(d.saved("claude-code-report"), d.page(record)))
    assert (row["actor_type"], row["actor"], row["api_key"]) == ("api_key", "ci-runner", "ci-runner")


def test_a_session_without_a_model_is_a_day_without_tokens() -> None:
    record = {**d.claude_code(), "model_breakdown": []}
    (snapshot,) = d.read(d.saved("claude-code-report"), d.page(record)).snapshots
    assert (snapshot.since, snapshot.until, snapshot.rows) == ("2026-10-05", "2026-10-06", 0)
