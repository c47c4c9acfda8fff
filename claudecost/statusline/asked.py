"""Claude Code's JSON on stdin, however little of it there is."""

from __future__ import annotations

import json
import os
import re

TYPE_CHECKING = False  # importing typing costs more than all that is done here
if TYPE_CHECKING:
    from typing import Any

#: Claude Code writes a few kilobytes at once and closes; who does not is not waited for.
MOST_BYTES = 1024 * 1024
PATIENCE = 1.0

#: What is still worth knowing of an object that is cut.
_FIELD = r'"(session_id|transcript_path|display_name)"\s*:\s*"((?:[^"\\]|\\.)*)"'


class Asked:
    """What Claude Code says of itself; None for what it does not. Percentages and dollars are floats here."""

    __slots__ = (
        "context_percent",
        "context_tokens",
        "cost_usd",
        "five_hour",
        "model",
        "session",
        "seven_day",
        "transcript",
        "trouble",
    )

    def __init__(
        self,
        session: str | None = None,
        transcript: str | None = None,
        model: str | None = None,
        cost_usd: float | None = None,
        context_tokens: int | None = None,
        context_percent: float | None = None,
        five_hour: tuple[float, float | None] | None = None,
        seven_day: tuple[float, float | None] | None = None,
        trouble: str = "",
    ) -> None:
        self.session = session
        self.transcript = transcript
        self.model = model
        self.cost_usd = cost_usd
        self.context_tokens = context_tokens
        self.context_percent = context_percent
        self.five_hour = five_hour
        self.seven_day = seven_day
        self.trouble = trouble


def read_stdin(number: int = 0) -> bytes:
    """What stands on stdin, without waiting for more than a second; nothing from a terminal."""
    import select
    import time

    try:
        if os.isatty(number):
            return b""
        deadline, found = time.monotonic() + PATIENCE, b""
        while len(found) < MOST_BYTES:
            ready, _, _ = select.select([number], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                break
            piece = os.read(number, 65536)
            if not piece:
                break
            found += piece
    except (OSError, ValueError):
        return b""
    return found


def asked(data: bytes) -> Asked:
    """The JSON as far as it is any; what is cut is read as far as it goes. Never raises."""
    if not data.strip():
        return Asked(trouble="nothing came on stdin: Claude Code sends JSON there")
    text = data.decode("utf-8", "replace")
    try:
        found = json.loads(text)
        if not isinstance(found, dict):
            raise ValueError
    except (ValueError, RecursionError):
        parts = {name: _unescaped(value) for name, value in re.findall(_FIELD, text)}
        return Asked(
            parts.get("session_id"),
            parts.get("transcript_path"),
            plain(parts.get("display_name")),
            trouble="what came on stdin is no whole JSON object",
        )
    return _of(found)


def plain(value: Any) -> str | None:
    """A text that cannot steer a terminal; None for what is none."""
    if not isinstance(value, str):
        return None
    return "".join(char for char in value if char.isprintable()).strip()[:60] or None


def _of(found: dict[str, Any]) -> Asked:
    model, window, limits = (_dict(found.get(key)) for key in ("model", "context_window", "rate_limits"))
    name = found.get("model")
    tokens, percent = _context(window)
    session, transcript = found.get("session_id"), found.get("transcript_path")
    return Asked(
        session if isinstance(session, str) and session else None,
        _path(transcript),
        plain(model.get("display_name")) or plain(model.get("id")) or plain(name),
        _number(_dict(found.get("cost")).get("total_cost_usd")),
        tokens,
        percent,
        _limit(limits.get("five_hour")),
        _limit(limits.get("seven_day")),
    )


def _context(window: dict[str, Any]) -> tuple[int | None, float | None]:
    """Tokens in the context and their share of it; the size is what the JSON says and never assumed."""
    usage, size = _dict(window.get("current_usage")), _number(window.get("context_window_size"))
    parts = [
        _number(usage.get(key))
        for key in ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    ]
    tokens = sum(part for part in parts if part) if any(part is not None for part in parts) else None
    if tokens is None:
        tokens = _number(window.get("total_input_tokens"))
    percent = _number(window.get("used_percentage"))
    if percent is None and tokens is not None and size:
        percent = tokens * 100 / size
    return None if tokens is None else int(tokens), percent


def _limit(found: Any) -> tuple[float, float | None] | None:
    """Per cent used, and when it begins anew (seconds since 1970)."""
    used = _number(_dict(found).get("used_percentage"))
    if used is None:
        return None
    resets = _dict(found).get("resets_at")
    if isinstance(resets, str):
        from datetime import datetime

        try:
            return used, datetime.fromisoformat(resets).timestamp()
        except (ValueError, OverflowError):
            return used, None
    moment = _number(resets)
    return used, moment / 1000 if moment and moment > 1e11 else moment


def _path(value: Any) -> str | None:
    try:
        return os.path.expanduser(value) if isinstance(value, str) and value else None
    except ValueError:  # a user's name no system takes
        return None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> float | None:
    """A number that can be one of these: not negative, finite, not beyond all measure."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value < 1e15 else None


def _unescaped(text: str) -> str | None:
    try:
        value = json.loads(f'"{text}"')
    except ValueError:
        return None
    return value if isinstance(value, str) else None
