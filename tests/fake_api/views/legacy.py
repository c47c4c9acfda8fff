"""The older usage and cost reports of Console organisations, bucket by bucket.

Anthropic: Usage and Cost API. Every bucket of the period is there, also an empty one, oldest first;
pages are counted in buckets. Null is "not grouped by this", and also the default workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from .. import cursors
from ..facts import Charge, Fact, charges
from ..query import Query
from ..refusals import bad
from ..world import WIDTHS, Ask, Json, floor, stamp
from .names import display_name
from .numbers import Amount, Usage, written

FAST_BETA = "fast-mode-2026-02-01"
TIERS = ("standard", "batch", "priority", "priority_on_demand", "flex", "flex_discount")
GEOS = ("global", "us", "not_available")
WINDOWS = ("0-200k", "200k-1M")
SPEEDS = ("standard", "fast")

#: Buckets per page: default and most.
LIMITS = {"1d": (7, 31), "1h": (24, 168), "1m": (60, 1440)}

Getter = Callable[[Fact], str | None]
T = TypeVar("T")

DIMENSIONS: dict[str, Getter] = {
    "account_id": lambda fact: fact.user_id,
    "api_key_id": lambda fact: fact.api_key_id,
    "context_window": lambda fact: fact.context_window,
    "inference_geo": lambda fact: fact.inference_geo or "not_available",
    "model": lambda fact: fact.model,
    "service_account_id": lambda fact: fact.service_account_id,
    "service_tier": lambda fact: fact.service_tier,
    "speed": lambda fact: fact.speed,
    "workspace_id": lambda fact: fact.workspace_id,
}

#: Filter parameter: its dimension, and the values it takes if they are few.
FILTERS: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "account_ids": ("account_id", None),
    "api_key_ids": ("api_key_id", None),
    "service_account_ids": ("service_account_id", None),
    "workspace_ids": ("workspace_id", None),
    "models": ("model", None),
    "context_window": ("context_window", WINDOWS),
    "inference_geos": ("inference_geo", GEOS),
    "service_tiers": ("service_tier", TIERS),
    "speeds": ("speed", SPEEDS),
}

COMMON = {"starting_at", "ending_at", "bucket_width", "limit", "page", "group_by[]"}
COST_DIMENSIONS = ("workspace_id", "description")
PARSED = ("cost_type", "model", "token_type", "service_tier", "context_window", "inference_geo")

#: Tokens as a line of the cost report calls them; both kinds of cache write read alike.
WORDS = {
    "uncached_input_tokens": "Input Tokens",
    "cache_creation.ephemeral_5m_input_tokens": "Input Tokens, Cache Write",
    "cache_creation.ephemeral_1h_input_tokens": "Input Tokens, Cache Write",
    "cache_read_input_tokens": "Input Tokens, Cache Hit",
    "output_tokens": "Output Tokens",
}
TOOLS = {
    "web_search": "Web Search Usage",
    "code_execution": "Code Execution Usage",
    "session_usage": "Session Usage",
}


@dataclass(frozen=True)
class Page:
    """The buckets asked for, and the cursor of those after them."""

    buckets: tuple[tuple[datetime, datetime], ...]
    next_page: str | None

    def answer(self, results: Callable[[datetime, datetime], list[Json]]) -> Json:
        """The page, with the rows of each bucket."""
        data = [
            {"starting_at": stamp(start), "ending_at": stamp(end), "results": results(start, end)}
            for start, end in self.buckets
        ]
        return {"data": data, "has_more": self.next_page is not None, "next_page": self.next_page}


def bucket_page(query: Query, width: str, limits: tuple[int, int], start: datetime, end: datetime) -> Page:
    """One page of the buckets that begin before the end."""
    limit = query.number("limit", *limits)
    step, first = WIDTHS[width], floor(start, width)
    count = max(0, -((first - end) // step))
    position = cursors.position(query)
    here = range(position, min(position + limit, count))
    after = position + limit
    return Page(
        tuple((first + n * step, first + (n + 1) * step) for n in here),
        cursors.written(query, after) if after < count else None,
    )


def _period(ask: Ask) -> tuple[datetime, datetime]:
    start = ask.query.required_instant("starting_at")
    end = ask.query.instant("ending_at") or ask.world.now
    if end <= start:
        raise bad("ending_at: must be after starting_at")
    return start, end


def usage_report(ask: Ask) -> Json:
    """`/v1/organizations/usage_report/messages`."""
    query = ask.query
    query.only(COMMON | {f"{name}[]" for name in FILTERS})
    groups = query.texts("group_by", DIMENSIONS)
    kept = _filter(query)
    if ("speed" in groups or query.texts("speeds")) and FAST_BETA not in ask.betas:
        raise bad(f"speed: requires the header anthropic-beta: {FAST_BETA}")
    width = query.choice("bucket_width", tuple(WIDTHS)) or "1d"
    page = bucket_page(query, width, LIMITS[width], *_period(ask))

    def results(start: datetime, end: datetime) -> list[Json]:
        facts = [fact for fact in ask.world.metered(start, end) if fact.model and kept(fact)]
        return _usage_rows(facts, groups)

    return page.answer(results)


def _filter(query: Query) -> Callable[[Fact], bool]:
    """OR inside one filter, AND between them."""
    wanted = [
        (DIMENSIONS[dimension], frozenset(values))
        for name, (dimension, allowed) in FILTERS.items()
        if (values := query.texts(name, allowed))
    ]
    return lambda fact: all(get(fact) in values for get, values in wanted)


def _usage_rows(facts: list[Fact], groups: tuple[str, ...]) -> list[Json]:
    getters = [DIMENSIONS[name] for name in groups]
    found: dict[tuple[str | None, ...], Usage] = {}
    for fact in facts:
        found.setdefault(tuple(get(fact) for get in getters), Usage()).add(fact)
    always = dict.fromkeys(name for name in DIMENSIONS if name != "speed")
    return [
        {**usage.fields(), **always, **dict(zip(groups, key, strict=True))} for key, usage in _in_order(found)
    ]


def cost_report(ask: Ask) -> Json:
    """`/v1/organizations/cost_report`: by day only, without Priority Tier, after discount."""
    query = ask.query
    query.only(COMMON)
    groups = query.texts("group_by", COST_DIMENSIONS)
    width = query.choice("bucket_width", ("1d",)) or "1d"
    page = bucket_page(query, width, LIMITS[width], *_period(ask))
    return page.answer(lambda start, end: _cost_rows(ask.world.metered(start, end), groups))


def _cost_rows(facts: list[Fact], groups: tuple[str, ...]) -> list[Json]:
    found: dict[tuple[str | None, ...], Amount] = {}
    for fact, charge in billed(facts):
        workspace = fact.workspace_id if "workspace_id" in groups else None
        parsed = _parsed(fact, charge) if "description" in groups else (None,) * 7
        found.setdefault((workspace, *parsed), Amount()).add(charge)
    fields = ("workspace_id", "description", *PARSED)
    return [
        {
            "amount": written(amount.cents),
            "currency": "USD",
            **dict(zip(fields, key, strict=True)),
        }
        for key, amount in _in_order(found)
    ]


def billed(facts: list[Fact]) -> Iterator[tuple[Fact, Charge]]:
    """Every charge of some facts, without those served from a commitment."""
    for fact in facts:
        if not fact.priority:
            for charge in charges(fact):
                yield fact, charge


def _parsed(fact: Fact, charge: Charge) -> tuple[str | None, ...]:
    """The description and what is parsed from it; the latter is null for all but tokens."""
    if charge.token_type is None:
        return (TOOLS[charge.cost_type], charge.cost_type, None, None, None, None, None)
    mode = "Fast Mode Usage" if fact.speed == "fast" else "Usage"
    description = f"{display_name(fact.model or '')} {mode} - {WORDS[charge.token_type]}"
    place = (fact.service_tier, fact.context_window, fact.inference_geo or "not_available")
    return (description, "tokens", fact.model, charge.token_type, *place)


def _in_order(found: dict[tuple[str | None, ...], T]) -> list[tuple[tuple[str | None, ...], T]]:
    return sorted(found.items(), key=lambda item: [value or "" for value in item[0]])
