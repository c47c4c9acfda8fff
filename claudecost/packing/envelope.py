"""What a pack says of itself, and the digest by which damage and tampering are found.

A pack is a Parquet file. Its envelope is JSON in the file's own metadata, with a digest over every byte of
the file, the digest's own place counted as zeros. The digest needs no key: it shows that a pack is not what
was written, by accident or by a careless hand; who forges one with care can compute it as well.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ..errors import BadData, Place

#: The newest format there is; a reader refuses what is newer.
FORMAT = 1

#: The key of the envelope in the metadata, and the column every pack has: either shows that a file is one.
KEY, COLUMN = "claudecost_pack", "pack_row"

MAGIC = b"PAR1"

#: No footer of ours is longer; it names columns and row groups.
LARGEST_FOOTER = 64 * 1024 * 1024

_NO_DIGEST = "0" * 64
_BLOCK = 1024 * 1024

#: Length of the footer, and the magic, at a Parquet file's end.
_TAIL = 8


class DamagedPack(BadData):
    """A pack that is not what was written: cut off, damaged on the way, or changed by somebody."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"this pack is damaged or was changed: {why}",
            where=Place(path),
            impact="nothing of it was taken in; what an earlier copy of it said stays",
            hint="write it again where it came from: claudecost pack -o FILE",
        )


class NewerPack(BadData):
    """Written by a claudecost that knows more than this one."""

    def __init__(self, path: str, format: object, by: object) -> None:
        super().__init__(
            f"this pack has format {format}, from claudecost {by}; this one knows formats up to {FORMAT}",
            where=Place(path),
            impact="nothing of it was taken in",
            hint="update claudecost here, and take it in again",
        )


@dataclass(frozen=True)
class Envelope:
    """What a pack says of itself.

    `store` tells packs of one store from those of another. `since` is where its observations begin (RFC 3339,
    UTC), None for all. `hashed` names what stands in it under a pseudonym: users, projects.
    """

    machine: str
    claudecost: str
    store: str
    since: str | None = None
    hashed: tuple[str, ...] = ()
    observations: int = 0
    files: int = 0
    format: int = FORMAT
    digest: str = _NO_DIGEST

    def text(self) -> str:
        """As it stands in the metadata: JSON in ASCII, still without a digest."""
        return json.dumps({KEY: {**asdict(self), "digest": _NO_DIGEST}})


def is_pack(head: bytes, path: str) -> bool:
    """Whether a file is a pack by what is in it; a Parquet file that was cut off is taken for one.

    Raises OSError where it cannot be read.
    """
    is_named = path.lower().endswith(".parquet")
    if not head.startswith(MAGIC) and not is_named:
        return False
    with _opened(path) as descriptor:
        footer, _ = _footer(descriptor)
    if footer is None:
        return head.startswith(MAGIC)
    return KEY.encode() in footer or COLUMN.encode() in footer


def envelope_of(path: str) -> Envelope:
    """The envelope of a pack, its digest not yet compared; raises BadData, or OSError."""
    with _opened(path) as descriptor:
        return _envelope(descriptor, path)[0]


def seal(path: Path) -> str:
    """Put the digest into a pack just written, in place; the digest (64 hex digits)."""
    with path.open("r+b") as stream:
        _, at = _envelope(stream.fileno(), str(path))
        digest = _digest(stream.fileno(), at)
        os.pwrite(stream.fileno(), digest.encode(), at)
        stream.flush()
        os.fsync(stream.fileno())
    return digest


def copy_verified(path: str, target: Path) -> None:
    """Copy a pack, comparing the digest of what was copied; raises BadData and leaves nothing otherwise.

    The copy is what was checked: should the pack be replaced meanwhile, it is not read a second time.
    """
    try:
        with _opened(path) as descriptor, target.open("wb") as copy:
            envelope, at = _envelope(descriptor, path)
            if _digest(descriptor, at, copy) != envelope.digest:
                raise DamagedPack(path, "its content does not have its digest")
    except BaseException:
        target.unlink(missing_ok=True)
        raise


@contextmanager
def _opened(path: str) -> Iterator[int]:
    """A regular file to read; a FIFO or a device does not hold us."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a regular file")
        yield descriptor
    finally:
        os.close(descriptor)


def _footer(descriptor: int) -> tuple[bytes | None, int]:
    """The footer of a Parquet file and where it begins; None where it has none."""
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, _TAIL, max(0, size - _TAIL))
    length = int.from_bytes(tail[:4], "little")
    start = size - _TAIL - length
    if tail[4:] != MAGIC or length > LARGEST_FOOTER or start < len(MAGIC):
        return None, 0
    return os.pread(descriptor, length, start), start


def _envelope(descriptor: int, path: str) -> tuple[Envelope, int]:
    """The envelope, and the place of its digest in the file."""
    footer, start = _footer(descriptor)
    if footer is None:
        raise DamagedPack(path, "its end is missing")
    begins = footer.find(f'{{"{KEY}"'.encode())
    try:
        # All of it is ASCII; what stands around it need not be.
        said: dict[str, Any] = json.JSONDecoder().raw_decode(footer[begins:].decode("latin-1"))[0][KEY]
        format, digest = said["format"], said["digest"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DamagedPack(path, "it does not say what it is") from None
    if type(format) is not int or format < 1 or type(digest) is not str or len(digest) != len(_NO_DIGEST):
        raise DamagedPack(path, "it does not say what it is")
    if format > FORMAT:
        raise NewerPack(path, format, str(said.get("claudecost"))[:40])
    machine, by, store = said.get("machine"), said.get("claudecost"), said.get("store")
    texts_are_texts = isinstance(machine, str) and isinstance(by, str) and isinstance(store, str)
    if not texts_are_texts or not isinstance(said.get("hashed"), list):
        raise DamagedPack(path, "it does not say what it is")
    counts = [value if type(value := said.get(name)) is int else 0 for name in ("observations", "files")]
    since = said.get("since") if type(said.get("since")) is str else None
    hashed = tuple(map(str, said["hashed"]))
    envelope = Envelope(
        str(machine), str(by), str(store), since, hashed, counts[0], counts[1], format, digest
    )
    return envelope, start + begins + footer[begins:].find(digest.encode("latin-1", "replace"))


def _digest(descriptor: int, at: int, copy: Any = None) -> str:
    """The digest of an open pack whose own place is `at`; what is read goes into `copy` as well."""
    digest, offset = blake2b(digest_size=32), 0
    upto = at + len(_NO_DIGEST)
    while block := os.pread(descriptor, _BLOCK, offset):
        if copy is not None:
            copy.write(block)
        first, last = max(at, offset), min(upto, offset + len(block))
        if first < last:
            blank = b"0" * (last - first)
            block = block[: first - offset] + blank + block[last - offset :]
        digest.update(block)
        offset += len(block)
    return digest.hexdigest()
