"""What a streamed answer came to: its opening event, and counts that replace one another.

Usage in `message_delta` is cumulative: the last one stands, they are not added
(Anthropic: streaming Messages).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from ..usage import Usage
from .layers import DELTA, START, STOP, Layer, first_byte

#: Streams begun and not ended that are remembered; what is older has no end.
MOST_OPEN = 10_000


class Message(msgspec.Struct):
    """A Messages response without its content."""

    id: Any
    model: Any
    stop_reason: Any
    usage: Usage


class _Delta(msgspec.Struct):
    """`delta` of a `message_delta` event."""

    stop_reason: Any = None


class _Opening(msgspec.Struct):
    """`message` of a `message_start` event."""

    id: Any = None
    model: Any = None
    stop_reason: Any = None
    usage: Usage | str | int | float | bool | list[Any] | None = None


_decode_delta = msgspec.json.Decoder(_Delta).decode
_decode_opening = msgspec.json.Decoder(_Opening).decode


def message_of(layer: Layer) -> Message | None:
    """A layer that is a Message, or the Message a `message_start` event opens with."""
    if layer.type == START:
        if first_byte(layer.message) != b"{":
            return None
        opening = _decode_opening(layer.message)
        usage = opening.usage if isinstance(opening.usage, Usage) else Usage()
        return Message(opening.id, opening.model, opening.stop_reason, usage)
    if isinstance(layer.usage, Usage):
        return Message(layer.id, layer.model, layer.stop_reason, layer.usage)
    return None


def assembled(events: Iterable[Layer]) -> list[Message]:
    """The Messages that one list of events makes; nearly always one."""
    found: list[Message] = []
    for event in events:
        if event.type == START and (message := message_of(event)) is not None:
            found.append(message)
        elif event.type == DELTA and found:
            found[-1] = counted(found[-1], event)
    return found


def counted(message: Message, event: Layer) -> Message:
    """A message after one more `message_delta`. A count that grew does not fall back to 0."""
    new, usage = event.usage, message.usage
    if isinstance(new, Usage):
        names = Usage.__struct_fields__
        usage = Usage(*(getattr(new, name) or getattr(usage, name) for name in names))
    stop_reason = message.stop_reason
    if first_byte(event.delta) == b"{":
        stop_reason = _decode_delta(event.delta).stop_reason or stop_reason
    return Message(message.id, message.model, stop_reason, usage)


class Streams:
    """Answers whose events stand one a line, told apart by the request id of their lines, if any.

    Where two are under way and nothing tells them apart, counts are given to neither: their openings
    stand, and are provisional.
    """

    def __init__(self) -> None:
        self._open: dict[str, Message | None] = {}

    def see(self, event: Layer, request_id: str) -> Message | None:
        """The message as it stands after an event; None for an event that counts nothing we can tell."""
        if event.type == STOP:
            self._open.pop(request_id, None)
            return None
        if event.type == START:
            message = message_of(event)
            if len(self._open) >= MOST_OPEN:
                self._open.clear()
            self._open[request_id] = None if request_id in self._open else message
            return message
        known = self._open.get(request_id)
        if known is not None:
            known = self._open[request_id] = counted(known, event)
        return known
