"""One transcript file, from where we stopped to its present end, as observations.

Nothing a file holds can make this raise: a damaged line is quarantined with its
place and reason, and the next line is read.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ..fingerprint import digests
from ..identity import short_digest
from ..ledger import Name
from ..lines import LONGEST_LINE, Piece, pieces
from ..observation import BORROWED_TIME, FILE_TIME, OWN_TIME, FileState, Origin, Quarantined
from ..reading import Reading
from ..times import from_ns, utc_text
from ..usage import Tally
from .cost_state import COST_STATE, ClientTotals
from .fold import Fold
from .project import project_of
from .record import Candidate, Record, candidate
from .remote import remotes_of
from .rescue import rescue

SOURCE = "claude-code"
LONGEST_LABEL = 4096

#: Some file systems keep times beyond what 64 bits of nanoseconds hold.
LATEST_NS = 2**63 - 1

_decode = msgspec.json.Decoder(Record).decode


class Transcript(NamedTuple):
    """A file to read: where it is, whose it is, and how far it was read before (`known`, if ever)."""

    path: str
    file_id: int
    shown_path: str
    folder: str | None
    machine: str
    user_name: str | None
    account: str | None
    is_local: bool
    known: FileState | None


def read_transcript(transcript: Transcript, longest_line: int = LONGEST_LINE) -> Reading:
    """Read what is new in a file; raises OSError when it cannot be opened or is no regular file.

    O_NONBLOCK keeps a FIFO or a device from holding us; only regular files are read.
    """
    descriptor = os.open(transcript.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | _NO_TTY)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("not a regular file")
        return _Reader(transcript, descriptor, status, longest_line).read()
    finally:
        os.close(descriptor)


_NO_TTY = getattr(os, "O_NOCTTY", 0)


class _Reader:
    """The state of reading one file."""

    def __init__(
        self, transcript: Transcript, descriptor: int, status: os.stat_result, longest_line: int
    ) -> None:
        self.transcript, self.descriptor, self.status = transcript, descriptor, status
        self.longest_line = longest_line
        self.base = _continues(transcript.known, descriptor, status)
        self.read_to = self.base.read_to if self.base else 0
        self.line = self.base.lines if self.base else 0
        self.last_at = self.base.last_at if self.base else None
        stem = Path(transcript.path).name.removesuffix(".jsonl")
        self.stem, self.is_agent_file = stem, stem.startswith("agent-")
        self.tally = Tally()
        self.fold = Fold(transcript.file_id, self.is_agent_file, self.tally)
        self.rest: Fold | None = None
        self.origins: dict[tuple[Any, ...], Origin] = {}
        self.last_origin: tuple[Candidate, int] | None = None
        self.quarantined: list[Quarantined] = []
        self.lines = self.usage_lines = self.repaired = 0
        self.unfinished = False
        self.totals = ClientTotals(transcript.file_id)

    def read(self) -> Reading:
        start, end = self.read_to, self.read_to
        for piece in pieces(self.descriptor, start, self.longest_line):
            end = piece.offset + len(piece.data) + piece.passed_over
            if piece.is_rest:
                self._rest(piece)
            elif piece.passed_over:
                self._next_line()
                self._lose(piece.offset, piece.passed_over, "too long")
                self.read_to = end
            else:
                self._whole_lines(piece)
                self.read_to = end
        observations = self.fold.observations()
        state = self._state(end)
        if self.rest is not None:
            observations += self.rest.observations()
        return Reading(
            state,
            observations,
            list(self.origins.values()),
            self.fold.profiles + (self.rest.profiles if self.rest else []),
            self.quarantined,
            self.lines,
            self.usage_lines + (self.rest is not None),
            end - start,
            self.repaired,
            remotes=self._remotes(),
            client_totals=self.totals.rows(),
        )

    def _remotes(self) -> tuple[Name, ...]:
        """What the git remotes of the projects met are called now: only on this user's own disk are they."""
        if not self.transcript.is_local:
            return ()
        return remotes_of((origin.project for origin in self.origins.values()), self.transcript.machine)

    def _whole_lines(self, piece: Piece) -> None:
        """The hot loop: every line is decoded, so that what is damaged is known and not guessed."""
        data, base = piece.data, piece.offset
        view, find, decode, use = memoryview(data), data.find, _decode, self._use
        start, line, first = 0, self.line, self.line
        while (end := find(b"\n", start)) >= 0:
            line += 1
            try:
                record = decode(view[start:end])
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                self.line = line
                self._damaged(data[start:end], base + start)
            else:
                kind = record.type
                if (kind == "assistant" or kind == "progress" or kind is msgspec.UNSET) and (
                    found := candidate(record)
                ) is not None:
                    self.line = line
                    self.usage_lines += 1
                    use(found, base + start, view[start:end])
                elif _is_time(record.timestamp):
                    self.last_at = record.timestamp
                elif kind == COST_STATE:
                    self.totals.add(view[start:end], line)
            start = end + 1
        self.line = line
        self.lines += line - first

    def _next_line(self) -> None:
        self.line += 1
        self.lines += 1

    def _rest(self, piece: Piece) -> None:
        """What follows the last line end: used if it is a whole record already, else left for next time."""
        if not piece.data.strip():
            return
        saved = rescue(piece.data)
        if saved.lost or saved.repaired or not saved.records:
            self.unfinished = True
            return
        self.line += 1
        self.lines += 1
        self.totals.add(piece.data, self.line)
        whole, self.fold = self.fold, Fold(self.transcript.file_id, self.is_agent_file, Tally())
        if self._use_all(saved.records, piece):
            self.rest = self.fold  # apart from the others: this line is read again when it has its end
        self.fold = whole
        self.line -= 1

    def _use_all(self, records: list[Record], piece: Piece) -> bool:
        found = [entry for record in records if (entry := candidate(record)) is not None]
        for entry in found:
            raw = piece.data if len(found) == 1 else msgspec.json.encode(entry.record)
            self._use(entry, piece.offset, raw)
        return bool(found)

    def _damaged(self, line: bytes, offset: int) -> None:
        saved = rescue(line)
        if saved.lost:
            self._lose(offset, len(line) + 1, saved.lost)
            return
        self.repaired += saved.repaired
        self.usage_lines += self._use_all(saved.records, Piece(offset, line))
        for record in saved.records:
            if _is_time(record.timestamp):
                self.last_at = record.timestamp

    def _lose(self, offset: int, length: int, reason: str) -> None:
        self.quarantined.append(Quarantined(self.transcript.file_id, self.line, offset, length, reason))

    def _use(self, found: Candidate, offset: int, raw: bytes | memoryview) -> None:
        at, clock = self._time(found.timestamp)
        self.fold.add(found, self._origin(found), at, clock, self.line, offset, raw)

    def _time(self, timestamp: Any) -> tuple[str, int]:
        """The line's own time, else that of a line before it, else the file's."""
        if at := utc_text(timestamp):
            self.last_at = at
            return at, OWN_TIME
        if at := utc_text(self.last_at):
            return at, BORROWED_TIME
        return from_ns(self.status.st_mtime_ns), FILE_TIME

    def _origin(self, found: Candidate) -> int:
        record, last = found.record, self.last_origin
        if last is not None and _same_origin(found, last[0]):
            return last[1]
        is_copy = record.forkedFrom is not None
        key: tuple[Any, ...] = (
            record.sessionId, found.agent_id, record.cwd, record.gitBranch,
            record.version, record.entrypoint, is_copy, record.sessionKind,
        )  # fmt: skip
        try:
            known = self.origins.get(key)
        except TypeError:  # a list where a label should be
            key = tuple(part if isinstance(part, str | bool) else None for part in key)
            known = self.origins.get(key)
        if known is None:
            known = self.origins[key] = self._new_origin(*key)
        self.last_origin = (found, known.origin_id)
        return known.origin_id

    def _new_origin(
        self,
        session: Any,
        agent: Any,
        cwd: Any,
        branch: Any,
        version: Any,
        entrypoint: Any,
        is_copy: bool,
        kind: Any,
    ) -> Origin:
        transcript, session_id, client = self.transcript, _label(session), _label(version)
        labels = (
            SOURCE,
            transcript.machine,
            transcript.user_name,
            transcript.account,
            project_of(_label(cwd), transcript.folder, transcript.is_local),
            session_id,
            _label(agent),
            _label(branch),
            client,
        )
        order, entry = version_order(client), _label(entrypoint)
        own = self.is_agent_file or session_id == self.stem
        background = kind == "bg"
        digest = short_digest(*labels, entry, f"{is_copy}{background}{own}")
        return Origin(digest, *labels, order, entry, is_copy, background, own)

    def _state(self, end: int) -> FileState:
        head, tail = digests(self.descriptor, self.read_to)
        known, status = self.base, self.status
        return FileState(
            file_id=self.transcript.file_id,
            path=self.transcript.shown_path,
            source=SOURCE,
            device=status.st_dev,
            inode=status.st_ino,
            size=end,
            mtime_ns=min(status.st_mtime_ns, LATEST_NS),
            ctime_ns=status.st_ctime_ns,
            read_to=self.read_to,
            lines=self.line,
            head_digest=head,
            tail_digest=tail,
            last_at=utc_text(self.last_at),
            usage_lines=self.usage_lines + (known.usage_lines if known else 0),
            quarantined_lines=len(self.quarantined) + (known.quarantined_lines if known else 0),
            repaired_lines=self.repaired + (known.repaired_lines if known else 0),
            bad_values=self.tally.bad_values + (known.bad_values if known else 0),
            unknown_iterations=self.tally.unknown_iterations + (known.unknown_iterations if known else 0),
            unfinished=self.unfinished,
            from_start=known is None,
            basis=self.transcript.known.read_to if self.transcript.known else -1,
            machine=self.transcript.machine,
        )


