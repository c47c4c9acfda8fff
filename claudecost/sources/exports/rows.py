"""Lines of a CSV into rows, one by one: for the pieces of a file that are not in order.

A line that is no row costs itself and nothing else: a quote that opens and is
never closed must not swallow what follows.
"""

from __future__ import annotations

import csv
from typing import NamedTuple

#: Lines that one quoted cell may span.
MOST_LINES = 50

WRONG_WIDTH = "wrong number of fields"


class Lost(NamedTuple):
    """A row that could not be read: its line, its length in bytes (0: not known), and why."""

    line: int
    length: int
    reason: str


class Rows(NamedTuple):
    """Rows in order: their cells (None for an empty one), the lines they begin on, and what was no row."""

    cells: list[list[str | None]]
    lines: list[int]
    lost: list[Lost]


class Widths(NamedTuple):
    """How many cells a row has: those of columns with a name, and with the nameless ones after them."""

    named: int
    full: int


def rows(text: str, first_line: int, separator: str, width: Widths) -> Rows:
    """Read some lines; blank lines, and rows of nothing but separators, are passed over.

    Empty cells are cut off only where the header has nameless columns for them: a row that is wider for
    another reason (`1,000` without quotes) has its cells in wrong columns.
    """
    found = Rows([], [], [])
    lines = text.removesuffix("\n").split("\n")
    place = 0
    while place < len(lines):
        cells, used = _row(lines, place, separator, width)
        if cells is None:
            length = len(lines[place].encode()) + 1
            found.lost.append(Lost(first_line + place, length, WRONG_WIDTH))
        elif any(cells):
            found.cells.append([cell or None for cell in cells])
            found.lines.append(first_line + place)
        place += used
    return found


def _row(lines: list[str], place: int, separator: str, width: Widths) -> tuple[list[str] | None, int]:
    """The cells of the row that begins on a line, and how many lines it takes; None for no row."""
    line = lines[place]
    if '"' not in line:
        return _fitted(line.split(separator), width), 1
    quotes = line.count('"')
    for used in range(1, MOST_LINES + 1):
        if quotes % 2 == 0:
            cells = _parsed("\n".join(lines[place : place + used]), separator, width)
            return (cells, used) if cells is not None else (None, 1)
        if place + used >= len(lines):
            break
        quotes += lines[place + used].count('"')
    return _parsed(line, separator, width) if _is_loose(line, separator) else None, 1


def _is_loose(line: str, separator: str) -> bool:
    """Whether all quotes stand within cells (`5" disk`), where they open nothing."""
    return not any(cell.startswith('"') for cell in line.split(separator))


def _parsed(text: str, separator: str, width: Widths) -> list[str] | None:
    try:
        return _fitted(next(csv.reader([text], delimiter=separator, strict=True), []), width)
    except csv.Error:
        return None


def _fitted(cells: list[str], width: Widths) -> list[str] | None:
    """Cells of a row, as many as there are columns; all empty for a blank line; None for a misfit."""
    cells = [cell if cell.strip() else "" for cell in cells]
    if not any(cells):
        return [""] * width.named
    return cells[: width.named] if len(cells) in width and not any(cells[width.named :]) else None
