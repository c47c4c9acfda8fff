"""The prices behind a bill against the book's: list amount over tokens, meter by meter."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ...periods import Period
from ..shape import Column, Report
from ..usage import Answers
from ..usage_report import many
from .settling import question

_NAMES = (
    "model", "meter", "service_tier", "speed", "geo", "context_window", "book_usd", "discount", "is_list",
    "first_day", "quantity", "told_usd", "computed_usd", "tolerance_usd",
)  # fmt: skip

#: Digits shown of a price that is a quotient, and so has no last digit.
PLACES = Decimal("0.000001")

COLUMNS = (
    Column("model", "Model", "text"),
    Column("meter", "Meter", "text"),
    Column("service_tier", "Tier", "text"),
    Column("speed", "Speed", "text"),
    Column("geo", "Geo", "text"),
    Column("context_window", "Context", "text"),
    Column("since", "Since", "text"),
    Column("quantity", "Quantity", "integer", None, 20),
    Column("told_usd", "Amount (USD)", "money", "Amount", 30),
    Column("told_rate", "Their price", "text"),
    Column("book_rate", "Our price", "text"),
    Column("verdict", "Verdict", "text"),
)


def audit_report(store: Answers, header: Mapping[str, object], period: Period) -> Report:
    """Every price that can be asked of the bill; expects the cells of a reconciliation of the period.

    Prices are USD per million tokens, per thousand web searches. A quotient is shown with six digits; whether
    it agrees is told from the amounts, within what their rounding can do. Amounts are list amounts where the
    bill has them, else billed ones, whose price is taken before the discount found.
    """
    rows = [_row(dict(zip(_NAMES, row, strict=True))) for row in store.rows(question("audit.sql"))]
    differing = sum(row["verdict"] == "differs" for row in rows)
    return Report(
        name="audit-prices",
        title="Prices behind the bill against the price book",
        columns=COLUMNS,
        rows=rows,
        meta={"ledger": "billed over metered", "period": period.as_json(), **header, "currency": "USD"},
        warnings=_warnings(len(rows), differing),
    )


def _warnings(asked: int, differing: int) -> list[str]:
    if not asked:
        return ["nothing in the bill is for usage of a single price, so no price can be told from it"]
    return [f"{differing} of {many(asked, 'price')} differ from the book"] if differing else []


def _row(found: dict[str, Any]) -> dict[str, object]:
    apart = abs(found["told_usd"] - found["computed_usd"])
    within = apart <= found["tolerance_usd"]
    vague = found["tolerance_usd"] * 2 > found["computed_usd"]
    at_list = found["told_usd"] / found["discount"]
    per = Decimal(1000) if found["meter"] == "web_search" else Decimal(1_000_000)
    book = found["book_usd"] / 1000 if found["meter"] == "web_search" else found["book_usd"]
    return {
        "model": found["model"],
        "meter": found["meter"],
        "service_tier": found["service_tier"],
        "speed": found["speed"],
        "geo": found["geo"],
        "context_window": found["context_window"],
        "since": None if found["first_day"] is None else found["first_day"].isoformat(),
        "quantity": found["quantity"],
        "told_usd": found["told_usd"],
        "told_rate": _short(at_list * per / found["quantity"]),
        "book_rate": _short(book),
        "verdict": "too little to tell" if vague and within else "agrees" if within else "differs",
    }


def _short(price: Decimal) -> str:
    text = format(price.quantize(PLACES, rounding=ROUND_HALF_UP), "f").rstrip("0").rstrip(".")
    return text or "0"