def _continues(known: FileState | None, descriptor: int, status: os.stat_result) -> FileState | None:
    """The known state if the file has only grown since; None when it must be read from its start."""
    if known is None or status.st_size <= known.size or status.st_ino != known.inode:
        return None
    return known if digests(descriptor, known.read_to) == (known.head_digest, known.tail_digest) else None


def _is_time(timestamp: Any) -> bool:
    """Whether to lend a line's time to later lines; what looks like all real ones is not looked into."""
    return type(timestamp) is str and (
        (len(timestamp) == 24 and timestamp.startswith("202")) or utc_text(timestamp) is not None
    )


def _same_origin(found: Candidate, before: Candidate) -> bool:
    record, last = found.record, before.record
    return bool(
        record.sessionId == last.sessionId
        and found.agent_id == before.agent_id
        and record.cwd == last.cwd
        and record.gitBranch == last.gitBranch
        and record.version == last.version
        and record.entrypoint == last.entrypoint
        and record.sessionKind == last.sessionKind
        and (record.forkedFrom is None) == (last.forkedFrom is None)
    )


def version_order(version: str | None) -> int:
    """`2.1.42` as a number that sorts as versions do; unknown versions sort last."""
    parts = (version or "").split(".")
    if len(parts) != 3 or not all(part.isdigit() and len(part) < 6 for part in parts):
        return 2**62
    major, minor, patch = map(int, parts)
    return (major * 100_000 + minor) * 100_000 + patch


def _label(value: Any) -> str | None:
    """An attribution label as logged; None for absent, empty, and for what is no text."""
    return value[:LONGEST_LABEL] or None if type(value) is str else None
