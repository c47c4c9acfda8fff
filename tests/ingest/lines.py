"""Transcript lines made up for one test: the shape real ones have, and nothing behind them."""

from __future__ import annotations

import json
from typing import Any

#: The account a test's transcripts belong to; its project's folder as Claude Code would name it.
CWD, FOLDER = "/home/ann/shop", "-home-ann-shop"


def message_id(number: int) -> str:
    """An id of the provider's own shape."""
    return f"msg_01{number:022d}"


def request_id(number: int) -> str:
    """A request id of the provider's own shape."""
    return f"req_011C{number:020d}"


def at(second: int) -> str:
    """An instant on one summer morning, as the client writes it."""
    return f"2026-08-04T{9 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.000Z"


def answer(number: int, *, session: str = "s1", output: int = 10, **fields: Any) -> dict[str, Any]:
    """One line of response `number`: the final count of all its tokens; `fields` replace top-level ones."""
    return {
        "type": "assistant",
        "uuid": f"{number:08d}-0000-4000-8000-000000000000",
        "sessionId": session,
        "timestamp": at(number),
        "cwd": CWD,
        "version": "2.1.200",
        "requestId": request_id(number),
        "message": {
            "id": message_id(number),
            "model": "claude-opus-5-5",
            "role": "assistant",
            "stop_reason": "end_turn",
            "content": [{"type": "text", "text": "no answer is kept"}],
            "usage": {"input_tokens": 100 + number, "output_tokens": output, "server_tool_use": None},
        },
        **fields,
    }


def jsonl(*records: dict[str, Any]) -> bytes:
    """Records as the lines of a transcript."""
    return b"".join(line(record) + b"\n" for record in records)


def line(record: dict[str, Any]) -> bytes:
    """One record without its line end."""
    return json.dumps(record, separators=(",", ":")).encode()
