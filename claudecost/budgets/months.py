"""`2026-11` in a configuration: its first day, and the first day after it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from ..yamlfile import Node, Scalar, Wanted

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def first_and_after(node: Node) -> tuple[date, date]:
    """A month as the day it begins and the day after it ends; raises Wanted."""
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, str) and (written := _MONTH.fullmatch(value)):
        with suppress(ValueError, OverflowError):
            first = date(int(written[1]), int(written[2]), 1)
            return first, (first + timedelta(days=31)).replace(day=1)
    raise Wanted(node, "a month such as 2026-11")
