"""The cost CSV of the Console's Cost page: what the organisation owes, by day, rounded to cents row by row.

Source: Anthropic Console, Cost page download.
"""

from __future__ import annotations

import json

from ...errors import Place, Problem
from ..ledger import API, BILLED, BilledRow, Ledgers, Name, Table
from .amounts import amounts
from .days import days
from .download import Download, Figures, snapshot
from .frames import frame
from .labels import context_window, plain, profiles, workspace
from .numbers import NOTHING
from .sheet import Sheet
from .table import LINE

_FIGURES = Figures(BILLED, API, is_rounded=True)

_DIMENSIONS = {
    "workspace": "workspace",
    "api_key": "api_key",
    "model": "model",
    "context_window": "context_window",
    "inference_geo": "geo",
    "speed": "speed",
    "cost_type": "cost_type",
    "token_type": "token_type",
}

_TOKEN_TYPES = {
    "input_no_cache": "input",
    "input_cache_write_5m": "cache_write_5m",
    "input_cache_write_1h": "cache_write_1h",
    "input_cache_read": "cache_read",
    "output": "output",
}


def take(sheet: Sheet, download: Download) -> Ledgers:
    """The billed rows of a cost CSV, and the names of its API keys; raises BadData as `days` does."""
    found = days(sheet, "usage_date_utc", download)
    usd = amounts(sheet, "cost_usd", "list_price_usd")
    covered = download.days(found.first, found.last)
    if covered is None:
        return Ledgers([], [], [], [])
    _warn_of_token_types(sheet, download)
    dimensions = {ours for theirs, ours in _DIMENSIONS.items() if theirs in sheet.columns}
    shot = snapshot(download, _FIGURES, dimensions, covered, found.last, sheet.frame.height)
    profile_ids, known = profiles(sheet)
    has_types = "cost_type" in sheet.columns
    rows = frame(
        BilledRow,
        {
            "snapshot_id": shot.snapshot_id,
            "row_no": sheet.frame[LINE],
            "starts_at": sheet.by_text("usage_date_utc", found.starts),
            "ends_at": sheet.by_text("usage_date_utc", found.ends),
            "workspace": sheet.label("workspace", workspace),
            "api_key_id": sheet.label("api_key_id", plain),
            "api_key": sheet.label("api_key", plain),
            "profile_id": profile_ids,
            "context_window": sheet.label("context_window", context_window),
            "cost_type": sheet.label("cost_type", _cost_type)
            if has_types
            else sheet.label("token_type", lambda text: None if text in NOTHING else "tokens"),
            "token_type": sheet.label("token_type", _TOKEN_TYPES.get),
            "description": sheet.label("token_type", _other_token_type),
            "billed_usd": sheet.by_text("cost_usd", usd["cost_usd"]),
            "list_usd": sheet.by_text("list_price_usd", usd["list_price_usd"])
            if "list_price_usd" in usd
            else None,
        },
    )
    return Ledgers([shot], known, [Table(BILLED, rows)], _keys(sheet, shot.taken_at))


def _cost_type(text: str) -> str | None:
    """The API's plural for `token`; the others are spelled alike."""
    return "tokens" if text == "token" else plain(text)


def _other_token_type(text: str) -> str | None:
    """A token type that is none of our meters, kept where a person will see it."""
    return None if text in _TOKEN_TYPES else plain(text)


def _warn_of_token_types(sheet: Sheet, download: Download) -> None:
    texts = [sheet.texts["token_type"][code] for code in sheet.used("token_type")]
    others = sorted(filter(None, map(_other_token_type, texts)))
    if others:
        sheet.problems.append(
            Problem(
                f"unknown token types: {', '.join(others)}",
                Place(download.given.shown_path, sheet.line_of("token_type", others[0])),
                "their amounts count in every total, under no meter",
            )
        )


def _keys(sheet: Sheet, seen_at: str) -> list[Name]:
    """What the ids of API keys stand for."""
    columns = [name for name in ("api_key_id", "api_key", "api_key_status") if name in sheet.texts]
    if "api_key_id" not in columns:
        return []
    found = {}
    for codes in sheet.frame.select(columns).unique(maintain_order=True).iter_rows(named=True):
        words = {name: plain(sheet.texts[name][code]) for name, code in codes.items()}
        if key := words["api_key_id"]:
            status = words.get("api_key_status")
            attributes = json.dumps({"status": status}, ensure_ascii=False) if status else None
            found[key] = Name("api_key", key, words.get("api_key"), None, attributes, seen_at)
    return list(found.values())
