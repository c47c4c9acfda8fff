"""The one factor between list price and bill that most usage agrees on: a negotiated discount."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

#: A discount has no more digits than this; a range without such a number in it is no agreement.
MOST_DIGITS = 6

ONE = Decimal(1)

#: Nobody has a discount of more than nine tenths; other units, or other usage, look like that.
LEAST = Decimal("0.1")


def simplest(least: float, most: float) -> Decimal | None:
    """The number with the fewest digits in a range, 1 if it is there; None if all are too long.

    The range comes from rounding: any number in it would do, and contracts name short ones.
    """
    low, high = Decimal(repr(least)), Decimal(repr(most))
    if low <= ONE <= high:
        return ONE
    for digits in range(MOST_DIGITS + 1):
        step = ONE.scaleb(-digits)
        found = low.quantize(step, rounding=ROUND_CEILING)
        if low <= found <= high and found > 0:
            return found
    return None


def digits(factor: Decimal) -> int:
    """How many digits a factor has after the point; the more, the more easily any range has such a number."""
    exponent = factor.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)
