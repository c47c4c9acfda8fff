"""Reading a secret: from a file that only its owner can read, or a pipe, which is as private."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class OpenToOthers(Exception):
    """Others than the owner can read the file."""


class NotAFile(Exception):
    """It is a directory or a device."""


def read_private(path: Path, most: int) -> str | None:
    """The text, None where it is longer than `most` bytes and so holds something else.

    Raises OpenToOthers, NotAFile, and OSError for what cannot be read; none of them repeats the text.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(descriptor, "rb") as opened:
        mode = os.fstat(descriptor).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
            raise NotAFile
        # What Windows reports as a mode says nothing about who may read.
        if os.name == "posix" and mode & 0o077:
            raise OpenToOthers
        data = opened.read(most + 1)
    return None if len(data) > most else data.decode("utf-8", "replace").removeprefix("\ufeff")
