"""Which endpoint a JSON document is a page of: told by its keys, never by a file's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from . import endpoints


class Look(NamedTuple):
    """A document, the first entry of its `data`, and the first row of its first bucket that has any."""

    document: dict[str, Any]
    entries: list[Any] | None
    entry: dict[str, Any]
    row: dict[str, Any]


class Mark(NamedTuple):
    """Something a page of an endpoint must show, in words that complete "it has no ..."."""

    words: str
    shows: Callable[[Look], bool]


def recognise_page(document: object) -> str | None:
    """The name of the endpoint a document is a page of; None for any other document.

    `empty-page`: certainly a page, but with nothing in it that tells of which endpoint.
    """
    look = _look(document)
    if look is None:
        return None
    for name, marks in MARKS.items():
        if all(mark.shows(look) for mark in marks):
            return name
    return None


def why_not(document: object) -> dict[str, str]:
    """For each endpoint what a document lacks to be one of its pages."""
    look = _look(document)
    if look is None:
        return dict.fromkeys(MARKS, "it is not a JSON object")
    reasons: dict[str, str] = {}
    for name, marks in MARKS.items():
        missing = next((mark.words for mark in marks if not mark.shows(look)), None)
        if missing is not None:
            reasons[name] = f"it has no {missing}"
    return reasons


def _look(document: object) -> Look | None:
    if not isinstance(document, dict):
        return None
    data = document.get("data")
    entries = data if isinstance(data, list) else None
    found = [entry for entry in entries or () if isinstance(entry, dict)]
    row: dict[str, Any] = {}
    for bucket in found:
        results = bucket.get("results")
        if isinstance(results, list) and results and isinstance(results[0], dict):
            row = results[0]
            break
    return Look(document, entries, found[0] if found else {}, row)


def _is_kind(kind: str) -> Mark:
    return Mark(
        f"entry of type {kind}", lambda look: look.entry.get("type") == kind and _text(look.entry, "id")
    )


def _text(of: dict[str, Any], key: str) -> bool:
    return isinstance(of.get(key), str)


def _all_empty(look: Look) -> bool:
    """No entries at all, or only buckets without a row."""
    return look.entries is not None and all(
        isinstance(entry, dict) and "starting_at" in entry and entry.get("results") == []
        for entry in look.entries
    )


_BUCKETS = Mark("buckets with `results`", lambda look: bool(look.row) and "starting_at" in look.entry)
_OBJECT_WITH_GROUP = Mark(
    "rows with a `group`", lambda look: "group" in look.entry and "starting_at" in look.entry
)
_FLAT_ROWS = Mark(
    "flat rows with an `actor`",
    lambda look: "actor" in look.entry and not {"results", "group", "core_metrics"} & set(look.entry),
)
_ROW_AMOUNT = Mark("`amount` in its rows", lambda look: "amount" in look.row)
_ROW_TOKENS = Mark("`uncached_input_tokens` in its rows", lambda look: "uncached_input_tokens" in look.row)

#: In the order they are tried: the first endpoint whose marks all show is the one.
MARKS: dict[str, tuple[Mark, ...]] = {
    endpoints.ANALYTICS_USAGE: (
        _OBJECT_WITH_GROUP,
        Mark("`usage` in its rows", lambda look: "usage" in look.entry),
    ),
    endpoints.ANALYTICS_COST: (
        _OBJECT_WITH_GROUP,
        Mark("`cost` in its rows", lambda look: "cost" in look.entry),
    ),
    endpoints.OLDER_USAGE: (
        _BUCKETS,
        _ROW_TOKENS,
        Mark("`product` in its rows", lambda look: "product" in look.row),
    ),
    endpoints.OLDER_COST: (
        _BUCKETS,
        _ROW_AMOUNT,
        Mark("`list_amount` in its rows", lambda look: "list_amount" in look.row),
    ),
    endpoints.USAGE_REPORT: (_BUCKETS, _ROW_TOKENS),
    endpoints.COST_REPORT: (_BUCKETS, _ROW_AMOUNT),
    endpoints.CLAUDE_CODE: (
        Mark(
            "records with `model_breakdown` and `actor`",
            lambda look: {"model_breakdown", "actor"} <= set(look.entry),
        ),
    ),
    endpoints.USER_USAGE: (
        _FLAT_ROWS,
        Mark("`uncached_input_tokens` in its rows", lambda look: "uncached_input_tokens" in look.entry),
    ),
    endpoints.USER_COST: (
        _FLAT_ROWS,
        Mark("`amount` in its rows", lambda look: "amount" in look.entry),
    ),
    "api-keys": (_is_kind("api_key"),),
    "workspaces": (_is_kind("workspace"),),
    "users": (_is_kind("user"),),
    "service-accounts": (
        Mark(
            "entry with an id that starts with svac_",
            lambda look: str(look.entry.get("id", "")).startswith("svac_"),
        ),
    ),
    "rbac-groups": (
        Mark(
            "entry with `source_type` and `name`",
            lambda look: {"id", "name", "source_type"} <= set(look.entry),
        ),
    ),
    "organization": (
        Mark(
            "type `organization` with an id",
            lambda look: look.document.get("type") == "organization" and _text(look.document, "id"),
        ),
    ),
    endpoints.MESSAGE_BATCHES: (
        Mark(
            "entry of type message_batch",
            lambda look: "message_batch" in (look.document.get("type"), look.entry.get("type")),
        ),
    ),
    endpoints.EMPTY_PAGE: (
        Mark("empty `data`", _all_empty),
        Mark("`has_more` or `next_page`", lambda look: bool({"has_more", "next_page"} & set(look.document))),
    ),
}
