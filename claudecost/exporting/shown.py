"""A manifest in a few lines, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ..money import dollars

#: What each ledger's files come to.
AMOUNTS = ("cost_usd", "billed_usd", "BilledCost")
TOKENS = ("total_tokens", "tokens")


def lines(manifest: Mapping[str, Any], to: str) -> Iterator[str]:
    """What was written where, a line per file, and what the period comes to."""
    period = manifest["period"]
    first, after = (date.fromisoformat(period[end][:10]) for end in ("since", "until"))
    yield f"{first} to {after - timedelta(days=1)} (UTC), ledger {manifest['ledger']}, {_prices(manifest)}"
    yield ""
    rows = [("File", "Rows", "Tokens", "Amount (USD)"), *map(_file, manifest["files"])]
    widths = [max(len(row[number]) for row in rows) for number in range(4)]
    for row in rows:
        name, *numbers = row
        aligned = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        yield "  ".join([name.ljust(widths[0]), *aligned])
    yield ""
    yield from _of_nobody(manifest)
    yield f"written to {to}, with manifest.json"


def _file(file: Mapping[str, Any]) -> tuple[str, str, str, str]:
    totals = file["totals"]
    [amount] = [totals[name] for name in AMOUNTS if name in totals]
    tokens = next((totals[name] for name in TOKENS if name in totals), None)
    counted = "-" if tokens is None else f"{Decimal(tokens):,}"
    return file["name"], f"{file['rows']:,}", counted, dollars(Decimal(amount))


def _prices(manifest: Mapping[str, Any]) -> str:
    book, closed = manifest["price_book"], [entry["month"] for entry in manifest["closed"]]
    told = [f"prices {book['version']} ({book['sha256'][:8]})"] if book else []
    return ", ".join([*told, *(f"{month} closed" for month in closed)])


def _of_nobody(manifest: Mapping[str, Any]) -> Iterator[str]:
    found = manifest["unallocated"]
    [amount] = [Decimal(found[name]) for name in AMOUNTS if name in found]
    if amount:
        yield f"unallocated: {dollars(amount)}"
