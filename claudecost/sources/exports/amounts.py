"""The amounts of a sheet, in USD: how they are written is decided over all columns of the file."""

from __future__ import annotations

from .numbers import NOT_AN_AMOUNT, amount, decimal_marks
from .sheet import Sheet


def amounts(sheet: Sheet, required: str, optional: str) -> dict[str, list[str | None]]:
    """For two columns the amount that each of their texts is; `optional` may be blank or absent.

    Rows with a cell that is no amount are put aside.
    """
    columns = [name for name in (required, optional) if name in sheet.texts]
    texts = (text for name in columns for text in sheet.texts[name])
    if sheet.separator != ";":
        texts = (text for text in texts if "," in text)  # a point is the decimal point there
    marks = decimal_marks(texts)
    found = {}
    for name in columns:
        read = [_amount(text, sheet.separator, marks) for text in sheet.texts[name]]
        sheet.lose_texts(
            name, [value == "" or (value is None and name == required) for value in read], NOT_AN_AMOUNT
        )
        found[name] = [value or None for value in read]
    return found


def _amount(text: str, separator: str, marks: frozenset[str]) -> str | None:
    """`""` for what is no amount."""
    try:
        return amount(text, separator, marks)
    except ValueError:
        return ""
