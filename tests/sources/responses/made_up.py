"""Records made up for one test: the shape real ones have, and nothing behind them."""

from __future__ import annotations

import json
from typing import Any

USAGE = {
    "input_tokens": 100,
    "cache_creation_input_tokens": 20,
    "cache_read_input_tokens": 30,
    "cache_creation": {"ephemeral_5m_input_tokens": 5, "ephemeral_1h_input_tokens": 15},
    "output_tokens": 40,
    "service_tier": "standard",
}

#: What USAGE comes to: input, cache writes of five minutes and of an hour, cache reads, output.
FIGURES = (100, 5, 15, 30, 40)


def message_id(number: int) -> str:
    """An id of the provider's own shape."""
    return f"msg_01{number:022d}"


def message(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A Messages response; `fields` replace its own."""
    return {
        "id": message_id(number),
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5-5",
        "content": [{"type": "text", "text": "CANARY no answer is kept"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": USAGE,
    } | fields


def result(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A line of batch results."""
    return {"custom_id": f"r-{number}", "result": {"type": "succeeded", "message": message(number, **fields)}}


def invocation(**fields: Any) -> dict[str, Any]:
    """An entry of Bedrock's log, as Converse leaves it."""
    return {
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": "2026-10-07T08:00:00Z",
        "accountId": "123456789012",
        "identity": {"arn": "arn:aws:sts::123456789012:assumed-role/dev/ana@example.com"},
        "region": "us-east-1",
        "requestId": "r1",
        "operation": "Converse",
        "modelId": "us.anthropic.claude-opus-4-8-v1:0",
        "requestMetadata": {"team": "data"},
        "input": {
            "inputContentType": "application/json",
            "inputTokenCount": 3,
            "cacheReadInputTokenCount": 7,
            "cacheWriteInputTokenCount": 25037,
            "inputBodyJson": {"messages": [{"role": "user", "content": "CANARY"}]},
        },
        "output": {"outputContentType": "application/json", "outputTokenCount": 13},
    } | fields


def spend(**fields: Any) -> dict[str, Any]:
    """A row of LiteLLM's spend logs."""
    return {
        "request_id": "chatcmpl-1",
        "call_type": "acompletion",
        "api_key": "88dc28d0",
        "spend": 0.0125,
        "prompt_tokens": 5000,
        "completion_tokens": 300,
        "total_tokens": 5300,
        "startTime": "2026-10-07T09:00:00.000Z",
        "endTime": "2026-10-07T09:00:02.000Z",
        "model": "claude-sonnet-5-5",
        "custom_llm_provider": "anthropic",
        "user": "ana",
        "team_id": "team-platform",
        "status": "success",
        "cache_hit": "False",
        "request_tags": '["team:platform"]',
        "metadata": {
            "user_api_key_alias": "ci",
            "user_api_key_team_alias": "Platform",
            "usage_object": {"cache_read_input_tokens": 3000, "cache_creation_input_tokens": 1000},
        },
    } | fields


def start(number: int = 1, output: int = 1) -> dict[str, Any]:
    """The event a streamed response opens with: the whole prompt, and a first word."""
    return {
        "type": "message_start",
        "message": message(number, stop_reason=None, content=[], usage=USAGE | {"output_tokens": output}),
    }


def delta(output: int, **usage: Any) -> dict[str, Any]:
    """The event that counts so far, and says why the answer ended."""
    return {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"output_tokens": output, **usage},
    }


STOP = {"type": "message_stop"}
WORD = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "CANARY"}}


def jsonl(*records: object) -> bytes:
    """Records one a line."""
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)
