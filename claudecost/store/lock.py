"""One writer at a time: our own lock file beside the store, with the holder's name in it.

DuckDB's own lock is lost when the process that holds it opens and closes the
file once more (POSIX record locks), so it cannot be what keeps writers apart.
An flock on a separate file is not, and the kernel frees it when a process dies.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from ..errors import Error, Exit, Place

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

#: Seconds to wait for another claudecost before giving up; `CLAUDECOST_LOCK_TIMEOUT` sets another number.
PATIENCE = 5.0

#: The seconds this run was asked to wait, before the environment's; see `waiting`.
_ASKED: ContextVar[float | None] = ContextVar("asked", default=None)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.25


class StoreBusy(Error):
    """Somebody else has the store and did not let go in time."""

    exit_code = Exit.BUSY

    def __init__(self, store: Path, holder: str, waited: float) -> None:
        super().__init__(
            f"the store is in use by {holder}",
            where=Place(str(store)),
            impact=f"waited {waited:g} s; nothing was changed",
            hint="try again when it is done, or wait with --lock-timeout SECONDS (CLAUDECOST_LOCK_TIMEOUT)",
        )


def patience() -> float:
    """How long to wait, in seconds."""
    if (asked := _ASKED.get()) is not None:
        return asked
    try:
        return max(0.0, float(os.environ["CLAUDECOST_LOCK_TIMEOUT"]))
    except (KeyError, ValueError):
        return PATIENCE


@contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """Wait this long for every lock of the block."""
    before = _ASKED.set(seconds)
    try:
        yield
    finally:
        _ASKED.reset(before)


def patiently() -> AbstractContextManager[None]:
    """At least the usual patience, whatever was asked: for a note of what cannot be undone."""
    return waiting(max(PATIENCE, patience()))


@contextmanager
def locked(store: Path, purpose: str, *, exclusive: bool) -> Iterator[None]:
    """Hold `<store>.<purpose>.lock`, shared or exclusive, until the block ends; raises StoreBusy."""
    descriptor = os.open(_lock_file(store, purpose), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(descriptor, store, exclusive)
        with _signed(descriptor) if exclusive else nullcontext():
            yield
    finally:
        os.close(descriptor)


def _lock_file(store: Path, purpose: str) -> Path:
    """Beside the file itself: whoever comes by a link has to wait for the same lock."""
    real = Path(os.path.realpath(store))
    return real.with_name(f"{real.name}.{purpose}.lock")


def _wait_for(descriptor: int, store: Path, exclusive: bool) -> None:
    limit = patience()
    deadline, pause = time.monotonic() + limit, _FIRST_PAUSE
    while not _try(descriptor, exclusive):
        if time.monotonic() >= deadline:
            raise StoreBusy(store, _holder(descriptor), limit)
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def _try(descriptor: int, exclusive: bool) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _signed(descriptor: int) -> Iterator[None]:
    """Write who holds the lock, for whoever waits for it, and only while they do."""
    command = " ".join(["claudecost", *sys.argv[1:2]])
    since = datetime.now(UTC).isoformat(timespec="seconds")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "command": command, "since": since}).encode(), 0)
    try:
        yield
    finally:
        os.ftruncate(descriptor, 0)


def _holder(descriptor: int) -> str:
    try:
        signed = json.loads(os.pread(descriptor, 4096, 0))
        return f"process {signed['pid']} (`{signed['command']}`, since {signed['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another claudecost process"


def holder_of(store: Path, purpose: str) -> str | None:
    """Who holds a lock for writing right now, in words; None for nobody. Makes no file, waits for nobody."""
    try:
        descriptor = os.open(_lock_file(store, purpose), os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return None if _try(descriptor, exclusive=False) else _holder(descriptor)
    finally:
        os.close(descriptor)
