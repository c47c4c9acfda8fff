"""Readings on their way to the store: plain files of rows, so that memory does not grow with history."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO, Any

import msgspec

from .claude_code.reading import Reading

#: One file per table and writer, named `<table>-<writer>.ndjson`.
TABLES = ("files", "origins", "profiles", "observations", "quarantine")


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
