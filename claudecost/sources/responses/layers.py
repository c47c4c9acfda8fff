"""A log line as layers around a Messages response: there is no standard wrapper, so each may be any.

Only what costing needs has a field here: content blocks, prompts and tools are
stepped over and never built. A Message is recognised by `type` "message" and a
usage object (Anthropic: the Messages API).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from ..usage import Usage
from .mend import UNREADABLE, mend

#: Where loggers put what they wrap, the likelier first.
WRAPPERS = (
    "response", "message", "body", "output", "raw_response", "data", "event", "chunk"
)  # fmt: skip

#: Where they put all events of a streamed answer.
STREAMS = ("events", "stream", "chunks")

#: Where they put times, and the provider's request id.
TIMES = ("timestamp", "ts", "time", "created_at", "date")
REQUEST_IDS = ("request_id", "own_request_id", "requestId")

#: The events of a stream that open it, count, and close it.
START, DELTA, STOP = "message_start", "message_delta", "message_stop"

#: Layers around a response; real ones have one or two.
DEEPEST = 4

_NOTHING = msgspec.Raw(b"")


class Layer(msgspec.Struct):
    """A wrapper, a stream's event or a Message: whichever fields it has say which."""

    type: Any = None
    id: Any = None
    model: Any = None
    stop_reason: Any = None
    usage: Usage | str | int | float | bool | list[Any] | None = None
    delta: msgspec.Raw = _NOTHING
    response: msgspec.Raw = _NOTHING
    message: msgspec.Raw = _NOTHING
    body: msgspec.Raw = _NOTHING
    output: msgspec.Raw = _NOTHING
    raw_response: msgspec.Raw = _NOTHING
    data: msgspec.Raw = _NOTHING
    event: msgspec.Raw = _NOTHING
    chunk: msgspec.Raw = _NOTHING
    events: msgspec.Raw = _NOTHING
    stream: msgspec.Raw = _NOTHING
    chunks: msgspec.Raw = _NOTHING
    headers: msgspec.Raw = _NOTHING
    response_headers: msgspec.Raw = _NOTHING
    timestamp: Any = None
    ts: Any = None
    time: Any = None
    created_at: Any = None
    date: Any = None
    request_id: Any = None
    own_request_id: Any = msgspec.field(name="_request_id", default=None)
    requestId: Any = None  # noqa: N815 - the field's own name
    session_id: Any = None
    project: Any = None


class Headers(msgspec.Struct):
    """Response headers, of which only the request id matters."""

    lower: Any = msgspec.field(name="request-id", default=None)
    title: Any = msgspec.field(name="Request-Id", default=None)


_decode = msgspec.json.Decoder(Layer).decode
_decode_headers = msgspec.json.Decoder(Headers).decode
_decode_text = msgspec.json.Decoder(str).decode
_decode_list = msgspec.json.Decoder(list[msgspec.Raw]).decode


def outermost(record: bytes | msgspec.Raw) -> Layer:
    """A record's own top; raises UNREADABLE for what is no JSON object."""
    return _decode(record)


def layers(record: bytes | msgspec.Raw) -> list[Layer]:
    """The layers from a record inwards to a Message, an event or a list of events; none if it holds none.

    Raises UNREADABLE for what is no JSON object.
    """
    return _inward(_decode(record), 0)


def is_message(layer: Layer) -> bool:
    """Whether a layer is a Messages response."""
    return layer.type == "message" and isinstance(layer.usage, Usage)


def is_event(layer: Layer) -> bool:
    """Whether a layer is an event of a stream that says what was used."""
    return layer.type in (START, DELTA, STOP)


def events(layer: Layer, depth: int = 0) -> list[Layer]:
    """The events of a streamed answer that a layer holds in one list, each bare or in wrappers of its own."""
    if depth >= DEEPEST:
        return []
    for name in STREAMS:
        if (array := getattr(layer, name)) and first_byte(array) == b"[":
            found = [chain[-1] for element in _decode_list(array) if (chain := opened(element, depth + 1))]
            return [event for event in found if is_event(event)]
    return []


def event_list(array: bytes | msgspec.Raw) -> list[Layer]:
    """The same of a bare list of events."""
    return events(Layer(events=msgspec.Raw(bytes(array))))


def request_id(chain: list[Layer]) -> str:
    """Anthropic's request id anywhere around a response, `""` for none.

    Applications keep ids of their own under the same names, and one of those may stand for several
    calls: only an id of the provider's shape is believed.
    """
    for layer in chain:
        for name in REQUEST_IDS:
            if _is_request_id(value := getattr(layer, name)):
                return str(value).strip()
        for raw in (layer.headers, layer.response_headers):
            if first_byte(raw) == b"{":
                headers = _decode_headers(raw)
                for value in (headers.lower, headers.title):
                    if _is_request_id(value := value[0] if isinstance(value, list) and value else value):
                        return str(value).strip()
    return ""


def first_byte(raw: bytes | msgspec.Raw) -> bytes:
    """What kind of value a piece of JSON is, `b""` for an absent one."""
    return bytes(memoryview(raw)[:1])


def text_of(raw: msgspec.Raw) -> str:
    """A piece of JSON that is text, as text."""
    return _decode_text(raw)


def _is_request_id(value: Any) -> bool:
    return type(value) is str and value.strip().startswith("req_") and len(value) <= 200


def _inward(layer: Layer, depth: int) -> list[Layer]:
    if is_message(layer) or is_event(layer) or _has_events(layer, depth):
        return [layer]
    if depth < DEEPEST:
        for name in WRAPPERS:
            if (raw := getattr(layer, name)) and (chain := opened(raw, depth + 1)):
                return [layer, *chain]
    return []


def _has_events(layer: Layer, depth: int) -> bool:
    return any(first_byte(getattr(layer, name)) == b"[" for name in STREAMS) and bool(events(layer, depth))


def opened(raw: msgspec.Raw, depth: int = 1) -> list[Layer]:
    """The layers in a wrapper's value: an object, or an object or a stream as text."""
    kind = first_byte(raw)
    if kind == b"{":
        return _inward(_decode(raw), depth)
    if kind == b'"' and b"usage" in bytes(raw):
        return _from_text(text_of(raw).strip(), depth)
    return []


def _from_text(text: str, depth: int) -> list[Layer]:
    if text.startswith("{"):
        layer = _lenient(text)
        return _inward(layer, depth) if layer is not None else []
    if text.startswith(("event:", "data:")):
        stream = Layer(events=msgspec.Raw(b"[" + b",".join(_sent(text)) + b"]"))
        try:
            return _inward(stream, depth)
        except UNREADABLE:
            return []
    return []


def _sent(text: str) -> Iterator[bytes]:
    """The data of server-sent events that use is counted in."""
    for line in text.splitlines():
        if line.startswith("data:") and "message_" in line:
            yield line.removeprefix("data:").strip().encode()


def _lenient(text: str) -> Layer | None:
    data = text.encode()
    try:
        return _decode(data)
    except UNREADABLE:
        mended = mend(data)
    try:
        return _decode(mended.data or b"null")
    except UNREADABLE:
        return None
