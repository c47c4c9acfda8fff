"""Every name in a report was chosen by somebody else: a project folder, a model id, an e-mail address.

Printed as it is, it could move the cursor, retitle the window, hide text or reverse it. So whatever
cannot be seen is shown as its number, and nothing is ever read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

#: Controls, formats, surrogates, private use, unassigned; line and paragraph separators.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

#: Marks that stand above and below a letter. More of them than any script needs climb over other lines.
MARKS, MOST_MARKS = frozenset({"Mn", "Me"}), 8

#: What our own output may hold besides visible characters: line ends, tabs, colours.
_OURS = re.compile(r"(\x1b\[[0-9;]*m|[\n\t])")


def clean(text: str) -> str:
    r"""The text with every character that cannot be seen written out: `\x1b`, `\u202e`, `\x0a`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_harmless(text))


def _harmless(text: str) -> Iterator[str]:
    """Each character, or its number where it cannot be seen or is one mark too many."""
    marks = 0
    for char in text:
        kind = category(char)
        marks = marks + 1 if kind in MARKS else 0
        yield _escaped(char) if kind in UNSEEN or marks > MOST_MARKS else char


def clean_output(text: str) -> str:
    """A whole output made harmless for a terminal, whatever its format: lines, tabs and colours stay."""
    return "".join(part if index % 2 else clean(part) for index, part in enumerate(_OURS.split(text)) if part)


def _escaped(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
