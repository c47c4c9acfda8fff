"""Stores to try things on, and trees to fill them from."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from events import events, take_in

from claudecost.store import Store

from .invented import History

#: All invented files were written at the same moment, so that only their bytes tell them apart.
WRITTEN_NS = 1_785_834_000_000_000_000


class Bench:
    """A directory for the trees and stores of one example; a new store is a copy of an empty one."""

    def __init__(self, directory: Path, empty: Path) -> None:
        self.directory, self._empty = directory, empty
        self._count = 0

    def clear(self) -> None:
        """Forget the example before."""
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir()

    def store(self) -> Store:
        """An empty store."""
        self._count += 1
        path = self.directory / f"{self._count}.db"
        shutil.copyfile(self._empty, path)
        return Store(path)

    def tree(self, history: History, name: str = "root") -> Path:
        """A config root that holds a history."""
        root = self.directory / name
        for path, content in history.items():
            put(root / path, content)
        return root

    def all_at_once(self, history: History) -> list[dict[str, Any]]:
        """The events of a history taken in whole."""
        store = self.store()
        take_in(store, self.tree(history, f"whole{self._count}"))
        return events(store)


def put(path: Path, content: bytes) -> None:
    """Write a file as it stands at one moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(WRITTEN_NS, WRITTEN_NS))


def without_lines(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events without the number of lines they were seen on, which counts what was read, not what was used."""
    return [{name: value for name, value in event.items() if name != "lines"} for event in found]
