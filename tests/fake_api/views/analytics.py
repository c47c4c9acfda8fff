"""The newer usage and cost reports: rows, not buckets, for what there is, the dearest first.

Anthropic: Usage and Cost Analytics API. At most five dimensions; cost type and token type fan a row
out and count neither towards the five nor towards the rows of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any, cast

from .. import cursors
from ..facts import Charge, Fact, charges
from ..query import Query
from ..refusals import bad
from ..world import WIDTHS, Ask, Json, World, floor, stamp
from .actors import Actor, actor_json, is_deleted
from .dimensions import COMPONENTS, DIMENSIONS, FILTERS, Values, filter_of, values_of
from .numbers import Amount, Usage, written

BETA = "analytics-usage-cost-2026-08-24"
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
MOST_DIMENSIONS = 5
COST_ORDERS = ("amount", "list_amount", "time")
USAGE_ORDERS = ("total_tokens", "output_tokens", "uncached_input_tokens", "requests", "time")
COMMON = {
    "starting_at",
    "ending_at",
    "time_bucket_width",
    "group_by[]",
    "exclude_deleted_users",
    "order",
    "order_by",
    "limit",
    "page",
    *(f"{name}[]" for name in FILTERS),
}


@dataclass(frozen=True)
class Period:
    """The range asked for; `width` None is one row for all of it, in whole hours."""

    start: datetime
    end: datetime
    width: str | None

    def bounds(self, at: datetime) -> tuple[datetime, datetime]:
        """The start and end of the row a moment belongs to."""
        if self.width is None:
            return self.start, self.end
        first = floor(at, self.width)
        return first, first + WIDTHS[self.width]


@dataclass
class Row:
    """A combination of values in one bucket, and what was used or charged under it."""

    bounds: tuple[datetime, datetime]
    key: tuple[Hashable, ...]
    usage: Usage = field(default_factory=Usage)
    parts: dict[tuple[str | None, str | None], Amount] = field(default_factory=dict)

    @property
    def amount(self) -> Amount:
        """The sum over the fan-out."""
        whole = Amount()
        for part in self.parts.values():
            whole.add(part)
        return whole


def period_of(world: World, query: Query, width_name: str = "time_bucket_width") -> Period:
    """The range and bucket width, with every rule about them."""
    width = query.choice(width_name, tuple(WIDTHS))
    start, end = query.required_instant("starting_at"), query.instant("ending_at")
    if start < FIRST_DAY or start < world.now - timedelta(days=365):
        raise bad("starting_at: must be within the last 365 days and not before 2026-01-01T00:00:00Z")
    if end is None and width is not None:
        raise bad(f"ending_at: required when {width_name} is set")
    end = end or min(world.now, start + timedelta(days=31))
    if end <= start:
        raise bad("ending_at: must be after starting_at")
    if end - start > timedelta(days=31):
        raise bad("ending_at: the range may span at most 31 days")
    if width == "1m" and end - start > timedelta(hours=24):
        raise bad(f"{width_name}: with 1m the range may span at most 24 hours")
    return Period(floor(start, width or "1h"), end if width else floor(end, "1h"), width)


def usage(ask: Ask) -> Json:
    """`/v1/organizations/analytics/usage`."""
    groups = _checked(ask, DIMENSIONS, USAGE_ORDERS)
    return _answer(ask, groups, lambda: _usage_rows(ask, groups), _usage_json)


def cost(ask: Ask) -> Json:
    """`/v1/organizations/analytics/cost`: after discount and before it."""
    groups = _checked(ask, (*DIMENSIONS, *COMPONENTS), COST_ORDERS)
    return _answer(ask, groups, lambda: _cost_rows(ask, groups), _cost_json)


def _checked(ask: Ask, dimensions: tuple[str, ...], orders: tuple[str, ...]) -> tuple[str, ...]:
    """The dimensions asked for, once every rule of the request is met."""
    query = ask.query
    if BETA not in ask.betas:
        raise bad(f"this endpoint is in beta: send the header anthropic-beta: {BETA}")
    query.only(COMMON)
    groups = query.texts("group_by", dimensions)
    if len(set(groups) - set(COMPONENTS)) > MOST_DIMENSIONS:
        raise bad(f"group_by[]: at most {MOST_DIMENSIONS} dimensions")
    if "organization_id" in groups:
        raise bad("organization_id: requires an API key created at the parent organization level")
    if "claude_tag_user_id" in groups and ("rbac_group_id" in groups or query.texts("rbac_group_ids")):
        raise bad("claude_tag_user_id cannot be combined with rbac_group_id")
    if query.flag("exclude_deleted_users") and "actor" not in groups:
        raise bad("exclude_deleted_users: requires group_by[]=actor")
    query.choice("order", ("asc", "desc"))
    query.choice("order_by", orders)
    return groups


def _answer(
    ask: Ask,
    groups: tuple[str, ...],
    rows: Callable[[], list[Row]],
    written_row: Callable[[Ask, tuple[str, ...], Row], Iterable[Json]],
) -> Json:
    limit = ask.query.number("limit", 20, 1000)
    first = cursors.position(ask.query)
    found: list[Row] = ask.world.once(f"{ask.path}?{ask.query.digest()}", rows)
    shown = [row for row in found[first : first + limit] if _kept(ask, groups, row)]
    more = first + limit < len(found)
    return {
        "data": [line for row in shown for line in written_row(ask, groups, row)],
        "has_more": more,
        "next_page": cursors.written(ask.query, first + limit) if more else None,
        "data_refreshed_at": stamp(ask.world.refreshed_at),
    }


def _kept(ask: Ask, groups: tuple[str, ...], row: Row) -> bool:
    """Deleted users are taken out after paging, so a page may be short."""
    if not ask.query.flag("exclude_deleted_users"):
        return True
    names = [name for name in groups if name not in COMPONENTS]
    return not is_deleted(ask.world.company, cast("Actor | None", row.key[names.index("actor")]))


def facts_of(ask: Ask, period: Period) -> list[Fact]:
    """What the filters let through, as far as the data reaches."""
    kept = filter_of(ask.world, ask.query)
    end = min(period.end, ask.world.refreshed_at)
    return [fact for fact in ask.world.metered(period.start, end) if kept(fact)]


def _usage_rows(ask: Ask, groups: tuple[str, ...]) -> list[Row]:
    period = period_of(ask.world, ask.query)
    found = Rows(period, [values_of(ask.world, name) for name in groups])
    for fact in facts_of(ask, period):
        if fact.total_tokens or fact.web_searches or fact.calls:
            for row in found.of(fact):
                row.usage.add(fact)
    order = ask.query.text("order_by") or "total_tokens"
    return ordered(found, ask.query, order, "total_tokens")


def _cost_rows(ask: Ask, groups: tuple[str, ...]) -> list[Row]:
    period = period_of(ask.world, ask.query)
    names = [name for name in groups if name not in COMPONENTS]
    found = Rows(period, [values_of(ask.world, name) for name in names])
    for fact in facts_of(ask, period):
        if not fact.priority or ask.world.priority_in_analytics_cost:
            charge_rows(found, fact, groups)
    return ordered(found, ask.query, ask.query.text("order_by") or "amount", "amount")


def charge_rows(found: Rows, fact: Fact, groups: tuple[str, ...]) -> None:
    """Add what a fact costs to each of its rows, fanned out as asked."""
    due = [(part(groups, charge), charge) for charge in charges(fact)]
    if "token_type" in groups and "cost_type" not in groups:
        due = [(key, charge) for key, charge in due if charge.token_type]
    if not due:
        return
    for row in found.of(fact):
        row.usage.add(fact)
        for key, charge in due:
            row.parts.setdefault(key, Amount()).add(charge)


def part(groups: tuple[str, ...], charge: Charge) -> tuple[str | None, str | None]:
    """The cost type and token type a charge is shown under; token rows always say that they are."""
    by_token = "token_type" in groups
    return (
        charge.cost_type if by_token or "cost_type" in groups else None,
        charge.token_type if by_token else None,
    )


class Rows:
    """Rows by bucket and key; a fact may be in several where a dimension has several values."""

    def __init__(self, period: Period, values: list[Values]) -> None:
        self.period = period
        self.values = values
        self.rows: dict[tuple[datetime, tuple[Hashable, ...]], Row] = {}

    def of(self, fact: Fact) -> Iterator[Row]:
        """Every row a fact belongs to, made where it is the first."""
        bounds = self.period.bounds(fact.at)
        for key in product(*(values(fact) for values in self.values)):
            row = self.rows.get((bounds[0], key))
            if row is None:
                row = self.rows[bounds[0], key] = Row(bounds, key)
            yield row


METRICS: dict[str, Callable[[Row], Decimal | int]] = {
    "amount": lambda row: row.amount.cents,
    "list_amount": lambda row: row.amount.list_cents,
    "total_tokens": lambda row: row.usage.total_tokens,
    "output_tokens": lambda row: row.usage.output,
    "uncached_input_tokens": lambda row: row.usage.uncached_input,
    "requests": lambda row: row.usage.calls,
}


def ordered(found: Rows, query: Query, order_by: str, default: str) -> list[Row]:
    """By a metric, highest first unless asked otherwise; or by time and, within it, the default metric."""
    falling = query.text("order") != "asc"
    by_time = order_by == "time"
    metric = METRICS[default if by_time else order_by]
    rows = sorted(found.rows.values(), key=lambda row: (row.bounds[0], repr(row.key)))
    rows.sort(key=metric, reverse=falling or by_time)
    if by_time and found.period.width:
        rows.sort(key=lambda row: row.bounds[0], reverse=falling)
    return rows


def _group(ask: Ask, groups: tuple[str, ...], row: Row, every: tuple[str, ...]) -> dict[str, Any]:
    """The row's values under every group key, null where it was not asked for."""
    names = [name for name in groups if name not in COMPONENTS]
    values: dict[str, Any] = {**dict.fromkeys(every), **dict(zip(names, row.key, strict=True))}
    values["actor"] = actor_json(ask.world.company, values["actor"])
    return values


