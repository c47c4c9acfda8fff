"""The cost of every day or month of a span, those without usage as nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ...periods import label_month
from ...zones import midnight
from ..parts import Closed
from ..shape import Column, Report
from ..usage import grouped
from .lines import read_percent
from .shape import Bar, Trend
from .span import Span

#: The table behind the chart.
COLUMNS = (
    Column("cost_usd", "Cost (USD)", "money", "Cost", 100),
    Column("responses", "Responses", "integer", None, 20),
    Column("total_tokens", "Tokens", "integer", None, 40),
    Column("cache_read_percent", "From cache", "percent", None, 30),
)


def trend_of(rows: Iterable[Mapping[str, Any]], span: Span, today: date, closed: Sequence[Closed]) -> Trend:
    """Every bar of the span, oldest first; `rows` have the span's grain as a dimension."""
    found = {key[0]: row for key, row in grouped(rows, [span.grain]).items()}
    bars = []
    for label, first, after in _buckets(span):
        row = found.get(label, {})
        since, until = midnight(first, span.zone), midnight(after, span.zone)
        bars.append(
            Bar(
                label=label,
                cost_usd=row.get("cost_usd", Decimal(0)),
                responses=row.get("responses", 0),
                tokens=row.get("total_tokens", 0),
                unpriced_tokens=row.get("unpriced_tokens", 0),
                is_open=first <= today < after,
                is_closed=any(month.since <= since and until <= month.until for month in closed),
            )
        )
    return Trend(span.grain, bars)


def trend_table(report: Report, rows: Iterable[Mapping[str, Any]], totals: Mapping[str, Any]) -> Report:
    """The bars that are not nothing, as a table, oldest first."""
    [column] = report.columns
    groups = grouped(rows, [column.key])
    found = sorted(groups.values(), key=lambda row: str(row[column.key]))
    return Report(
        name=report.name,
        title=report.title,
        columns=(column, *COLUMNS),
        rows=[{**row, "cache_read_percent": read_percent(row)} for row in found],
        totals={**totals, "cache_read_percent": read_percent(totals)},
        meta=report.meta,
    )


def _buckets(span: Span) -> Iterable[tuple[str, date, date]]:
    """Label, first day and the day after the last of every bar."""
    day = span.since if span.grain == "day" else span.since.replace(day=1)
    while day <= span.through:
        if span.grain == "day":
            after = day + timedelta(days=1)
            yield day.isoformat(), day, after
        else:
            after = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
            yield label_month(day), day, after
        day = after
