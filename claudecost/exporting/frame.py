"""Usage as a frame: exact types for every column, and the sums of what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..money import plain
from ..renderers.delimited import guarded
from ..reports.exporting.usage import Usage

if TYPE_CHECKING:
    import polars as pl

#: Decimals of amounts: rates have nine, tokens are priced by the million, shares cut by the millionth.
USD_PLACES, RATE_PLACES = 21, 6
MOST_DIGITS = 38

DATES = ("day", "exchange_date")


def frame_of(usage: Usage) -> pl.DataFrame:
    """The rows in columns: DATE, text, BIGINT, DECIMAL(38,21) dollars, DECIMAL(38,27) of another currency."""
    import polars as pl

    return pl.DataFrame(
        [
            pl.Series(column.key, [row[column.key] for row in usage.rows], dtype=_kind(column.key, usage))
            for column in usage.columns
        ]
    )


def _kind(name: str, usage: Usage) -> Any:
    import polars as pl

    if name in DATES:
        return pl.Date
    if name == usage.converted:
        return pl.Decimal(MOST_DIGITS, USD_PLACES + RATE_PLACES)
    if name.endswith("_usd"):
        return pl.Decimal(MOST_DIGITS, USD_PLACES)
    if name == "exchange_rate":
        return pl.Decimal(MOST_DIGITS, RATE_PLACES)
    kinds = {column.key: column.kind for column in usage.columns}
    return pl.Int64 if kinds[name] == "integer" else pl.String


def sums(frame: pl.DataFrame, names: Sequence[str]) -> dict[str, str]:
    """The sums of columns as exact text: what whoever reads the file has to come to."""
    return {name: plain_sum(frame[name]) for name in names}


def plain_sum(column: pl.Series) -> str:
    """One column added up, every digit; what is missing adds nothing."""
    total = column.sum()
    return plain(total) if isinstance(total, Decimal) else str(total)


def figures(frame: pl.DataFrame) -> list[str]:
    """The columns that can be added up."""
    import polars as pl

    return [
        name
        for name, kind in frame.schema.items()
        if name != "exchange_rate" and (kind == pl.Int64 or isinstance(kind, pl.Decimal))
    ]


def for_spreadsheets(frame: pl.DataFrame) -> pl.DataFrame:
    """The same with every text guarded against being run as a formula."""
    import polars as pl

    texts = [frame[name] for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(mapped(text, {one: guarded(one) for one in told(text)}) for text in texts)


def digits(column: pl.Series) -> pl.Series:
    """Decimals as text, every digit and no more: `0.25`, `12`."""
    import polars as pl

    return column.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")


def told(column: pl.Series) -> list[str]:
    """Every text of a column, once."""
    return [text for text in column.unique().to_list() if text is not None]


def mapped(column: pl.Series, texts: Mapping[str, str]) -> pl.Series:
    """Every text replaced by what stands for it; what is missing stays so."""
    import polars as pl

    return column.replace_strict(texts, default=None, return_dtype=pl.String) if texts else column
