"""Pages as the documentation shows them; keyword arguments replace what a case is about."""

from __future__ import annotations

import copy
from typing import Any, cast

from claudecost.sources.ledger import Ledgers
from claudecost.sources.pages import Query, read_pages

Json = dict[str, Any]

DAY, NEXT = "2026-10-05T00:00:00Z", "2026-10-06T00:00:00Z"
REFRESHED = "2026-10-08T04:00:00Z"

GROUP_KEYS = (
    "actor", "actor_type", "agent_id", "api_key_id", "claude_tag_category", "claude_tag_user_id",
    "context_window", "deployment_id", "environment_id", "inference_geo", "model", "organization_id",
    "product", "rbac_group_id", "service_tier", "session_id", "slack_channel_id", "speed", "user_profile_id",
    "workspace_id",
)  # fmt: skip

ANA: Json = {
    "type": "user_actor",
    "user_id": "user_01ANA",
    "deleted": False,
    "email_address": "Ana@Example.com",
    "name": "Ana",
}

TOKENS: Json = {
    "uncached_input_tokens": 12,
    "cache_creation": {"ephemeral_5m_input_tokens": 34, "ephemeral_1h_input_tokens": 56},
    "cache_read_input_tokens": 900,
    "output_tokens": 20_000_000,
    "server_tool_use": {"web_search_requests": 7},
}


def page(*entries: Json, **more: Any) -> Json:
    return {"data": list(entries), "has_more": False, "next_page": None, **more}


def analytics_usage(starting_at: str = DAY, ending_at: str = NEXT, **group: Any) -> Json:
    return {
        "starting_at": starting_at,
        "ending_at": ending_at,
        "group": {**dict.fromkeys(GROUP_KEYS), **group},
        "usage": {**copy.deepcopy(TOKENS), "requests": 410, "total_tokens": 20_001_002},
    }


def analytics_cost(amount: str = "36000.000000", list_amount: str | None = None, **group: Any) -> Json:
    return {
        "starting_at": group.pop("starting_at", DAY),
        "ending_at": group.pop("ending_at", NEXT),
        "group": {**dict.fromkeys((*GROUP_KEYS, "cost_type", "token_type")), **group},
        "cost": {"amount": amount, "list_amount": list_amount, "currency": "USD", "requests": None},
    }


def legacy_usage(**labels: Any) -> Json:
    keys = ("account_id", "api_key_id", "context_window", "inference_geo", "model", "service_account_id",
            "service_tier", "workspace_id")  # fmt: skip
    return {**copy.deepcopy(TOKENS), **dict.fromkeys(keys), **labels}


def legacy_cost(amount: str = "22.7148", **labels: Any) -> Json:
    keys = ("context_window", "cost_type", "description", "inference_geo", "model", "service_tier",
            "token_type", "workspace_id")  # fmt: skip
    return {"amount": amount, "currency": "USD", **dict.fromkeys(keys), **labels}


def older_cost(**labels: Any) -> Json:
    keys = ("product", "model", "cost_type", "token_type", "context_window", "inference_geo", "speed",
            "rbac_group_id", "slack_channel_id", "claude_tag_category", "claude_tag_user_id")  # fmt: skip
    money = {"amount": "901.25", "list_amount": "1001.388889", "currency": "USD", "requests": 44}
    return {**money, **dict.fromkeys(keys), **labels}


def bucket(*rows: Json, starting_at: str = DAY, ending_at: str = NEXT) -> Json:
    return {"starting_at": starting_at, "ending_at": ending_at, "results": list(rows)}


def claude_code(customer_type: str = "api", actor: Json | None = None, amount: Any = 28) -> Json:
    return {
        "actor": actor or {"type": "user_actor", "email_address": "Ana@example.com"},
        "core_metrics": {"num_sessions": 3},
        "customer_type": customer_type,
        "date": DAY,
        "is_remote": False,
        "model_breakdown": [
            {
                "model": "claude-opus-5-5",
                "tokens": {"input": 1000, "output": 2000, "cache_creation": 30000, "cache_read": 400000},
                "estimated_cost": {"amount": amount, "currency": "USD"},
            }
        ],
        "organization_id": "12345678-1234-5678-1234-567812345678",
        "subscription_type": None,
        "terminal_type": "vscode",
        "tool_actions": {},
    }


KEY: Json = {
    "id": "apikey_01CI",
    "type": "api_key",
    "name": "ci-runner",
    "status": "active",
    "workspace_id": "wrkspc_01PLAT",
    "created_at": "2026-01-03T00:00:00Z",
    "created_by": {"id": "user_01ANA", "type": "user"},
    "partial_key_hint": "sk-ant-api03-abc...1234",
    "principal": None,
}
WORKSPACE: Json = {
    "id": "wrkspc_01PLAT",
    "type": "workspace",
    "name": "Platform",
    "archived_at": None,
    "tags": {"team": "platform", "cost_center": "CC-100"},
}
USER: Json = {"id": "user_01ANA", "type": "user", "email": "Ana@example.com", "name": "Ana", "role": "admin"}
SERVICE_ACCOUNT: Json = {
    "id": "svac_01",
    "name": "nightly",
    "organization_role": "user",
    "archived_at": "2026-09-01T00:00:00Z",
}
GROUP: Json = {"id": "rbacg_01", "name": "Data", "source_type": "scim", "role_ids": None}
ORGANIZATION: Json = {"id": "12345678-1234", "type": "organization", "name": "Acme"}
BATCH: Json = {"id": "msgbatch_01", "type": "message_batch", "processing_status": "ended"}


def asked(
    endpoint: str,
    *group_by: str,
    since: str = "2026-10-01",
    until: str = "2026-11-01",
    traffic: str | None = "api",
) -> Query:
    """A question we put ourselves."""
    return Query(endpoint, group_by, since, until, "1d", "acme", traffic, "2026-10-09T00:00:00Z")


def saved(endpoint: str, since: str | None = None, until: str | None = None) -> Query:
    """A page somebody saved, of which nothing else is known."""
    return Query(endpoint, None, since, until, None, "", None, "2026-10-09T00:00:00Z")


def read(query: Query, *documents: Json) -> Ledgers:
    return read_pages(documents, query, file_id=7, content_digest=repr(documents))


def rows(ledgers: Ledgers, table: int = 0) -> list[Json]:
    """The rows of a table as the store will see them."""
    return cast("list[Json]", cast(Any, ledgers.tables[table].frame).to_dicts())
