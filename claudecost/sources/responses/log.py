"""An application's own log of Messages responses, whatever it wraps them in.

Rules: Anthropic, the Messages API and streaming Messages. Errors are no usage.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ..claude_code.fold import text
from ..claude_code.record import SYNTHETIC
from ..usage import is_closing
from .call import Call, Labels, label
from .layers import TIMES, Layer, events, is_event, is_message, layers, opened, outermost, request_id
from .mend import bare
from .moments import instant
from .paths import LogPaths, piece_at, value_at
from .streamed import Message, Streams, assembled, message_of

SOURCE = "response-log"

#: Lines of Claude Code's own transcripts that hold a response; another reader understands them better.
_TRANSCRIPT_TYPES = ("assistant", "progress")


class TranscriptLine(msgspec.Struct):
    """What tells a line of a transcript from a line of somebody else's log."""

    type: Any = None
    sessionId: Any = None  # noqa: N815 - the field's own name
    uuid: Any = None


_decode_line = msgspec.json.Decoder(TranscriptLine).decode


class LogReader:
    """Reads one log; remembers streams whose events stand one a line."""

    #: Keys of one record that may hold many.
    containers: tuple[str, ...] = ()

    def __init__(self, paths: LogPaths | None = None) -> None:
        self._paths = paths or LogPaths()
        self._streams = Streams()

    def read(self, record: bytes) -> list[Call]:
        """The responses a record speaks of; raises UNREADABLE for what is no JSON object."""
        chain = chain_of(record, self._paths)
        if not chain:
            return []
        inner, request = chain[-1], request_id(chain)
        return [
            self._call(message, chain, request, record)
            for message in self._messages(inner, request)
            if message.model != SYNTHETIC
        ]

    def _messages(self, inner: Layer, request: str) -> list[Message]:
        if is_message(inner):
            message = message_of(inner)
        elif is_event(inner):
            message = self._streams.see(inner, request)
        else:
            return assembled(events(inner))
        return [message] if message is not None else []

    def _call(self, message: Message, chain: list[Layer], request: str, record: bytes) -> Call:
        return Call(
            message_id=text(message.id),
            request_id=request,
            line_id=None,
            model_id=text(message.model) or None,
            usage=message.usage,
            stop_reason=message.stop_reason,
            final=message.stop_reason is not None or is_closing(message.usage),
            at=self._time(chain, record),
            labels=Labels(project=label(chain[0].project), session_id=label(chain[0].session_id)),
        )

    def _time(self, chain: list[Layer], record: bytes) -> str | None:
        """The first believable time from the outside inwards: the same names are used for durations."""
        if self._paths.time is not None and (said := instant(value_at(record, self._paths.time))):
            return said
        return next(
            (
                at
                for layer in chain
                for name in TIMES
                if (value := getattr(layer, name)) is not None and (at := instant(value))
            ),
            None,
        )


def chain_of(record: bytes, paths: LogPaths) -> list[Layer]:
    """The layers from a record inwards; from where its response is said to be, if there is one there."""
    found = None if paths.message is None else piece_at(record, paths.message)
    inner = opened(found) if found is not None else []
    return [outermost(record), *inner] if inner else layers(record)


def belongs(record: bytes, paths: LogPaths | None = None) -> bool:
    """Whether a record holds a response, and is no transcript's; raises UNREADABLE."""
    return bool(chain_of(record, paths or LogPaths())) and not is_transcripts(record)


def is_transcripts(record: bytes) -> bool:
    """Whether a record is a line of a Claude Code transcript; raises UNREADABLE."""
    line = _decode_line(bare(record))
    return line.type in _TRANSCRIPT_TYPES and (line.sessionId is not None or line.uuid is not None)
