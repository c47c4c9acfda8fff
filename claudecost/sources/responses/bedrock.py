"""Amazon Bedrock's log of model invocations, as it lands in S3 or in CloudWatch.

Rules: Amazon Bedrock, Model invocation logging. Counts stand beside the body
and exclude the cache; only the body, where it is kept, says how long cache
writes live, so without it they count as five minutes.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ..claude_code.fold import text
from ..identity import is_strong_message_id
from ..usage import CacheCreation, Usage
from .call import Call, Labels, label
from .claude import may_be_claude
from .layers import event_list, first_byte, outermost, text_of
from .mend import UNREADABLE, mend
from .moments import instant
from .streamed import Message, assembled, message_of
from .tags import tags_text

SOURCE = "bedrock-log"
PLATFORM = "bedrock"
SCHEMA = "ModelInvocationLog"

#: How many times a log may be wrapped in CloudWatch's own entries.
DEEPEST = 2

_NOTHING = msgspec.Raw(b"")


class CallerIdentity(msgspec.Struct):
    """`identity`: who called."""

    arn: Any = None


class Input(msgspec.Struct):
    """`input`, without the prompt."""

    inputTokenCount: Any = None  # noqa: N815 - the field's own name
    cacheReadInputTokenCount: Any = None  # noqa: N815
    cacheWriteInputTokenCount: Any = None  # noqa: N815


class Output(msgspec.Struct):
    """`output`; of the body only what says how much was used is ever decoded."""

    outputTokenCount: Any = None  # noqa: N815
    outputBodyJson: msgspec.Raw = _NOTHING  # noqa: N815


class Invocation(msgspec.Struct):
    """One invocation, or an entry of CloudWatch that holds one as text in `message`."""

    schemaType: Any = None  # noqa: N815
    timestamp: Any = None
    accountId: Any = None  # noqa: N815
    identity: CallerIdentity | str | int | float | bool | list[Any] | None = None
    requestId: Any = None  # noqa: N815
    modelId: Any = None  # noqa: N815
    requestMetadata: msgspec.Raw = _NOTHING  # noqa: N815
    errorCode: Any = None  # noqa: N815
    input: Input | str | int | float | bool | list[Any] | None = None
    output: Output | str | int | float | bool | list[Any] | None = None
    message: msgspec.Raw = _NOTHING
    insights_message: msgspec.Raw = msgspec.field(name="@message", default=_NOTHING)


class CacheDetail(msgspec.Struct):
    """Cache writes of one time to live, as the Converse API says it."""

    ttl: Any = None
    inputTokens: Any = None  # noqa: N815


class ConverseUsage(msgspec.Struct):
    """`usage` of a Converse body; its counts are those of the log."""

    cacheDetails: msgspec.Raw = _NOTHING  # noqa: N815


class ConverseBody(msgspec.Struct):
    """What the Converse API answered, without the answer."""

    stopReason: Any = None  # noqa: N815
    usage: ConverseUsage | str | int | float | bool | list[Any] | None = None


_decode = msgspec.json.Decoder(Invocation).decode
_decode_converse = msgspec.json.Decoder(ConverseBody).decode
_decode_details = msgspec.json.Decoder(list[CacheDetail]).decode
_decode_metadata = msgspec.json.Decoder(dict[str, Any]).decode


class BedrockReader:
    """Reads one log."""

    #: Where deliveries of several invocations keep them.
    containers: tuple[str, ...] = ("Records", "events", "logEvents")

    def read(self, record: bytes) -> list[Call]:
        """The response a record speaks of, if any; raises UNREADABLE for what is no JSON object."""
        found, at = _unwrapped(record)
        if found is None or found.errorCode is not None:
            return []
        given = found.input if isinstance(found.input, Input) else Input()
        answer = found.output if isinstance(found.output, Output) else Output()
        body = _body(answer.outputBodyJson)
        usage = _usage(given, answer, body.usage)
        model_id = text(found.modelId) or None
        if not may_be_claude(model_id) or (usage.input_tokens is None and usage.output_tokens is None):
            return []
        message_id, request_id = text(body.id), text(found.requestId)
        is_named = is_strong_message_id(message_id) or not request_id
        return [
            Call(
                message_id=message_id,
                request_id="",  # Amazon's own; transcripts that log another id speak of the same response
                line_id=None,
                model_id=model_id,
                usage=usage,
                stop_reason=body.stop_reason,
                final=True,
                at=at,
                platform=PLATFORM,
                key=None if is_named else f"bedrock:{request_id}",
                labels=Labels(
                    user_name=_caller(found.identity),
                    account=label(found.accountId),
                    tags=_tags(found.requestMetadata),
                ),
            )
        ]


def belongs(record: bytes) -> bool:
    """Whether a record is an invocation; raises UNREADABLE."""
    found, _ = _unwrapped(record)
    return found is not None and found.schemaType == SCHEMA


def _unwrapped(record: bytes) -> tuple[Invocation | None, str | None]:
    """The invocation in a record and its time; CloudWatch's own time where it has none."""
    found, at = _decode(record), None
    for _ in range(DEEPEST):
        at = instant(found.timestamp) or at
        if found.modelId is not None or found.schemaType is not None:
            return found, at
        inner = _inner(found.message or found.insights_message)
        if inner is None:
            return None, None
        found = inner
    return (found, instant(found.timestamp) or at) if found.modelId is not None else (None, None)


