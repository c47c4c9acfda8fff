"""The Claude Code report: one UTC day, a record for each actor, terminal and kind of customer.

Anthropic: Claude Code Analytics API. Estimated costs are list prices in cents, as JSON numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .. import cursors
from ..company import Company
from ..facts import Coding, Fact, charges
from ..world import Ask, Json, stamp
from .numbers import total

DAY = timedelta(days=1)
#: Only what is older than this is returned.
DELAY = timedelta(hours=1)

#: What makes a record: the actor, the terminal, how the customer pays, whether it ran remotely.
Identity = tuple[str, str, str, str, str, bool]


def claude_code(ask: Ask) -> Json:
    """`/v1/organizations/usage_report/claude_code`."""
    query = ask.query
    query.only({"starting_at", "limit", "page"})
    start = datetime.combine(query.day("starting_at"), time(), UTC)
    limit, first = query.number("limit", 20, 1000), cursors.position(query)
    end = min(start + DAY, ask.world.now - DELAY)
    records = _records(ask.world.company, start, ask.world.facts.between(start, end))
    more = first + limit < len(records)
    return {
        "data": records[first : first + limit],
        "has_more": more,
        "next_page": cursors.written(query, first + limit) if more else None,
    }


def _records(company: Company, day: datetime, facts: Sequence[Fact]) -> list[Json]:
    found: dict[Identity, list[Fact]] = {}
    for fact in facts:
        if fact.coding:
            found.setdefault(_identity(company, fact, fact.coding), []).append(fact)
    return [_record(company, day, identity, found[identity]) for identity in sorted(found)]


def _identity(company: Company, fact: Fact, coding: Coding) -> Identity:
    user = company.user(fact.user_id) if fact.user_id else None
    key = company.key(fact.api_key_id) if fact.api_key_id else None
    who = ("user_actor", user.email) if user else ("api_actor", key.name if key else "")
    plan = coding.subscription_type or ""
    return (*who, coding.terminal, coding.customer_type, plan, coding.is_remote)


def _record(company: Company, day: datetime, identity: Identity, facts: list[Fact]) -> Json:
    kind, who, terminal, customer_type, plan, is_remote = identity
    named = "email_address" if kind == "user_actor" else "api_key_name"
    done = [fact.coding for fact in facts if fact.coding]
    return {
        "actor": {"type": kind, named: who},
        "core_metrics": _core(done),
        "customer_type": customer_type,
        "date": stamp(day),
        "is_remote": is_remote,
        "model_breakdown": _models(facts),
        "organization_id": company.id,
        "subscription_type": plan or None,
        "terminal_type": terminal,
        "tool_actions": _tools(done),
    }


def _core(done: list[Coding]) -> Json:
    return {
        "commits_by_claude_code": sum(one.commits for one in done),
        "lines_of_code": {
            "added": sum(one.lines_added for one in done),
            "removed": sum(one.lines_removed for one in done),
        },
        "num_sessions": sum(one.sessions for one in done),
        "pull_requests_by_claude_code": sum(one.pull_requests for one in done),
    }


def _tools(done: list[Coding]) -> Json:
    accepted = sum(one.edits_accepted for one in done)
    rejected = sum(one.edits_rejected for one in done)
    return {"edit_tool": {"accepted": accepted, "rejected": rejected}}


def _models(facts: list[Fact]) -> list[Json]:
    models = sorted({fact.model for fact in facts if fact.model})
    return [_model(model, [fact for fact in facts if fact.model == model]) for model in models]


def _model(model: str, facts: list[Fact]) -> Json:
    cents = total(charge for fact in facts for charge in charges(fact) if charge.token_type).list_cents
    return {
        "model": model,
        "tokens": {
            "input": sum(fact.uncached_input for fact in facts),
            "output": sum(fact.output for fact in facts),
            "cache_creation": sum(fact.cache_5m + fact.cache_1h for fact in facts),
            "cache_read": sum(fact.cache_read for fact in facts),
        },
        "estimated_cost": {"amount": _number(cents), "currency": "USD"},
    }


def _number(cents: Decimal) -> Any:
    """A JSON number: whole where it can be."""
    return int(cents) if cents == int(cents) else float(cents)
