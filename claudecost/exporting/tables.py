"""Usage as CSV and as Parquet: every digit, and in the CSV no text that a spreadsheet would run."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from .frame import digits, for_spreadsheets

if TYPE_CHECKING:
    import polars as pl


def csv_of(frame: pl.DataFrame, *, raw: bool) -> bytes:
    """Comma separated values; `raw` without the guard against spreadsheet formulas.

    A missing value is an empty field, an empty text is `""`.
    """
    import polars as pl

    shown = frame if raw else for_spreadsheets(frame)
    decimals = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Decimal)]
    buffer = BytesIO()
    shown.with_columns(digits(frame[name]) for name in decimals).write_csv(buffer)
    return buffer.getvalue()


def parquet_of(frame: pl.DataFrame) -> bytes:
    """Parquet with DATE, BIGINT and DECIMAL columns."""
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=True)
    return buffer.getvalue()
