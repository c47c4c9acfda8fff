"""The first line of a CSV: the names of its columns, and the separator it tells."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import NamedTuple

from ...errors import BadData, Place
from .encoding import beginning

#: No header is longer, in bytes; the rest of a longer one is not looked at.
LONGEST = 64 * 1024

#: What a line without any name in it is made of.
NOTHING = b' \t\n",;'

SEPARATORS = ",;\t"

_LINE_END = re.compile(r"\r\n|\r|\n")


class Header(NamedTuple):
    """Column names as they stand and as they are compared: trimmed, lower case, `_` for blanks.

    A column without a name is `""` in both. `line` is where the header stands, from 1.
    """

    written: tuple[str, ...]
    names: tuple[str, ...]
    separator: str
    line: int


def header(text: str, line: int = 1) -> Header:
    """The header that a line of text is; the separator is the one that cuts it into most columns."""
    cuts = {separator: _cells(text, separator) for separator in SEPARATORS}
    separator = max(SEPARATORS, key=lambda one: len(cuts[one]))
    written = tuple(name.strip("\ufeff \t\xa0") for name in cuts[separator])
    return Header(written, tuple(re.sub(r"\s+", "_", name.lower()) for name in written), separator, line)


def header_of(head: bytes) -> Header | None:
    """The header of a file that begins with `head`; None where there is no line of text."""
    lines = _LINE_END.split(beginning(head[: 4 * LONGEST]))
    for number, text in enumerate(lines, 1):
        if text.encode(errors="replace").strip(NOTHING):
            return header(text[:LONGEST], number)
    return None


def refuse_duplicates(found: Header, path: str) -> None:
    """Raise BadData where two columns have one name: nobody could say which one is meant."""
    twice = [name for name, times in Counter(filter(None, found.names)).items() if times > 1]
    if twice:
        raise BadData(
            f"two columns are called `{found.written[found.names.index(twice[0])]}`",
            where=Place(path, found.line),
            hint="remove or rename one of them, or download the file again",
        )


def _cells(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return []
