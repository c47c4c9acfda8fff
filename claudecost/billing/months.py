"""`2026-11` in a configuration, as its first day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from ..yamlfile import Node, Scalar, Wanted


def first_day(node: Node) -> date:
    """A month as the day it begins on; raises Wanted."""
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, str) and len(value) == len("2026-11"):
        with suppress(ValueError):
            return date.fromisoformat(f"{value}-01")
    raise Wanted(node, "a month such as 2026-11")
