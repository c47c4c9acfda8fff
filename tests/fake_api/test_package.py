"""Anthropic's own Python package takes the fake for the real thing, where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from . import FakeApi
from .client import COST, NEW_COST, OCTOBER, rows

BETA = "analytics-usage-cost-2026-08-24"
START, END = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def package() -> Any:
    return pytest.importorskip("anthropic", minversion="2.2")


def client(package: Any, fake: FakeApi, key: str) -> Any:
    return package.Anthropic(api_key=key, base_url=fake.url, max_retries=0)


@pytest.fixture
def batches(package: Any, october: FakeApi) -> Iterator[Any]:
    with client(package, october, october.workspace_key) as connected:
        yield connected.messages.batches


def test_it_lists_the_batches_of_the_workspace(batches: Any) -> None:
    found = list(batches.list(limit=2))
    assert [batch.id for batch in found] == [
        "msgbatch_01FWRUNNING",
        "msgbatch_01FWD28",
        "msgbatch_01FWD21",
        "msgbatch_01FWD14",
        "msgbatch_01FWD07",
    ]
    assert found[1].request_counts.succeeded == 9
    assert (found[0].processing_status, found[0].ended_at) == ("in_progress", None)


def test_it_reads_results_of_all_four_kinds(batches: Any, october: FakeApi) -> None:
    lines = list(batches.results("msgbatch_01FWD14"))
    kinds = {line.result.type for line in lines}
    assert kinds == {"succeeded", "errored", "canceled", "expired"}
    usages = [line.result.message.usage for line in lines if line.result.type == "succeeded"]
    assert {usage.service_tier for usage in usages} == {"batch"}
    (batch,) = [one for one in october.company.batches if one.id == "msgbatch_01FWD14"]
    facts = [item.fact for item in batch.items if item.fact]
    assert sum(usage.output_tokens for usage in usages) == sum(fact.output for fact in facts)
    (errored,) = [line.result for line in lines if line.result.type == "errored"]
    assert errored.error.error.message == "prompt is too long"


def test_it_sees_that_an_archived_batch_has_no_results_any_more(package: Any, batches: Any) -> None:
    with pytest.raises(package.AnthropicError, match="No `results_url`"):
        batches.results("msgbatch_01FWD07")


def test_it_pages_through_the_newer_cost_report(package: Any, october: FakeApi) -> None:
    with client(package, october, october.admin_key) as connected:
        found = connected.beta.organization.analytics.cost.list(
            starting_at=START,
            ending_at=END,
            group_by=["actor", "api_key_id", "cost_type", "token_type"],
            limit=2,
            betas=[BETA],
        )
        amount = sum((Decimal(row.cost.amount) for row in found), Decimal(0))
    assert amount == Decimal(rows(october, NEW_COST, **OCTOBER)[0]["cost"]["amount"])


def test_it_pages_through_the_newer_usage_report(package: Any, october: FakeApi) -> None:
    with client(package, october, october.admin_key) as connected:
        analytics = connected.beta.organization.analytics
        asked = {"starting_at": START, "ending_at": END, "group_by": ["actor", "product"], "limit": 3}
        actors = [row.group.actor for row in analytics.usage.list(**asked, betas=[BETA])]
    assert {actor.type for actor in actors if actor} == {"api_actor", "user_actor", "service_account_actor"}


def test_it_reads_the_lists(package: Any, october: FakeApi) -> None:
    with client(package, october, october.admin_key) as connected:
        organization = connected.organization
        keys = list(organization.api_keys.list(limit=2))
        workspaces = list(organization.workspaces.list(include_default=True, limit=1))
        emails = [user.email for user in organization.users.list()]
    assert keys[0].scope.workspace_id == "wrkspc_01FWPLATFORM"
    assert [workspace.name for workspace in workspaces][:2] == ["Default", "Platform"]
    assert len(emails) == 3


def test_it_reads_the_older_cost_report_as_plain_json(package: Any, october: FakeApi) -> None:
    with client(package, october, october.admin_key) as connected:
        options = {"params": {"starting_at": "2026-10-05T00:00:00Z", "group_by": ["description"], "limit": 1}}
        answer = connected.get(COST, cast_to=object, options=options)
    assert answer["data"][0]["results"][0]["currency"] == "USD"


def test_it_reads_the_reports_by_user_of_an_enterprise(package: Any, larkspur: FakeApi) -> None:
    with client(package, larkspur, larkspur.analytics_key) as connected:
        analytics = connected.beta.organization.analytics
        found = list(analytics.user_cost_report.list(starting_at=START, ending_at=END, limit=1))
        groups = list(connected.organization.rbac_groups.list(limit=1))
    assert [row.actor.name for row in found] == ["Emil", "Dora", "Deleted User"]
    assert [group.name for group in groups] == ["Design", "Everyone"]
