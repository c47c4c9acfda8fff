"""A second currency beside dollars: converted day by day before anything was added, never afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ..money import dollars, exactly
from ..records import Exchange
from .shape import Column, Report
from .usage import Question


def with_currency(report: Report, exchange: Exchange | None) -> Report:
    """The report with its costs in the currency of the rates too; None leaves it as it is.

    Costs of days without a rate are not converted: what is shown is a lower bound, and how much is missing is
    said in dollars.
    """
    if exchange is None:
        return report
    return _with_column(report, exchange, "cost_usd")


def with_currency_of_days(
    report: Report, asked: Question, days: Iterable[Mapping[str, Any]], amount: str
) -> Report:
    """The same for a ledger of UTC days, from its rows told apart by day as well; `amount` is converted."""
    exchange = asked.exchange
    assert exchange is not None
    names = [entry.name for entry in asked.dimensions]
    converted: dict[tuple[Any, ...], dict[str, Decimal]] = {}
    whole = {"cost_converted": Decimal(0), "unconverted_usd": Decimal(0)}
    with exactly():
        for row in days:
            group = converted.setdefault(tuple(row[name] for name in names), dict.fromkeys(whole, Decimal(0)))
            found = exchange.on(date.fromisoformat(row["day"])) if row["day"] else None
            for part in (group, whole):
                if found is None:
                    part["unconverted_usd"] += row[amount]
                else:
                    part["cost_converted"] += row[amount] * found[1]
    nothing = dict.fromkeys(whole, Decimal(0))
    rows = [{**row, **converted.get(tuple(row[name] for name in names), nothing)} for row in report.rows]
    return _with_column(
        replace(report, rows=rows, totals={**(report.totals or {}), **whole}), exchange, amount
    )


def _with_column(report: Report, exchange: Exchange, amount: str) -> Report:
    what = amount.removesuffix("_usd")
    key = f"{what}_{exchange.currency.lower()}"
    column = Column(key, f"{what.capitalize()} ({exchange.currency})", "amount", exchange.currency, 95)
    place = next(number for number, one in enumerate(report.columns, 1) if one.key == amount)
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
