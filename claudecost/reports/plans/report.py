"""Lines of usage and what was paid for it, as a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ...money import rounded, total
from ...periods import Period
from ..shape import Column, Report
from ..usage import Unpriced, add_up
from ..usage_report import listed, warnings_of
from .lines import Line
from .shape import Way
from .words import TITLES, notes_of

COLUMNS = (
    Column("month", "Month", "text"),
    Column("paid_by", "Paid by", "text"),
    Column("kind", "Kind", "text", priority=-1),
    Column("plan", "Plan", "text", priority=-1),
    Column("seat", "Seat", "text", priority=-1),
    Column("subscription", "Subscription", "text", priority=-1),
    Column("provider", "Provider", "text", priority=-1),
    Column("days", "Days", "integer", None, 50),
    Column("month_days", "Days of the month", "integer", priority=-1),
    Column("active_days", "Active days", "integer", priority=-1),
    Column("responses", "Responses", "integer", "Resp.", 20),
    Column("total_tokens", "Total tokens", "integer", priority=-1),
    Column("cost_usd", "At list price (USD)", "money", "At list", 100),
    Column("price_usd", "Plan price (USD)", "money", "Plan", 90),
    Column("monthly_usd", "Plan price, whole month (USD)", "money", priority=-1),
    Column("extra_usd", "Extra usage (USD)", "money", "Extra", 60),
    Column("value_per_usd", "Per dollar", "amount", "Per $", 80),
    Column("programmatic_usd", "Programs (USD)", "money", "Programs", 70),
    Column("credit_usd", "Credit (USD)", "money", "Credit", 65),
    Column("credited_usd", "Programs while there is a credit (USD)", "money", priority=-1),
    Column("unpriced_tokens", "Unpriced tokens", "integer", priority=-1),
    Column("unpriced_responses", "Unpriced responses", "integer", priority=-1),
    Column("provisional_responses", "Provisional responses", "integer", priority=-1),
)

#: Columns that are added up over the lines, besides the measures of usage.
_PAID = ("price_usd", "extra_usd", "programmatic_usd")

#: Decimals of a ratio kept for machines.
PLACES = 4


@dataclass(frozen=True)
class Stands:
    """What the report stands on: its period, headers, coverage; what is unpriced; what else to say."""

    period: Period
    header: Mapping[str, object]
    coverage: Mapping[str, Any]
    unpriced: Sequence[Unpriced]
    notes: Sequence[str] = ()


def plan_report(found: Sequence[Line], on: Stands) -> Report:
    """One row per month and way of paying."""
    totals: dict[str, Any] = dict(add_up(line.totals for line in found))
    rows = [_row(line) for line in found]
    for name in _PAID:
        amounts = [row[name] for row in rows if isinstance(row[name], Decimal)]
        totals[name] = total(amounts) if amounts else None
    return Report(
        "plan",
        "Usage at list price, beside what plans cost",
        tuple(_shown(column, rows) for column in COLUMNS),
        rows,
        totals=totals,
        meta={
            "dimensions": ["month", "kind", "plan", "seat", "subscription", "provider"],
            "ledger": "requests",
            "period": on.period.as_json(),
            **on.header,
            "currency": "USD",
            "notes": [*notes_of(found), *on.notes],
        },
        unpriced=listed(on.unpriced),
        coverage={
            name: on.coverage[name]
            for name in ("first_event", "last_event", "machines", "files", "quarantined_lines")
        },
        warnings=warnings_of(totals, on.coverage),
    )


#: Columns people are spared where no row has anything in them.
_SPARED = ("days", "price_usd", "extra_usd", "value_per_usd", "credit_usd")


def _shown(column: Column, rows: Sequence[Mapping[str, object]]) -> Column:
    is_empty = column.key in _SPARED and all(row[column.key] is None for row in rows)
    return replace(column, priority=-1) if is_empty else column


def _row(line: Line) -> dict[str, Any]:
    way, held = line.way, line.held
    paid = total([held.price_usd, held.extra_usd]) if held and held.price_usd is not None else None
    is_known = way.kind == "subscription"
    return {
        "month": line.month,
        "paid_by": paid_by(way, held.called if held else way.plan),
        "kind": way.kind,
        "plan": held.called if held else way.plan,
        "seat": way.seat,
        "subscription": way.name,
        "provider": way.provider,
        "days": held.days if held else None,
        "month_days": held.month_days if held else None,
        "active_days": line.active_days,
        **{name: line.totals[name] for name in _MEASURES},
        "price_usd": held.price_usd if held else None,
        "monthly_usd": held.monthly_usd if held else None,
        "extra_usd": held.extra_usd if held and held.extra_usd else None,
        "value_per_usd": rounded(line.totals["cost_usd"] / paid, PLACES) if paid else None,
        "programmatic_usd": line.programmatic_usd,
        "credit_usd": held.credit_usd if held else None,
        "credited_usd": line.credited_usd if is_known and held and held.credit_usd else None,
    }


_MEASURES = (
    "responses",
    "total_tokens",
    "cost_usd",
    "unpriced_tokens",
    "unpriced_responses",
    "provisional_responses",
)


def paid_by(way: Way, called: str | None) -> str:
    """`Max 5x (ann)`, `Team premium`, `API key`, `cloud (bedrock)`, `not known`."""
    if way.kind == "cloud":
        return f"cloud ({way.provider})" if way.provider else "cloud"
    if way.kind != "subscription":
        return TITLES[way.kind]
    seat = f" {way.seat}" if way.seat else ""
    return f"{called}{seat}" + (f" ({way.name})" if way.name else "")
