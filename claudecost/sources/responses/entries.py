"""A file's bytes into the JSON records in it: one a line, or the entries of one document.

Files are plain or gzip and may be many gigabytes, so lines are read one at a
time; only a document that spans lines, an array above all, is held as a whole,
up to a limit.
"""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

import msgspec

from .mend import UNREADABLE, bare, mend

#: Nothing longer is held in memory: a longer line or document is passed over and reported.
LARGEST = 256 * 1024 * 1024

CHUNK = 512 * 1024
GZIP = b"\x1f\x8b"

_check = msgspec.json.Decoder(msgspec.Raw).decode
_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_elements = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Entry(NamedTuple):
    """One record's bytes and where they stand, in bytes of the file once unpacked; possibly blank."""

    line: int
    offset: int
    data: bytes


class Lost(NamedTuple):
    """A stretch that could not be read, and why; never what it said."""

    line: int
    offset: int
    length: int
    reason: str


class Stream(Protocol):
    """As much of a binary file as is asked of one."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes, fewer only at the end."""

    def readline(self, size: int, /) -> bytes:
        """Bytes up to the next line end, at most `size`."""


def is_packed(descriptor: int) -> bool:
    """Whether an open file is gzip, whatever its name says."""
    return os.pread(descriptor, len(GZIP), 0) == GZIP


def unpacked(descriptor: int) -> Stream:
    """An open file from its start, unpacked on the way if it is gzip."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    plain = open(descriptor, "rb", buffering=CHUNK, closefd=False)  # noqa: SIM115 - not ours to close
    return gzip.GzipFile(fileobj=plain) if is_packed(descriptor) else plain


def lines(stream: Stream, longest: int = LARGEST, line: int = 0, offset: int = 0) -> Iterator[Entry | Lost]:
    """The lines of a stream, the last with or without its end; damaged gzip ends it as a loss."""
    try:
        while data := stream.readline(longest + 1):
            line += 1
            if len(data) > longest and not data.endswith(b"\n"):
                length = len(data)
                while not data.endswith(b"\n") and (data := stream.readline(CHUNK)):
                    length += len(data)
                yield Lost(line, offset, length, "too long")
                offset += length
            else:
                yield Entry(line, offset, data)
                offset += len(data)
    except EOFError:
        yield Lost(line + 1, offset, 0, "truncated")
    except (gzip.BadGzipFile, zlib.error):
        yield Lost(line + 1, offset, 0, "not json")


def records(stream: Stream, longest: int = LARGEST) -> Iterator[Entry | Lost]:
    """Every record of a stream: JSON lines, the entries of arrays, or one document over many lines."""
    ahead = lines(stream, longest)
    for first in ahead:
        if isinstance(first, Entry) and _goes_on(first.data):
            yield from _document(first, stream, longest)
            return
        yield from _split_line(first)
        if isinstance(first, Entry) and bare(first.data):
            break
    for entry in ahead:
        yield from _split_line(entry)


def split(entry: Entry, array: msgspec.Raw | bytes) -> Iterator[Entry]:
    """The entries of an array somewhere in a record, each with its own place; raises UNREADABLE."""
    line, at = entry.line, 0
    for element in map(bytes, _elements(array)):
        found = entry.data.find(element, at)
        if found < 0:  # it was mended: it stands where the record does
            yield Entry(entry.line, entry.offset, element)
            continue
        line += entry.data.count(b"\n", at, found)
        yield Entry(line, entry.offset + found, element)
        line, at = line + element.count(b"\n"), found + len(element)


def containers_in(entry: Entry, names: tuple[str, ...]) -> list[Entry] | None:
    """The records in a record that only holds many, under some of these keys; None for one of its own.

    Raises UNREADABLE.
    """
    there = [name for name in names if f'"{name}"'.encode() in entry.data]
    if not there:
        return None
    fields = _fields(bare(entry.data))
    arrays = [fields[name] for name in there if name in fields and bytes(fields[name])[:1] == b"["]
    return [one for array in arrays for one in split(entry, array)] if arrays else None


def _goes_on(line: bytes) -> bool:
    """Whether a file's first line is only the beginning of a JSON document."""
    text = bare(line)
    return text[-1:] in (b"{", b"[", b",", b":") or (text[:1] == b"[" and not _is_json(text))


def _is_json(text: bytes) -> bool:
    try:
        _check(text)
    except UNREADABLE:
        return False
    return True


def _split_line(entry: Entry | Lost) -> Iterator[Entry | Lost]:
    if isinstance(entry, Lost) or not (text := bare(entry.data)).startswith(b"["):
        yield entry
        return
    try:
        yield from split(entry, text)
    except UNREADABLE:
        mended = mend(text)
        if mended.data is None:
            yield Lost(entry.line, entry.offset, len(entry.data), mended.lost)
        else:
            yield from split(entry, mended.data)


def _document(first: Entry, stream: Stream, longest: int) -> Iterator[Entry | Lost]:
    """A document from its first line on; lines after all when it is none and its second line is whole."""
    try:
        data, reason = first.data + stream.read(max(0, longest - len(first.data)) + 1), "too long"
    except EOFError:
        yield Lost(first.line, first.offset, len(first.data), "truncated")
        return
    except (gzip.BadGzipFile, zlib.error):
        yield Lost(first.line, first.offset, len(first.data), "not json")
        return
    if len(data) <= longest:
        text = bare(data)
        mended = None if _is_json(text) else mend(text)
        if mended is None or mended.data is not None:
            yield from _split_line(Entry(first.line, first.offset, data))
            return
        reason = mended.lost
    if _second_line_is_whole(data):
        again = lines(_Joined(io.BytesIO(data), stream), longest, first.line - 1, first.offset)
        for entry in again:
            yield from _split_line(entry)
    else:
        yield Lost(first.line, first.offset, len(data) + sum(map(len, _rest(stream))), reason)


def _second_line_is_whole(data: bytes) -> bool:
    second = data[: 4 * CHUNK].split(b"\n", 2)[1:2]
    return bool(second) and bare(second[0]).startswith(b"{") and _is_json(bare(second[0]))


def _rest(stream: Stream) -> Iterable[bytes]:
    try:
        while block := stream.read(CHUNK):
            yield block
    except (EOFError, gzip.BadGzipFile, zlib.error):
        return


class _Joined:
    """What was read ahead, then the stream it was read from; a line across the seam is one line."""

    def __init__(self, ahead: Stream, behind: Stream) -> None:
        self._ahead, self._behind = ahead, behind

    def read(self, size: int, /) -> bytes:
        return self._ahead.read(size) or self._behind.read(size)

    def readline(self, size: int, /) -> bytes:
        line = self._ahead.readline(size)
        if len(line) < size and not line.endswith(b"\n"):
            line += self._behind.readline(size - len(line))
        return line
