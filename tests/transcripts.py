"""Transcripts written for one test: lines with the shape of Claude Code's, one response each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

#: How many responses have been made up so far; each has ids of its own.
_numbers = count(1)


def response(
    model: str | None,
    at: datetime | str,
    tokens: Mapping[str, int],
    *,
    session: str = "morning",
    cwd: str = "/home/ann/shop",
    speed: str | None = None,
    service_tier: str | None = None,
    geo: str | None = None,
    stop_reason: str | None = "end_turn",
    iterations: list[dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One line that says all there is to say about one response; `tokens` maps meters to counts."""
    number = next(_numbers)
    moment = at if isinstance(at, str) else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    usage = usage_of(tokens) | {
        "server_tool_use": {"web_search_requests": tokens.get("web_search", 0)},
        "service_tier": service_tier,
        "inference_geo": geo,
        "speed": speed,
        "iterations": iterations,
    }
    if stop_reason is None:
        del usage["server_tool_use"]
    return {
        "type": "assistant",
        "uuid": f"00000000-0000-4000-8000-{number:012d}",
        "requestId": f"req_01{number:022d}",
        "timestamp": moment,
        "sessionId": session,
        "cwd": cwd,
        "version": "2.1.300",
        "message": {
            "id": f"msg_01{number:022d}",
            "type": "message",
            "role": "assistant",
            "model": model,
            "stop_reason": stop_reason,
            "usage": usage,
        },
    } | more


def usage_of(tokens: Mapping[str, int]) -> dict[str, Any]:
    """The token counts of a usage object, or of one of its iterations."""
    five, hour = tokens.get("cache_write_5m", 0), tokens.get("cache_write_1h", 0)
    return {
        "input_tokens": tokens.get("input", 0),
        "cache_creation_input_tokens": five + hour,
        "cache_creation": {"ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": hour},
        "cache_read_input_tokens": tokens.get("cache_read", 0),
        "output_tokens": tokens.get("output", 0),
    }


def write(root: Path, lines: Iterable[dict[str, Any]], name: str = "morning") -> Path:
    """A Claude Code root with these lines in one transcript."""
    path = root / "projects" / "-home-ann-shop" / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return root
