"""What reading came to, in numbers; light enough to be there when nothing had to be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..errors import Problem

if TYPE_CHECKING:
    from .ledger import Snapshot
    from .observation import Quarantined
    from .reading import Reading

#: Damaged lines listed one by one in what an ingest reports; beyond it they are only counted.
MOST_LISTED = 1000


@dataclass
class Summary:
    """What readings came to: files and bytes read, what their lines were, and what could not be read.

    `refused` are files that must not be taken in as they are, `problems` oddities of files that were;
    `ledger_rows` counts rows of the organisation's ledgers, `exports` says what each export was.
    """

    files: int = 0
    bytes_read: int = 0
    lines: int = 0
    usage_lines: int = 0
    quarantined_lines: int = 0
    repaired_lines: int = 0
    unfinished_files: int = 0
    quarantined: list[tuple[str, Quarantined]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ledger_rows: int = 0
    exports: list[str] = field(default_factory=list)

    def add(self, reading: Reading) -> None:
        """Count one reading in."""
        self.files += 1
        self.bytes_read += reading.bytes_read
        self.lines += reading.lines
        self.usage_lines += reading.usage_lines
        self.quarantined_lines += len(reading.quarantined)
        self.repaired_lines += reading.repaired
        self.unfinished_files += reading.state.unfinished
        self.problems.extend(reading.problems)
        if reading.ledgers is not None:
            self.ledger_rows += sum(snapshot.rows for snapshot in reading.ledgers.snapshots)
            self.exports.extend(_words(snapshot) for snapshot in reading.ledgers.snapshots)
        if reading.pack is not None:
            self.exports.append(f"pack of {reading.packed_on}, {reading.usage_lines:,} observations")
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
        self.refused.extend(other.refused)
        self.problems.extend(other.problems)
        self.ledger_rows += other.ledger_rows
        self.exports.extend(other.exports)


def _words(snapshot: Snapshot) -> str:
    """What an export is and covers: `console-cost-csv (billed), 2026-10-01 to 2026-10-31, 1,973 rows`."""
    last = date.fromisoformat(snapshot.until) - timedelta(days=1)
    return f"{snapshot.source} ({snapshot.ledger}), {snapshot.since} to {last}, {snapshot.rows:,} rows"
