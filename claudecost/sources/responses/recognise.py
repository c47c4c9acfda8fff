"""Which of the formats here a file is of, by its first bytes; and for a file of none, what it lacks."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

from . import batch, bedrock, litellm, log
from .entries import CHUNK, GZIP, Entry, containers_in, records
from .mend import UNREADABLE, bare, mend
from .paths import LogPaths
from .table import header_of

#: Records looked at; a file of one of these formats says so in its first.
MOST_RECORDS = 100

#: What each format is called among people, with what must be there.
_NEEDED: dict[str, tuple[str, ...]] = {
    "Message Batches results": ("custom_id", "result"),
    "Bedrock model invocation log": ("schemaType", "modelId"),
    "LiteLLM spend logs": ("request_id", "call_type", "prompt_tokens"),
}


def _key(name: str, value: str = "") -> re.Pattern[bytes]:
    """A key, and how its value begins, in JSON or in JSON that is text in JSON."""
    return re.compile(rf'\\?"{name}\\?"\s*:\s*{value}'.encode())


#: How a format shows in a record too long to be seen whole: all of these.
_MARKS: tuple[tuple[str, tuple[re.Pattern[bytes], ...]], ...] = (
    (batch.SOURCE, (_key("custom_id"), _key("result", r'\{\s*"type"\s*:\s*"'))),
    (bedrock.SOURCE, (_key("schemaType", rf'\\?"{bedrock.SCHEMA}'),)),
    (litellm.SOURCE, (_key("request_id"), _key("call_type"), _key("prompt_tokens"))),
    (log.SOURCE, (_key("type", r'\\?"message(?:_start)?\\?"'), _key("role", r'\\?"assistant'))),
)

#: A line of a transcript shows either of these before its content, or says its type there.
_TRANSCRIPT = re.compile(rb'"(?:parentUuid|isSidechain)"\s*:|"type"\s*:\s*"(?:assistant|progress)"')


def recognise_responses(head: bytes, paths: LogPaths | None = None) -> str | None:
    """The source that reads a file beginning like this, packed or not; None for a file of another format.

    `paths` as for reading a response log.
    """
    text = unpacked_head(head)
    if header_of(text.split(b"\n", 1)[0]) is not None:
        return litellm.SOURCE
    seen = 0
    for entry in records(io.BytesIO(text)):
        if isinstance(entry, Entry) and bare(entry.data) and (whole := _whole(entry)) is not None:
            seen += 1
            if found := _source_of(whole, paths):
                return found
        if seen == MOST_RECORDS:
            break
    if seen or _TRANSCRIPT.search(text):
        return None
    return next((name for name, marks in _MARKS if all(mark.search(text) for mark in marks)), None)


def why_not(head: bytes) -> dict[str, str]:
    """For each format, by the name people know it under, what a file that begins like this lacks."""
    text = unpacked_head(head)
    lacks = {format_: _lacks(text, needed) for format_, needed in _NEEDED.items()}
    lacks["log of Messages responses"] = 'no line holds an object with type "message" and a usage object'
    return lacks


def unpacked_head(head: bytes) -> bytes:
    """The first bytes of a file, as much of them as can be unpacked if it is gzip."""
    if not head.startswith(GZIP):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, CHUNK)
    except zlib.error:
        return b""


def _whole(entry: Entry) -> Entry | None:
    """A record that can be read, mended if need be; None for one that is cut off or damaged."""
    try:
        log.is_transcripts(entry.data)
    except UNREADABLE:
        mended = mend(entry.data).data
        return entry._replace(data=mended) if mended and mended.startswith(b"{") else None
    return entry


def _source_of(entry: Entry, paths: LogPaths | None) -> str | None:
    formats: tuple[tuple[str, Callable[[bytes], bool], tuple[str, ...]], ...] = (
        (batch.SOURCE, batch.belongs, batch.BatchReader.containers),
        (bedrock.SOURCE, bedrock.belongs, bedrock.BedrockReader.containers),
        (litellm.SOURCE, litellm.belongs, litellm.LiteLLMReader.containers),
        (log.SOURCE, lambda record: log.belongs(record, paths), log.LogReader.containers),
    )
    for name, belongs, containers in formats:
        try:
            inside = containers_in(entry, containers) or []
            if any(belongs(one.data) for one in (entry, *inside[:MOST_RECORDS])):
                return name
        except UNREADABLE:
            continue
    return None


def _lacks(text: bytes, needed: tuple[str, ...]) -> str:
    missing = [name for name in needed if re.search(rb"\b" + name.encode() + rb"\b", text) is None]
    if missing:
        return f"no line has {' and '.join(missing)}"
    return f"no line that can be read has {' and '.join(needed)} together"
