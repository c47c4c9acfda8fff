"""An explanation as rows for files: one per item listed, and one for the rest, so that they add up."""

from __future__ import annotations

from typing import Any

from ...money import plain
from ...records import METERS, TOKEN_METERS, WEB_SEARCH, WHOLE
from ...zones import instant
from ..shape import Column, Report
from .explanation import Event, Explanation, tokens_of

#: The name of the row that holds what is not listed.
OTHERS = "(others)"

EVENTS = (
    Column("response", "Response", "text"),
    Column("item", "Item", "text"),
    Column("kind", "Kind", "text"),
    Column("at", "At", "text"),
    Column("model_id", "Model as logged", "text"),
    Column("model", "Model", "text"),
    Column("path", "File", "text"),
    Column("line", "Line", "integer"),
    Column("lines", "Lines", "integer"),
    Column("provisional", "Provisional", "text"),
    *(Column(f"{meter}_tokens", f"{meter} tokens", "integer") for meter in TOKEN_METERS),
    Column("web_search_requests", "Searches", "integer"),
    *(Column(f"{meter}_rate_usd", f"{meter} rate", "text") for meter in METERS),
    Column("share", "Share", "text"),
    Column("responses", "Responses", "integer"),
    Column("total_tokens", "Total tokens", "integer"),
    Column("team", "Team", "text"),
    Column("rule", "Rule", "text"),
    Column("amount_usd", "Amount (USD)", "text"),
)


def events_report(title: str, found: Explanation, meta: dict[str, object]) -> Report:
    """The items of a cell; tokens by meter are those of whole responses, `total_tokens` the cell's."""
    rows = [_row(event) for event in found.events]
    if found.others is not None:
        rest: dict[str, Any] = dict.fromkeys(column.key for column in EVENTS)
        rest |= {
            "response": OTHERS,
            "responses": found.others.responses,
            "total_tokens": found.others.total_tokens,
            "amount_usd": plain(found.others.cost_usd),
        }
        rows.append(rest)
    dimensions: dict[str, object] = {"dimensions": ["response", "item"]}
    return Report("explain", title, EVENTS, rows, meta=meta | dimensions, warnings=list(found.warnings))


def _row(event: Event) -> dict[str, Any]:
    used = {item.meter: item for item in event.items}
    tokens = {
        ("web_search_requests" if meter == WEB_SEARCH else f"{meter}_tokens"): (
            used[meter].quantity if meter in used else 0
        )
        for meter in METERS
    }
    rates = {
        f"{meter}_rate_usd": plain(rate) if meter in used and (rate := used[meter].rate) is not None else None
        for meter in METERS
    }
    return {
        "response": event.response,
        "item": str(event.item),
        "kind": event.kind,
        "at": None if event.at is None else instant(event.at),
        "model_id": event.model_id,
        "model": event.model,
        "path": event.path,
        "line": event.line,
        "lines": event.lines,
        "provisional": str(event.provisional).lower(),
        **tokens,
        **rates,
        "share": "1" if event.share == WHOLE else f"0.{event.share:06d}".rstrip("0"),
        "responses": event.responses,
        "total_tokens": tokens_of(event.items),
        "team": event.team,
        "rule": event.rule,
        "amount_usd": None if event.amount is None else plain(event.amount),
    }
