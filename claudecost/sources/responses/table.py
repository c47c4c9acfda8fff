"""Spend logs as CSV: each row as the JSON object it was before it was a row.

Only the columns costing needs are kept; a cell with a prompt in it is passed
over with its row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

import msgspec

from .entries import LARGEST, Entry, Lost, Stream, lines
from .litellm import Row

#: What a file without is no table of spend logs.
NEEDED = ("request_id", "prompt_tokens", "completion_tokens", "startTime", "model")

_COLUMNS = frozenset(Row.__struct_fields__)
_DELIMITERS = (",", ";", "\t")


def header_of(line: bytes) -> tuple[list[str], str] | None:
    """The columns a first line names and what parts them, None when it is no header of spend logs."""
    text = line.decode("utf-8-sig", "replace").strip()
    for delimiter in _DELIMITERS:
        try:
            columns = [name.strip() for name in next(csv.reader([text], delimiter=delimiter), [])]
        except csv.Error:
            continue
        if all(name in columns for name in NEEDED):
            return columns, delimiter
    return None


def rows(stream: Stream, longest: int = LARGEST) -> Iterator[Entry | Lost]:
    """The rows of a table, its header as a blank record; a row with too few or too many cells is lost."""
    feed = _Feed(stream, longest)
    first = next(feed.raw, None)
    if not isinstance(first, Entry) or (header := header_of(first.data)) is None:
        return
    yield Entry(1, 0, b"")
    feed.next_line, feed.next_offset = 2, len(first.data)
    columns, delimiter = header
    wanted = [(place, name) for place, name in enumerate(columns) if name in _COLUMNS]
    before = csv.field_size_limit(longest)
    try:
        reader = csv.reader(feed, delimiter=delimiter)
        while True:
            line, offset = feed.next_line, feed.next_offset
            try:
                cells = next(reader, None)
            except csv.Error:
                cells = []
                feed.lost.append(Lost(line, offset, feed.next_offset - offset, "too long"))
            yield from feed.lost
            feed.lost.clear()
            if cells is None:
                return
            if cells and len(cells) != len(columns):
                reason = "truncated" if len(cells) < len(columns) else "not csv"
                yield Lost(line, offset, feed.next_offset - offset, reason)
            elif cells:
                row = {name: cells[place] for place, name in wanted if cells[place]}
                yield Entry(line, offset, msgspec.json.encode(row))
    finally:
        csv.field_size_limit(before)


class _Feed:
    """Lines as text for the CSV reader, and where the next one stands."""

    def __init__(self, stream: Stream, longest: int) -> None:
        self.raw = lines(stream, longest)
        self.next_line, self.next_offset = 1, 0
        self.lost: list[Lost] = []

    def __iter__(self) -> Iterator[str]:
        for entry in self.raw:
            if isinstance(entry, Lost):
                self.lost.append(entry)
                self.next_line, self.next_offset = entry.line + 1, entry.offset + entry.length
                continue
            self.next_line, self.next_offset = entry.line + 1, entry.offset + len(entry.data)
            yield entry.data.decode("utf-8", "replace")