def _inner(raw: msgspec.Raw) -> Invocation | None:
    """An invocation kept inside an entry, as text or as it is."""
    kind = first_byte(raw)
    if kind == b"{":
        return _decode(raw)
    if kind != b'"' or b"modelId" not in bytes(raw):
        return None
    inner = text_of(raw).encode()
    try:
        return _decode(inner)
    except UNREADABLE:
        mended = mend(inner)
    try:
        return _decode(mended.data or b"null")
    except UNREADABLE:
        return None


def _body(raw: msgspec.Raw) -> Message:
    """What the body says besides the answer: a Message, the events of one, or what Converse returns."""
    kind = first_byte(raw)
    if kind == b"[":
        messages = assembled(event_list(raw))
        return messages[-1] if messages else _EMPTY
    if kind != b"{":
        return _EMPTY
    layer = outermost(raw)
    if layer.type == "message":
        return message_of(layer) or _EMPTY
    converse = _decode_converse(raw)
    details = converse.usage.cacheDetails if isinstance(converse.usage, ConverseUsage) else _NOTHING
    return Message(None, None, converse.stopReason, Usage(cache_creation=_split(details)))


_EMPTY = Message(None, None, None, Usage())


def _split(details: msgspec.Raw) -> CacheCreation | None:
    """Cache writes by time to live, one entry each."""
    if first_byte(details) != b"[":
        return None
    try:
        written = {detail.ttl: detail.inputTokens for detail in _decode_details(details)}
    except (TypeError, *UNREADABLE):  # a list where a time to live should be
        return None
    return CacheCreation(written.get("5m"), written.get("1h")) if written else None


def _usage(given: Input, answer: Output, body: Usage) -> Usage:
    """The log's counts over the body's; where both are, they are the same."""
    counted = {
        "input_tokens": given.inputTokenCount,
        "cache_read_input_tokens": given.cacheReadInputTokenCount,
        "cache_creation_input_tokens": given.cacheWriteInputTokenCount,
        "output_tokens": answer.outputTokenCount,
    }
    return msgspec.structs.replace(
        body, **{name: value for name, value in counted.items() if value is not None}
    )


def _caller(identity: Any) -> str | None:
    """The session's name at the end of a role's ARN, often an e-mail address; else the user's."""
    arn = getattr(identity, "arn", None)
    return label(arn.rpartition("/" if "/" in arn else ":")[2]) if isinstance(arn, str) else None


def _tags(metadata: msgspec.Raw) -> str | None:
    return tags_text(_decode_metadata(metadata)) if first_byte(metadata) == b"{" else None
