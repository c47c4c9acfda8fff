"""The older reports of Claude Enterprise: buckets with at most a hundred groups, and rows by user.

Anthropic: Claude Enterprise Analytics API. Values stand flat on the row; a bucket's groups beyond
the hundredth are dropped without a remainder, and usage of no user is in no user's row.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any, cast

from .. import cursors
from ..facts import Fact
from ..world import WIDTHS, Ask, Json, World, stamp
from .actors import Actor, actor_json, actor_of, is_deleted
from .analytics import (
    COST_ORDERS,
    USAGE_ORDERS,
    Period,
    Row,
    Rows,
    charge_rows,
    facts_of,
    money,
    ordered,
    period_of,
    requests,
    sorted_parts,
)
from .dimensions import COMPONENTS, FILTERS, Values, values_of
from .legacy import bucket_page

TOP = 100
LIMITS = {"1d": (7, 31), "1h": (24, 168), "1m": (60, 256)}
USAGE_GROUPS = (
    "claude_tag_category",
    "claude_tag_user_id",
    "context_window",
    "inference_geo",
    "model",
    "product",
    "rbac_group_id",
    "slack_channel_id",
    "speed",
)
COST_GROUPS = tuple(sorted((*USAGE_GROUPS, *COMPONENTS)))
COMMON = {"starting_at", "ending_at", "bucket_width", "group_by[]", "limit", "page", "user_ids[]"}
FILTERED = {f"{name}[]" for name, (dimension, _) in FILTERS.items() if dimension in USAGE_GROUPS}
BY_USER = {"exclude_deleted_users", "order", "order_by"}


def usage_report(ask: Ask) -> Json:
    """`/v1/organizations/analytics/usage_report`."""
    return _bucketed(ask, USAGE_GROUPS)


def cost_report(ask: Ask) -> Json:
    """`/v1/organizations/analytics/cost_report`."""
    return _bucketed(ask, COST_GROUPS)


def user_usage_report(ask: Ask) -> Json:
    """`/v1/organizations/analytics/user_usage_report`."""
    return _by_user(ask, USAGE_GROUPS, USAGE_ORDERS[:-1])


def user_cost_report(ask: Ask) -> Json:
    """`/v1/organizations/analytics/user_cost_report`."""
    return _by_user(ask, COST_GROUPS, COST_ORDERS[:-1])


def _bucketed(ask: Ask, allowed: tuple[str, ...]) -> Json:
    ask.query.only(COMMON | FILTERED)
    groups = ask.query.texts("group_by", allowed)
    width = ask.query.choice("bucket_width", tuple(WIDTHS)) or "1d"
    asked = period_of(ask.world, _without_width(ask), "bucket_width")
    page = bucket_page(ask.query, width, LIMITS[width], asked.start, asked.end)
    cost = allowed is COST_GROUPS
    answer = page.answer(lambda start, end: _bucket_rows(ask, groups, Period(start, end, None), cost)[:TOP])
    return {**answer, "data_refreshed_at": stamp(ask.world.refreshed_at)}


def _without_width(ask: Ask) -> Any:
    """The query as the rules about ranges see it: here a width does not ask for an end."""
    query = type(ask.query)("")
    query.values = {name: found for name, found in ask.query.values.items() if name != "bucket_width"}
    return query


def _bucket_rows(ask: Ask, groups: tuple[str, ...], period: Period, cost: bool) -> list[Json]:
    rows = _rows(ask, groups, period, [], cost)
    return [line for row in rows for line in _flat(ask, groups, row, cost)]


def _by_user(ask: Ask, allowed: tuple[str, ...], orders: tuple[str, ...]) -> Json:
    ask.query.only(COMMON | FILTERED | BY_USER)
    groups = ask.query.texts("group_by", allowed)
    ask.query.choice("order", ("asc", "desc"))
    ask.query.choice("order_by", orders)
    limit = ask.query.number("limit", 20, 1000)
    period = period_of(ask.world, ask.query, "bucket_width")
    first = cursors.position(ask.query)
    cost = allowed is COST_GROUPS
    rows = _rows(ask, groups, period, [_actor], cost)
    found = [row for row in rows if row.key[0] is not None]
    more = first + limit < len(found)
    shown = [row for row in found[first : first + limit] if not _left_out(ask, row)]
    return {
        "data": [
            {
                "actor": actor_json(ask.world.company, cast("Actor | None", row.key[0])),
                "starting_at": stamp(row.bounds[0]) if period.width else None,
                "ending_at": stamp(row.bounds[1]) if period.width else None,
                **line,
            }
            for row in shown
            for line in _flat(ask, groups, replace(row, key=row.key[1:]), cost)
        ],
        "has_more": more,
        "next_page": cursors.written(ask.query, first + limit) if more else None,
        "data_refreshed_at": stamp(ask.world.refreshed_at),
    }


def _left_out(ask: Ask, row: Row) -> bool:
    gone = is_deleted(ask.world.company, cast("Actor | None", row.key[0]))
    return gone and ask.query.flag("exclude_deleted_users")


def _actor(fact: Fact) -> tuple[Hashable]:
    actor = actor_of(fact)
    return (actor if actor and actor[0] == "user_actor" else None,)


def _rows(ask: Ask, groups: tuple[str, ...], period: Period, first: list[Values], cost: bool) -> list[Row]:
    names = [name for name in groups if name not in COMPONENTS]
    found = Rows(period, [*first, *(_spelled(ask.world, name) for name in names)])
    users = set(ask.query.texts("user_ids"))
    for fact in facts_of(ask, period):
        if users and fact.user_id not in users:
            continue
        if cost:
            charge_rows(found, fact, groups)
        else:
            for row in found.of(fact):
                row.usage.add(fact)
    default = "amount" if cost else "total_tokens"
    return ordered(found, ask.query, ask.query.text("order_by") or default, default)


def _spelled(world: World, dimension: str) -> Values:
    """As in the newer report, but for one product: it is `claude-tag` here."""
    read = values_of(world, dimension)
    if dimension != "product":
        return read
    return lambda fact: ("claude-tag" if fact.product == "claude_tag" else fact.product,)


def _flat(ask: Ask, groups: tuple[str, ...], row: Row, cost: bool) -> list[Json]:
    """A row's lines: numbers and values side by side."""
    every = COST_GROUPS if cost else USAGE_GROUPS
    names = [name for name in groups if name not in COMPONENTS]
    values = {**dict.fromkeys(every), **dict(zip(names, row.key, strict=True))}
    if not cost:
        counts = row.usage
        numbers = {**counts.fields(), "requests": counts.calls, "total_tokens": counts.total_tokens}
        return [{**numbers, **values}]
    return [
        {
            **money(amount),
            "requests": requests(groups, row),
            **values,
            "cost_type": cost_type,
            "token_type": token_type,
        }
        for (cost_type, token_type), amount in sorted_parts(row)
    ]
