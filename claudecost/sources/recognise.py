"""Which source reads this file, by what is in it, not by what it is called."""

from __future__ import annotations

import os
from pathlib import Path

from .claude_code.rescue import rescue
from .lines import pieces

#: Lines looked at; a transcript says what it is long before that.
LINES = 100


def recognise(path: Path) -> str | None:
    """The name of the source that reads a file, None for a file of no known format.

    An empty file could become anything and is taken for a transcript. Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        head = next(pieces(descriptor, 0)).data
    finally:
        os.close(descriptor)
    lines = head.split(b"\n")[:LINES]
    is_transcript = not head.strip(b"\0\r\n\t ") or any(_holds_record(line) for line in lines)
    return "claude-code" if is_transcript else None


def _holds_record(line: bytes) -> bool:
    """Whether a line holds a record that names its session, its own id or its usage."""
    return any(
        record.type == "summary"
        or record.sessionId is not None
        or record.uuid is not None
        or getattr(record.message, "usage", None) is not None
        for record in rescue(line).records
    )
