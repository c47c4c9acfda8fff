"""The shape of a transcript record: only what costing needs is ever decoded.

Content blocks, tool results and prompts have no field here, so the decoder
steps over them without building them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ..usage import Usage

SYNTHETIC = "<synthetic>"


class Message(msgspec.Struct):
    """`message` of an assistant record, without its content."""

    id: Any = None
    model: Any = None
    stop_reason: Any = None
    usage: Usage | str | int | float | bool | list[Any] | None = None


class ForkedFrom(msgspec.Struct):
    """The line a copied line was copied from."""

    messageUuid: Any = None  # noqa: N815 - the field's own name


class Record(msgspec.Struct):
    """One line. Fields are typed loosely because any writer may have been here; `reading` checks them."""

    type: Any = msgspec.UNSET
    message: Message | str | int | float | bool | list[Any] | None = None
    requestId: Any = None  # noqa: N815
    uuid: Any = None
    timestamp: Any = None
    sessionId: Any = None  # noqa: N815
    cwd: Any = None
    gitBranch: Any = None  # noqa: N815
    version: Any = None
    entrypoint: Any = None
    isSidechain: Any = None  # noqa: N815
    agentId: Any = None  # noqa: N815
    sessionKind: Any = None  # noqa: N815
    forkedFrom: ForkedFrom | str | int | float | bool | list[Any] | None = None  # noqa: N815
    data: msgspec.Raw = msgspec.Raw(b"null")


class EchoedMessage(msgspec.Struct):
    """`data.message` of an `agent_progress` record: a subagent's line inside its parent's file."""

    type: Any = None
    message: Message | str | int | float | bool | list[Any] | None = None
    requestId: Any = None  # noqa: N815
    uuid: Any = None
    timestamp: Any = None


class Progress(msgspec.Struct):
    """`data` of a progress record; the repeated history beside the message is not looked at."""

    type: Any = None
    message: EchoedMessage | str | int | float | bool | list[Any] | None = None
    agentId: Any = None  # noqa: N815


class Candidate(msgspec.Struct):
    """A record that says how much was used, whichever way it says it (transcripts facts 4.4, C1 to C3)."""

    record: Record
    message: Message
    usage: Usage
    request_id: Any
    uuid: Any
    timestamp: Any
    agent_id: Any
    is_echo: bool


_decode_progress = msgspec.json.Decoder(Progress).decode


def candidate(record: Record) -> Candidate | None:
    """The usage a record speaks of, or None: bookkeeping, prompts, and the client's own synthetic answers."""
    kind, message = record.type, record.message
    if kind == "progress":
        return _echo(record)
    if (kind == "assistant" or kind is msgspec.UNSET) and isinstance(message, Message):
        usage = message.usage
        if isinstance(usage, Usage) and message.model != SYNTHETIC:
            return Candidate(
                record, message, usage, record.requestId, record.uuid, record.timestamp, record.agentId, False
            )
    return None


def _echo(record: Record) -> Candidate | None:
    try:
        progress = _decode_progress(record.data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    echoed = progress.message
    if progress.type != "agent_progress" or not isinstance(echoed, EchoedMessage):
        return None
    message = echoed.message
    if not isinstance(message, Message) or message.model == SYNTHETIC:
        return None
    if not isinstance(message.usage, Usage) or echoed.type not in ("assistant", None):
        return None
    return Candidate(
        record,
        message,
        message.usage,
        echoed.requestId,
        echoed.uuid,
        echoed.timestamp,
        progress.agentId,
        True,
    )
