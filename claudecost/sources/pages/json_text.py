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

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_PAIR = re.compile(rb"\[\]|\{\}")
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))


def load(data: bytes) -> object:
    """One JSON document; numbers are int or Decimal, never float; of a repeated key the last one counts.

    Raises BadData (without a place) for what is no JSON, for NaN and infinities, and for absurd nesting.
    """
    if _is_too_deep(data):
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


def _is_too_deep(data: bytes) -> bool:
    """Whether brackets nest deeper than any page's, outside strings; found before the decoder recurses.

    Each round takes the innermost pairs away, so that a level costs one pass over what is left. Brackets that
    do not pair are the decoder's to refuse.
    """
    brackets = _STRING.sub(b"", data).translate(None, _NO_BRACKET)
    for _ in range(MAX_DEPTH):
        brackets, pairs = _PAIR.subn(b"", brackets)
        if not pairs:
            return False
    return bool(_PAIR.search(brackets))
