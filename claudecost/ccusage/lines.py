"""Which lines of a transcript ccusage reads, and what it takes from them.

It looks for the bytes `"usage":{`, passes over a line in which one of some fields is null, and reads the
rest strictly: a count has to be a whole number, a timestamp one of four spellings. What does not fit is
passed over without a word. Each line comes with what we read in it, for comparison.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal

import msgspec

from ..sources.usage import MAX_COUNT
from .entry import Entry, Tokens
from .oddities import has_null, is_too_odd, milliseconds
from .ours import advising, as_we_read

MARK = b'"usage":{'

#: What it reads of a usage object; the same field twice in one object, and the line is not read.
_FIELDS = (
    "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "speed",
    "cache_creation", "ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens",
)  # fmt: skip

#: No line costs more, in USD; what says so is not believed, although ccusage would.
DEAREST = 10**9

#: Why a line with usage is not read there.
Passed = Literal["spelling", "null", "strict", "timestamp", "labels"]

_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]")


class MessageThere(msgspec.Struct):
    """`message` of a record as ccusage reads it; UNSET is absent, which it tells from null."""

    usage: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    model: Any = msgspec.UNSET
    id: Any = msgspec.UNSET


class RecordThere(msgspec.Struct):
    """A line as ccusage reads it, and what progress lines hold in the same fields one level down."""

    message: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    timestamp: Any = None
    requestId: Any = None  # noqa: N815 - the field's own name
    costUSD: Any = None  # noqa: N815
    isSidechain: Any = None  # noqa: N815
    sessionId: Any = None  # noqa: N815
    version: Any = None
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class ProgressThere(msgspec.Struct):
    """`data` of a progress record."""

    message: RecordThere


class Read(msgspec.Struct):
    """The parts of a line that ccusage reads, checked."""

    message: MessageThere
    usage: dict[str, Any]
    tokens: Tokens
    inner: RecordThere
    is_direct: bool


_decode = msgspec.json.Decoder(RecordThere).decode
_decode_progress = msgspec.json.Decoder(ProgressThere).decode
_decode_message = msgspec.json.Decoder(MessageThere).decode

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def entries(line: bytes, file_session: str) -> list[Entry] | Passed | None:
    """What ccusage counts of a line; the reason where it passes over one with usage; None for no usage.

    `file_session` names the session of lines that name none: the file's.
    """
    if MARK not in line:
        return "spelling" if b'"usage"' in line else None
    if has_null(line):
        return "null"
    try:
        record = _decode(line)
        line.decode("utf-8")
    except _UNREADABLE:
        return "strict"
    if is_too_odd(line) or (read := _direct(record) or _echoed(record)) is None:
        return "strict"
    at = milliseconds(read.inner.timestamp)
    if at is None:
        return "timestamp"
    version = record.version if read.is_direct else None
    labels = (record.sessionId, read.inner.requestId, read.message.id, read.message.model)
    if "" in labels or (version is not None and not _VERSION.match(version)):
        return "labels"
    return _counted(line, record, read, at, file_session)


def _direct(record: RecordThere) -> Read | None:
    """A line that is a message itself."""
    return _checked(record, is_direct=True) if _are_texts(record.sessionId, record.version) else None


def _echoed(record: RecordThere) -> Read | None:
    """A subagent's message inside a progress line."""
    if not isinstance(record.data, msgspec.Raw) or not _are_texts(record.sessionId):
        return None
    try:
        return _checked(_decode_progress(record.data).message, is_direct=False)
    except _UNREADABLE:
        return None


def _checked(inner: RecordThere, *, is_direct: bool) -> Read | None:
    """The parts, if each is of the type it has to be."""
    try:
        if not isinstance(inner.message, msgspec.Raw):
            return None
        message = _decode_message(inner.message)
        if not isinstance(message.usage, msgspec.Raw):
            return None
        usage = json.loads(bytes(message.usage), object_pairs_hook=_once, parse_constant=_refuse)
    except (*_UNREADABLE, ValueError):
        return None
    is_fit = (
        type(inner.timestamp) is str
        and _are_texts(message.id, message.model, inner.requestId)
        and (inner.costUSD is None or type(inner.costUSD) in (int, float))
        and (inner.isSidechain is None or type(inner.isSidechain) is bool)
    )
    spent = tokens(usage) if is_fit and isinstance(usage, dict) else None
    return None if spent is None else Read(message, usage, spent, inner, is_direct)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, unless it has one of the fields it is read for twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        if any(names.count(name) > 1 for name in _FIELDS):
            raise ValueError("a field twice")
    return found


def _refuse(name: str) -> None:
    raise ValueError(name)


def tokens(usage: dict[str, Any]) -> Tokens | None:
    """The counts as ccusage reads them: cache writes from the split if there is one. None: unreadable."""
    split = usage.get("cache_creation")
    if usage.get("speed") not in (None, "standard", "fast") or not isinstance(split, dict | None):
        return None
    halves = split or {}
    fresh, output = usage.get("input_tokens"), usage.get("output_tokens")
    flat = usage.get("cache_creation_input_tokens", 0)
    read = usage.get("cache_read_input_tokens", 0)
    five = halves.get("ephemeral_5m_input_tokens", 0)
    hour = halves.get("ephemeral_1h_input_tokens", 0)
    found = (fresh, output, flat, read, five, hour)
    # It takes anything of 64 bits; beyond MAX_COUNT lies nonsense that would overflow honest sums.
    if not all(type(count) is int and 0 <= count <= MAX_COUNT for count in found):
        return None
    if split is None:
        five, hour = flat, 0
    return msgspec.convert([fresh, five, hour, read, output], Tokens)


def _counted(line: bytes, record: RecordThere, read: Read, at: int, file_session: str) -> list[Entry]:
    message, inner = read.message, read.inner
    ours = as_we_read(line, _text(message.model), read.tokens)
    speed = read.usage.get("speed")
    common = (
        inner.requestId,
        file_session if record.sessionId is None else record.sessionId,
        at,
        inner.isSidechain is True,
    )
    cost = None if inner.costUSD is None or abs(inner.costUSD) > DEAREST else repr(inner.costUSD)
    message_id, model = _text(message.id), _text(message.model)
    found = [
        Entry(
            message_id, *common, model, speed == "fast", speed is not None, read.tokens, cost,
            "message", ours.response, ours.profile, ours.searches, ours.tokens,
        )
    ]  # fmt: skip
    if read.is_direct and b'"advisor_message"' in line:
        for number, (model, turn, speed) in enumerate(_advisors(read.usage)):
            name = None if message_id is None else f"{message_id}:advisor:{number}"
            profile = advising(model, ours.profile)
            found.append(
                Entry(
                    name, *common, model, speed == "fast", speed is not None, turn, None,
                    "advisor", ours.response, profile, 0, turn,
                )
            )  # fmt: skip
    return found


def _advisors(usage: dict[str, Any]) -> list[tuple[str, Tokens, Any]]:
    """The advisor's turns that name a model; none at all where any iteration cannot be read."""
    found = []
    listed = usage.get("iterations")
    for entry in listed if isinstance(listed, list) else []:
        spent = tokens(entry) if isinstance(entry, dict) else None
        if spent is None or type(entry.get("type")) is not str or not _are_texts(entry.get("model")):
            return []
        if entry["type"] == "advisor_message" and entry.get("model"):
            found.append((entry["model"], spent, entry.get("speed")))
    return found


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _are_texts(*values: Any) -> bool:
    return all(value is None or value is msgspec.UNSET or type(value) is str for value in values)
