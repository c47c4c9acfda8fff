"""Results of a Message Batch, one line a request in any order, without times.

Rules: Anthropic, Batch processing. Only requests that succeeded are billed;
what errored, was canceled or expired is no usage.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ..claude_code.fold import text
from ..claude_code.record import Message
from ..usage import Usage
from .batches import batch_id_of
from .call import Call

SOURCE = "batch"

OUTCOMES = ("succeeded", "errored", "canceled", "expired")


class Result(msgspec.Struct):
    """`result` of a line."""

    type: Any = None
    message: Message | str | int | float | bool | list[Any] | None = None


class Line(msgspec.Struct):
    """One request's result."""

    custom_id: Any = None
    result: Result | str | int | float | bool | list[Any] | None = None


_decode = msgspec.json.Decoder(Line).decode


class BatchReader:
    """Reads one file of results; the file's name may say which batch it is of."""

    #: Keys of one record that may hold many.
    containers: tuple[str, ...] = ()

    def __init__(self, path: str) -> None:
        self._batch_id = batch_id_of(path)

    def read(self, record: bytes) -> list[Call]:
        """The response a record speaks of, if any; raises UNREADABLE for what is no JSON object."""
        line = _decode(record)
        result = line.result
        if not isinstance(result, Result) or result.type != "succeeded":
            return []
        message = result.message
        if not isinstance(message, Message) or not isinstance(message.usage, Usage):
            return []
        return [
            Call(
                message_id=text(message.id),
                request_id="",
                line_id=self._line_id(line),
                model_id=text(message.model) or None,
                usage=msgspec.structs.replace(message.usage, service_tier="batch"),
                stop_reason=message.stop_reason,
                final=True,
            )
        ]

    def _line_id(self, line: Line) -> str | None:
        """`custom_id`, which is unique only within its batch: every batch may have a "request-1"."""
        custom_id = text(line.custom_id)
        return f"{self._batch_id}/{custom_id}" if self._batch_id and custom_id else None


def belongs(record: bytes) -> bool:
    """Whether a record is a line of batch results; raises UNREADABLE."""
    line = _decode(record)
    return line.custom_id is not None and isinstance(line.result, Result) and line.result.type in OUTCOMES
