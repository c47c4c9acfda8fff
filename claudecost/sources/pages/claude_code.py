"""The Claude Code report: a record per person or key and day, with an estimate per model.

Anthropic: Claude Code Analytics API. Estimates are at list price, in cents, as JSON numbers; what a
subscription covers is shown at what it would have cost, and is owed by nobody.
"""

from __future__ import annotations

from ..ledger import API, SUBSCRIPTION, MeteredRow
from .answer import Answer
from .figures import next_day
from .labels import Actor, actor_of
from .node import Node

PRODUCT = "claude_code"


def read_claude_code(answer: Answer) -> None:
    """Read every record; cache writes come without their time to live, so they are kept as unknown."""
    for page in answer.pages:
        for record in page.checked_object().objects("data"):
            day = record.instant("date")[:10] + "T00:00:00.000000"
            answer.bounds.add((day, next_day(day)))
            record.object("actor")
            traffic = SUBSCRIPTION if record.text("customer_type") == "subscription" else API
            for used in record.objects("model_breakdown"):
                row = _row(answer, used, day, actor_of(record), record.object("actor"))
                answer.metered.setdefault(traffic, []).append(row)


def _row(answer: Answer, used: Node, day: str, actor: Actor, named: Node) -> MeteredRow:
    counted, estimate = used.object("tokens"), used.object("estimated_cost")
    if estimate.text("currency").upper() != "USD":
        raise estimate.at("currency").wrong("USD, the only currency Anthropic documents")
    return MeteredRow(
        snapshot_id=0,
        row_no=0,
        starts_at=day,
        ends_at=next_day(day),
        workspace_id=None,
        workspace=None,
        api_key_id=None,
        api_key=named.maybe_text("api_key_name") if actor.type == "api_key" else None,
        actor_type=actor.type,
        actor=actor.id,
        product=PRODUCT,
        profile_id=answer.profile_of(used.text("model")),
        context_window=None,
        input_tokens=counted.count("input"),
        cache_write_unknown_tokens=counted.count("cache_creation"),
        cache_read_tokens=counted.count("cache_read"),
        output_tokens=counted.count("output"),
        estimated_usd=estimate.usd_of_number("amount"),
    )
