"""Token ratios as reports: what has just been measured, and all that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ..money import quotient
from ..records import TokenMeasurement
from .shape import Column, Kind, Report

#: A ratio has no kind of its own: a Decimal in an integer column is shown with every digit, on the right.
RATIO: Kind = "integer"

#: What was counted.
COUNTS = (
    Column("texts", "Texts", "integer", None, 10),
    Column("bytes", "Bytes", "integer", None, 20),
    Column("from_tokens", "Tokens before", "integer", "Before", 30),
    Column("to_tokens", "Tokens after", "integer", "After", 40),
)

MEASURED = (Column("content", "Content", "text"), *COUNTS, Column("ratio", "Ratio", RATIO, None, 50))

#: Shown to people only where there are more than two: else the title names them.
TOKENIZERS = (
    Column("from_tokenizer", "From", "text", None, -1),
    Column("to_tokenizer", "To", "text", None, -1),
)

KNOWN = (
    Column("content", "Content", "text"),
    *TOKENIZERS,
    Column("low", "Low", RATIO, None, 60),
    Column("likely", "Likely", RATIO, None, 70),
    Column("high", "High", RATIO, None, 80),
    Column("source", "Source", "text"),
    Column("since", "Since", "text", None, -1),
    *(Column(column.key, column.title, column.kind, None, -1) for column in COUNTS),
    Column("from_model", "From model", "text", None, -1),
    Column("to_model", "To model", "text", None, -1),
)


def measured_report(
    found: Sequence[TokenMeasurement], meta: Mapping[str, object], notes: Sequence[str]
) -> Report:
    """One row per kind of content, and all of it together; a ratio is rounded to 4 decimals."""
    first = found[0]
    return Report(
        name="tokenizer measure",
        title=f"Tokens for {first.from_model} and for {first.to_model}",
        columns=MEASURED,
        rows=[_counts([one]) | {"content": one.content} for one in found],
        totals=_counts(found),
        meta={
            "dimensions": ["content"],
            **meta,
            "from_model": first.from_model,
            "to_model": first.to_model,
            "from_tokenizer": first.from_tokenizer,
            "to_tokenizer": first.to_tokenizer,
            "notes": list(notes),
        },
    )


def _counts(found: Sequence[TokenMeasurement]) -> dict[str, object]:
    before, after = sum(one.from_tokens for one in found), sum(one.to_tokens for one in found)
    return {
        "texts": sum(one.texts for one in found),
        "bytes": sum(one.size for one in found),
        "from_tokens": before,
        "to_tokens": after,
        "ratio": quotient(after, before),
    }


def known_report(
    published: Sequence[dict[str, object]], found: Sequence[TokenMeasurement], price_book: dict[str, str]
) -> Report:
    """Own measurements first, then what the price book has: `published`, with the keys of KNOWN."""
    rows = [*(_as_known(one) for one in found), *(_empty() | row for row in published)]
    used = "your own measurements" if found else "`general`; `claudecost tokenizer measure` finds your own"
    pairs = {(row["from_tokenizer"], row["to_tokenizer"]) for row in rows}
    one, other = pairs.pop() if len(pairs) == 1 else ("an older tokenizer", "a newer one")
    columns = KNOWN if not pairs else tuple(replace(c, priority=0) if c in TOKENIZERS else c for c in KNOWN)
    return Report(
        name="tokenizer list",
        title=f"Tokens of {other} for one of {one}",
        columns=columns,
        rows=rows,
        meta={
            "dimensions": ["content", "from_tokenizer", "to_tokenizer", "source"],
            "price_book": price_book,
            "notes": [f"`claudecost whatif` uses {used}"],
        },
    )


def _empty() -> dict[str, object]:
    return {column.key: None for column in KNOWN}


def _as_known(one: TokenMeasurement) -> dict[str, object]:
    ratio: Decimal = quotient(one.to_tokens, one.from_tokens)
    return {
        **_counts([one]),
        "content": one.content,
        "from_tokenizer": one.from_tokenizer,
        "to_tokenizer": one.to_tokenizer,
        "low": ratio,
        "likely": ratio,
        "high": ratio,
        "source": f"own, {one.measured_at:%Y-%m-%d}",
        "since": f"{one.measured_at:%Y-%m-%d}",
        "from_model": one.from_model,
        "to_model": one.to_model,
    }
