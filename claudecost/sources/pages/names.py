"""The lists that turn ids into names: keys, workspaces, people, service accounts, groups, the organisation.

Anthropic: Admin API reference. Names are not unique and change; the id is what holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from ...errors import BadData
from ..ledger import DEFAULT_WORKSPACE, Name
from ..times import utc_text
from .endpoints import LISTS
from .node import Node, storable
from .query import Query

#: Attributes kept of an entry, and the field each is read from.
FIELDS = {
    "api-keys": {"status": "status", "workspace_id": "workspace_id"},
    "workspaces": {},
    "users": {"role": "role"},
    "service-accounts": {"role": "organization_role"},
    "rbac-groups": {"source_type": "source_type"},
    "organization": {},
}

#: Tags stand among the other attributes, told from them by this.
TAG = "tag:"


def read_names(documents: Sequence[dict[str, object]], query: Query) -> list[Name]:
    """Every entry of the pages of one list; raises ChangedPage, BadData for a query without its instant."""
    seen_at = utc_text(query.pulled_at)
    if seen_at is None:
        raise BadData(f"nobody knows when this list of {query.endpoint} was made")
    return [
        Name(
            kind=LISTS[query.endpoint],
            id=entry.text("id"),
            name=entry.maybe_text("name"),
            email=(entry.maybe_text("email") or "").lower() or None,
            attributes=_attributes(entry),
            seen_at=seen_at,
        )
        for document in documents
        for entry in _entries(Node(document, query.endpoint).checked_object())
    ]


def _entries(page: Node) -> Iterator[Node]:
    """The entries of a page; the organisation itself comes alone."""
    if page.endpoint == "organization":
        yield page
    else:
        yield from page.objects("data")


def _attributes(entry: Node) -> str | None:
    """The rest worth knowing, as a JSON object of text with sorted keys."""
    found = {name: entry.maybe_text(field) for name, field in FIELDS[entry.endpoint].items()}
    if entry.endpoint == "api-keys":
        found.update(_scope(entry))
    if entry.endpoint in ("workspaces", "service-accounts"):
        found["status"] = "active" if entry.at("archived_at").is_nothing() else "archived"
    if (tags := entry.maybe_object("tags")) is not None:
        found.update({f"{TAG}{storable(key)}": tags.maybe_text(key) for key in tags.value})
    told = {key: value for key, value in found.items() if value is not None}
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else None


def _scope(key: Node) -> dict[str, str | None]:
    """Where a key belongs: `workspace_id` (version 2023-06-01; null: the default) or `scope` (2026-10-21)."""
    scope = key.maybe_object("scope")
    if scope is None:
        is_default = not key.at("workspace_id").is_missing() and key.at("workspace_id").is_nothing()
        return {"workspace": DEFAULT_WORKSPACE} if is_default else {}
    return {"scope": scope.maybe_text("type"), "workspace_id": scope.maybe_text("workspace_id")}
