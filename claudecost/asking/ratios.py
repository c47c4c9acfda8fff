"""How two tokenizers compare: as measured on one's own texts, else as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..reports.whatif.scale import TokenRatio, measured_ratio
from .desk import Desk

if TYPE_CHECKING:
    from ..pricing import Book


def ratio_between(desk: Desk, book: Book, one: str, other: str) -> TokenRatio | None:
    """The ratio of two tokenizers, whichever is the older; None where nothing is known of them."""
    from ..pricing.moved import published_ratio

    measured = [
        found
        for found in desk.reader.token_ratios()
        if {found.from_tokenizer, found.to_tokenizer} == {one, other}
    ]
    if (own := measured_ratio(measured)) is not None:
        return own
    row = published_ratio(book, one, other, desk.as_of)
    if row is None:
        return None
    likely = (row.low + row.high) / 2 if row.likely is None else row.likely
    return TokenRatio(
        row.from_tokenizer, row.to_tokenizer, row.low, likely, row.high, f"published: {row.source}"
    )
