"""Message Batches of one workspace, and their results as lines of JSON.

Anthropic: Batch processing. Results have no order, no time, and are gone once a batch is archived.
"""

from __future__ import annotations

import json
from datetime import timedelta

from ..company import Batch, Item
from ..facts import Fact
from ..refusals import Refusal
from ..world import Ask, Json, stamp
from .lists import BY_ID, by_id

OUTCOMES = ("succeeded", "errored", "canceled", "expired")


def batches(ask: Ask) -> Json:
    """`/v1/messages/batches`: newest first."""
    ask.query.only(BY_ID)
    newest_first = sorted(_own(ask), key=lambda batch: batch.created_at, reverse=True)
    return by_id(ask.query, [_batch(ask, one) for one in newest_first])


def batch(ask: Ask) -> Json:
    """`/v1/messages/batches/{id}`."""
    ask.query.only(())
    return _batch(ask, _found(ask))


def results(ask: Ask) -> bytes:
    """`/v1/messages/batches/{id}/results`: one line per request, not in the order they were sent."""
    ask.query.only(())
    found = _found(ask)
    if found.ended_at is None or found.archived_at is not None:
        raise Refusal(404, f"Message Batch {found.id} has no available results")
    lines = [json.dumps(_line(number, item)) for number, item in enumerate(found.items)]
    return "".join(line + "\n" for line in reversed(lines)).encode()


def _own(ask: Ask) -> list[Batch]:
    """A key sees the batches of its own workspace."""
    company = ask.world.company
    return [one for one in company.batches if one.workspace_id == company.key_workspace_id]


def _found(ask: Ask) -> Batch:
    for one in _own(ask):
        if one.id == ask.ids[0]:
            return one
    raise Refusal(404, f"Message Batch not found: {ask.ids[0]}")


def _batch(ask: Ask, one: Batch) -> Json:
    ended = one.ended_at is not None
    counts = {outcome: sum(item.outcome == outcome for item in one.items) for outcome in OUTCOMES}
    if not ended:
        counts = dict.fromkeys(OUTCOMES, 0)
    available = ended and one.archived_at is None
    return {
        "id": one.id,
        "type": "message_batch",
        "processing_status": "ended" if ended else "in_progress",
        "request_counts": {"processing": 0 if ended else len(one.items), **counts},
        "created_at": stamp(one.created_at),
        "ended_at": stamp(one.ended_at) if one.ended_at else None,
        "expires_at": stamp(one.created_at + timedelta(days=1)),
        "cancel_initiated_at": None,
        "archived_at": stamp(one.archived_at) if one.archived_at else None,
        "results_url": f"{ask.world.base_url}/v1/messages/batches/{one.id}/results" if available else None,
    }


def _line(number: int, item: Item) -> Json:
    return {"custom_id": item.custom_id, "result": _result(number, item)}


def _result(number: int, item: Item) -> Json:
    if item.fact is not None:
        return {"type": "succeeded", "message": _message(f"msg_{item.custom_id}_{number}", item.fact)}
    if item.outcome == "errored":
        error = {"type": "invalid_request_error", "message": "prompt is too long"}
        return {"type": "errored", "error": {"type": "error", "error": error, "request_id": None}}
    return {"type": item.outcome}


def _message(message_id: str, fact: Fact) -> Json:
    return {
        "id": message_id,
        "type": "message",
        "role": "assistant",
        "model": fact.model,
        "content": [{"type": "text", "text": "ok"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": fact.uncached_input,
            "cache_creation_input_tokens": fact.cache_5m + fact.cache_1h,
            "cache_read_input_tokens": fact.cache_read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": fact.cache_5m,
                "ephemeral_1h_input_tokens": fact.cache_1h,
            },
            "output_tokens": fact.output,
            "service_tier": "batch",
            "inference_geo": fact.inference_geo,
        },
    }
