"""Rows -> the polars frames the store takes: one column per field, in the order of the fields."""

from __future__ import annotations

from collections.abc import Sequence

from ..ledger import BILLED, METERED, BilledRow, Frame, MeteredRow, Table

#: Columns of whole numbers; all others are text.
NUMBERS = frozenset({"snapshot_id", "row_no", "profile_id", "requests", "web_search_requests"})


def metered_table(rows: Sequence[MeteredRow]) -> Table:
    """A frame of metered rows."""
    return Table(METERED, _frame(rows, MeteredRow.__struct_fields__))


def billed_table(rows: Sequence[BilledRow]) -> Table:
    """A frame of billed rows."""
    return Table(BILLED, _frame(rows, BilledRow.__struct_fields__))


def _frame(rows: Sequence[MeteredRow] | Sequence[BilledRow], fields: Sequence[str]) -> Frame:
    import polars

    def kind(field: str) -> type[polars.DataType]:
        is_number = field in NUMBERS or field.endswith("_tokens")
        return polars.Int64 if is_number else polars.String

    return polars.DataFrame(
        {field: polars.Series(field, [getattr(row, field) for row in rows], kind(field)) for field in fields}
    )
