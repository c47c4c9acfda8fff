"""Exact decimals for money: from text, multiplied by a quantity, shown rounded.

Binary floats cannot hold 0.1, so an amount that has been a float for one
moment can no longer be defended. Every amount enters here as text or as an
integer, is only ever multiplied and added exactly, and is rounded once, when
it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation, Overflow, localcontext

#: USD per MTok times tokens gives millionths of a dollar.
PER_MILLION = Decimal("0.000001")
PER_THOUSAND = Decimal("0.001")

#: Enough digits for any bill, and a trap instead of a silent rounding.
EXACT = Context(prec=76, traps=[Inexact, InvalidOperation, Overflow])

_AMOUNT = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?")


def exact(text: str) -> Decimal:
    """Read an amount such as `"0.30"`; raises ValueError for anything but plain decimal digits.

    Exponents, thousands separators, NaN and infinities are refused: each has
    been seen to mean something other than what the writer thought.
    """
    if not _AMOUNT.fullmatch(text):
        raise ValueError(f"not a plain decimal number: {text!r}")
    return Decimal(text)


def product(*factors: Decimal | int) -> Decimal:
    """Multiply exactly; raises decimal.Inexact rather than lose a digit."""
    with localcontext(EXACT):
        result = Decimal(1)
        for factor in factors:
            result *= factor
        return result


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add exactly, in any order the same digits."""
    added = list(amounts)  # a generator may round, which the exact context would refuse
    with localcontext(EXACT):
        return sum(added, Decimal(0))


def exactly() -> AbstractContextManager[Context]:
    """A stretch of code in which sums and products keep every digit, or raise decimal.Inexact.

    Outside of it Python's own context rounds what has more than 28 digits, without a word.
    """
    return localcontext(EXACT)


def plain(amount: Decimal) -> str:
    """All digits of an amount and no more, never in scientific notation: `"0.02564"`."""
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def rounded(amount: Decimal, places: int = 2) -> Decimal:
    """Round half away from zero, as invoices do; only for showing."""
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def dollars(amount: Decimal) -> str:
    """An amount for people: `$1,234.56`; less than a cent but not nothing is `<$0.01`."""
    cents = rounded(amount)
    if cents == 0 and amount != 0:
        return "<$0.01" if amount > 0 else ">-$0.01"
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents):,.2f}"


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Part of whole in percent with one digit, for showing; None when there is no whole."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def quotient(part: int, whole: int, places: int = 4) -> Decimal:
    """How many times `whole` goes into `part`, rounded half away from zero; `whole` is above 0."""
    return rounded(Decimal(part) / Decimal(whole), places)
