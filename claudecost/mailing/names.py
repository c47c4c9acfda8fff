"""Names in a mail: cleaned, short enough for a phone, and no home directory in full.

Project folders are told apart by as much of their end as it takes: `shop`, or `ann/shop` and `ben/shop`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from ..renderers.clean import clean

#: A name longer than this is cut in its middle: both ends tell names apart.
LONGEST = 36
_HEAD = 14

LONGEST_COMMAND = 400

NONE, BLANK = "(none)", "(blank)"


def short_name(name: str | None, longest: int = LONGEST) -> str:
    """A foreign name fit for a line: nothing unseen in it, at most `longest` characters."""
    if name is None:
        return NONE
    return _cut(" ".join(_cleaned(name, longest).split()), longest) or BLANK


def command(line: str) -> str:
    """A command line with names in it, cleaned as well; one that goes on for ever is cut."""
    return _cut(_cleaned(line, LONGEST_COMMAND), LONGEST_COMMAND)


def setup(line: str) -> str:
    """A command line of paths that somebody of this machine chose: they are of no use cut."""
    return clean(line)


def pieces(line: str) -> list[str]:
    """A command line in the pieces it may be broken between: an option stays with its value."""
    return re.split(r" (?=-|'-|CLAUDECOST_\w+=)", line)


def _cleaned(text: str, longest: int) -> str:
    """What nobody reads need not be cleaned: a name can be megabytes."""
    return clean(text if len(text) <= 4 * longest else f"{text[: 2 * longest]}…{text[-2 * longest :]}")


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    head = min(_HEAD, longest // 2)
    return f"{text[:head]}…{text[len(text) - (longest - head - 1) :]}"


def short_projects(paths: Iterable[str]) -> dict[str, str]:
    """For each project folder the shortest end of its path that no other has."""
    parts = {path: _parts(path) for path in paths}
    ends = Counter("/".join(own[-count:]) for own in parts.values() for count in range(1, len(own) + 1))
    found = {}
    for path, own in parts.items():
        tails = ("/".join(own[-count:]) for count in range(1, len(own) + 1))
        found[path] = next((tail for tail in tails if ends[tail] == 1), "/".join(own)) or path
    return found


def _parts(path: str) -> list[str]:
    return [part for part in path.replace("\\", "/").split("/") if part]


def with_short_projects(sentence: str, short: Mapping[str, str]) -> str:
    """A sentence in which project folders go by their short names, the longest first."""
    for path in sorted(short, key=len, reverse=True):
        if len(path) > len(short[path]):
            sentence = sentence.replace(path, short[path])
    return sentence
