"""The model a person means by a name, or a complaint that names those close to it."""

from __future__ import annotations

from claudecost.errors import Misuse
from claudecost.pricing.book import Book
from claudecost.pricing.models import identify, near_misses
from claudecost.pricing.rows import Model


def find(book: Book, name: str) -> Model:
    """The model of a name, in any spelling; raises Misuse with near misses for a name that is none."""
    identity = identify(book, name)
    if identity.known and identity.model in book.by_id:
        return book.by_id[identity.model]
    close = near_misses(book, name) or _holding(book, name)
    hint = f"did you mean {' or '.join(close)}?" if close else "`claudecost prices list` names them all"
    raise Misuse(f"there is no model '{name}' in the price book", hint=hint)


def _holding(book: Book, name: str) -> tuple[str, ...]:
    """The newest models with the name in theirs: for `opus` and the like."""
    wanted = name.strip().lower()
    return tuple(model.id for model in reversed(book.models) if wanted and wanted in model.id)[:3]
