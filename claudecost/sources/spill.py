"""Readings on their way to the store: plain files of rows, so that memory does not grow with history."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import msgspec

from .claude_code.reading import Reading
from .observation import Quarantined

#: One file per table and writer, named `<table>-<writer>.ndjson`.
TABLES = ("files", "origins", "profiles", "observations", "quarantine")

#: Damaged lines listed one by one in what an ingest reports; beyond it they are only counted.
MOST_LISTED = 1000


@dataclass
class Summary:
    """What readings came to: files and bytes read, what their lines were, and what could not be read."""

    files: int = 0
    bytes_read: int = 0
    lines: int = 0
    usage_lines: int = 0
    quarantined_lines: int = 0
    repaired_lines: int = 0
    unfinished_files: int = 0
    quarantined: list[tuple[str, Quarantined]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    def add(self, reading: Reading) -> None:
        """Count one reading in."""
        self.files += 1
        self.bytes_read += reading.bytes_read
        self.lines += reading.lines
        self.usage_lines += reading.usage_lines
        self.quarantined_lines += len(reading.quarantined)
        self.repaired_lines += reading.repaired
        self.unfinished_files += reading.state.unfinished
        room = MOST_LISTED - len(self.quarantined)
        self.quarantined.extend((reading.state.path, lost) for lost in reading.quarantined[:room])

    def merge(self, other: Summary) -> None:
        """Take another writer's summary in."""
        self.files += other.files
        self.bytes_read += other.bytes_read
        self.lines += other.lines
        self.usage_lines += other.usage_lines
        self.quarantined_lines += other.quarantined_lines
        self.repaired_lines += other.repaired_lines
        self.unfinished_files += other.unfinished_files
        self.quarantined = [*self.quarantined, *other.quarantined][:MOST_LISTED]
        self.unreadable.extend(other.unreadable)


class Spill:
    """One writer's files of rows in a private directory; a context manager."""

    def __init__(self, directory: Path, writer: int) -> None:
        self._streams: dict[str, IO[bytes]] = {
            table: (directory / f"{table}-{writer}.ndjson").open("wb") for table in TABLES
        }
        self._encode = msgspec.json.Encoder().encode_lines
        self._known: set[int] = set()

    def __enter__(self) -> Spill:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in self._streams.values():
            stream.close()

    def write(self, reading: Reading) -> None:
        """Write one reading's rows; origins and profiles only the first time they are met."""
        self._rows("observations", reading.observations)
        self._rows("quarantine", reading.quarantined)
        self._rows("files", [reading.state])
        self._rows("origins", [row for row in reading.origins if self._is_new(row.origin_id)])
        self._rows("profiles", [row for row in reading.profiles if self._is_new(row.profile_id)])

    def _is_new(self, digest: int) -> bool:
        if digest in self._known:
            return False
        self._known.add(digest)
        return True

    def _rows(self, table: str, rows: list[Any]) -> None:
        if rows:
            self._streams[table].write(self._encode(rows))
