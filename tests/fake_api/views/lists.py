"""Lists that turn ids into names: by id cursors, or by page cursors.

Anthropic: Admin API reference. Pages have 20 entries unless asked otherwise, a thousand at most.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from .. import cursors
from ..company import FOUNDED, Company, Group, Key, Member, ServiceAccount, User, Workspace
from ..query import Query
from ..refusals import Refusal, bad
from ..world import Ask, Json, stamp

NEWER = "2026-10-21"
ROLES = ("user", "developer", "billing", "admin", "claude_code_user", "managed")
BY_ID = {"after_id", "before_id", "limit"}
BY_PAGE = {"page", "limit"}


def by_id(query: Query, entries: list[Json]) -> Json:
    """A page before or after an entry."""
    limit = query.number("limit", 20, 1000)
    after, before = query.text("after_id"), query.text("before_id")
    if after and before:
        raise bad("after_id, before_id: only one of them may be given")
    if before:
        end = _place(entries, "before_id", before)
        start = max(0, end - limit)
        page, more = entries[start:end], start > 0
    else:
        start = _place(entries, "after_id", after) + 1 if after else 0
        page, more = entries[start : start + limit], start + limit < len(entries)
    ends = (page[0]["id"], page[-1]["id"]) if page else (None, None)
    return {"data": page, "first_id": ends[0], "last_id": ends[1], "has_more": more}


def _place(entries: list[Json], name: str, entry_id: str) -> int:
    for place, entry in enumerate(entries):
        if entry["id"] == entry_id:
            return place
    raise bad(f"{name}: no such object: {entry_id}")


def by_page(query: Query, entries: list[Json]) -> Json:
    """A page by an opaque cursor."""
    limit, first = query.number("limit", 20, 1000), cursors.position(query)
    more = first + limit < len(entries)
    return {
        "data": entries[first : first + limit],
        "has_more": more,
        "next_page": cursors.written(query, first + limit) if more else None,
    }


def api_keys(ask: Ask) -> Json:
    """`/v1/organizations/api_keys`, shaped by the version asked for."""
    query, company = ask.query, ask.world.company
    query.only(BY_ID | {"status", "workspace_id", "created_by_user_id"})
    status = query.choice("status", ("active", "inactive", "archived", "expired"))
    workspace, creator = query.text("workspace_id"), query.text("created_by_user_id")
    keys = [
        key
        for key in company.keys
        if status in (None, key.status)
        and workspace in (None, company.workspace(key.workspace_id).id)
        and creator in (None, key.created_by)
    ]
    return by_id(query, [_key(company, key, ask.version) for key in keys])


def _key(company: Company, key: Key, version: str) -> Json:
    newer = version == NEWER
    place: Json = {"workspace_id": key.workspace_id}
    if newer:
        workspace_id = company.workspace(key.workspace_id).id
        place = {"scope": {"type": "workspace", "workspace_id": workspace_id}}
    return {
        "id": key.id,
        "type": "api_key",
        "name": key.name,
        "status": key.status,
        "created_at": stamp(key.created_at),
        "created_by": _plain(key.created_by),
        "expires_at": None,
        "partial_key_hint": f"sk-ant-api03-{key.id[-3:]}...{key.id[-4:]}",
        "principal": _principal(key.principal) if newer else _plain(key.principal),
        **place,
    }


def _plain(who: str | None) -> Json | None:
    if who is None:
        return None
    return {"id": who, "type": "service_account" if who.startswith("svac_") else "user"}


def _principal(who: str | None) -> Json | None:
    if who is None:
        return None
    if who.startswith("svac_"):
        return {"type": "service_account_actor", "service_account_id": who}
    return {"type": "user_actor", "user_id": who}


def workspaces(ask: Ask) -> Json:
    """`/v1/organizations/workspaces`; the default one, and archived ones, only if asked for."""
    query, company = ask.query, ask.world.company
    query.only(BY_ID | {"include_archived", "include_default", "ids[]"})
    wanted = query.texts("ids")
    if len(wanted) > 100:
        raise bad("ids[]: at most 100")
    found = [company.default] if query.flag("include_default") else []
    archived = query.flag("include_archived")
    found += [one for one in company.workspaces if archived or not one.archived_at]
    return by_id(query, [_workspace(one) for one in found if not wanted or one.id in wanted])


def _workspace(workspace: Workspace) -> Json:
    return {
        "id": workspace.id,
        "type": "workspace",
        "name": workspace.name,
        "created_at": stamp(workspace.created_at),
        "archived_at": _stamp(workspace.archived_at),
        "display_color": "#6C5BB9",
        "compartment_id": f"cmp_{workspace.id.removeprefix('wrkspc_')}",
        "external_key_id": None,
        "user_profile_id": None,
        "data_residency": {
            "allowed_inference_geos": "unrestricted",
            "default_inference_geo": "global",
            "workspace_geo": "us",
        },
        "tags": workspace.tags,
    }


def users(ask: Ask) -> Json:
    """`/v1/organizations/users`: those who are still there."""
    query = ask.query
    query.only(BY_ID | {"email", "roles[]"})
    email, roles = query.text("email"), query.texts("roles")
    found = [
        user
        for user in ask.world.company.users
        if not user.deleted
        and (email is None or user.email.lower() == email.lower())
        and (not roles or user.role in roles)
    ]
    return by_id(query, [_user(user) for user in found])


def _user(user: User) -> Json:
    return {
        "id": user.id,
        "type": "user",
        "email": user.email,
        "name": user.name or "",
        "role": user.role,
        "added_at": stamp(FOUNDED),
    }


def service_accounts(ask: Ask) -> Json:
    """`/v1/organizations/service_accounts`."""
    ask.query.only(BY_PAGE | {"include_archived"})
    archived = ask.query.flag("include_archived")
    found = [one for one in ask.world.company.service_accounts if archived or not one.archived_at]
    return by_page(ask.query, [_service_account(one) for one in found])


def _service_account(account: ServiceAccount) -> Json:
    return {
        "id": account.id,
        "type": "service_account",
        "name": account.name,
        "description": account.description,
        "organization_role": "developer",
        "archived_at": _stamp(account.archived_at),
        "archived_by_actor_id": None,
        "created_at": stamp(FOUNDED),
        "created_by_actor_id": None,
        "updated_at": stamp(FOUNDED),
        "updated_by_actor_id": None,
    }


def rbac_groups(ask: Ask) -> Json:
    """`/v1/organizations/rbac_groups`."""
    ask.query.only(BY_PAGE)
    return by_page(ask.query, [_group(group) for group in ask.world.company.groups])


def _group(group: Group) -> Json:
    return {
        "id": group.id,
        "type": "rbac_group",
        "name": group.name,
        "source_type": group.source_type,
        "role_ids": [],
        "created_at": stamp(FOUNDED),
        "updated_at": stamp(FOUNDED),
    }


def rbac_members(ask: Ask) -> Json:
    """`/v1/organizations/rbac_groups/{id}/members`: who is in it now."""
    ask.query.only(BY_PAGE)
    company, today = ask.world.company, ask.world.now.date()
    for group in company.groups:
        if group.id == ask.ids[0]:
            members = [one for one in group.members if one.since <= today < one.until]
            return by_page(ask.query, [_member(company, group, one) for one in members])
    raise Refusal(404, f"RBAC group not found: {ask.ids[0]}")


def _member(company: Company, group: Group, member: Member) -> Json:
    user = company.user(member.user_id)
    return {
        "type": "rbac_group_member",
        "user_id": member.user_id,
        "email": user.email if user else "",
        "rbac_group_id": group.id,
        "created_at": stamp(datetime.combine(member.since, time(), UTC)),
    }


def me(ask: Ask) -> Json:
    """`/v1/organizations/me`."""
    ask.query.only(())
    company = ask.world.company
    return {"id": company.id, "type": "organization", "name": company.name}


def _stamp(at: datetime | None) -> Any:
    return stamp(at) if at else None
