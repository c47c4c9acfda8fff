"""The first sheet of the workbook: what the figures stand on and what they come to, in lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .workbook import Line

#: What the sums are called for people; what is not here is left to the sheets behind.
WORDS = {
    "responses": "Responses",
    "total_tokens": "Tokens",
    "web_search_requests": "Web searches",
    "cost_usd": "Cost (USD)",
    "cost_low_usd": "Lowest cost (USD)",
    "cost_high_usd": "Highest cost (USD)",
    "billed_usd": "Billed (USD)",
    "list_usd": "At list price (USD)",
    "rows": "Rows of the source",
    "unpriced_tokens": "Tokens without a price",
    "unpriced_responses": "Responses without a price",
    "provisional_responses": "Responses whose output count is a lower bound",
}

EXACT = "Numbers here have fifteen digits; every digit is in usage.csv and usage.parquet."


def summary_of(standing: Mapping[str, Any], totals: Mapping[str, str]) -> list[Line]:
    """The lines of the summary, top to bottom."""
    return [*_head(standing), *_totals(standing, totals), *_unpriced(standing), Line(""), Line(EXACT)]


def _head(standing: Mapping[str, Any]) -> Iterator[Line]:
    period, coverage = standing["period"], standing["coverage"]
    yield Line("Claude usage and cost", is_heading=True)
    yield Line("From", period["since"])
    yield Line("Until (excluded)", period["until"])
    yield Line("Days", "UTC")
    yield Line("Ledger", standing["ledger"])
    if (book := standing["price_book"]) is not None:
        yield Line("Price book", f"{book['version']}, sha256 {book['sha256']}")
    for closed in standing["closed"]:
        book = closed["price_book"]
        yield Line(f"{closed['month']} closed", closed["closed_at"])
        yield Line(f"{closed['month']} price book", f"{book['version']}, sha256 {book['sha256']}")
    yield Line("Team file", f"sha256 {standing['teams_sha256']}" if standing["teams_sha256"] else "none")
    yield Line("First usage in the store", coverage.get("first_event"))
    yield Line("Last usage in the store", coverage.get("last_event"))
    yield Line("Machines", ", ".join(coverage.get("machines") or []) or None)
    yield Line("Files read", coverage.get("files"))
    yield Line("Lines that could not be read", coverage.get("quarantined_lines"))
    yield Line("")


def _totals(standing: Mapping[str, Any], totals: Mapping[str, str]) -> Iterator[Line]:
    yield Line("Totals", is_heading=True)
    for name, text in totals.items():
        if name in WORDS:
            yield Line(WORDS[name], _number(name, text))
    for name, text in totals.items():
        if name not in WORDS and not name.endswith("_tokens"):
            yield Line(f"In {name.rpartition('_')[2].upper()}, of days with a rate", Decimal(text))
    yield Line("")
    yield Line("Unallocated (in the totals)", is_heading=True)
    for name, text in standing["unallocated"].items():
        yield Line(WORDS[name], _number(name, text))
    yield Line("")


def _unpriced(standing: Mapping[str, Any]) -> Iterator[Line]:
    yield Line("Without a price (in the tokens, in no cost)", is_heading=True)
    for entry in standing["unpriced"]:
        yield Line(str(entry["model"]), f"{entry['tokens']:,} tokens: {entry['reason']}")
    if not standing["unpriced"]:
        yield Line("nothing")


def _number(name: str, text: str) -> int | Decimal:
    return Decimal(text) if name.endswith("_usd") else int(text)
