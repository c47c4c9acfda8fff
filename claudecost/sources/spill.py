"""Readings on their way to the store: plain files of rows, so that memory does not grow with history."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import msgspec

from ..packing.envelope import copy_verified
from .identity import short_digest
from .ledger import Ledgers, Name
from .reading import Reading

#: One file per table and writer, named `<table>-<writer>.ndjson`.
TABLES = ("files", "origins", "profiles", "observations", "quarantine")

#: The same, made only when an export of the organisation's own figures was read.
LEDGER_TABLES = ("snapshots", "names")

#: The same, made only when a project's git remote was found.
REMOTES = "remotes"

#: The same, made only when a transcript held the client's own total of a session.
CLIENT_TOTALS = "client_totals"

_UNSIGNED = 2**64 - 1


class Spill:
    """One writer's files of rows in a private directory; a context manager."""

    def __init__(self, directory: Path, writer: int) -> None:
        self._streams: dict[str, IO[bytes]] = {
            table: (directory / f"{table}-{writer}.ndjson").open("wb") for table in TABLES
        }
        self._directory = directory
        self._writer = writer
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
        """Write one reading's rows; origins and profiles only the first time they are met.

        Raises BadData, having written nothing, where a pack turns out not to be what was written.
        """
        if reading.pack:
            copy_verified(reading.pack, self._directory / f"pack-{reading.state.file_id}.parquet")
        self._rows("observations", reading.observations)
        self._rows("quarantine", reading.quarantined)
        self._rows("files", [reading.state])
        self._rows("origins", [row for row in reading.origins if self._is_new(row.origin_id)])
        self._rows("profiles", [row for row in reading.profiles if self._is_new(row.profile_id)])

        if reading.ledgers is not None:
            self._ledgers(reading.ledgers)
        if reading.remotes:
            self._remotes(reading.remotes)
        if reading.client_totals:
            self._also(CLIENT_TOTALS)
            self._rows(CLIENT_TOTALS, list(reading.client_totals))

    def _ledgers(self, ledgers: Ledgers) -> None:
        """Rows by column, one Parquet file for what one content says; the rest like other rows.

        The same content met under two names is the same file here: it cannot be counted twice.
        """
        self._also(*LEDGER_TABLES)
        content = short_digest(*(str(snapshot.snapshot_id) for snapshot in ledgers.snapshots))
        for table in ledgers.tables:
            draft = self._directory / f"draft-{self._writer}"
            table.frame.write_parquet(draft)
            draft.replace(self._directory / f"{table.kind}-{content & _UNSIGNED:016x}.parquet")
        self._rows("snapshots", ledgers.snapshots)
        self._rows("names", ledgers.names)
        self._rows("profiles", [row for row in ledgers.profiles if self._is_new(row.profile_id)])

    def _remotes(self, remotes: Sequence[Name]) -> None:
        """Only the first time a remote is met: every transcript of a project tells it again."""
        self._also(REMOTES)
        new = [
            row for row in remotes if self._is_new(short_digest(row.kind, row.id, row.name, row.attributes))
        ]
        self._rows(REMOTES, new)

    def _also(self, *tables: str) -> None:
        """Have files for tables that most readings have nothing for."""
        for table in tables:
            if table not in self._streams:
                self._streams[table] = (self._directory / f"{table}-{self._writer}.ndjson").open("wb")

    def _is_new(self, digest: int) -> bool:
        if digest in self._known:
            return False
        self._known.add(digest)
        return True

    def _rows(self, table: str, rows: list[Any]) -> None:
        if rows:
            self._streams[table].write(self._encode(rows))
