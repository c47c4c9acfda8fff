"""What `price` shows: the object of the contract, a report for files, a table with reasons for people."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from ..money import plain
from ..pricing import Book, PricedLine, cost_usd
from ..pricing.fees import MS_PER_HOUR
from ..pricing.price import MTOK, THOUSAND
from ..quoting import Quote
from ..reports.price_tables import quote_report
from ..reports.shape import Report
from ..zones import instant
from .shown import edition

#: Of how much a rate is the price: its key in JSON, and what people call it.
RATES = {
    MTOK: ("rate_usd_per_mtok", "million tokens"),
    THOUSAND: ("rate_usd_per_thousand", "thousand searches"),
    MS_PER_HOUR: ("rate_usd_per_hour", "hour (quantities are milliseconds)"),
}

AMOUNT = "Amount (USD)"


def as_json(priced: Quote, book: Book) -> str:
    """The object scripts rely on."""
    document = {
        "schema_version": 1,
        "model": priced.model,
        "at": instant(priced.at),
        "items": [_item(line) for line in priced.lines if line.unpriced_reason is None],
        "cost_usd": plain(cost_usd(priced.lines)),
        "unpriced": [
            {**_used(line), "reason": line.unpriced_reason} for line in priced.lines if line.unpriced_reason
        ],
        "price_book": edition(book),
    }
    return json.dumps(document, indent=2) + "\n"


def as_report(priced: Quote, book: Book) -> Report:
    """One row per line, for CSV, TSV and Markdown."""
    rows = []
    for line in priced.lines:
        rates: dict[str, object] = {key: None for key, _ in RATES.values()}
        rates[RATES[line.per][0]] = line.rate_usd
        rows.append(
            {
                **_used(line),
                **rates,
                "amount_usd": line.amount_usd,
                "billed": str(line.billed).lower(),
                "modifiers": "; ".join(line.modifiers),
                "rows": "; ".join(line.rows),
                "reason": line.unpriced_reason or "",
            }
        )
    return quote_report(_heading(priced), rows, cost_usd(priced.lines), edition(book))


def as_text(priced: Quote, book: Book) -> list[str]:
    """The table, the total, and why."""
    groups = _grouped(priced.lines)
    *amounts, whole = _aligned([*(line.amount_usd for line in priced.lines), cost_usd(priced.lines)])
    left = iter(amounts)
    lines = [f"{_heading(priced)}, prices {book.version}", ""]
    lines.append(f"{'':20}{'Quantity':>14}{'Rate':>12}  {AMOUNT:>{len(whole)}}")
    for title, group in groups.items():
        lines += [title, *(_meter(line, next(left)) for line in group)]
    lines += ["", f"{'Total':46}  {whole}"]
    if any(line.unpriced_reason for line in priced.lines):
        lines.append("a lower bound: some of it has no price")
    lines.append("")
    lines += [f"rates in USD per {RATES[per][1]}" for per in dict.fromkeys(line.per for line in priced.lines)]
    for title, group in groups.items():
        lines += ["", title, *(f"  {reason}" for reason in _why(group))]
    return lines


def _used(line: PricedLine) -> dict[str, object]:
    return {"kind": line.kind, "model": line.model, "meter": line.meter, "quantity": line.quantity}


def _item(line: PricedLine) -> dict[str, object]:
    """A line that has a price, and so a rate and an amount."""
    return {
        **_used(line),
        RATES[line.per][0]: None if line.rate_usd is None else plain(line.rate_usd),
        "modifiers": list(line.modifiers),
        "rows": list(line.rows),
        "amount_usd": None if line.amount_usd is None else plain(line.amount_usd),
        "billed": line.billed,
    }


def _heading(priced: Quote) -> str:
    return f"{priced.model} at {instant(priced.at)}"


def _grouped(lines: Iterable[PricedLine]) -> dict[str, list[PricedLine]]:
    """The lines of each kind and model under a title of their own."""
    groups: dict[str, list[PricedLine]] = {}
    for line in lines:
        title = "fees" if line.kind == "fee" else f"{line.kind}  {line.model or '(no model)'}"
        groups.setdefault(title, []).append(line)
    return groups


def _meter(line: PricedLine, amount: str) -> str:
    rate = "-" if line.rate_usd is None else plain(line.rate_usd)
    free = "" if line.billed else "  not billed"
    return f"  {line.meter:18}{line.quantity:14,}{rate:>12}  {amount}{free}"


def _aligned(amounts: list[Decimal | None]) -> list[str]:
    """Every digit of every amount, the points under one another; `unpriced` for none."""
    texts = ["unpriced" if amount is None else plain(amount) for amount in amounts]
    behind = [len(text) - text.index(".") if "." in text else 0 for text in texts]
    padded = [text + " " * (max(behind) - tail) for text, tail in zip(texts, behind, strict=True)]
    width = max(len(AMOUNT), *map(len, padded))
    return [text.rjust(width) if text != "unpriced" else text for text in padded]


def _why(lines: list[PricedLine]) -> dict[str, None]:
    """The rows and the modifiers behind a group, each once, and why something has no price."""
    said = [
        *(f"unpriced: {line.unpriced_reason}" for line in lines if line.unpriced_reason),
        *(row for line in lines for row in line.rows),
        *(modifier for line in lines for modifier in line.modifiers),
    ]
    return dict.fromkeys(said)
