"""One file of responses, from its start to its end, as observations.

Nothing a file holds can make this raise: a damaged record is quarantined with
its place and reason, and the next one is read. Such files are written once or
grow by whole lines; unlike transcripts they are read anew when they change.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Protocol

from ..fingerprint import digests
from ..given import Given
from ..identity import short_digest
from ..observation import (
    BORROWED_TIME,
    NO_TIME,
    OWN_TIME,
    UNDATED,
    FileState,
    Origin,
    Quarantined,
)
from ..reading import Reading
from ..times import utc_text
from ..usage import Tally
from . import batch, bedrock, litellm, log
from .call import Call, Labels
from .entries import LARGEST, Entry, Lost, containers_in, is_packed, lines, records, unpacked
from .fold import Fold
from .mend import UNREADABLE, bare, mend
from .paths import LogPaths
from .table import header_of, rows

SOURCES = (batch.SOURCE, log.SOURCE, bedrock.SOURCE, litellm.SOURCE)

#: Some file systems keep times beyond what 64 bits of nanoseconds hold.
_LATEST_NS = 2**63 - 1
_VERSION_UNKNOWN = 2**62
_NO_TTY = getattr(os, "O_NOCTTY", 0)


class Reader(Protocol):
    """A format: what one record says; and the keys under which one record may hold many."""

    containers: tuple[str, ...]

    def read(self, record: bytes) -> list[Call]:
        """The responses a record speaks of; raises UNREADABLE for what is no JSON object."""


def read_responses(
    given: Given, source: str, paths: LogPaths | None = None, longest: int = LARGEST
) -> Reading:
    """Read a file as one of SOURCES; raises OSError when it cannot be opened or is no regular file.

    `paths` says where a response log keeps what, if not in the usual places. `longest` is how many bytes
    a line or a document may have. O_NONBLOCK keeps a FIFO or a device from holding us.
    """
    descriptor = os.open(given.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | _NO_TTY)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("not a regular file")
        tally = Tally()
        return _Reading(given, source, descriptor, _reader(source, given, paths, tally), tally).read(
            status, longest
        )
    finally:
        os.close(descriptor)


def _reader(source: str, given: Given, paths: LogPaths | None, tally: Tally) -> Reader:
    if source == batch.SOURCE:
        return batch.BatchReader(given.path)
    if source == bedrock.SOURCE:
        return bedrock.BedrockReader()
    if source == litellm.SOURCE:
        return litellm.LiteLLMReader(tally)
    if source == log.SOURCE:
        return log.LogReader(paths)
    raise ValueError(f"no source of responses: {source}")


class _Reading:
    """The state of reading one file."""

    def __init__(self, given: Given, source: str, descriptor: int, reader: Reader, tally: Tally) -> None:
        self.given, self.source, self.descriptor = given, source, descriptor
        self.reader, self.tally = reader, tally
        self.given_at = utc_text(given.at)
        self.fold = Fold(given.file_id, tally)
        self.origins: dict[Labels, Origin] = {}
        self.quarantined: list[Quarantined] = []
        self.lines = self.usage_lines = 0
        self.may_grow = not is_packed(descriptor)
        self.unfinished = False

    def read(self, status: os.stat_result, longest: int) -> Reading:
        for entry in self._entries(longest):
            if isinstance(entry, Lost):
                self.lines += 1
                self._lose(entry)
            else:
                self._record(entry)
        return Reading(
            self._state(status),
            self.fold.observations(),
            list(self.origins.values()),
            list(self.fold.profiles.values()),
            self.quarantined,
            self.lines,
            self.usage_lines,
            status.st_size,
        )

    def _entries(self, longest: int) -> Iterator[Entry | Lost]:
        if self.source == litellm.SOURCE:
            first = next(lines(unpacked(self.descriptor), longest), None)
            if isinstance(first, Entry) and header_of(first.data) is not None:
                return rows(unpacked(self.descriptor), longest)
        return records(unpacked(self.descriptor), longest)

    def _record(self, entry: Entry) -> None:
        """Use one record, or the records in it; a last line without its end is left for next time."""
        inner, reason = self._use(entry, may_hold_many=True)
        for one in inner:
            _, lost = self._use(one)
            self.lines += 1
            if lost:
                self._lose(Lost(one.line, one.offset, len(one.data), lost))
        if reason == "truncated" and self.may_grow and not entry.data.endswith(b"\n"):
            self.unfinished = True
        else:
            self.lines += not inner
            if reason:
                self._lose(Lost(entry.line, entry.offset, len(entry.data), reason))

    def _use(self, entry: Entry, may_hold_many: bool = False) -> tuple[list[Entry], str]:
        """Use what one record says: the records in it if it only holds those, and why it is lost if it is."""
        if not bare(entry.data):
            return [], ""
        try:
            return self._say(entry, may_hold_many), ""
        except UNREADABLE:
            mended = mend(entry.data)
        if mended.data is None:
            return [], mended.lost
        try:
            return self._say(entry._replace(data=mended.data), may_hold_many), ""
        except RecursionError:
            return [], "too deep"
        except UNREADABLE:
            return [], "not an object"

    def _say(self, entry: Entry, may_hold_many: bool) -> list[Entry]:
        calls = self.reader.read(entry.data)
        self.usage_lines += bool(calls)
        for call in calls:
            at, clock = self._time(call)
            self.fold.add(call, entry, self._origin(call.labels), at, clock)
        if calls or not may_hold_many:
            return []
        return containers_in(entry, self.reader.containers) or []

    def _lose(self, lost: Lost) -> None:
        self.quarantined.append(Quarantined(self.given.file_id, *lost))

    def _time(self, call: Call) -> tuple[str, int]:
        """The record's own time, else the one given for the file; no record lends another its own."""
        if call.at is not None:
            return call.at, OWN_TIME
        return (self.given_at, BORROWED_TIME) if self.given_at is not None else (UNDATED, NO_TIME)

    def _origin(self, labels: Labels) -> int:
        known = self.origins.get(labels)
        if known is None:
            known = self.origins[labels] = self._new_origin(labels)
        return known.origin_id

    def _new_origin(self, labels: Labels) -> Origin:
        named = (
            self.source, self.given.machine, labels.user_name, labels.account,
            labels.project, labels.session_id, None, None, None,
        )  # fmt: skip
        digest = short_digest(*named, labels.api_key, labels.tags)
        return Origin(
            digest,
            *named,
            version_order=_VERSION_UNKNOWN,
            entrypoint=None,
            is_copy=False,
            is_background=False,
            is_own_file=False,
            api_key=labels.api_key,
            tags=labels.tags,
        )

    def _state(self, status: os.stat_result) -> FileState:
        head, tail = digests(self.descriptor, status.st_size)
        return FileState(
            file_id=self.given.file_id,
            path=self.given.shown_path,
            source=self.source,
            device=status.st_dev,
            inode=status.st_ino,
            size=status.st_size,
            mtime_ns=min(status.st_mtime_ns, _LATEST_NS),
            ctime_ns=status.st_ctime_ns,
            read_to=status.st_size,
            lines=self.lines,
            head_digest=head,
            tail_digest=tail,
            last_at=self.given_at,
            usage_lines=self.usage_lines,
            quarantined_lines=len(self.quarantined),
            repaired_lines=0,
            bad_values=self.tally.bad_values,
            unknown_iterations=self.tally.unknown_iterations,
            unfinished=self.unfinished,
            from_start=True,
            basis=self.given.known.read_to if self.given.known else -1,
            machine=self.given.machine,
        )
