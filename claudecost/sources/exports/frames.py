"""Columns put together as the rows of a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from ..ledger import BilledRow, MeteredRow

if TYPE_CHECKING:
    import polars as pl


def frame(row: type[MeteredRow | BilledRow], columns: Mapping[str, object]) -> pl.DataFrame:
    """A frame with the fields of `row` as columns, in order; some column must be a series.

    What is one value for all rows (text, a number, None) is given as that value; fields not given have their
    default, or are null.
    """
    import polars as pl

    fields = msgspec.structs.fields(row)
    kinds = {one.name: pl.Int64 if "int" in str(one.type) else pl.String for one in fields}
    defaults = {one.name: None if one.default is msgspec.NODEFAULT else one.default for one in fields}
    given = {**defaults, **columns}
    series = [
        value.alias(name).cast(kinds[name]) for name, value in given.items() if isinstance(value, pl.Series)
    ]
    constant = [
        pl.lit(value, dtype=kinds[name]).alias(name)
        for name, value in given.items()
        if not isinstance(value, pl.Series)
    ]
    return pl.DataFrame(series).with_columns(constant).select(list(kinds))
