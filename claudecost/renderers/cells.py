"""One value of a report as text: with every digit for machines, grouped and rounded for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from claudecost import money
from claudecost.renderers.clean import clean
from claudecost.reports.shape import Column, Report

UNPRICED = "unpriced"
PARTLY = " +?"

#: What stands in a number's place where there is none.
NOTHING_THERE = "-"

Row = Mapping[str, object]


def exact(value: object) -> str:
    """A value for machines: exact decimals, RFC 3339 instants; a missing value is empty.

    A float is refused: somewhere an amount has lost its last digits.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case int():
            return str(int(value))
        case Decimal() if value.is_finite():
            return money.plain(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
    raise TypeError(f"a report cannot hold {value!r}")


def shown(column: Column, row: Row, zone: tzinfo = UTC) -> str:
    """A cell for people; a missing name is `(none)`, a missing number `-`."""
    value = row.get(column.key)
    if value is None:
        return "(none)" if column.kind == "text" else NOTHING_THERE
    if column.kind == "money" and isinstance(value, Decimal | int):
        return _cost(value, row) if lacks_price(column, row) else money.dollars(Decimal(value))
    if column.kind == "amount" and isinstance(value, Decimal | int):
        return f"{money.rounded(Decimal(value)):,}" + (PARTLY if row.get("unconverted_usd") else "")
    if column.kind == "percent" and isinstance(value, Decimal | int):
        return f"{money.rounded(Decimal(value), 1)}%"
    if column.kind == "integer" and isinstance(value, int):
        return f"{value:,}"
    if column.kind == "instant":
        return _local(value, zone)
    return clean(exact(value))


def shown_total(column: Column, report: Report, zone: tzinfo = UTC) -> str:
    """A cell of the totals row: `Total` in the first column, blank where a total means nothing."""
    if column == report.columns[0] and column.kind == "text":
        return str(report.meta.get("total", "Total"))
    totals = report.totals or {}
    return "" if totals.get(column.key) is None else shown(column, totals, zone)


def lacks_price(column: Column, row: Row) -> bool:
    """Whether a cost is too low because some of the row's tokens have no price."""
    tokens = row.get("unpriced_tokens")
    return column.key.startswith(("cost", "whatif")) and isinstance(tokens, int) and tokens > 0


def _cost(amount: Decimal | int, row: Row) -> str:
    return money.dollars(Decimal(amount)) + PARTLY if amount else UNPRICED


def _local(value: object, zone: tzinfo) -> str:
    """An instant to the minute, on the clocks of the report's zone; what is no instant stays as it is."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(exact(value))
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return clean(exact(value))
