"""The schema's history, applied in order; each step runs alone and ends with a checkpoint."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from .._version import __version__
from .driver import duckdb
from .trouble import NewerStore, NotAStore

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: One SQL file per version, from 1; a later version is a file of ALTER statements appended here.
STEPS = ("schema.sql", "ledgers.sql", "closings.sql", "client_totals.sql", "packs.sql")
NEWEST = len(STEPS)

#: Asks for two tables: others have a history of their own, but not with our notes beside it.
_VERSION = "SELECT (SELECT max(version) FROM schema_history), (SELECT count(*) FROM notes)"
_ANYTHING = "SELECT count(*) > 0 FROM (FROM duckdb_columns() WHERE NOT internal)"


def question(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def version_of(connection: DuckDBPyConnection, store: Path) -> int:
    """The schema version of an open store, 0 for a new file; raises for a foreign or a newer one."""
    try:
        row = connection.execute(_VERSION).fetchone()
    except (duckdb().CatalogException, duckdb().BinderException):
        if connection.execute(_ANYTHING).fetchone() == (False,):
            return 0
        raise NotAStore(store, "this is a DuckDB database, but not a claudecost store") from None
    version = int(row[0]) if row and row[0] is not None else 0
    if version > NEWEST:
        raise NewerStore(store, version, NEWEST)
    return version


def migrate(connection: DuckDBPyConnection, store: Path) -> None:
    """Bring an open, writable store to the newest schema."""
    for version in range(version_of(connection, store) + 1, NEWEST + 1):
        connection.begin()
        try:
            connection.execute(question(STEPS[version - 1]))
            connection.execute(
                "INSERT INTO schema_history VALUES ($version, $applied_at, $applied_by)",
                {
                    "version": version,
                    "applied_at": datetime.now(UTC).replace(tzinfo=None),
                    "applied_by": __version__,
                },
            )
            connection.commit()
        except BaseException:
            with suppress(Exception):
                connection.rollback()
            raise
        connection.execute("CHECKPOINT")


def statements(text: str) -> list[str]:
    """The statements of one of our SQL files, each ending its line with a semicolon."""
    return [part for part in text.split(";\n") if part.strip()]
