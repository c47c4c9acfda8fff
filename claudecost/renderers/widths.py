"""How wide a text is in a terminal: a Chinese character takes two columns, a mark on a letter none.

rich knows; it is asked only about texts that are not ASCII, where counting characters would do.
"""

from __future__ import annotations

import re
from textwrap import wrap

_BLANKS = re.compile(r"([ \t\n\r\f\v]+)")


def cells(text: str) -> int:
    """The columns a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def filled(text: str, width: int) -> str:
    """The text with blanks behind it up to a width."""
    return text + " " * (width - cells(text))


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines broken between words only, so that a number stays whole; those after the first are indented.

    A single word wider than the width stays whole as well.
    """
    if text.isascii():
        return wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    lines = []
    line, *rest = _BLANKS.split(text)
    for blanks, word in zip(rest[::2], rest[1::2], strict=True):
        if not line.strip() or cells(line + blanks + word) <= width:
            line += blanks + word
        else:
            lines.append(line)
            line = indent + word
    return [*lines, line.rstrip()] if line.strip() else lines
