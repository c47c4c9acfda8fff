"""Where a log keeps the response and its time, when it is none of the usual places."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from .mend import UNREADABLE

_decode_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode_value = msgspec.json.Decoder(str | int | float | None).decode


class LogPaths(NamedTuple):
    """Dotted paths from a record's top: `$.meta.at`, `resp`. None: the usual places."""

    time: str | None = None
    message: str | None = None


def piece_at(record: bytes | msgspec.Raw, path: str) -> msgspec.Raw | None:
    """The piece of JSON at a dotted path, None where there is none; raises UNREADABLE for no object."""
    found = msgspec.Raw(bytes(record))
    for name in path.removeprefix("$").strip(".").split("."):
        if bytes(memoryview(found)[:1]) != b"{":
            return None
        fields = _decode_object(found)
        if name not in fields:
            return None
        found = fields[name]
    return found


def value_at(record: bytes | msgspec.Raw, path: str) -> Any:
    """Text or a number at a dotted path; None for anything else."""
    piece = piece_at(record, path)
    if piece is None:
        return None
    try:
        return _decode_value(piece)
    except UNREADABLE:
        return None
