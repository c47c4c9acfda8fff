"""Packs on their way out of the store and into it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..packing.envelope import DamagedPack, envelope_of
from .driver import duckdb
from .migrations import question, statements

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: The note by which packs of this store are told from those of others.
STORE_ID = "store id"

#: Counts beyond this are none: their costs would leave the digits a total has.
_MOST = 10**15

_HOW_MANY = "SELECT (SELECT count(*) FROM own_observations), (SELECT count(*) FROM own_files)"

#: The packs just read by what their copies are called, with the paths a person knows them by.
_SHOWN = "SELECT 'pack-' || file_id, path FROM new_files WHERE source = 'pack'"

#: The files a pack tells of: read here, of a source of single responses.
OWN_FILES = """
SELECT file_id, path, source, machine
FROM files
WHERE NOT in_pack AND source IN ('claude-code', 'batch', 'response-log', 'bedrock-log', 'litellm')
ORDER BY file_id
"""

OWN_ORIGINS = """
SELECT *
FROM origins
WHERE origin_id IN (
    SELECT origin_id
    FROM observations
    WHERE file_id IN (
        SELECT file_id
        FROM files
        WHERE NOT in_pack AND source IN ('claude-code', 'batch', 'response-log', 'bedrock-log', 'litellm')))
ORDER BY origin_id
"""

REMOTES = """
SELECT kind, id, name, attributes, strftime(seen_at, '%Y-%m-%dT%H:%M:%S.%f') AS seen_at
FROM names
WHERE kind = 'git_remote'
"""


def lay_out(
    connection: DuckDBPyConnection,
    directory: Path,
    files: Iterable[Mapping[str, Any]],
    origins: Iterable[Mapping[str, Any]],
    remotes: Iterable[Mapping[str, Any]],
    since: datetime | None,
) -> tuple[int, int]:
    """Prepare what a pack is to say (lay_out_pack.sql has the columns); how many observations and files."""
    values: dict[str, object] = {"since": since or datetime.min}
    for name, rows in (("files", files), ("origins", origins), ("remotes", remotes)):
        path = directory / f"{name}.ndjson"
        with path.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{json.dumps(row)}\n" for row in rows)
        values[name] = [str(path)]
    for statement in statements(question("lay_out_pack.sql")):
        connection.execute(
            statement, {name: value for name, value in values.items() if f"${name}" in statement}
        )
    for statement in (question("pack_shape.sql"), *statements(question("pack.sql"))):
        connection.execute(statement)
    found = connection.execute(_HOW_MANY).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])


def write(connection: DuckDBPyConnection, path: Path, key: str, envelope: str) -> None:
    """Write what was laid out to a Parquet file, the envelope in its metadata."""
    target, said = (text.replace("'", "''") for text in (str(path), envelope))
    connection.execute(
        f"COPY (FROM sorted_pack) TO '{target}' "
        f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{key}: '{said}'}})"
    )


def to_merge(connection: DuckDBPyConnection, packs: Iterable[Path]) -> list[list[str]]:
    """Packs in groups that can be taken in at once: no file stands twice in a group. Raises DamagedPack.

    A pack of this store itself with names hidden tells nothing and is left out: its rows would stand beside
    the same rows with names.
    """
    shown = dict(connection.execute(_SHOWN).fetchall())
    own = connection.execute("SELECT content FROM notes WHERE name = $name", {"name": STORE_ID}).fetchone()
    told = []
    for path in packs:
        check(connection, path, shown.get(path.stem, str(path)))
        envelope = envelope_of(str(path))
        if not (envelope.hashed and own is not None and envelope.store == own[0]):
            told.append(str(path))
    if not told:
        return []
    found = connection.execute(question("twice_in_packs.sql"), {"packs": told}).fetchone()
    return [told] if found == (0,) else [[path] for path in told]


def check(connection: DuckDBPyConnection, path: Path, shown: str) -> None:
    """Refuse a pack that has its digest and is none nevertheless: other columns, counts that are none."""
    try:
        there = connection.execute("DESCRIBE FROM read_parquet($packs)", {"packs": [str(path)]}).fetchall()
        connection.execute(question("pack_shape.sql"))
        if there != connection.execute("DESCRIBE FROM pack_shape").fetchall():
            raise DamagedPack(shown, "its columns are not those of a pack")
        odd = connection.execute(
            question("odd_in_pack.sql"), {"packs": [str(path)], "most": _MOST}
        ).fetchone()
    except duckdb().Error as error:
        if type(error).__name__ in ("OutOfMemoryException", "InterruptException"):
            raise
        raise DamagedPack(shown, "it cannot be read as Parquet") from None
    if odd != (0,):
        raise DamagedPack(shown, "it tells of what cannot be")
