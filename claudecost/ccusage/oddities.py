"""What makes ccusage pass over a line without a word, as far as the bare text shows it."""

from __future__ import annotations

import re
from datetime import datetime

#: A null under one of these names, anywhere in a line, and the line is not read.
NEVER_NULL = frozenset(
    {
        b"id", b"cwd", b"model", b"speed", b"costUSD", b"version", b"sessionId", b"requestId",
        b"isApiErrorMessage", b"cache_read_input_tokens", b"cache_creation_input_tokens",
    }
)  # fmt: skip

#: Deeper nesting than this is not read.
DEEPEST = 127

_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)
_LONE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")


def milliseconds(timestamp: str) -> int | None:
    """A timestamp in one of the spellings ccusage knows, as milliseconds since 1970."""
    if not _TIMESTAMP.fullmatch(timestamp):
        return None
    try:
        moment = datetime.fromisoformat(timestamp)
    except ValueError:
        return None
    return round(moment.timestamp() * 1000)


def has_null(line: bytes) -> bool:
    """Whether a field that may not be null is null, as text; the model of an iteration may."""
    at = line.find(b":null")
    while at >= 0:
        end = line.rfind(b'"', 0, at)
        start = line.rfind(b'"', 0, max(end, 0))
        name = line[start + 1 : end]
        if name in NEVER_NULL and not (name == b"model" and _is_in_iterations(line, at)):
            return True
        at = line.find(b":null", at + 1)
    return False


def _is_in_iterations(line: bytes, at: int) -> bool:
    begins = line.find(b'"iterations":[')
    return 0 <= begins < at and at < line.find(b"]", begins)


def is_too_odd(line: bytes) -> bool:
    """Half a surrogate pair, or nesting beyond what its parser follows."""
    if b"\\u" in line and _LONE.search(line):
        return True
    if line.count(b"{") + line.count(b"[") <= DEEPEST:
        return False
    depth = deepest = 0
    for piece in re.findall(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', line):
        if piece in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif piece in b"]}":
            depth -= 1
    return deepest > DEEPEST
