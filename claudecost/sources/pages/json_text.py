"""JSON text -> Python values with every number exact: the front door of amounts that come as JSON numbers."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import NoReturn

from ...errors import BadData

#: No page nests deeper than a dozen levels; what does is a mistake or an attack.
MAX_DEPTH = 100

#: A larger exponent is no amount of money, and writing it out would fill the memory.
MAX_EXPONENT = 100

_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def load(data: bytes) -> object:
    """One JSON document; numbers are int or Decimal, never float; of a repeated key the last one counts.

    Raises BadData (without a place) for what is no JSON, for NaN and infinities, and for absurd nesting.
    """
    if _depth(data) > MAX_DEPTH:
        raise BadData("this JSON is nested too deep to be a page of an organisation endpoint")
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text, parse_float=_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        # The decoder's own message quotes the text, which is nobody's business.
        raise BadData("this is not a JSON document") from None


def _number(text: str) -> Decimal:
    mantissa, _, exponent = text.lower().partition("e")
    if (exponent and abs(int(exponent[:20])) > MAX_EXPONENT) or len(mantissa) > 2 * MAX_EXPONENT:
        raise ValueError("a number out of all proportion")
    return Decimal(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _depth(data: bytes) -> int:
    """How deep brackets nest outside strings; looked at before the decoder recurses."""
    deepest = depth = 0
    for found in _BRACKETS.finditer(data):
        first = found[0][:1]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in b"]}":
            depth -= 1
    return deepest