def _usage_json(ask: Ask, groups: tuple[str, ...], row: Row) -> Iterator[Json]:
    counts = row.usage
    yield {
        "starting_at": stamp(row.bounds[0]),
        "ending_at": stamp(row.bounds[1]),
        "group": _group(ask, groups, row, DIMENSIONS),
        "usage": {**counts.fields(), "requests": counts.calls, "total_tokens": counts.total_tokens},
    }


def _cost_json(ask: Ask, groups: tuple[str, ...], row: Row) -> Iterator[Json]:
    every = tuple(sorted((*DIMENSIONS, *COMPONENTS)))
    values = _group(ask, groups, row, every)
    for (cost_type, token_type), amount in sorted_parts(row):
        yield {
            "starting_at": stamp(row.bounds[0]),
            "ending_at": stamp(row.bounds[1]),
            "group": {**values, "cost_type": cost_type, "token_type": token_type},
            "cost": {**money(amount), "requests": requests(groups, row)},
        }


def sorted_parts(row: Row) -> list[tuple[tuple[str | None, str | None], Amount]]:
    """The fan-out of a row, dearest first."""
    return sorted(row.parts.items(), key=lambda item: (-item[1].cents, str(item[0])))


def money(amount: Amount) -> dict[str, Any]:
    """Amounts in cents, six places at least, all digits."""
    return {
        "amount": written(amount.cents, 6),
        "list_amount": written(amount.list_cents, 6),
        "currency": "USD",
    }


def requests(groups: tuple[str, ...], row: Row) -> int | None:
    """A count of requests belongs to no component."""
    return None if set(groups) & set(COMPONENTS) else row.usage.calls
