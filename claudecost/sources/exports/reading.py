"""One downloaded CSV, whole, as snapshots, rows and names.

A download is read anew every time: it is a snapshot that may have been
restated, not a log that grows.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from ...errors import BadData, Place, Problem
from ..fingerprint import digests
from ..given import Given
from ..ledger import Ledgers
from ..observation import FileState, Quarantined
from . import cost, members, spend, tokens
from .download import Download
from .encoding import blocks, encodings
from .formats import BY_SOURCE, COST, MEMBERS, SPEND, TOKENS, Format, what_is_missing
from .sheet import Sheet
from .table import Table

#: Some file systems keep times beyond what 64 bits of nanoseconds hold.
_LATEST_NS = 2**63 - 1

_NO_TTY = getattr(os, "O_NOCTTY", 0)

#: How a file of each format becomes ledgers; those not listed hold no usage.
_TAKE: Mapping[str, Callable[[Sheet, Download], Ledgers]] = MappingProxyType(
    {TOKENS: tokens.take, COST: cost.take, SPEND: spend.take, MEMBERS: members.take}
)


class Export(NamedTuple):
    """What a download gave: `lines` are its rows and its header, `usage_lines` the rows taken in."""

    state: FileState
    ledgers: Ledgers
    quarantined: list[Quarantined]
    lines: int
    usage_lines: int
    bytes_read: int
    problems: list[Problem]


class _Seen:
    """The bytes of a file as they go by: how many, and their digest."""

    def __init__(self) -> None:
        self.size, self._digest = 0, blake2b(digest_size=16)

    def __call__(self, block: bytes) -> None:
        self.size += len(block)
        self._digest.update(block)

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


def read_export(given: Given, source: str) -> Export:
    """Read a download of the format that `source` names (see `formats.py`).

    Raises OSError when it cannot be opened or is no regular file; BadData when it is no such download, when
    its text or its dates cannot be read for certain, or when nothing says which days it covers.
    """
    descriptor = os.open(given.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | _NO_TTY)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("not a regular file")
        return _read(given, BY_SOURCE[source], descriptor, status)
    finally:
        os.close(descriptor)


def _read(given: Given, wanted: Format, descriptor: int, status: os.stat_result) -> Export:
    sheet, seen = _sheet(given, wanted, descriptor)
    name, mtime = PurePath(given.path).name, min(status.st_mtime_ns, _LATEST_NS)
    download = Download(given, name, wanted.source, seen.digest, mtime)
    take = _TAKE.get(wanted.source)
    ledgers = take(sheet, download) if take else Ledgers([], [], [], [])
    lost = [
        Quarantined(given.file_id, row.line, 0, row.length, row.reason)
        for row in sorted(sheet.lost, key=lambda row: row.line)
    ]
    ledgers = ledgers._replace(
        snapshots=[msgspec.structs.replace(told, lost_rows=len(lost)) for told in ledgers.snapshots]
    )
    usage_lines = sheet.frame.height
    lines = 1 + usage_lines + len(lost)
    if take is None:
        sheet.problems.append(Problem("no usage and no amounts by day in this file", Place(given.shown_path)))
        usage_lines = 0
    elif not (ledgers.snapshots or ledgers.names):
        sheet.problems.append(_nothing(given))
    state = _state(given, wanted.source, descriptor, status, seen.size, lines, usage_lines, len(lost))
    return Export(state, ledgers, lost, lines, usage_lines, seen.size, sheet.problems)


def _sheet(given: Given, wanted: Format, descriptor: int) -> tuple[Sheet, _Seen]:
    """The rows of the file, in the first encoding that all of it is in."""
    for encoding in encodings(os.pread(descriptor, 4, 0)):
        seen = _Seen()
        try:
            return _rows(given, wanted, Table(blocks(descriptor, encoding, seen), given.shown_path)), seen
        except UnicodeDecodeError:
            continue
    raise BadData(
        "not text in UTF-8, UTF-16 or the Windows code page 1252",
        where=Place(given.shown_path),
        hint="download it again, or save it as `CSV UTF-8`",
    )


def _rows(given: Given, wanted: Format, table: Table) -> Sheet:
    missing = wanted.missing(table.header.names)
    if missing:
        raise BadData(what_is_missing(wanted, missing), where=Place(given.shown_path, table.header.line))
    columns = wanted.known(table.header.names)
    table.call(columns)
    sheet = Sheet(wanted, columns, table.header.separator)
    unknown = wanted.unknown(table.header.names)
    if unknown:
        sheet.problems.append(
            Problem(
                f"unknown columns: {', '.join(unknown)}",
                Place(given.shown_path, table.header.line),
                "they are not read",
            )
        )
    for batch in table.batches():
        sheet.add(batch)
    sheet.close()
    return sheet


def _nothing(given: Given) -> Problem:
    return Problem(
        "no rows, and nothing says which days have none",
        Place(given.shown_path),
        hint="give the days with `--from` and `--to`, or give the file the name it was downloaded under",
    )


def _state(
    given: Given,
    source: str,
    descriptor: int,
    status: os.stat_result,
    size: int,
    lines: int,
    usage_lines: int,
    quarantined_lines: int,
) -> FileState:
    head, tail = digests(descriptor, size)
    return FileState(
        file_id=given.file_id,
        path=given.shown_path,
        source=source,
        device=status.st_dev,
        inode=status.st_ino,
        size=size,
        mtime_ns=min(status.st_mtime_ns, _LATEST_NS),
        ctime_ns=status.st_ctime_ns,
        read_to=size,
        lines=lines,
        head_digest=head,
        tail_digest=tail,
        last_at=None,
        usage_lines=usage_lines,
        quarantined_lines=quarantined_lines,
        repaired_lines=0,
        bad_values=0,
        unknown_iterations=0,
        unfinished=False,
        from_start=True,
        basis=given.known.read_to if given.known else -1,
    )
