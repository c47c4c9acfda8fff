"""What the price commands share in showing: which book it was, and lines folded to a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, date
from pathlib import Path

from ..config import now
from ..pricing import Book
from ..renderers import options_for
from ..renderers.clean import clean
from ..renderers.widths import cells, wrapped


def today() -> date:
    """The present day in UTC, the zone prices change in."""
    return now().astimezone(UTC).date()


def edition(book: Book, day: date | None = None) -> dict[str, str]:
    """Which book figures stand on, as JSON names it; `day` is the one it was asked about, else today."""
    day = day or book.known_on or today()
    return {"version": book.version, "sha256": book.sha256, "as_of": day.isoformat()}


def folded(lines: Iterable[str], output: Path | None = None) -> str:
    """The lines as a text; on a terminal the long ones broken between words, the rest indented below."""
    width = None if output is not None else options_for(sys.stdout).width
    return "".join(f"{line.rstrip()}\n" for text in lines for line in _pieces(clean(text), width))


def _pieces(text: str, width: int | None) -> list[str]:
    if width is None or cells(text) <= width:
        return [text]
    indent = " " * (len(text) - len(text.lstrip()) + 4)
    return wrapped(text, width, indent)
