"""Counts and amounts as the downloads write them, and as spreadsheets write them again.

What can be read in two ways is refused, and so is what has lost digits
(`1.2E+07`): a wrong number is worse than a missing row, which is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..ledger import usd
from ..usage import MAX_COUNT

NOT_A_COUNT, NOT_AN_AMOUNT = "not a count", "not an amount"

_COUNT = re.compile(r"[0-9]{1,19}|[0-9]{1,3}(?:,[0-9]{3}){1,6}")

#: Sign and currency in either order, then digits with points and commas among them.
_AMOUNT = re.compile(r"(?P<sign>[+-]?)\$? ?(?P<inner>[+-]?)(?P<digits>[0-9][0-9.,]*)")

#: `1,380`: one mark with three digits after it and at most three before, the first not 0.
_UNCLEAR = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")

#: What the Console writes where a column does not apply.
NOTHING = ("", "--")


def count(text: str) -> int | None:
    """A count such as `120000` or `1,000`; None for what is none, or more than can be."""
    text = text.strip()
    if _COUNT.fullmatch(text) is None:
        return None
    value = int(text.replace(",", ""))
    return value if value <= MAX_COUNT else None


def decimal_marks(texts: Iterable[str]) -> frozenset[str]:
    """The decimal marks that a file's amounts prove: `1.38` the point, `1,38` the comma, `1,380` neither."""
    return frozenset(filter(None, map(_decimal_mark, texts)))


def amount(text: str, separator: str, marks: frozenset[str]) -> str | None:
    """An amount in USD as plain decimal text; None for an empty cell.

    `marks` are those the file proves. A comma is a decimal comma only in files separated by `;`. Raises
    ValueError for what is no number, and for what other amounts of the file leave open.
    """
    text = text.strip()
    if text in NOTHING:
        return None
    if separator != ";" and _PLAIN.fullmatch(text):
        return usd(text)
    match = _AMOUNT.fullmatch(text)
    if match is None or (match["sign"] and match["inner"]):
        raise ValueError(NOT_AN_AMOUNT)
    digits = match["digits"]
    is_unclear = _UNCLEAR.fullmatch(digits) is not None
    mark = _settled(digits, separator, marks) if is_unclear else _decimal_mark(text) or "."
    if mark == ",":
        if separator != ";":
            raise ValueError(NOT_AN_AMOUNT)
        digits = digits.translate({ord(","): ".", ord("."): ","})
    if not _PLAIN.fullmatch(digits) and not _GROUPED.fullmatch(digits):
        raise ValueError(NOT_AN_AMOUNT)
    return usd(match["sign"] + match["inner"] + digits.replace(",", ""))


def _decimal_mark(text: str) -> str | None:
    """The decimal mark that an amount proves by itself; None for a whole number and for an unclear one."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or _UNCLEAR.fullmatch(match["digits"]):
        return None
    digits = match["digits"]
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return None
    mark = digits[last]
    if digits.count(mark) == 1:
        return mark
    return "." if mark == "," else ","  # a mark that comes twice groups thousands


def _settled(digits: str, separator: str, marks: frozenset[str]) -> str:
    """The decimal mark of an unclear amount, by the file; raises ValueError where the file leaves it open."""
    if separator != ";" and ("," not in digits or "," not in marks):
        return "."
    if separator == ";" and len(marks) == 1:
        return next(iter(marks))
    raise ValueError(NOT_AN_AMOUNT)
