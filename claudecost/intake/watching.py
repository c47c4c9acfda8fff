"""Has a transcript of this user grown? Asked every other second, for next to nothing.

Comparing every file takes a tenth of a second per ten thousand. So only what is likely is looked at each
time: the directories of projects, where new sessions appear, and what changed last. A few of all others are
looked at in turn, and all of them once somebody has typed a prompt (`history.jsonl`): he may have gone back
to an old session.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from heapq import nlargest
from itertools import islice
from pathlib import Path

from ..sources.claude_code.roots import NOT_SEARCHED, NOT_TRANSCRIPTS, own_roots

#: Files and directories that changed last: this many are looked at every time.
LIKELY = 100

#: And this many of all others, in turn.
IN_TURN = 100

#: New roots, such as a private one of the desktop app, are looked for every so many times.
ROOTS_EVERY = 100

#: Grows with every prompt that is typed. Source: Claude Code's own files.
HISTORY = "history.jsonl"

#: Modification time in ns and size of a file; of a directory only the former says anything.
Signature = tuple[int, int]


def roots() -> list[Path]:
    """This user's own."""
    return own_roots(os.environ, Path.home())


class Watch:
    """Remembers what the tree looked like, and tells whether a transcript in it is new or has changed."""

    def __init__(self, tops: Callable[[], list[Path]] = roots) -> None:
        self._tops = tops
        self._seen: dict[str, Signature] = {}
        self._directories: set[str] = set()
        self._met: set[tuple[int, int]] = set()
        self._always: list[str] = []
        self._likely: list[str] = []
        self._turn: Iterator[str] = iter(())
        self._asked = 0
        self._find_roots()

    def changed(self) -> bool:
        """Whether a transcript is new or has changed since this was last asked."""
        self._asked += 1
        found = self._asked % ROOTS_EVERY == 0 and self._find_roots()
        if self._look_at([path for path in self._always if path.endswith(HISTORY)]):
            found = self._look_at(list(self._seen)) or found
        else:
            in_turn = list(islice(self._turn, IN_TURN))
            if len(in_turn) < IN_TURN:
                self._turn = iter(list(self._seen))
            found = self._look_at([*self._always, *self._likely, *in_turn]) or found
        if found:
            self._choose()
        return found

    def _find_roots(self) -> bool:
        """Take in roots that are new; whether there was a transcript in one."""
        found = False
        for top in self._tops():
            projects, history = str(top / "projects"), str(top / HISTORY)
            if projects in self._directories:
                continue
            self._always.append(history)
            self._seen[history] = _signature(history) or (0, 0)
            found = self._enter(projects) or found
        self._choose()
        return found

    def _choose(self) -> None:
        """Which paths are likely to change next."""
        tops = {path for path in self._directories if os.path.basename(path) == "projects"}  # noqa: PTH119
        tops |= {path for path in self._directories if os.path.dirname(path) in tops}  # noqa: PTH120
        histories = [path for path in self._always if path.endswith(HISTORY)]
        self._always = [*histories, *sorted(tops)]
        always = set(self._always)
        others = (path for path in self._seen if path not in always)
        self._likely = nlargest(LIKELY, others, key=lambda path: self._seen[path])

    def _look_at(self, paths: list[str]) -> bool:
        """Compare some paths with what they were; whether one is a transcript or led to one."""
        found = False
        for path in paths:
            now, before = _signature(path), self._seen.get(path)
            if now == before:
                continue
            if now is None:
                self._seen.pop(path, None)
                self._directories.discard(path)
            elif path in self._directories:
                if before is None or now[0] != before[0]:
                    found = self._enter(path) or found
            else:
                self._seen[path] = now
                found = True
        return found

    def _enter(self, directory: str) -> bool:
        """List a directory, and those in it that are new; whether there was a transcript not seen before."""
        found, pending = False, [directory]
        while pending:
            path = pending.pop()
            if path not in self._directories and not self._is_new(path):
                continue
            self._seen[path] = _signature(path) or (0, 0)
            self._directories.add(path)
            for name, child, is_directory in _entries(path):
                if child in self._seen:
                    continue
                if is_directory and name not in NOT_SEARCHED:
                    pending.append(child)
                elif name.endswith(".jsonl") and name not in NOT_TRANSCRIPTS:
                    self._seen[child] = _signature(child) or (0, 0)
                    found = True
        return found

    def _is_new(self, directory: str) -> bool:
        """Whether a directory is met for the first time, however it is linked: links can go round."""
        try:
            status = os.stat(directory)  # noqa: PTH116 - as below
        except OSError:
            return False
        identity = (status.st_dev, status.st_ino)
        if identity in self._met:
            return False
        self._met.add(identity)
        return True


def _entries(directory: str) -> Iterator[tuple[str, str, bool]]:
    """Name, path, and whether it is a directory; nothing of a directory that cannot be listed."""
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                yield entry.name, entry.path, entry.is_dir()
    except OSError:
        return


def _signature(path: str) -> Signature | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - a hundred of them every other second
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
