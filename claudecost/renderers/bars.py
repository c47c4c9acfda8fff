"""Bars and sparklines out of block characters, each with a twin in ASCII. Whole-number arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEVELS, _ASCII_LEVELS = "▁▂▃▄▅▆▇█", "_.-:=+*#"

Number = Decimal | int


def bar(value: Number, largest: Number, width: int, *, ascii: bool = False) -> str:
    """A bar of at most `width` characters; what is more than nothing shows at least its thinnest mark."""
    if value <= 0 or largest <= 0:
        return ""
    share = min(value, largest)
    if ascii:
        return "#" * max(int(share * width // largest), 1)
    eighths = max(int(share * width * 8 // largest), 1)
    whole, rest = divmod(eighths, 8)
    return _EIGHTHS[8] * whole + (_EIGHTHS[rest] if rest else "")


def sparkline(values: Sequence[Number | None], *, ascii: bool = False) -> str:
    """One character per value, scaled to the largest; a blank for a missing value or nothing."""
    levels = _ASCII_LEVELS if ascii else _LEVELS
    largest = max((value for value in values if value is not None), default=0)
    return "".join(_level(value, largest, levels) for value in values)


def _level(value: Number | None, largest: Number, levels: str) -> str:
    if value is None or value <= 0:
        return " "
    return levels[min(int(value * len(levels) // largest), len(levels) - 1)]
