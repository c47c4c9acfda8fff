"""What can be saved from a line the fast decoder refused.

Crashes leave NUL blocks, cut lines and two records on one line; other writers
leave byte order marks, NaN and broken text. The rule: use every whole record
that is there, count what had to be repaired, and say why a line was lost.
"""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

import msgspec

from .record import Record

#: Stands for an integer no column holds; no counter accepts it.
BEYOND = "beyond 64 bits"

#: Starts tried on one line before giving up on it; real joined lines need two.
MOST_STARTS = 500

#: On a line of so many characters each start may cost as much as reading the line.
LONG_TEXT, MOST_STARTS_IF_LONG = 4_000_000, 16

_decode = msgspec.json.Decoder(Record).decode
#: Integers stay text here: one of thousands of digits would make Python refuse the whole line.
_json = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) < 20 else BEYOND)
_scan = _json.raw_decode


class Rescued(NamedTuple):
    """The records on a line; `repaired` when the line as a whole is no JSON; `lost` is why there are none."""

    records: list[Record]
    repaired: bool = False
    lost: str | None = None


def rescue(line: bytes) -> Rescued:
    """Find the records on a line; a blank line has none and has lost nothing."""
    bare = line.replace(b"\0", b"").strip().removeprefix(b"\xef\xbb\xbf").strip()
    if not bare:
        return Rescued([])
    had_nul = b"\0" in line
    if len(bare) != len(line):
        try:
            return Rescued([_decode(bare)], repaired=had_nul)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
    text = bare.decode("utf-8", "replace")
    try:
        whole = _json.decode(text)
    except RecursionError:
        return Rescued([], lost="too deep")
    except json.JSONDecodeError as error:
        return _rescue_parts(text, "truncated" if text[0] == "{" and ends_early(error) else "not json")
    if not isinstance(whole, dict):
        return Rescued([], lost="not an object")
    return Rescued(_slim_record(whole), repaired=had_nul)


def ends_early(error: json.JSONDecodeError) -> bool:
    """True when the text stopped before its JSON did, rather than going wrong on the way."""
    return error.msg.startswith(("Unterminated", "Invalid \\u")) or error.pos >= len(error.doc) - len("fals")


def _rescue_parts(text: str, lost: str) -> Rescued:
    """Decode from each `{"` on, stepping over what is whole; keep only what looks like a record."""
    records: list[Record] = []
    position, starts = text.find('{"'), 0
    most = MOST_STARTS if len(text) < LONG_TEXT else MOST_STARTS_IF_LONG
    while position >= 0 and starts < most:
        starts += 1
        try:
            found, end = _scan(text, position)
        except RecursionError:
            return Rescued([], lost="too deep")
        except ValueError:
            position = text.find('{"', position + 1)
            continue
        if isinstance(found, dict) and _looks_like_record(found):
            records.extend(_slim_record(found))
        position = text.find('{"', end)
    if records:
        return Rescued(records, repaired=True)
    return Rescued([], lost=lost)


def _looks_like_record(found: dict[str, Any]) -> bool:
    """Records name their session or their parent; objects nested in a record do neither."""
    return ("sessionId" in found or "parentUuid" in found) and (
        isinstance(found.get("type"), str) or isinstance(found.get("message"), dict)
    )


def _slim_record(found: dict[str, Any]) -> list[Record]:
    """The same record with only the fields we know, in forms the decoder takes."""
    slim = {key: _plain(found[key]) for key in Record.__struct_fields__ if key in found}
    slim["message"] = _slim_message(found.get("message"))
    slim["forkedFrom"] = _plain(found.get("forkedFrom"))
    data = found.get("data")
    if isinstance(data, dict) and isinstance(echo := data.get("message"), dict):
        slim_echo = {key: _plain(echo.get(key)) for key in ("type", "requestId", "uuid", "timestamp")}
        slim_echo["message"] = _slim_message(echo.get("message"))
        slim["data"] = {
            "type": _plain(data.get("type")),
            "agentId": _plain(data.get("agentId")),
            "message": slim_echo,
        }
    return [_decode(json.dumps(slim))]


def _slim_message(message: Any) -> Any:
    if not isinstance(message, dict):
        return None
    slim = {key: _plain(message.get(key)) for key in ("id", "model", "stop_reason")}
    usage = message.get("usage")
    slim["usage"] = _slim_usage(usage) if isinstance(usage, dict) else None
    return slim


def _slim_usage(usage: dict[str, Any]) -> dict[str, Any]:
    slim = {_plain(key): _plain(value) for key, value in usage.items()}
    entries = usage.get("iterations")
    if isinstance(entries, list | dict):
        slim["iterations"] = [
            {_plain(key): _plain(value) for key, value in entry.items()}
            for entry in entries
            if isinstance(entry, dict)
        ]
    return slim


def _plain(value: Any, nested: bool = False) -> Any:
    """A value any JSON can carry: numbers no integer column holds become text that no counter accepts.

    Nothing we know lies deeper than one object inside another; what does is left out.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float) and not math.isfinite(value):
        return "not a number"
    if isinstance(value, int) and abs(value) >= 2**63:
        return BEYOND
    if isinstance(value, dict):
        return {} if nested else {_plain(key): _plain(inner, nested=True) for key, inner in value.items()}
    if isinstance(value, list):
        return []
    return value
