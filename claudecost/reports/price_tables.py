"""Prices as reports: what one response cost, what holds today, what has held, what two books disagree on."""

from __future__ import annotations

from decimal import Decimal

from .shape import Column, Kind, Report

#: A rate has no kind of its own: a Decimal in an integer column is shown with every digit, on the right.
RATE: Kind = "integer"

Rows = list[dict[str, object]]


def _machines(*keys: str) -> tuple[Column, ...]:
    """Text columns that tables for people leave out."""
    return tuple(Column(key, key.replace("_", " ").capitalize(), "text", None, -1) for key in keys)


PRICES = (
    Column("input_usd_per_mtok", "Input", RATE, None, 90),
    Column("cache_write_5m_usd_per_mtok", "Write 5m", RATE, "5m", 60),
    Column("cache_write_1h_usd_per_mtok", "Write 1h", RATE, "1h", 70),
    Column("cache_read_usd_per_mtok", "Read", RATE, None, 80),
    Column("output_usd_per_mtok", "Output", RATE, None, 100),
)

PROMPT = (
    Column("prompt_over", "Prompt over", "integer", None, -1),
    Column("prompt_upto", "Prompt up to", "integer", None, -1),
)

LIST = (
    Column("model", "Model", "text"),
    Column("variant", "", "text"),
    *PRICES,
    *PROMPT,
    *_machines("speed", "from", "until", "retired", "row"),
)

HISTORY = (
    Column("what", "What", "text"),
    Column("from", "From", "text"),
    Column("to", "To", "text"),
    *PRICES,
    Column("input_factor", "Factor in", RATE, None, 50),
    Column("output_factor", "Factor out", RATE, None, 40),
    Column("known_since", "Known since", "text"),
    Column("confidence", "Confidence", "text", "Conf."),
    Column("source", "Source", "text"),
    Column("state", "State", "text"),
    Column("row", "Row", "text"),
    PROMPT[0],
    *_machines("kind", "speed", "conditions", "note"),
)

DIFF = (
    Column("change", "Change", "text"),
    Column("table", "Table", "text"),
    Column("what", "What", "text"),
    Column("from", "From", "text"),
    Column("field", "Field", "text"),
    Column("old", "Old", "text"),
    Column("new", "New", "text"),
    *_machines("old_row", "new_row"),
)

QUOTE = (
    Column("kind", "Kind", "text"),
    Column("model", "Model", "text"),
    Column("meter", "Meter", "text"),
    Column("quantity", "Quantity", "integer", None, 40),
    Column("rate_usd_per_mtok", "USD per MTok", RATE, None, 30),
    Column("rate_usd_per_thousand", "USD per thousand", RATE, None, 20),
    Column("rate_usd_per_hour", "USD per hour", RATE, None, 10),
    Column("amount_usd", "Amount (USD)", RATE, None, 50),
    Column("billed", "Billed", "text"),
    Column("modifiers", "Modifiers", "text"),
    Column("rows", "Rows", "text"),
    Column("reason", "Unpriced", "text"),
)


def _meta(price_book: dict[str, str], *dimensions: str) -> dict[str, object]:
    return {"dimensions": list(dimensions), "price_book": price_book, "currency": "USD"}


def list_report(day: str, rows: Rows, price_book: dict[str, str]) -> Report:
    """What a million tokens cost on a day, one row per model, speed and prompt band."""
    meta = _meta(price_book, "model", "speed", "prompt_over")
    return Report("prices list", f"Prices in force on {day}, USD per million tokens", LIST, rows, meta=meta)


def history_report(model: str, rows: Rows, price_book: dict[str, str]) -> Report:
    """Every dated row about a model."""
    return Report(
        "prices history", f"Prices of {model}", HISTORY, rows, meta=_meta(price_book, "what", "from")
    )


def diff_report(old: str, new: str, rows: Rows) -> Report:
    """What two books disagree on, one row per field of each row of the book."""
    meta: dict[str, object] = {
        "dimensions": ["table", "what", "from", "field"],
        "books": {"old": old, "new": new},
    }
    return Report("prices diff", f"Prices {old} to {new}", DIFF, rows, meta=meta)


def quote_report(title: str, rows: Rows, cost_usd: Decimal, price_book: dict[str, str]) -> Report:
    """One usage object, one row per meter of each item."""
    meta = _meta(price_book, "kind", "model", "meter")
    return Report("price", title, QUOTE, rows, {"amount_usd": cost_usd}, meta)
