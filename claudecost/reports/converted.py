"""A second currency beside dollars: converted day by day before anything was added, never afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ..money import dollars
from ..records import Exchange
from .shape import Column, Report


def with_currency(report: Report, exchange: Exchange | None) -> Report:
    """The report with its costs in the currency of the rates too; None leaves it as it is.

    Costs of days without a rate are not converted: what is shown is a lower bound, and how much is missing is
    said in dollars.
    """
    if exchange is None:
        return report
    key = f"cost_{exchange.currency.lower()}"
    column = Column(key, f"Cost ({exchange.currency})", "amount", exchange.currency, 95)
    place = next(number for number, one in enumerate(report.columns, 1) if one.key == "cost_usd")
    totals = _converted(report.totals or {}, key)
    missing = totals["unconverted_usd"]
    said = (
        [f"{dollars(missing)} of it is of days without a rate for {exchange.currency}, and is not converted"]
        if missing
        else []
    )
    return replace(
        report,
        columns=(*report.columns[:place], column, *report.columns[place:]),
        rows=[_converted(row, key) for row in report.rows],
        totals=totals,
        meta={**report.meta, "exchange": {"currency": exchange.currency, "sha256": exchange.sha256}},
        warnings=[*report.warnings, *said],
    )


def _converted(row: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A row with its cost in the currency; None where no day of it has a rate."""
    is_unknown = row.get("unconverted_usd") and not row["cost_converted"]
    return {**row, key: None if is_unknown else row.get("cost_converted", Decimal(0))}
