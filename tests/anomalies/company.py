"""Spending as tests invent it, written straight into the table that candidates are found in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from claudecost.money import plain

SPENT = """
CREATE OR REPLACE TEMP TABLE spent AS
SELECT unnest(from_json($rows, '[{"day": "DATE", "project": "VARCHAR", "model": "VARCHAR",
    "user_name": "VARCHAR", "team": "VARCHAR", "cost_usd": "DECIMAL(38,21)"}]'), recursive := TRUE)
"""


class Book:
    """A database that answers as an open store does."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()

    def rows(self, sql: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, dict(values) if values else None).fetchall()

    def run(self, sql: str, values: Mapping[str, object] | None = None) -> None:
        self._connection.execute(sql, dict(values) if values else None)

    def spend(self, spent: Sequence[Mapping[str, Any]]) -> None:
        """Have this spent: `day`, `cost_usd`, and whichever of the other columns there are."""
        rows = [{**row, "day": str(row["day"]), "cost_usd": plain(row["cost_usd"])} for row in spent]
        self.run(SPENT, {"rows": json.dumps(rows)})


def series_of(
    spent: Sequence[Mapping[str, Any]], column: str | None
) -> Iterator[tuple[str | None, dict[date, Decimal]]]:
    """What every series of a scope cost by day, added up the long way; None is the total."""
    series: dict[str | None, dict[date, Decimal]] = {}
    for row in spent:
        by_day = series.setdefault(None if column is None else row.get(column), {})
        by_day[row["day"]] = by_day.get(row["day"], Decimal(0)) + row["cost_usd"]
    yield from series.items()
