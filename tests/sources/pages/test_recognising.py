"""A page is told by what is in it; a file's name says nothing."""

from __future__ import annotations

from typing import Any

import pytest

from claudecost.sources.pages import recognise_page, why_not

from . import documents as d

USER_ROW = {**d.older_cost(product="chat"), "actor": d.ANA, "starting_at": None, "ending_at": None}
USER_USAGE_ROW = {**d.legacy_usage(), "actor": d.ANA, "starting_at": None, "ending_at": None}

PAGES = {
    "usage-report": d.page(d.bucket(), d.bucket(d.legacy_usage())),
    "cost-report": d.page(d.bucket(d.legacy_cost())),
    "analytics-usage": d.page(d.analytics_usage()),
    "analytics-cost": d.page(d.analytics_cost()),
    "analytics-usage-report": d.page(d.bucket({**d.TOKENS, "product": "chat", "model": None})),
    "analytics-cost-report": d.page(d.bucket(d.older_cost())),
    "analytics-user-usage-report": d.page(USER_USAGE_ROW),
    "analytics-user-cost-report": d.page(USER_ROW),
    "claude-code-report": d.page(d.claude_code()),
    "api-keys": d.page(d.KEY),
    "workspaces": d.page(d.WORKSPACE),
    "users": d.page(d.USER),
    "service-accounts": d.page(d.SERVICE_ACCOUNT),
    "rbac-groups": d.page(d.GROUP),
    "organization": d.ORGANIZATION,
    "message-batches": d.page(d.BATCH),
}

OTHERS: dict[str, Any] = {
    "an error": {"type": "error", "error": {"type": "not_found_error", "message": "no"}},
    "a message": {"id": "msg_01", "type": "message", "usage": {"input_tokens": 1}},
    "a list of models": d.page({"id": "claude-opus-5-5", "type": "model"}),
    "a data key of another kind": {"data": "x", "has_more": False},
    "an empty object": {},
    "a list": [1],
    "a text": "text",
    "nothing": None,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_every_endpoint_is_recognised(name: str) -> None:
    assert recognise_page(PAGES[name]) == name


@pytest.mark.parametrize("name", PAGES)
def test_why_a_page_is_none_of_the_other_endpoints_can_be_said(name: str) -> None:
    reasons = why_not(PAGES[name])
    assert name not in reasons
    assert all(reason.startswith("it ") for reason in reasons.values())


@pytest.mark.parametrize("name", OTHERS)
def test_other_json_is_no_page(name: str) -> None:
    assert recognise_page(OTHERS[name]) is None
    assert set(why_not(OTHERS[name])) >= set(PAGES)


def test_a_single_batch_is_recognised_like_a_list_of_them() -> None:
    assert recognise_page(d.BATCH) == "message-batches"


@pytest.mark.parametrize("page", [d.page(), d.page(d.bucket(), d.bucket())], ids=["no data", "empty buckets"])
def test_a_page_without_any_row_could_be_of_any_endpoint(page: d.Json) -> None:
    assert recognise_page(page) == "empty-page"
