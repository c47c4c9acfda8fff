"""What can be wrong with a store file, in our words; DuckDB's exceptions end here."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import Error, Exit, Place
from .lock import StoreBusy, patience

#: What DuckDB says of a file that is none of ours (no database, a newer one, SQLite's), and of a broken one.
_NOT_OURS = (
    "not a valid duckdb",
    "database file with version",
    "sqlite_scanner",
    "external extensions",
    "in-memory database",
)
_DAMAGED = ("corrupt", "could not read enough bytes", "checksum", "wal file")

_HOLDER = re.compile(r"Conflicting lock is held in (.*?) \(PID (\d+)\)")


class NotAStore(Error):
    """The file is no DuckDB database, a damaged one, or somebody else's."""

    exit_code = Exit.BAD_DATA

    def __init__(self, store: Path, what: str) -> None:
        super().__init__(
            what,
            where=Place(str(store)),
            impact="the file was left as it is",
            hint="name another file with --db, or move this one away and ingest again",
        )


class NewerStore(Error):
    """Written by a claudecost that knows more than this one."""

    exit_code = Exit.BAD_DATA

    def __init__(self, store: Path, theirs: int, ours: int) -> None:
        super().__init__(
            f"the store has schema version {theirs}; this claudecost knows versions up to {ours}",
            where=Place(str(store)),
            impact="nothing was read or changed",
            hint="update claudecost, or name another store with --db",
        )


class NoStore(Error):
    """There is nothing to read yet."""

    def __init__(self, store: Path) -> None:
        super().__init__(
            "there is no store yet",
            where=Place(str(store)),
            hint="run `claudecost ingest` first, or leave out --no-ingest",
        )


class CannotWrite(Error):
    """The disk is full or the place refuses writing."""

    exit_code = Exit.CANNOT_WRITE

    def __init__(self, store: Path, why: str) -> None:
        super().__init__(
            f"cannot write the store: {why}",
            where=Place(str(store)),
            impact="nothing of this ingest was kept; the store is as it was before",
            hint="make room, or name a store elsewhere with --db",
        )


class NoPermission(Error):
    """The store, or its directory, belongs to somebody else."""

    exit_code = Exit.NO_PERMISSION

    def __init__(self, store: Path, doing: str) -> None:
        super().__init__(
            f"no permission to {doing} the store",
            where=Place(str(store)),
            hint="give this user access to the file and its directory, or name another store with --db",
        )


class StoreTrouble(Error):
    """DuckDB met something we have no better words for."""

    def __init__(self, store: Path, why: str) -> None:
        super().__init__(
            f"the store could not answer: {why}",
            where=Place(str(store)),
            hint="run the command again; if it stays so, keep the file and report this message",
        )


def is_lock_conflict(error: Exception) -> bool:
    """True when another program has the file open."""
    return "Could not set lock" in str(error)


def translate(error: Exception, store: Path) -> Error:
    """Our words for a DuckDB exception or an OSError; never DuckDB's text beyond its first line."""
    text = str(error)
    first = text.splitlines()[0][:300] if text else type(error).__name__
    lower = text.lower()
    if is_lock_conflict(error):
        holder = _HOLDER.search(text)
        return StoreBusy(store, f"process {holder[2]}" if holder else "another program", patience())
    if isinstance(error, PermissionError) or "permission denied" in lower:
        return NoPermission(store, "open")
    if "no space left" in lower or "disk quota" in lower or "file too large" in lower:
        return CannotWrite(store, "no space left on the disk")
    if "read-only file system" in lower:
        return CannotWrite(store, "the file system is read-only")
    if any(words in lower for words in _NOT_OURS):
        return NotAStore(store, "this file is not a claudecost store")
    if "is a directory" in lower:
        return NotAStore(store, "this is a directory, not a claudecost store")
    if any(words in lower for words in _DAMAGED):
        return NotAStore(store, "the store file is damaged")
    if "does not exist" in lower and "database" in lower:
        return NoStore(store)
    if isinstance(error, OSError):
        return CannotWrite(store, (error.strerror or first).lower())
    return StoreTrouble(store, first)
