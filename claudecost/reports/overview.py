"""This month at a glance: one question over two months, added up the ways a person asks first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..money import share
from ..periods import Period, label_month
from ..zones import Zone, midnight
from .dimensions import parse_dimensions
from .shape import Glance, Part
from .usage import Answer, Question, Unpriced, add_up
from .usage_report import listed, warnings_of

#: Lines a breakdown shows before the rest is only counted.
MOST_PARTS = 5


def month_to_show(today: date, last_event: str | None, zone: Zone) -> date:
    """The first day of the month to show: this one, or the last one with any usage."""
    if last_event is None:
        return today.replace(day=1)
    last = datetime.fromisoformat(last_event).astimezone(zone).date()
    return min(today, last).replace(day=1) if last < today.replace(day=1) else today.replace(day=1)


def glance_question(first: date, zone: Zone) -> Question:
    """The month from `first` on and the one before it, by day, model and project."""
    before = (first - timedelta(days=1)).replace(day=1)
    span = replace(month_of(first, zone), since=midnight(before, zone))
    return Question(parse_dimensions("day,model,project"), span, zone)


def month_of(first: date, zone: Zone) -> Period:
    """The month that begins on `first`."""
    return Period(midnight(first, zone), midnight(next_month(first), zone), str(zone))


def glance(
    answer: Answer,
    unpriced: Sequence[Unpriced],
    first: date,
    today: date,
    zone: Zone,
    price_book: str,
    coverage: dict[str, object],
) -> Glance:
    """Add the answer up into a picture of the month that begins on `first`; `unpriced` is that month's."""
    after = next_month(first)
    rows = [row for row in answer.rows if row["day"] >= first.isoformat()]
    totals = add_up(rows)
    is_current = first <= today < after
    through = today if is_current else after - timedelta(days=1)
    models, other_models = _parts(rows, "model")
    projects, other_projects = _parts(rows, "project")
    earlier = [row for row in answer.rows if row["day"] < first.isoformat()]
    prompt = totals["total_tokens"] - totals["output_tokens"]
    return Glance(
        month=label_month(first),
        through=through.isoformat(),
        is_current=is_current,
        timezone=str(zone),
        price_book=price_book,
        cost_usd=totals["cost_usd"],
        responses=totals["responses"],
        tokens=totals["total_tokens"],
        before_usd=_spent_by(earlier, through.day) if earlier and is_current else None,
        month_before_usd=add_up(earlier)["cost_usd"] if earlier else None,
        models=models,
        projects=projects,
        other_models=other_models,
        other_projects=other_projects,
        days=_days(rows, first, through),
        days_in_month=(after - first).days,
        cache_percent=share(totals["cache_read_tokens"], prompt),
        cache_saved_usd=totals["cache_saved_usd"],
        unpriced=listed(unpriced),
        coverage=coverage,
        warnings=warnings_of(totals, coverage),
    )


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _spent_by(rows: Sequence[Mapping[str, Any]], day: int) -> Decimal:
    """Cost up to and including a day of the month."""
    cost: Decimal = add_up(row for row in rows if int(row["day"][8:]) <= day)["cost_usd"]
    return cost


def _parts(rows: Sequence[Mapping[str, Any]], by: str) -> tuple[list[Part], int]:
    """The dearest values of a dimension, and how many more there are."""
    groups: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[by], []).append(row)
    parts = [Part(name, *_cost_and_unpriced(found)) for name, found in groups.items()]
    dearest: Callable[[Part], Any] = lambda part: (-part.cost_usd, -part.unpriced_tokens, part.name or "")  # noqa: E731
    parts.sort(key=dearest)
    # The line that says "and 1 more" would show the one as well.
    most = MOST_PARTS + 1 if len(parts) == MOST_PARTS + 1 else MOST_PARTS
    return parts[:most], len(parts[most:])


def _cost_and_unpriced(rows: Sequence[Mapping[str, Any]]) -> tuple[Decimal, int]:
    totals = add_up(rows)
    return totals["cost_usd"], totals["unpriced_tokens"]


def _days(rows: Sequence[Mapping[str, Any]], first: date, through: date) -> list[Decimal]:
    amounts: dict[str, Decimal] = {}
    for row in rows:
        amounts[row["day"]] = amounts.get(row["day"], Decimal(0)) + row["cost_usd"]
    count = (through - first).days + 1
    return [amounts.get((first + timedelta(days=n)).isoformat(), Decimal(0)) for n in range(count)]
