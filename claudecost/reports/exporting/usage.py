"""The rows of a month's usage file: figures by day, team and model, and what a dollar was worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...money import product
from ...records import UNALLOCATED, Exchange
from ..allocated import AMOUNT
from ..shape import Column, Report

#: One row for each of these; `day` is the UTC day.
DIMENSIONS = ("day", "team", "team_path", "cost_center", "model")

#: Figures, in the order of the files; the same as `report` shows, whatever it hides from people.
FIGURES = {
    "requests": (
        "responses",
        "input_tokens",
        "cache_write_5m_tokens",
        "cache_write_1h_tokens",
        "cache_read_tokens",
        "output_tokens",
        "web_search_requests",
        "total_tokens",
        "cost_usd",
        "unpriced_tokens",
        "unpriced_responses",
        "provisional_responses",
    ),
    "metered": (
        "input_tokens",
        "cache_write_5m_tokens",
        "cache_write_1h_tokens",
        "cache_read_tokens",
        "output_tokens",
        "web_search_requests",
        "total_tokens",
        "cost_usd",
        "cost_low_usd",
        "cost_high_usd",
        "unpriced_tokens",
    ),
    "billed": ("billed_usd", "list_usd", "rows"),
}

TITLES = {"currency": "Currency", "exchange_rate": "Exchange rate", "exchange_date": "Rate of"}


@dataclass(frozen=True)
class Usage:
    """A month's usage in rows, by day, team, team path, cost centre and model.

    `amount` is the column of what is owed; `converted` the one with it in another currency, if there is one.
    Of a row all of whose tokens lack a price nothing is known to be owed: its amounts are None.
    """

    ledger: str
    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]
    amount: str
    converted: str | None = None
    days_without_rate: tuple[date, ...] = ()


def usage(report: Report, ledger: str, exchange: Exchange | None = None) -> Usage:
    """The rows of a report by DIMENSIONS, in the order of what they say."""
    titles = {column.key: column for column in report.columns}
    amount = AMOUNT[ledger]
    rows = [_row(row, ledger, amount) for row in report.rows]
    rows.sort(key=lambda row: [(row[name] is None, str(row[name] or "")) for name in DIMENSIONS])
    columns = [titles[name] for name in (*DIMENSIONS, *FIGURES[ledger])]
    if exchange is None:
        return Usage(ledger, tuple(columns), rows, amount)
    converted = f"{amount.removesuffix('_usd')}_{exchange.currency.lower()}"
    without = _convert(rows, exchange, amount, converted)
    columns += [Column(name, title, "text") for name, title in TITLES.items()]
    columns.append(
        Column(converted, f"{titles[amount].title.partition(' ')[0]} ({exchange.currency})", "money")
    )
    return Usage(ledger, tuple(columns), rows, amount, converted, tuple(without))


def _row(row: Mapping[str, Any], ledger: str, amount: str) -> dict[str, Any]:
    """Labels and figures alone; a cost of nothing where nothing has a price is no cost known."""
    kept = {name: row[name] for name in (*DIMENSIONS, *FIGURES[ledger])}
    kept["day"] = None if row["day"] is None else date.fromisoformat(row["day"])
    if not kept[amount] and kept.get("unpriced_tokens"):
        kept.update({name: None for name in FIGURES[ledger] if name.endswith("_usd")})
    return kept


def _convert(rows: Sequence[dict[str, Any]], exchange: Exchange, amount: str, converted: str) -> list[date]:
    """Add what the day's rate makes of each row's amount; the days that have no rate."""
    rates = {day: exchange.on(day) for day in {row["day"] for row in rows if row["day"] is not None}}
    for row in rows:
        found = rates.get(row["day"])
        published, per_usd = found or (None, None)
        row["currency"] = exchange.currency if found else None
        row["exchange_rate"], row["exchange_date"] = per_usd, published
        owed: Decimal | None = row[amount]
        row[converted] = None if owed is None or per_usd is None else product(owed, per_usd)
    return sorted(day for day, found in rates.items() if found is None)


def unallocated(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows no team bears."""
    return [row for row in rows if row["team"] == UNALLOCATED]
