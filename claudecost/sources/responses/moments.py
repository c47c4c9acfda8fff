"""Times as applications log them: RFC 3339, or seconds or milliseconds since 1970, as number or text."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..times import utc_text

_EPOCH = datetime(1970, 1, 1)
_NUMBER = re.compile(r"[0-9]{9,14}(?:\.[0-9]{1,12})?")

#: 1973 in milliseconds and the year 5138 in seconds: what is at least this is milliseconds.
_MILLISECONDS_FROM = 10**11
_TOO_LATE = 10**14


def instant(value: Any) -> str | None:
    """The instant in the one spelling there is for times (see `times.utc_text`); None for what is none."""
    if isinstance(value, str):
        text = value.strip()
        return _since_1970(Decimal(text)) if _NUMBER.fullmatch(text) else utc_text(text)
    if isinstance(value, int) and not isinstance(value, bool):
        return _since_1970(Decimal(value)) if 0 <= value < _TOO_LATE else None
    if isinstance(value, float):
        return _since_1970(Decimal(repr(value))) if 0 <= value < _TOO_LATE else None
    return None


def _since_1970(number: Decimal) -> str | None:
    if number >= _TOO_LATE:
        return None
    unit = 1000 if number >= _MILLISECONDS_FROM else 1_000_000
    return utc_text((_EPOCH + timedelta(microseconds=int(number * unit))).isoformat())
