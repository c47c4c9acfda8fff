"""Answers of the organisation's API, just fetched, into the store: like files, named by what was asked."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from ..sources.names import BATCH
from ..store import Store
from .people import People
from .what import Intake

if TYPE_CHECKING:
    from ..sources.reading import Reading
    from ..sync import Pull
    from ..sync.batches import FetchedBatch

#: Answers held for an organisation: what was asked, and when what the store has of it was true.
HELD = """
SELECT f.path, max(s.taken_at)
FROM snapshots AS s
JOIN files AS f ON f.file_id = s.file_id
WHERE s.organization = $organization AND f.source = 'sync'
GROUP BY f.path
"""

#: Results of batches by what was asked for, and files of results by where they lay.
HELD_BATCHES = "SELECT path FROM files WHERE source = 'batch'"


def held(store: Store, organization: str) -> list[tuple[str, str]]:
    """What was asked for before, and when the answers in the store were true (RFC 3339, UTC)."""
    if not store.exists():
        return []
    with store.reading() as reader:
        found = reader.rows(HELD, {"organization": organization})
    return [(label, taken_at.replace(tzinfo=UTC).isoformat()) for label, taken_at in found]


def keep(store: Store, pull: Pull) -> None:
    """One complete answer into the store, all of it or nothing."""
    from ..sources.spill import Spill

    with store.ingesting() as directory:
        with Spill(directory, 0) as spill:
            spill.write(_reading(store, pull))
        with store.saving(directory, {}):
            pass


def held_batches(store: Store) -> set[str]:
    """The labels of the batches whose results the store has."""
    if not store.exists():
        return set()
    with store.reading() as reader:
        return {path for (path,) in reader.rows(HELD_BATCHES)}


def keep_batch(store: Store, batch: FetchedBatch, machine: str | None, organization: str) -> int:
    """The results of one batch into the store; how many responses are new."""
    from ..sources.formats import read_file
    from ..sources.identity import short_digest
    from ..sources.spill import Spill

    assert batch.results is not None
    intake = Intake((batch.results,), machine, organization=organization)
    task = People(intake).other(str(batch.results), BATCH, None, batch.ended_at)
    given = task.given._replace(shown_path=batch.label, file_id=short_digest(BATCH, batch.label))
    with store.ingesting() as directory:
        with Spill(directory, 0) as spill:
            spill.write(read_file(task._replace(given=given)))
        with store.saving(directory, {}) as (_, saved):
            return saved.new


def _reading(store: Store, pull: Pull) -> Reading:
    """The answer as if it had been a file; one asked for again takes the place of the one before."""
    from ..sources.observation import FileState
    from ..sources.reading import Reading

    rows = sum(snapshot.rows for snapshot in pull.ledgers.snapshots) + len(pull.ledgers.names)
    state = FileState(
        file_id=pull.file_id,
        path=pull.label,
        source="sync",
        device=0,
        inode=0,
        size=pull.bytes,
        mtime_ns=0,
        ctime_ns=0,
        read_to=pull.bytes,
        lines=rows,
        head_digest=pull.content_digest,
        tail_digest="",
        last_at=None,
        usage_lines=rows,
        quarantined_lines=0,
        repaired_lines=0,
        bad_values=0,
        unknown_iterations=0,
        unfinished=False,
        from_start=True,
        basis=_basis(store, pull.file_id),
    )
    return Reading(state, [], [], [], [], rows, rows, pull.bytes, ledgers=pull.ledgers)


def _basis(store: Store, file_id: int) -> int:
    """How far the store had read it: nothing if it is new."""
    if not store.exists():
        return -1
    with store.reading() as reader:
        found = reader.rows("SELECT read_to FROM files WHERE file_id = $file_id", {"file_id": file_id})
    return int(found[0][0]) if found else -1
