"""A month as a spreadsheet: what it comes to, by team, model, cost centre and day, and every row of usage.

Texts are written as texts: nothing a name says is a formula or a link. Numbers are real numbers, which in a
spreadsheet have fifteen digits; the exact ones are in the CSV and in Parquet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..errors import Error
from ..reports.exporting.usage import Usage
from .sheet_rows import poured

if TYPE_CHECKING:
    import polars as pl

#: Rows a sheet can have.
MOST_ROWS = 1_048_576

#: Characters a cell can have.
LONGEST = 32_767

#: When the workbook says it was made: always the same, so that the same figures give the same bytes.
MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)

#: The sheets of sums: name, what it is by.
SHEETS = (
    ("By team", ("team", "team_path", "cost_center")),
    ("By model", ("model",)),
    ("By cost centre", ("cost_center",)),
    ("By day", ("day",)),
)
USAGE = "Usage"

#: No file beside it, and no text taken for anything else.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}

NUMBERS = {"money": "#,##0.00", "integer": "#,##0", "date": "yyyy-mm-dd", "rate": "0.000000"}


class TooManyRows(Error):
    """More rows than a sheet can have."""

    def __init__(self, rows: int) -> None:
        super().__init__(
            f"{rows:,} rows do not fit into a spreadsheet",
            impact=f"a sheet has {MOST_ROWS:,} rows at most, its header included; nothing was written",
            hint="leave XLSX out (--formats csv,parquet), or export a shorter period",
        )


@dataclass(frozen=True)
class Line:
    """One line of the summary: what it is, and its value; a heading has none."""

    label: str
    value: str | int | Decimal | date | None = None
    is_heading: bool = False


def workbook_of(usage: Usage, frame: pl.DataFrame, summary: Sequence[Line]) -> bytes:
    """The workbook's bytes; raises TooManyRows."""
    import xlsxwriter

    if len(frame) + 1 > MOST_ROWS:
        raise TooManyRows(len(frame))
    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": "claudecost export", "created": MADE})
        formats = {name: book.add_format({"num_format": code}) for name, code in NUMBERS.items()}
        formats["text"] = book.add_format({"num_format": "@"})
        formats["bold"] = book.add_format({"bold": True})
        formats["bottom"] = book.add_format({"bold": True, "bottom": 1})
        _summary(book.add_worksheet("Summary"), formats, summary)
        for name, by in SHEETS:
            _sums(book.add_worksheet(name), formats, usage, frame, by)
        sheet = book.add_worksheet(USAGE)
        # One row stands for all: the others are poured in after it, in its styles.
        _table(sheet, formats, usage, frame.head(1), len(frame))
    return poured(buffer.getvalue(), f"xl/worksheets/sheet{len(SHEETS) + 2}.xml", frame)


def _summary(sheet: Any, formats: Any, lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line.label, formats["bold"] if line.is_heading else None)
        if line.value is not None:
            _cell(sheet, number, 1, line.value, formats)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 66)
    sheet.freeze_panes(1, 0)


def _sums(sheet: Any, formats: Any, usage: Usage, frame: pl.DataFrame, by: Sequence[str]) -> None:
    """One row per group, the dearest first; days as they come."""
    import polars as pl

    names = (usage.amount, "total_tokens", "responses", "rows", "unpriced_tokens")
    sums = [pl.col(name).sum() for name in names if name in frame.columns]
    if usage.converted is not None:
        # a sum over some days only would look like the sum
        is_whole = (pl.col(usage.amount).is_null() | pl.col(usage.converted).is_not_null()).all()
        sums.insert(1, pl.when(is_whole).then(pl.col(usage.converted).sum()))
    found = frame.group_by(by).agg(sums)
    if by == ("day",):
        found = found.sort("day", nulls_last=True)
    else:
        found = found.sort(usage.amount, *by, descending=[True, *(False for _ in by)], nulls_last=True)
    _table(sheet, formats, usage, found)


def _table(sheet: Any, formats: Any, usage: Usage, frame: pl.DataFrame, rows: int | None = None) -> None:
    """A header that stays in sight, columns wide enough, and the rows; `rows` are there in the end."""
    titles = {column.key: column.title for column in usage.columns}
    kinds = [_kind(name, frame) for name in frame.columns]
    for number, (name, kind) in enumerate(zip(frame.columns, kinds, strict=True)):
        sheet.write_string(0, number, titles[name], formats["bottom"])
        texts = frame[name].head(1000).to_list() if kind == "text" else []
        longest = max((len(text) for text in texts if text is not None), default=12)
        sheet.set_column(number, number, min(max(len(titles[name]), longest) + 2, 60))
    for row, values in enumerate(frame.iter_rows(), 1):
        for number, (value, kind) in enumerate(zip(values, kinds, strict=True)):
            _cell(sheet, row, number, value, formats, kind)
    sheet.freeze_panes(1, 0)
    if len(frame):
        sheet.autofilter(0, 0, len(frame) if rows is None else rows, len(frame.columns) - 1)


def _kind(name: str, frame: pl.DataFrame) -> str:
    """How a column's values are written, and in which format."""
    import polars as pl

    kind = frame.schema[name]
    if isinstance(kind, pl.Decimal):
        return "rate" if name == "exchange_rate" else "money"
    return "text" if kind == pl.String else "date" if kind == pl.Date else "integer"


def _cell(sheet: Any, row: int, column: int, value: object, formats: Any, kind: str | None = None) -> None:
    """One cell of its own kind; never by what a text looks like."""
    if value is None:
        sheet.write_blank(row, column, None, formats[kind])
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:LONGEST], formats["text"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["date"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, formats["integer"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), formats[kind or "money"])
