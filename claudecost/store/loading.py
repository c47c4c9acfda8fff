"""Taking in what was read: rows into tables, events derived anew, packs merged; all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import driver
from .migrations import question, statements

if TYPE_CHECKING:
    import duckdb

#: Responses the rule takes at a time: what keeps a long history's memory that of a short one.
SLICE = 25_000

HOW_MANY = "SELECT count(*) FROM usage_events WHERE item = 0"

#: Transcripts just read from their start, and others looked through, have told what the client says of them.
READ_ANEW = (
    "DELETE FROM client_totals_unread WHERE file_id IN (SELECT file_id FROM new_files WHERE from_start)"
)
#: Rather than fail, a write that needs more gets it, step by step.
MEMORY_IF_NEED_BE = ("192MB", "384MB", "2GB")


class Stale(Exception):
    """Somebody else has taken in the same files meanwhile; reading them anew will do."""


class Saved(NamedTuple):
    """What a write did to the responses: how many are new, how many changed, how many there are."""

    new: int
    updated: int
    total: int


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block, or nothing of it."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with suppress(Exception):
            connection.rollback()
        raise


def take_in(connection: duckdb.DuckDBPyConnection, spill: Path, notes: Mapping[str, str]) -> Saved:
    """With as little memory as will do: what does not fit is tried again with more."""
    for limit in MEMORY_IF_NEED_BE:
        try:
            return _all_of_it(connection, spill, notes)
        except driver.duckdb().OutOfMemoryException:
            connection.execute(f"SET memory_limit = '{limit}'")
    return _all_of_it(connection, spill, notes)


def _all_of_it(connection: duckdb.DuckDBPyConnection, spill: Path, notes: Mapping[str, str]) -> Saved:
    """Everything spilled, and the notes, in one transaction."""
    with transaction(connection):
        saved = _load(connection, spill)
        for name, content in notes.items():
            note(connection, name, content)
    return saved


def _load(connection: duckdb.DuckDBPyConnection, spill: Path) -> Saved:
    tables = ("files", "origins", "profiles", "observations", "quarantine")
    lists = {table: sorted(str(path) for path in spill.glob(f"{table}-*.ndjson")) for table in tables}
    load, *others = statements(question("load.sql"))
    connection.execute(load, {"files": lists["files"]})
    if _one(connection, question("stale.sql")):
        raise Stale
    for statement in others:
        connection.execute(statement, {name: lists[name] for name in tables if f"${name}" in statement})
    _load_ledgers(connection, spill)
    _load_remotes(connection, spill)
    _load_client_totals(connection, spill)
    saved = _derive(connection)
    return _merge_packs(connection, spill, saved)


def _load_ledgers(connection: duckdb.DuckDBPyConnection, spill: Path) -> None:
    """What the organisation's own exports said, if any were read."""
    kinds = {"snapshots": "ndjson", "names": "ndjson", "metered": "parquet", "billed": "parquet"}
    lists = {kind: sorted(str(path) for path in spill.glob(f"{kind}-*.{end}")) for kind, end in kinds.items()}
    if not lists["snapshots"]:
        return
    for statement in statements(question("load_ledgers.sql")):
        wanted = {kind: paths for kind, paths in lists.items() if f"${kind}" in statement}
        if all(wanted.values()):
            connection.execute(statement, wanted)


def _load_remotes(connection: duckdb.DuckDBPyConnection, spill: Path) -> None:
    """What the git remotes of projects are called, if any were found."""
    remotes = sorted(str(path) for path in spill.glob("remotes-*.ndjson"))
    if not remotes:
        return
    load, *others = statements(question("load_remotes.sql"))
    found = connection.execute(load, {"remotes": remotes}).fetchone()
    if found == (0,):  # as nearly always: that of a project stays what it was
        return
    for statement in others:
        connection.execute(statement)


def _load_client_totals(connection: duckdb.DuckDBPyConnection, spill: Path) -> None:
    """What the client itself says sessions came to, if it said so."""
    connection.execute(READ_ANEW)
    totals = sorted(str(path) for path in spill.glob("client_totals-*.ndjson"))
    if not totals:
        return
    connection.execute(question("load_client_totals.sql"), {"client_totals": totals})
    for statement in statements(question("keep_client_totals.sql")):
        connection.execute(statement)


def _merge_packs(connection: duckdb.DuckDBPyConnection, spill: Path, saved: Saved) -> Saved:
    """What stores of other machines have seen, if packs of theirs were read; raises DamagedPack."""
    packs = sorted(spill.glob("pack-*.parquet"))
    if not packs:
        return saved
    from .packs import to_merge

    connection.execute("SET disabled_compression_methods = 'zstd'")  # tried on every column, good for none
    groups = to_merge(connection, packs)
    connection.execute("DROP TABLE new_observations")  # a view takes its place
    for group in groups:
        connection.execute("SET VARIABLE packs = $packs", {"packs": group})
        for statement in statements(question("load_packs.sql")):
            connection.execute(statement)
        more = _derive(connection)
        saved = Saved(saved.new + more.new, saved.updated + more.updated, more.total)
    return saved


def note(connection: duckdb.DuckDBPyConnection, name: str, content: str) -> None:
    """Keep a note under its name, in place of what it said before."""
    connection.execute("DELETE FROM notes WHERE name = $name", {"name": name})
    connection.execute("INSERT INTO notes VALUES ($name, $content)", {"name": name, "content": content})


def _derive(connection: duckdb.DuckDBPyConnection) -> Saved:
    """Derive the touched responses' events anew; the rule over many lines slice by slice."""
    for statement in statements(question("touched.sql")):
        connection.execute(statement)
    before = _one(connection, HOW_MANY)
    known = _one(connection, "SELECT count(*) FROM known")
    if known:
        connection.execute(question("forget_touched.sql"))
    slices = max(1, -(-_one(connection, "SELECT count(*) FROM several") // SLICE))
    connection.execute(question("repeated.sql"))
    begin, rule, finish = statements(question("usage_events.sql"))
    connection.execute(begin)
    for number in range(slices):
        connection.execute(rule, {"slices": slices, "slice": number})
    connection.execute(finish)
    total = _one(connection, HOW_MANY)
    return Saved(max(0, total - before), known, total)


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])
