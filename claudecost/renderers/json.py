"""JSON as the contract has it: money as exact decimal text, counts as integers, a missing value null."""

from __future__ import annotations

import json
from collections.abc import Mapping

from claudecost.renderers.cells import exact
from claudecost.renderers.options import RenderOptions
from claudecost.reports.shape import Column, Report

SCHEMA_VERSION = 1

#: The header's own order; anything else in `meta` follows.
_HEADER: dict[str, object] = {"ledger": None, "period": None, "price_book": None, "currency": "USD"}


def render(report: Report, options: RenderOptions) -> str:
    """The report as one JSON object. ASCII only, so that no name in it can do anything to a terminal."""
    dimensions = report.meta.get("dimensions", [c.key for c in report.columns if c.kind == "text"])
    meta = {key: value for key, value in report.meta.items() if key != "dimensions"}
    document = {
        "schema_version": SCHEMA_VERSION,
        "report": report.name,
        "dimensions": dimensions,
        **_HEADER,
        **meta,
        "rows": [_fields(row, report.columns) for row in report.rows],
        "totals": None if report.totals is None else _fields(report.totals, report.columns),
        "unpriced": report.unpriced,
        "coverage": report.coverage,
        "warnings": report.warnings,
    }
    return json.dumps(document, indent=2, allow_nan=False, default=exact) + "\n"


def _fields(row: Mapping[str, object], columns: tuple[Column, ...]) -> dict[str, object]:
    """The fields a row has, in the order of the columns."""
    return {column.key: _value(row[column.key]) for column in columns if column.key in row}


def _value(value: object) -> object:
    return value if value is None or isinstance(value, int) else exact(value)
