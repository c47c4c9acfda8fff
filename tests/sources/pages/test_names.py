"""Lists turn ids into names, with what else teams can be told by."""

from __future__ import annotations

import json
from typing import Any

from . import documents as d


def named(endpoint: str, document: d.Json) -> tuple[Any, ...]:
    (name,) = d.read(d.saved(endpoint), document).names
    assert name.seen_at == "2026-10-09T00:00:00.000000"
    return name.kind, name.id, name.name, name.email, json.loads(name.attributes or "null")


def test_a_key_has_its_status_and_workspace_and_no_hint_of_itself() -> None:
    assert named("api-keys", d.page(d.KEY)) == (
        "api_key", "apikey_01CI", "ci-runner", None, {"status": "active", "workspace_id": "wrkspc_01PLAT"}
    )  # fmt: skip


def test_a_key_of_the_default_workspace_says_so_in_either_version() -> None:
    older = {**d.KEY, "workspace_id": None}
    newer = {**d.KEY, "scope": {"type": "workspace", "workspace_id": "wrkspc_01DEF"}}
    del newer["workspace_id"]
    assert named("api-keys", d.page(older))[4] == {"status": "active", "workspace": "Default"}
    assert named("api-keys", d.page(newer))[4] == {
        "status": "active", "scope": "workspace", "workspace_id": "wrkspc_01DEF"
    }  # fmt: skip


def test_a_workspace_has_its_tags() -> None:
    assert named("workspaces", d.page(d.WORKSPACE)) == (
        "workspace", "wrkspc_01PLAT", "Platform", None,
        {"status": "active", "tag:cost_center": "CC-100", "tag:team": "platform"},
    )  # fmt: skip


def test_people_service_accounts_groups_and_the_organisation_have_names() -> None:
    assert named("users", d.page(d.USER)) == (
        "user", "user_01ANA", "Ana", "ana@example.com", {"role": "admin"}
    )  # fmt: skip
    assert named("service-accounts", d.page(d.SERVICE_ACCOUNT))[4] == {"role": "user", "status": "archived"}
    assert named("rbac-groups", d.page(d.GROUP))[:3] == ("group", "rbacg_01", "Data")
    assert named("organization", d.ORGANIZATION) == ("organization", "12345678-1234", "Acme", None, None)
