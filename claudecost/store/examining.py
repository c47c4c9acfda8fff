"""The store as it is, for whoever asks what is wrong with it: never made, never brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from .driver import duckdb
from .lock import StoreBusy, holder_of, locked, waiting
from .migrations import NEWEST, version_of
from .store import Reader, Store
from .trouble import translate

#: Every table there is and its columns, in their order.
_TABLES = """
SELECT table_name, list(column_name ORDER BY column_index)
FROM duckdb_columns()
WHERE NOT internal AND database_name = current_database()
GROUP BY table_name
ORDER BY table_name
"""


class TableRead(NamedTuple):
    """A table read from its first block to its last: how many rows it has, or why they cannot be read."""

    name: str
    rows: int | None
    why: str | None = None


class Opened(NamedTuple):
    """An open store and the version of its schema; `is_current` False: older than this program's."""

    reader: Reader
    version: int
    is_current: bool


def holders(store: Store) -> list[str]:
    """Who has the store, or is taking something in, right now; empty for nobody."""
    found = [holder_of(store.path, purpose) for purpose in ("store", "ingest")]
    return list(dict.fromkeys(who for who in found if who is not None))


@contextmanager
def examining(store: Store) -> Iterator[Opened]:
    """Open what is there, waiting for nobody; raises what `Store.reading` does, and StoreBusy at once."""
    with store._in_our_words(), waiting(0):
        if holder := holder_of(store.path, "store"):
            raise StoreBusy(store.path, holder, 0)
        with locked(store.path, "store", exclusive=False), store._opened_to_read() as connection:
            version = version_of(connection, store.path)
            yield Opened(Reader(connection), version, version == NEWEST)


def read_every_block(store: Store) -> Iterator[TableRead]:
    """Read every column of every row; DuckDB checks each block's checksum when it is read.

    A connection that has met a damaged block may answer nothing more: what comes after it gets another.
    """
    with examining(store) as opened:
        todo = {name: list(columns) for name, columns in opened.reader.rows(_TABLES)}
    while todo:
        with examining(store) as opened:
            for name in list(todo):
                columns = todo.pop(name)
                rows, why = _read(opened.reader, store, name, columns)
                if why is not None:
                    break
                yield TableRead(name, rows)
        if why is not None:
            yield TableRead(name, None, why)


def _read(reader: Reader, store: Store, table: str, columns: list[str]) -> tuple[int | None, str | None]:
    """How many rows a table has, all of these columns read; or None, and why it cannot be read."""
    read = ", ".join(f'bit_xor(hash("{column}"))' for column in columns)
    try:
        [(rows, *_)] = reader.rows(f'SELECT count(*), {read} FROM "{table}"')
    except (duckdb().Error, OSError) as error:
        return None, translate(error, store.path).what
    return int(rows), None
