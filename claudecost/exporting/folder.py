"""The folder files are written into: tried before the work, there at the end whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EEXIST, EISDIR, ENOENT, ENOSPC, ENOTDIR, ENOTEMPTY
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any

from ..errors import Error, Exit, Place

_NEW = "--to takes a folder that is not there yet, or an empty one"

#: What to do, by what went wrong.
HINTS = {
    EEXIST: _NEW,
    ENOTEMPTY: _NEW,
    ENOENT: "make the folder above it first",
    ENOSPC: "make room, or choose another place for it with --to DIR",
}


class CannotExport(Error):
    """The files cannot be written where they were asked for."""

    exit_code = Exit.CANNOT_WRITE

    def __init__(self, path: Path, cause: OSError) -> None:
        denied = isinstance(cause, PermissionError)
        super().__init__(
            f"cannot write the export: {_words(cause)}",
            where=Place(str(path)),
            impact="no file was written",
            hint=HINTS.get(cause.errno or 0, "choose another place for it with --to DIR"),
            exit_code=Exit.NO_PERMISSION if denied else None,
        )


@dataclass(frozen=True)
class Written:
    """A file as it was written."""

    name: str
    sha256: str
    size: int


class Output:
    """A file being written, and the digest of what is in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("xb", buffering=0)
        self._digest, self._size = sha256(), 0

    def write(self, content: bytes) -> None:
        """Add to the file; raises OSError."""
        view = memoryview(content)
        while view:
            view = view[self._file.write(view) :]
        self._digest.update(content)
        self._size += len(content)

    def finish(self) -> None:
        """Wait for the disk; raises OSError."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file, whatever became of it."""
        with suppress(OSError):
            self._file.close()

    def written(self) -> Written:
        """What was written so far."""
        return Written(self._path.name, self._digest.hexdigest(), self._size)


class Folder:
    """Files to be: written aside, put in their place all together when the block ends without an error.

    A folder that is there and empty stays the one it is (it may be mounted, or where somebody stands);
    one that is not there is made by one rename.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self._real = Path(os.path.realpath(target))
        self._is_there = False
        self._terminated: Any = None
        self._aside: Path | None = None

    def __enter__(self) -> Folder:
        self._stop_politely()
        try:
            self._begin()
        except OSError as cause:
            self._clear()
            raise CannotExport(self.target, cause) from cause
        except BaseException:
            self._clear()
            raise
        return self

    def _begin(self) -> None:
        self._is_there = self._real.is_dir()
        if self._is_there and any(self._real.iterdir()):
            raise OSError(ENOTEMPTY, "the folder is not empty")
        if not self._is_there and os.path.lexists(self._real):
            raise FileExistsError(EEXIST, "there is a file of this name")
        home = self._real if self._is_there else self._real.parent
        self._aside = home / f".claudecost-{token_hex(8)}.tmp"
        self._aside.mkdir()

    def _clear(self) -> None:
        """Leave nothing behind, and signals as they were."""
        if self._aside is not None:
            shutil.rmtree(self._aside, ignore_errors=True)
        if self._terminated is not None:
            signal.signal(signal.SIGTERM, self._terminated)

    def write(self, name: str, content: bytes) -> Written:
        """Write one file as far as the disk; raises CannotExport."""
        with self.writing([name]) as [file]:
            file.write(content)
        return file.written()

    @contextmanager
    def writing(self, names: Iterable[str]) -> Iterator[list[Output]]:
        """Files to be written side by side, as far as the disk; raises CannotExport."""
        files: list[Output] = []
        try:
            files.extend(Output(self._within(name)) for name in names)
            yield files
            for file in files:
                file.finish()
        except OSError as cause:
            raise CannotExport(self.target, cause) from cause
        finally:
            for file in files:
                file.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._put_in_place()
        except OSError as cause:
            raise CannotExport(self.target, cause) from cause
        finally:
            self._clear()

    def _stop_politely(self) -> None:
        """Whoever ends us meanwhile leaves nothing behind either: as good as Control-C."""
        is_ours = threading.current_thread() is threading.main_thread()
        if is_ours and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            self._terminated = signal.signal(signal.SIGTERM, signal.default_int_handler)

    def _within(self, name: str = "") -> Path:
        assert self._aside is not None, "files are written within the block"
        return self._aside / name

    def _put_in_place(self) -> None:
        if not self._is_there:
            self._within().rename(self._real)
            return
        placed: list[Path] = []
        try:
            for path in sorted(self._within().iterdir()):
                new = self._real / path.name
                if os.path.lexists(new):
                    raise OSError(ENOTEMPTY, "the folder is not empty any more")
                path.rename(new)
                placed.append(new)
        except BaseException:
            for path in placed:
                with suppress(OSError):
                    path.unlink()
            raise


def _words(cause: OSError) -> str:
    """What went wrong, as people say it."""
    said = {ENOTDIR: "a part of this path is a file", EISDIR: "it is a folder"}
    return said.get(cause.errno or 0) or (cause.strerror or str(cause)).lower()
