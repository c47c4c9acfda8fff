"""The tables of a book out of what it came in: a folder, a .zip or a .tar.gz, trusted in nothing.

Everything is read into memory within limits and nothing is unpacked by name, so
that an archive can neither write anywhere nor swell.
"""

from __future__ import annotations

import gzip
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from claudecost.errors import BadData, Error, Exit, Misuse, Place
from claudecost.yamlfile.reading import MAX_BYTES

#: An edition takes 100 KB; nothing here comes near.
MAX_ARCHIVE = 20_000_000
MAX_MEMBERS = 1_000

#: Everything the two modules are known to raise for bytes that are no archive.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)


class Member(NamedTuple):
    """A file in an archive: its name, how large it says it is, and how to read so many bytes of it."""

    name: str
    size: int
    read: Callable[[int], bytes]


def tables_in(path: Path) -> dict[str, bytes]:
    """Every YAML file of the folder that holds `book.yaml`, by name.

    Raises Misuse for a path that is not there, BadData for anything that is no parcel of tables.
    """
    try:
        if path.is_dir():
            files = [entry for entry in sorted(path.iterdir()) if _is_table(entry.name)]
            return {entry.name: _limited(path, entry.name, entry.read_bytes()) for entry in files}
        with path.open("rb") as file:
            data = file.read(MAX_ARCHIVE + 1)
    except FileNotFoundError:
        raise Misuse(f"no such file or directory: {path}", hint="check the path and try again") from None
    except OSError as error:
        denied = isinstance(error, PermissionError)
        why = f"cannot read this: {(error.strerror or type(error).__name__).lower()}"
        raise Error(why, where=Place(str(path)), exit_code=Exit.NO_PERMISSION if denied else None) from None
    if len(data) > MAX_ARCHIVE:
        raise BadData("this file is larger than 20 MB", where=Place(str(path)), hint="is it the right file?")
    return _unpacked(data, path)


def _unpacked(data: bytes, path: Path) -> dict[str, bytes]:
    try:
        if data.startswith(b"PK\3\4"):
            with zipfile.ZipFile(BytesIO(data)) as archive:
                return _taken(_of_zip(archive, path), path)
        if data.startswith(b"\x1f\x8b"):
            with tarfile.open(fileobj=BytesIO(_inflated(data, path)), mode="r:") as archive:
                return _taken(_of_tar(archive, path), path)
    except _BROKEN:
        raise BadData("this archive is damaged or not readable", where=Place(str(path))) from None
    raise BadData(
        "this is no price book",
        where=Place(str(path)),
        hint="it takes a .zip or .tar.gz of the tables, or a folder with them",
    )


def _inflated(data: bytes, path: Path) -> bytes:
    with gzip.GzipFile(fileobj=BytesIO(data)) as file:
        inflated = file.read(MAX_ARCHIVE + 1)
    if len(inflated) > MAX_ARCHIVE:
        raise _refused(path, "it unpacks to more than 20 MB")
    return inflated


def _of_zip(archive: zipfile.ZipFile, path: Path) -> Iterator[Member]:
    for info in archive.infolist():
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir():
            continue
        if kind not in (0, stat.S_IFREG):
            raise _refused(path, "it holds a link or a device")
        yield Member(info.filename, info.file_size, lambda limit, info=info: archive.open(info).read(limit))  # type: ignore[misc]


def _of_tar(archive: tarfile.TarFile, path: Path) -> Iterator[Member]:
    for info in archive:
        if info.isdir():
            continue
        file = archive.extractfile(info) if info.isreg() else None
        if file is None:
            raise _refused(path, "it holds a link or a device")
        yield Member(info.name, info.size, file.read)


def _taken(members: Iterator[Member], path: Path) -> dict[str, bytes]:
    """The tables among the members; the others are only looked at for what makes an archive suspicious."""
    found: dict[PurePosixPath, Member] = {}
    for number, member in enumerate(members):
        name = PurePosixPath(member.name.replace("\\", "/"))
        if number >= MAX_MEMBERS:
            raise _refused(path, f"it holds more than {MAX_MEMBERS:,} files")
        if name.is_absolute() or ".." in name.parts or ":" in member.name:
            raise _refused(path, "it holds a file with a path that leads out of it")
        if name in found:
            raise _refused(path, "it holds a file twice")
        if _is_table(name.name):
            found[name] = member
    books = [name.parent for name in found if name.name == "book.yaml"]
    if len(books) != 1:
        raise _refused(path, f"it holds {'no' if not books else 'more than one'} book.yaml")
    return {
        name.name: _limited(path, name.name, member.read(MAX_BYTES + 1))
        for name, member in found.items()
        if name.parent == books[0]
    }


def _is_table(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))


def _limited(path: Path, name: str, data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise _refused(path, f"its {name} is larger than 1 MB")
    return data


def _refused(path: Path, why: str) -> BadData:
    return BadData(f"this is not taken for a price book: {why}", where=Place(str(path)))
