"""Whether a file is a Claude Code transcript, by what is in it, not by what it is called."""

from __future__ import annotations

from .claude_code.rescue import rescue

#: Lines looked at; a transcript says what it is long before that.
LINES = 100


def looks_like_transcript(head: bytes, *, surely: bool) -> bool:
    """Whether the first bytes of a file hold a transcript's records.

    `surely`: a record names its session, which nothing else does. Otherwise a record with an id of its own
    or with usage will do, and so will an empty file, which could become anything.
    """
    lines = head.split(b"\n")[:LINES]
    if surely:
        return any(_names_session(line) for line in lines)
    return not head.strip(b"\0\r\n\t ") or any(_holds_record(line) for line in lines)


def _names_session(line: bytes) -> bool:
    return any(
        record.sessionId is not None
        or record.type == "summary"
        or (record.type in ("assistant", "user") and (record.uuid is not None or record.message is not None))
        for record in rescue(line).records
    )


def _holds_record(line: bytes) -> bool:
    return any(
        record.uuid is not None or getattr(record.message, "usage", None) is not None
        for record in rescue(line).records
    )
