"""A CSV as columns of text, a piece at a time, with the line each row stands on.

Polars reads the pieces that are in order, which is nearly all there are: every
line a row, every row as wide as the header. A piece with anything odd in it is
read again, line by line (`rows.py`), so that the odd row is named and no other
is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ...errors import BadData, Place
from . import header as headers
from .rows import Lost, Widths, rows

if TYPE_CHECKING:
    import polars as pl

#: No row is longer, in bytes; a quote that is open for longer was never closed.
LONGEST_ROW = 1024 * 1024

#: The column of line numbers beside those of the file.
LINE = "line of the file"


class Piece(NamedTuple):
    """Whole lines of a file in UTF-8; `line` is the number of the first, from 1."""

    line: int
    data: bytes


class Batch(NamedTuple):
    """Some rows: a frame of text columns and `LINE`, null for an empty cell; and the rows that are none."""

    frame: pl.DataFrame
    lost: list[Lost]


class Table:
    """A CSV from its blocks: the header at once, the rows as they are asked for.

    Raises BadData for a file without a header, with two columns of one name, or with lines too long to be
    rows; and whatever the blocks raise.
    """

    def __init__(self, blocks: Iterable[bytes], path: str) -> None:
        self._path, self._pieces = path, pieces(blocks, path)
        self._first = self._begin()
        headers.refuse_duplicates(self.header, path)
        names = self.header.names
        self.width = Widths(max((at for at, name in enumerate(names, 1) if name), default=0), len(names))
        self.call(self.header.names)

    def _begin(self) -> Piece:
        """Read the header; what follows it in the first piece is returned."""
        for line, data in self._pieces:
            start, number = 0, line
            while start < len(data):
                end = data.find(b"\n", start) + 1 or len(data)
                if data[start:end].strip(headers.NOTHING):
                    text = data[start : min(end, start + headers.LONGEST)].decode(errors="ignore")
                    self.header = headers.header(text.rstrip("\n"), number)
                    return Piece(number + 1, data[end:])
                start, number = end, number + 1
        raise BadData("no line with column names", where=Place(self._path))

    def call(self, names: Sequence[str]) -> None:
        """Name the columns of the frames, in the order of the header; `""` for those nobody asks for."""
        self.columns = [name or f"column {place} without a name" for place, name in enumerate(names, 1)]

    def batches(self) -> Iterator[Batch]:
        """All rows, in the order of the file."""
        yield from self._batch(self._first)
        del self._first
        for piece in self._pieces:
            yield from self._batch(piece)

    def _batch(self, piece: Piece) -> Iterator[Batch]:
        if piece.data:
            frame = self._in_order(piece)
            yield self._line_by_line(piece) if frame is None else Batch(frame, [])

    def _in_order(self, piece: Piece) -> pl.DataFrame | None:
        """The piece as polars reads it; None where a line is no row of the header's width."""
        import polars as pl

        data, separator = piece.data, self.header.separator
        try:
            frame = pl.read_csv(
                data,
                has_header=False,
                separator=separator,
                schema=dict.fromkeys(self.columns, pl.String),
                infer_schema=False,
            )
        except pl.exceptions.PolarsError:
            return None
        quoted = _quoted(separator).findall(data)
        if 2 * len(quoted) != data.count(b'"'):
            return None  # a quote within a cell: doubled, or put where it means something else
        cuts = data.count(separator.encode()) - b"".join(quoted).count(separator.encode())
        height = data.count(b"\n") + (not data.endswith(b"\n"))
        if frame.height != height or cuts != height * (len(self.columns) - 1):
            return None
        if any(frame[name].count() for name in self.columns[self.width.named :]):
            return None  # something stands where no column has a name
        first = pl.int_range(piece.line, piece.line + height, dtype=pl.Int64).alias(LINE)
        return _without_blank_rows(frame.with_columns(first), self.columns)

    def _line_by_line(self, piece: Piece) -> Batch:
        import polars as pl

        found = rows(piece.data.decode(), piece.line, self.header.separator, self.width)
        cells = list(zip(*found.cells, strict=True)) or [()] * self.width.named
        columns = {
            name: pl.Series(name, values, pl.String)
            for name, values in zip(self.columns[: self.width.named], cells, strict=True)
        }
        columns[LINE] = pl.Series(LINE, found.lines, pl.Int64)
        return Batch(pl.DataFrame(columns), found.lost)


def _quoted(separator: str) -> re.Pattern[bytes]:
    """A cell in quotes, from separator to separator, without quotes or line ends in it.

    Written with the quote first: a search for one character is the fastest there is.
    """
    edge = re.escape(f"{separator}\n").encode()
    return re.compile(rb'"(?:(?<=[%b]")|(?<=\A"))[^"\n]*"(?=[%b]|\Z)' % (edge, edge))


def _without_blank_rows(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Drop what spreadsheets leave under a table: rows of nothing but separators."""
    import polars as pl

    def is_blank(names: list[str]) -> pl.Expr:
        return pl.all_horizontal(pl.col(names).fill_null("").str.strip_chars() == "")

    if frame.select(is_blank(columns[:1]).any()).item():
        return frame.filter(~is_blank(columns))
    return frame


def pieces(blocks: Iterable[bytes], path: str) -> Iterator[Piece]:
    """Cut blocks into pieces of whole lines that do not end within quotes.

    A quote not closed within `LONGEST_ROW` does not count. Raises BadData for a line longer than that.
    """
    rest, line = b"", 1
    for block in blocks:
        data = rest + block
        cut = _cut(data)
        if cut == 0 and len(data) > LONGEST_ROW:
            cut = data.rfind(b"\n") + 1
            if cut == 0:
                raise BadData("a line is too long for a row of a CSV", where=Place(path, line))
        if cut:
            yield Piece(line, data[:cut])
            line += data.count(b"\n", 0, cut)
        rest = data[cut:]
    if rest:
        yield Piece(line, rest)


def _cut(data: bytes) -> int:
    """Where the last line ends that ends outside quotes; 0 if none does."""
    end = data.rfind(b"\n")
    if end < 0 or data.count(b'"', 0, end) % 2 == 0:
        return end + 1
    while (before := data.rfind(b"\n", 0, end)) >= 0:
        if data.count(b'"', before, end) % 2:
            return before + 1
        end = before
    return 0
