"""Bars beside the rows of a table, where a terminal has room to spare: decoration, never instead of a figure.

They take what is left of the width after every column has been shown whole; a pipe, a file or a terminal that
hides a column gets none. A row whose cost is not all known ends in a `?` where more would follow.
"""

from __future__ import annotations

from decimal import Decimal

from claudecost.renderers.bars import bar
from claudecost.renderers.cells import Row, lacks_price
from claudecost.renderers.layout import GAP, Layout
from claudecost.renderers.options import RenderOptions
from claudecost.reports.shape import Column, Report

#: A bar is at most so wide, and not drawn at all where there is less room than the second.
MOST, LEAST = 24, 8

#: What stands for the part of a bar nobody knows the length of.
UNKNOWN = "?"


def bars_beside(report: Report, layout: Layout, options: RenderOptions) -> list[str]:
    """A bar for each row, all on one scale; empty where there is no room or nothing to draw."""
    column = next((one for one in layout.columns if one.key == report.bars), None)
    if column is None or options.width is None or layout.hidden:
        return []
    room = min(options.width - sum(layout.widths) - GAP * len(layout.widths), MOST)
    largest = max((_amount(column, row) for row in report.rows), default=Decimal(0))
    if room < LEAST or largest <= 0:
        return []
    is_marked = any(lacks_price(column, row) for row in report.rows)
    width = room - len(UNKNOWN) if is_marked else room
    return [
        bar(_amount(column, row), largest, width, ascii=options.ascii)
        + (UNKNOWN if lacks_price(column, row) else "")
        for row in report.rows
    ]


def _amount(column: Column, row: Row) -> Decimal:
    """What a row's bar shows; a missing amount is drawn as nothing."""
    value = row.get(column.key)
    return Decimal(value) if isinstance(value, Decimal | int) else Decimal(0)
