"""One store of facts: every report, however grouped, adds up to the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from . import FakeApi
from .client import COST, FIFTH, NEW_COST, NEW_USAGE, OCTOBER, USAGE, get, rows
from .facts import charges
from .fernwood import DEFAULT
from .views.dimensions import DIMENSIONS
from .views.legacy import DIMENSIONS as LEGACY_DIMENSIONS

COUNTS = ("uncached_input_tokens", "cache_read_input_tokens", "output_tokens")
FIVES = [pytest.param(five, id="-".join(five)) for five in list(combinations(DIMENSIONS, 5))[::1500]]


def tokens(found: list[Any]) -> Counter[str]:
    """Every count of some usage rows, old or new, added up."""
    total: Counter[str] = Counter()
    for row in found:
        usage = row.get("usage", row)
        total.update({name: usage[name] for name in COUNTS})
        total.update(usage["cache_creation"])
        total.update(usage["server_tool_use"])
    return total


def cents(found: list[Any], field: str = "amount") -> Decimal:
    """Some cost rows, old or new, added up."""
    return sum((Decimal(row.get("cost", row)[field]) for row in found), Decimal(0))


def facts_tokens(fake: FakeApi) -> Counter[str]:
    total: Counter[str] = Counter()
    for fact in fake.company.facts:
        if fact.metered:
            total["uncached_input_tokens"] += fact.uncached_input
            total["ephemeral_5m_input_tokens"] += fact.cache_5m
            total["ephemeral_1h_input_tokens"] += fact.cache_1h
            total["cache_read_input_tokens"] += fact.cache_read
            total["output_tokens"] += fact.output
            total["web_search_requests"] += fact.web_searches
    return total


def facts_cents(fake: FakeApi) -> Decimal:
    billed = [fact for fact in fake.company.facts if fact.metered and not fact.priority]
    return sum((charge.cents for fact in billed for charge in charges(fact)), Decimal(0))


def test_five_facts_cost_what_is_worked_out_beside_them(small: FakeApi) -> None:
    found = rows(small, COST, **OCTOBER, group_by=["description"])
    named = [(row["description"], row["service_tier"], row["inference_geo"], row["amount"]) for row in found]
    opus, sonnet = "Claude Opus 5.5 Usage", "Claude Sonnet 5.5 Usage"
    assert sorted(named, key=str) == [
        (f"{opus} - Input Tokens", "batch", "global", "180"),
        (f"{opus} - Input Tokens", "standard", "global", "360"),
        (f"{opus} - Input Tokens, Cache Hit", "standard", "global", "18"),
        (f"{opus} - Input Tokens, Cache Write", "standard", "global", "450"),
        (f"{opus} - Input Tokens, Cache Write", "standard", "global", "720"),
        (f"{opus} - Output Tokens", "standard", "global", "1800"),
        (f"{opus} - Output Tokens", "standard", "us", "1980"),
        (f"{sonnet} - Output Tokens", "standard", "global", "900"),
        ("Code Execution Usage", None, None, "5"),
        ("Web Search Usage", None, None, "2.7"),
    ]
    assert cents(found) == 360 + 450 + 720 + 18 + 1800 + 180 + 900 + 1980 + Decimal("7.7")


@pytest.mark.parametrize("width", ["1d", "1h"])
@pytest.mark.parametrize(
    "groups", [[], ["model"], ["api_key_id", "workspace_id"], list(LEGACY_DIMENSIONS)], ids=len
)
def test_the_old_usage_report_adds_up_to_the_facts(october: FakeApi, groups: list[str], width: str) -> None:
    found = rows(october, USAGE, **OCTOBER, bucket_width=width, group_by=groups, limit=31)
    assert tokens(found) == facts_tokens(october)


@pytest.mark.parametrize("groups", [[], ["workspace_id"], ["description"], ["workspace_id", "description"]])
def test_the_old_cost_report_adds_up_to_the_facts(october: FakeApi, groups: list[str]) -> None:
    assert cents(rows(october, COST, **OCTOBER, group_by=groups)) == facts_cents(october)


@pytest.mark.parametrize("five", FIVES)
def test_the_new_reports_add_up_to_the_facts_by_any_five_dimensions(
    october: FakeApi, five: tuple[str, ...]
) -> None:
    groups = [name for name in five if name != "organization_id"]
    if {"claude_tag_user_id", "rbac_group_id"} <= set(groups):
        groups.remove("rbac_group_id")
    assert tokens(rows(october, NEW_USAGE, **OCTOBER, group_by=groups, limit=1000)) == facts_tokens(october)
    fanned = [*groups, "cost_type", "token_type"]
    assert cents(rows(october, NEW_COST, **OCTOBER, group_by=fanned, limit=1000)) == facts_cents(october)


@pytest.mark.parametrize("width", ["1d", "1h"])
def test_buckets_of_the_new_reports_add_up_to_the_facts(october: FakeApi, width: str) -> None:
    asked = {**OCTOBER, "time_bucket_width": width, "limit": 1000}
    assert tokens(rows(october, NEW_USAGE, **asked)) == facts_tokens(october)
    assert cents(rows(october, NEW_COST, **asked)) == facts_cents(october)


def test_old_and_new_cost_agree_for_each_day_and_workspace(october: FakeApi) -> None:
    old: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for bucket in get(october, COST, **OCTOBER, group_by=["workspace_id"], limit=31).json["data"]:
        for row in bucket["results"]:
            old[bucket["starting_at"], row["workspace_id"] or DEFAULT.id] += Decimal(row["amount"])
    asked = {**OCTOBER, "time_bucket_width": "1d", "group_by": ["workspace_id"], "limit": 1000}
    new = {
        (row["starting_at"], row["group"]["workspace_id"]): Decimal(row["cost"]["amount"])
        for row in rows(october, NEW_COST, **asked)
    }
    assert dict(old) == new


def test_the_default_workspace_is_null_in_the_old_report_and_has_its_id_in_the_new(october: FakeApi) -> None:
    old = {row["workspace_id"] for row in rows(october, USAGE, **FIFTH, group_by=["workspace_id"])}
    new = rows(october, NEW_USAGE, **FIFTH, group_by=["workspace_id"])
    assert old == {None, "wrkspc_01FWPLATFORM", "wrkspc_01FWDATA", "wrkspc_01FWCODE"}
    assert {row["group"]["workspace_id"] for row in new} == (old - {None}) | {DEFAULT.id}


def test_priority_tier_is_used_and_in_no_cost_report(october: FakeApi) -> None:
    used = rows(october, NEW_USAGE, **OCTOBER, service_tiers=["priority"], group_by=["service_tier"])
    assert used[0]["usage"]["total_tokens"] > 0
    assert rows(october, NEW_COST, **OCTOBER, service_tiers=["priority"]) == []
    old = rows(october, COST, **OCTOBER, group_by=["description"])
    assert {row["service_tier"] for row in old} == {"standard", "batch", None}


def test_a_refusal_without_output_is_used_and_not_billed(october: FakeApi) -> None:
    minute = {"starting_at": "2026-10-14T15:00:00Z", "ending_at": "2026-10-14T15:01:00Z"}
    used = rows(october, USAGE, **minute, bucket_width="1m")
    assert [(row["uncached_input_tokens"], row["output_tokens"]) for row in used] == [(7_000, 0)]
    assert rows(october, NEW_COST, **minute, time_bucket_width="1m") == []


def test_the_discount_is_on_tokens_and_searches_only(october: FakeApi) -> None:
    found = rows(october, NEW_COST, **OCTOBER, group_by=["cost_type"])
    ratio = {
        row["group"]["cost_type"]: Decimal(row["cost"]["amount"]) / Decimal(row["cost"]["list_amount"])
        for row in found
    }
    assert ratio == {
        "tokens": Decimal("0.92"),
        "web_search": Decimal("0.92"),
        "code_execution": 1,
        "session_usage": 1,
    }


def test_grouping_by_token_type_alone_leaves_out_all_that_is_not_tokens(october: FakeApi) -> None:
    found = rows(october, NEW_COST, **OCTOBER, group_by=["token_type"])
    assert {row["group"]["cost_type"] for row in found} == {"tokens"}
    assert len(found) == 5
    assert {row["cost"]["requests"] for row in found} == {None}
    assert cents(found) < facts_cents(october)


def test_code_execution_shows_as_spans_of_no_product_and_no_model(october: FakeApi) -> None:
    found = rows(october, NEW_USAGE, **FIFTH, group_by=["product", "model"])
    (spans,) = [row["usage"] for row in found if row["group"]["product"] is None]
    assert (spans["requests"], spans["total_tokens"]) == (4, 0)


def test_speed_is_a_field_only_where_it_was_asked_for(october: FakeApi) -> None:
    assert "speed" not in rows(october, USAGE, **FIFTH)[0]
    speeds = {row["speed"] for row in rows(october, USAGE, **FIFTH, group_by=["speed"])}
    assert speeds == {"fast", "standard"}


def test_usage_belongs_to_the_user_before_the_service_account_before_the_key(october: FakeApi) -> None:
    found = rows(october, NEW_USAGE, **FIFTH, group_by=["actor", "api_key_id"], limit=1000)
    owners = {row["group"]["api_key_id"]: row["group"]["actor"] for row in found}
    assert owners["apikey_01FWCI"] == {"type": "api_actor", "api_key_id": "apikey_01FWCI"}
    assert owners["apikey_01FWNIGHT"] == {
        "type": "service_account_actor",
        "service_account_id": "svac_01FWNIGHTLY",
    }
    assert owners["apikey_01FWCCANN"]["email_address"] == "ann@fernwood.example"
    assert owners[None]["email_address"] == "Ben@fernwood.example"


def test_an_empty_element_of_the_key_filter_is_usage_without_a_key(october: FakeApi) -> None:
    found = rows(october, NEW_USAGE, **FIFTH, api_key_ids=[""], group_by=["product"])
    assert [row["group"]["product"] for row in found] == ["claude_console"]


def test_filters_are_or_inside_and_and_between(october: FakeApi) -> None:
    models = ["claude-opus-5-5", "claude-opus-4-8"]
    asked = {"models": models, "speeds": ["fast"], "group_by": ["model", "speed"]}
    for found in (rows(october, USAGE, **FIFTH, **asked), rows(october, NEW_USAGE, **FIFTH, **asked)):
        values = [row.get("group", row) for row in found]
        assert {(row["model"], row["speed"]) for row in values} == {(model, "fast") for model in models}


def test_a_plan_of_a_seat_is_in_the_claude_code_report_alone(october: FakeApi) -> None:
    found = rows(october, f"{USAGE.removesuffix('messages')}claude_code", starting_at="2026-10-05")
    assert {row["customer_type"] for row in found} == {"api", "subscription"}
    assert {row["actor"]["email_address"] for row in found if row["customer_type"] == "subscription"} == {
        "Ben@fernwood.example"
    }
    ben = rows(october, NEW_USAGE, **FIFTH, actor_ids=["user_01FWBEN"], group_by=["product"])
    assert [row["group"]["product"] for row in ben] == ["claude_console"]


def test_the_claude_code_report_counts_the_tokens_the_meters_count(october: FakeApi) -> None:
    found = rows(october, f"{USAGE.removesuffix('messages')}claude_code", starting_at="2026-10-05", limit=2)
    models = [model for row in found if row["customer_type"] == "api" for model in row["model_breakdown"]]
    (metered,) = rows(october, NEW_USAGE, **FIFTH, products=["claude_code"])
    (billed,) = rows(october, NEW_COST, **FIFTH, products=["claude_code"])
    assert sum(one["tokens"]["output"] for one in models) == metered["usage"]["output_tokens"]
    estimate = sum(one["estimated_cost"]["amount"] for one in models)
    assert estimate == Decimal(billed["cost"]["list_amount"])


def test_users_with_two_groups_count_in_both(larkspur: FakeApi) -> None:
    week = {"starting_at": "2026-10-05T00:00:00Z", "ending_at": "2026-10-12T00:00:00Z"}
    found = rows(larkspur, NEW_COST, **week, group_by=["rbac_group_id"])
    (whole,) = rows(larkspur, NEW_COST, **week)
    assert {row["group"]["rbac_group_id"] for row in found} == {
        "rbac_group_01LSDESIGN",
        "rbac_group_01LSALL",
        None,
    }
    assert cents(found) > cents([whole])


def test_the_older_enterprise_reports_agree_with_the_newer_but_for_usage_of_nobody(larkspur: FakeApi) -> None:
    week = {"starting_at": "2026-10-05T00:00:00Z", "ending_at": "2026-10-12T00:00:00Z"}
    base = NEW_COST.removesuffix("cost")
    (whole,) = rows(larkspur, NEW_COST, **week)
    buckets = rows(larkspur, f"{base}cost_report", **week, group_by=["product"], limit=2)
    by_user = rows(larkspur, f"{base}user_cost_report", **week, group_by=["model"], limit=2)
    nobody = rows(larkspur, NEW_COST, **week, group_by=["actor"], limit=1000)
    assert cents(buckets) == cents([whole])
    assert cents(by_user) == cents([row for row in nobody if row["group"]["actor"]])
    assert {row["product"] for row in buckets} >= {"claude-tag", "chat"}
    used = rows(larkspur, f"{base}usage_report", **week)
    assert tokens(used) == facts_tokens(larkspur)
