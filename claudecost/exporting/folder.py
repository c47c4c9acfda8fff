"""The folder files are written into: tried before the work, there at the end whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from errno import EEXIST, EISDIR, ENOTDIR, ENOTEMPTY
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from types import TracebackType

from ..errors import Error, Exit, Place


class CannotExport(Error):
    """The files cannot be written where they were asked for."""

    exit_code = Exit.CANNOT_WRITE

    def __init__(self, path: Path, cause: OSError) -> None:
        denied = isinstance(cause, PermissionError)
        super().__init__(
            f"cannot write the export: {_words(cause)}",
            where=Place(str(path)),
            impact="nothing was left behind",
            hint="--to takes a folder that is not there yet, or an empty one",
            exit_code=Exit.NO_PERMISSION if denied else None,
        )


@dataclass(frozen=True)
class Written:
    """A file as it was written."""

    name: str
    sha256: str
    size: int


class Folder:
    """Files to be: written aside, put in their place all together when the block ends without an error.

    A folder that is there and empty stays the one it is (it may be mounted, or where somebody stands);
    one that is not there is made by one rename.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self._real = Path(os.path.realpath(target))
        self._is_there = False
        self._aside = self._real

    def __enter__(self) -> Folder:
        try:
            self._is_there = self._real.is_dir()
            if self._is_there and any(self._real.iterdir()):
                raise OSError(ENOTEMPTY, "the folder is not empty")
            if not self._is_there and os.path.lexists(self._real):
                raise FileExistsError(EEXIST, "there is a file of this name")
            home = self._real if self._is_there else self._real.parent
            self._aside = home / f".claudecost-{token_hex(8)}.tmp"
            self._aside.mkdir()
        except OSError as cause:
            raise CannotExport(self.target, cause) from cause
        return self

    def write(self, name: str, content: Iterable[bytes]) -> Written:
        """Write one file, piece by piece, as far as the disk; raises CannotExport."""
        digest, size = sha256(), 0
        try:
            with (self._aside / name).open("xb") as file:
                for piece in content:
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
                file.flush()
                os.fsync(file.fileno())
        except OSError as cause:
            raise CannotExport(self.target, cause) from cause
        return Written(name, digest.hexdigest(), size)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._put_in_place()
        except OSError as cause:
            raise CannotExport(self.target, cause) from cause
        finally:
            shutil.rmtree(self._aside, ignore_errors=True)

    def _put_in_place(self) -> None:
        if not self._is_there:
            self._aside.rename(self._real)
            return
        placed: list[Path] = []
        try:
            for path in sorted(self._aside.iterdir()):
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
