"""What can be saved from a record the fast decoder refused: odd numbers, broken text, marks and NULs.

Other writers leave byte order marks, NaN, halves of surrogate pairs and numbers
of any length; none of it is a reason to lose a count that stands beside it.
"""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

import msgspec

from ..claude_code.rescue import BEYOND, ends_early

#: What a decoder raises for bytes it cannot take; nothing else may come out of reading them.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

#: The slow way builds everything in memory, several times the size of the text.
LONGEST_MENDED = 64 * 1024 * 1024

_NO_NUMBER = "not a number"


class Mended(NamedTuple):
    """The same record as JSON any decoder takes, or None and why there is none."""

    data: bytes | None
    lost: str = ""


def bare(data: bytes) -> bytes:
    """A record without what may stand around it: white space, NULs, a byte order mark."""
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    return data.strip().removeprefix(b"\xef\xbb\xbf").strip()


def mend(data: bytes) -> Mended:
    """Decode slowly and leniently; the text it returns holds only what every decoder takes."""
    text = bare(data)
    if len(text) > LONGEST_MENDED:
        return Mended(None, "not json")
    try:
        whole = _json.decode(text.decode("utf-8", "replace"))
        if not isinstance(whole, dict | list):
            return Mended(None, "not an object")
        return Mended(json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        return Mended(None, "too deep")
    except json.JSONDecodeError as error:
        is_cut = text[:1] in (b"{", b"[") and ends_early(error)
        return Mended(None, "truncated" if is_cut else "not json")


def _plain_iterations(found: dict[str, Any]) -> dict[str, Any]:
    """`iterations` is a list of objects or nothing: the one place where a wrong shape has no type."""
    entries = found.get("iterations")
    if isinstance(entries, list | dict):
        found["iterations"] = [entry for entry in entries if isinstance(entry, dict)]
    return found


def _finite(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else _NO_NUMBER


#: Integers stay text here: one of thousands of digits would make Python refuse the whole record.
_json = json.JSONDecoder(
    object_hook=_plain_iterations,
    parse_int=lambda digits: int(digits) if len(digits) < 20 else BEYOND,
    parse_float=_finite,
    parse_constant=lambda name: _NO_NUMBER,
)
