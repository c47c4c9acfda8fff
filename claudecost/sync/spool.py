"""Pages on disk from when they arrive until they are kept, so that an interrupted sync goes on where it was.

One directory per pull, one file per page, readable by their owner only. A pull's directory is named by a
digest of who was asked for what; no key is written anywhere.
"""

from __future__ import annotations

import os
import shutil
import time
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

from ..errors import Error, Exit, Place

#: Seconds; pages older than this are asked for again, lest yesterday's figures be mixed with today's.
LONGEST_KEPT = 24 * 60 * 60


class SpoolTrouble(Error):
    """Pages cannot be written down."""

    exit_code = Exit.CANNOT_WRITE

    def __init__(self, directory: Path, error: OSError) -> None:
        super().__init__(
            f"cannot keep received pages: {error.strerror or error}",
            where=Place(str(directory)),
            impact="nothing more was asked for",
            hint="make room, or give this user access to the directory",
        )


class SpoolBusy(Error):
    """Another sync is at it."""

    exit_code = Exit.BUSY

    def __init__(self, directory: Path) -> None:
        super().__init__(
            "another sync is running",
            where=Place(str(directory)),
            impact="nothing was asked for",
            hint="wait until it is done",
        )


class Spool:
    """The directory of all pulls under way; one sync at a time holds it, as a context manager."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock: int | None = None

    def __enter__(self) -> Spool:
        try:
            # The store's own home as well, should a sync be the first to need it: `parents` gets no mode.
            self.directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.directory.mkdir(mode=0o700, exist_ok=True)
            self.directory.chmod(0o700)
            self._lock = os.open(self.directory / "lock", os.O_RDWR | os.O_CREAT | _CLOEXEC, 0o600)
        except OSError as error:
            raise SpoolTrouble(self.directory, error) from None
        if not _locked(self._lock):
            self._unlock()
            raise SpoolBusy(self.directory)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def pull(self, *asked: str) -> SpooledPull:
        """Where the pages of one pull are; `asked` is who was asked for what."""
        return SpooledPull(self.directory / _digest(*asked))


class SpooledPull:
    """The pages of one pull, in walks that each follow one cursor from its beginning."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def pages(self, *walk: str) -> list[bytes]:
        """What is there of a walk: its first pages without a gap; nothing if any of it is too old."""
        found: list[bytes] = []
        try:
            while (page := self._path(walk, len(found))).exists():
                if time.time() - page.stat().st_mtime > LONGEST_KEPT:
                    self.forget(*walk)
                    return []
                found.append(page.read_bytes())
        except OSError as error:
            raise SpoolTrouble(self.directory, error) from None
        return found

    def add(self, number: int, body: bytes, *walk: str) -> None:
        """Write down page `number` (from 0) of a walk, all of it or nothing."""
        page = self._path(walk, number)
        half = page.with_suffix(".half")
        try:
            self.directory.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(body)
            half.replace(page)
        except OSError as error:
            raise SpoolTrouble(self.directory, error) from None

    def forget(self, *walk: str) -> None:
        """Ask for a walk from its beginning again."""
        for page in self.directory.glob(f"{_digest(*walk)}-*"):
            page.unlink(missing_ok=True)

    def done(self) -> None:
        """Everything of this pull is kept elsewhere now."""
        shutil.rmtree(self.directory, ignore_errors=True)

    def _path(self, walk: tuple[str, ...], number: int) -> Path:
        return self.directory / f"{_digest(*walk)}-{number:05d}.json"


_CLOEXEC = getattr(os, "O_CLOEXEC", 0)


def _digest(*parts: str) -> str:
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _locked(descriptor: int) -> bool:
    """Whether we hold the lock; where a system has none of this kind, everybody does."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
