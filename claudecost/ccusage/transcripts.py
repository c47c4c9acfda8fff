"""All of ccusage's reading: every transcript below the roots it is told, in its order, by its rules."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..sources.claude_code.roots import root_of
from ..sources.lines import LONGEST_LINE, pieces
from .costing import cost_of
from .counting import Counted
from .entry import Entry
from .lines import MARK, entries
from .ours import our_response


@dataclass
class Reading:
    """What ccusage counts below some roots, in `kept`, and what it passes over.

    `seen` are our keys of the responses of which it reads a line, `passed` of those of which it passes over
    one, with the reason of the first; `reasons` counts such lines.
    """

    kept: list[Entry] = field(default_factory=list)
    passed: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)
    files: int = 0


def read_roots(roots: Sequence[Path]) -> Reading:
    """Read every transcript below the `projects` of these roots as ccusage does."""
    counted, reading = Counted(cost_of), Reading()
    for path in sorted(_transcripts(roots), key=lambda path: path.encode("utf-8", "surrogateescape")):
        reading.files += 1
        session = session_of(path)
        for line in _lines(path):
            found = entries(line, session)
            if found is None:
                continue
            if isinstance(found, str):
                if (response := our_response(line)) is not None:
                    reading.reasons[found] += 1
                    reading.passed.setdefault(response, found)
                continue
            reading.seen.update(entry.response for entry in found)
            counted.take(found)
    reading.kept = counted.kept
    return reading


def roots_of(paths: Iterable[str]) -> list[Path]:
    """The config roots that transcripts lie in; what lies in none, ccusage cannot be told of."""
    return sorted({Path(root) for path in paths if (root := root_of(path)[0]) is not None})


def is_looked_at(path: str) -> bool:
    """Whether ccusage comes to a transcript at all: below a `projects`, and through no link."""
    root, _ = root_of(path)
    if root is None:
        return False
    projects = Path(root) / "projects"
    return not any(one.is_symlink() for one in (Path(path), *Path(path).parents) if projects in one.parents)


def session_of(path: str) -> str:
    """The session a file stands for: its name, or for nested files the directory above."""
    parts = path.replace(os.sep, "/").split("/")
    below = parts[parts.index("projects") + 1 :] if "projects" in parts else parts
    stem = below[-1].removesuffix(".jsonl")
    if len(below) == 2 and stem:
        return stem
    if len(below) >= 4 and below[-2] == "subagents":
        return below[-3]
    return below[-2] if len(below) > 1 else "unknown"


def _transcripts(roots: Sequence[Path]) -> Iterator[str]:
    """Every regular file named *.jsonl below the roots; links are not followed."""
    pending = [str(root / "projects") for root in dict.fromkeys(roots)]
    while pending:
        try:
            found = list(os.scandir(pending.pop()))
        except OSError:
            continue
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
            elif (
                entry.name.endswith(".jsonl")
                and entry.name != ".jsonl"
                and entry.is_file(follow_symlinks=False)
            ):
                yield entry.path


def _lines(path: str) -> Iterator[bytes]:
    """The lines of a file that may hold usage, the unfinished last one included."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return
    try:
        for piece in pieces(descriptor, 0, LONGEST_LINE):
            for line in piece.data.split(b"\n"):
                if MARK in line or b'"usage"' in line:
                    yield line.removesuffix(b"\r")
    finally:
        os.close(descriptor)
