"""Bytes of a file that people may have saved again, as UTF-8 with plain line ends.

The downloads are UTF-8 without a mark and with LF. Spreadsheets save them with
a byte order mark, as UTF-16, in the Windows code page, with CRLF or CR.
"""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Callable, Iterator

#: Bytes read at once: large enough for columns to pay, small enough not to show in the peak of memory.
BLOCK = 2 * 1024 * 1024

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encodings(head: bytes) -> tuple[str, ...]:
    """The encodings to try on a file that begins with `head`, most trusted first.

    Nearly any bytes pass as cp1252, so it is only for a file that is not UTF-8.
    """
    return ("utf-16",) if head.startswith(_UTF16) else ("utf-8-sig", "cp1252")


def beginning(head: bytes) -> str:
    """The first bytes of a file as text, for a look at it: what cannot be decoded is replaced."""
    *trusted, last = encodings(head)
    for encoding in trusted:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
    return codecs.getincrementaldecoder(last)("replace").decode(head)


def blocks(descriptor: int, encoding: str, seen: Callable[[bytes], object]) -> Iterator[bytes]:
    """An open file from its start, in UTF-8 with LF; `seen` is called with every block of its own bytes.

    Raises UnicodeDecodeError where the file is in another encoding.
    """
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    os.lseek(descriptor, 0, os.SEEK_SET)
    while block := os.read(descriptor, BLOCK):
        seen(block)
        yield decoder.decode(block).encode()
    yield decoder.decode(b"", final=True).encode()
