"""Transcripts nobody has told the store of: begun by other sessions and by their subagents since.

Looked for where they can be: in the projects of every root of which transcripts are known, and there in the
directories something was added to since a time.
"""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False  # importing typing costs more than all that is done here
if TYPE_CHECKING:
    from collections.abc import Iterable

#: Transcripts told of, and seconds of looking; the clock is read every so many entries.
MOST_FILES = 200
PATIENCE = 0.01
A_GLANCE = 64

PROJECTS = f"{os.sep}projects{os.sep}"


class Begun:
    """Transcripts nobody knows that were written to since a time (seconds since 1970).

    `is_cut`: there may be more than are told of here.
    """

    def __init__(self, known: Iterable[str], since: float) -> None:
        self.paths: list[str] = []
        self.is_cut = False
        self._known = frozenset(known)
        self._since = since
        self._deadline = time.monotonic() + PATIENCE
        self._entries = 0
        self._seen: set[str] = set()
        self._look()

    def _look(self) -> None:
        roots, inner = _directories(self._known)
        for root in roots:
            self._scan(root, is_root=True)
        for path in inner:
            try:
                is_new = os.stat(path).st_mtime >= self._since
            except OSError:
                continue
            if is_new:
                self._scan(path)

    def _scan(self, top: str, *, is_root: bool = False) -> None:
        """A directory, and all within it that something was added to."""
        pending = [top]
        while pending and not self.is_cut:
            path = pending.pop()
            if path in self._seen:
                continue
            self._seen.add(path)
            try:
                with os.scandir(path) as entries:
                    for entry in entries:
                        if self._is_enough():
                            return
                        if self._is_new_directory(entry, is_root):
                            pending.append(entry.path)
                        elif not (is_root and path == top):
                            self._take(entry)
            except OSError:
                continue

    def _take(self, entry: os.DirEntry[str]) -> None:
        name = entry.name
        if not name.endswith(".jsonl") or name == "journal.jsonl" or entry.path in self._known:
            return
        try:
            if entry.is_file() and entry.stat().st_mtime >= self._since:
                self.paths.append(entry.path)
        except OSError:
            pass

    def _is_new_directory(self, entry: os.DirEntry[str], may_be_link: bool) -> bool:
        try:
            return entry.is_dir(follow_symlinks=may_be_link) and entry.stat().st_mtime >= self._since
        except OSError:
            return False

    def _is_enough(self) -> bool:
        self._entries += 1
        is_late = not self._entries % A_GLANCE and time.monotonic() > self._deadline
        self.is_cut = self.is_cut or is_late or len(self.paths) >= MOST_FILES
        return self.is_cut


def _directories(known: Iterable[str]) -> tuple[list[str], list[str]]:
    """The roots' `projects`, and all below a project that transcripts lie in or subagents' could."""
    roots: dict[str, None] = {}
    inner: dict[str, None] = {}
    for path in known:
        root, mark, rest = path.rpartition(PROJECTS)
        if not mark:
            continue
        roots[root + PROJECTS[:-1]] = None
        if rest.count(os.sep) == 1:
            inner[os.path.join(path.removesuffix(".jsonl"), "subagents")] = None
        while rest.count(os.sep) > 1:
            rest = os.path.dirname(rest)
            inner[root + PROJECTS + rest] = None
    return list(roots), list(inner)
