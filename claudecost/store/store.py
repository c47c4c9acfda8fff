"""The one class that speaks DuckDB: opens, writes and questions the store.

Writing is one transaction under an exclusive lock; reading holds a shared one.
A kill at any instant leaves the store as it was before or as it is after.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..records import Profile, TokenMeasurement
from . import driver
from .loading import HOW_MANY, Saved, note, take_in, transaction
from .lock import locked, patience
from .migrations import NEWEST, migrate, question, statements, version_of
from .trouble import CannotWrite, NoStore, NotAStore, is_lock_conflict, translate

if TYPE_CHECKING:
    import duckdb

#: Our questions name the events first and small tables after them, and mean it. Left to guess, DuckDB takes
#: the calendar for the large one: a year's report then costs three times as much.
LEFT_ALONE = "join_order,build_side_probe_side"

LOOKED_AT = "DELETE FROM client_totals_unread WHERE list_contains($files, file_id)"

#: DuckDB may use this much and spills to disk beyond it.
MEMORY_LIMIT = "192MB"
MEMORY_FOR_MUCH = "128MB"

#: Comparing ledgers of a large organisation holds all its cells at once.
MEMORY_TO_ASK_MUCH = "2GB"

#: Bytes of spilled rows beyond which loading is kept to one thread.
MUCH_TO_LOAD = 128 * 1024 * 1024

_SAFE = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


class Reader:
    """An open store that only answers questions; temporary tables of one's own are allowed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute(f"SET disabled_optimizers = '{LEFT_ALONE}'")

    def rows(self, sql: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Run one question, values as named parameters, and fetch every row."""
        return self._connection.execute(sql, dict(values) if values else None).fetchall()

    def run(self, sql: str, values: Mapping[str, object] | None = None) -> None:
        """Run a statement that prepares a question, such as filling a temporary table."""
        self._connection.execute(sql, dict(values) if values else None)

    def table(self, sql: str) -> Any:
        """One question as columns for Arrow's libraries: whole numbers and decimals stay exact.

        It is put when it is read, which has to be before the next one.
        """
        import duckdb

        return duckdb.sql(sql, connection=self._connection)

    def take_room(self) -> None:
        """Allow questions over millions of rows what they need; a reader has nowhere to spill to."""
        self._connection.execute(f"SET memory_limit = '{MEMORY_TO_ASK_MUCH}'")

    def columns(self) -> list[str]:
        """Column names of the last question."""
        return [column[0] for column in self._connection.description or []]

    def file_states(self) -> list[tuple[Any, ...]]:
        """What is known of every file, in the order of the columns of file_states.sql."""
        return self.rows(question("file_states.sql"))

    def note(self, name: str) -> str | None:
        """A small fact the store keeps about itself."""
        found = self.rows("SELECT content FROM notes WHERE name = $name", {"name": name})
        return found[0][0] if found else None

    def responses(self) -> int:
        """How many responses the store knows."""
        return int(self.rows(HOW_MANY)[0][0])

    def batches(self) -> list[str]:
        """What is known of Message Batches, one JSON object each: id, ended_at, how its requests did."""
        found = self.rows(
            "SELECT DISTINCT ON (id) attributes FROM names WHERE kind = 'batch' ORDER BY id, seen_at DESC"
        )
        return [attributes for (attributes,) in found]

    def damage(self) -> list[tuple[Any, ...]]:
        """Path, line, byte offset and reason of every line that could not be read."""
        return self.rows(question("damage.sql"))

    def profiles(self) -> list[Profile]:
        """Every combination of model, speed, tier and geography in the store."""
        found = self.rows(
            "SELECT profile_id, model_id, platform, speed, service_tier, geo, refused "
            "FROM profiles ORDER BY profile_id"
        )
        return [Profile(*row) for row in found]

    def token_ratios(self) -> list[TokenMeasurement]:
        """The newest measurement of every kind of content for two tokenizers."""
        return [TokenMeasurement(*row) for row in self.rows(question("token_ratios.sql"))]


class Store:
    """The store file at `path`; each use opens it, does one thing, and closes it."""

    def __init__(self, path: Path) -> None:
        if not path.name:
            raise NotAStore(path, "this is a directory, not a claudecost store")
        # What lies beside the store (DuckDB's log, above all) is called after the file, not after a link.
        self.path = Path(os.path.realpath(path))

    def exists(self) -> bool:
        """Whether there is a store file; raises NoPermission where that is not for us to see."""
        with self._in_our_words():
            return self.path.exists()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Open for questions; raises NoStore when there is nothing to read."""
        if not self.exists():
            raise NoStore(self.path)
        with self._in_our_words():
            is_current = False
            while not is_current:
                with locked(self.path, "store", exclusive=False), self._opened_to_read() as connection:
                    version = version_of(connection, self.path)
                    is_current = version == NEWEST
                    if is_current:
                        yield Reader(connection)
                if version == 0:
                    raise NoStore(self.path)
                if not is_current:
                    self._bring_up()

    def _opened_to_read(self) -> duckdb.DuckDBPyConnection:
        return self._connect(read_only=True, config={"enable_external_access": "false", **_SAFE})

    def _bring_up(self) -> None:
        """Migrate a store that an older claudecost left."""
        with (
            locked(self.path, "store", exclusive=True),
            _private_files(),
            self._connect(read_only=False, config=_SAFE) as connection,
        ):
            migrate(connection, self.path)

    @contextmanager
    def ingesting(self) -> Iterator[Path]:
        """Keep other ingests out and give a private directory for spill files, emptied afterwards."""
        with self._in_our_words():
            self._make_home()
            spill = self.path.with_name(f"{self.path.name}.spill")
            with locked(self.path, "ingest", exclusive=True):
                try:
                    _clear(spill)
                    spill.mkdir(mode=0o700)
                    yield spill
                finally:
                    _clear(spill)

    @contextmanager
    def saving(self, spill: Path, notes: Mapping[str, str]) -> Iterator[tuple[Reader, Saved]]:
        """Take spilled readings in, and notes with them, all of it or nothing; then answer questions.

        Raises Stale, changing nothing, when the files were read on from what is no longer there.
        """
        with self._in_our_words(), locked(self.path, "store", exclusive=True), _private_files():
            if not self.path.exists():
                self._begin()
            with self._connect(read_only=False, config=_SAFE) as connection:
                _be_frugal(connection, spill)
                _confine(connection, spill)
                migrate(connection, self.path)
                saved = take_in(connection, spill, notes)
                connection.execute("RESET threads")
                yield Reader(connection), saved

    @contextmanager
    def packing(self, directory: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open for telling in a private directory what was seen here; see packs.py."""
        with self.reading():  # which brings an older store up to date
            pass
        with (
            self._in_our_words(),
            locked(self.path, "store", exclusive=False),
            _private_files(),
            self._connect(read_only=True, config=_SAFE) as connection,
        ):
            connection.execute("SET threads = 1")  # rows in their order, the same bytes every time
            connection.execute("SET temp_directory = '{}'".format(str(directory).replace("'", "''")))
            _confine(connection, directory)
            yield connection

    @contextmanager
    def booking(self) -> Iterator[Reader]:
        """Open for closing a month: questions, and rows of their own, all of them kept or none."""
        if not self.exists():
            raise NoStore(self.path)
        with (
            self._in_our_words(),
            locked(self.path, "store", exclusive=True),
            _private_files(),
            self._connect(read_only=False, config=_SAFE) as connection,
        ):
            migrate(connection, self.path)
            connection.execute(f"SET memory_limit = '{MEMORY_TO_ASK_MUCH}'")
            with transaction(connection):
                yield Reader(connection)

    def remember(self, name: str, content: str) -> None:
        """Keep a note; see `Reader.note`."""
        with (
            self._in_our_words(),
            locked(self.path, "store", exclusive=True),
            _private_files(),
            self._connect(read_only=False, config=_SAFE) as connection,
            transaction(connection),
        ):
            note(connection, name, content)

    def keep_ratios(self, measured: Sequence[TokenMeasurement]) -> None:
        """Add measurements of token counts, all of them or none; makes the store where there is none."""
        with self._in_our_words():
            self._make_home()
            with locked(self.path, "store", exclusive=True), _private_files():
                if not self.path.exists():
                    self._begin()
                with self._connect(read_only=False, config=_SAFE) as connection:
                    migrate(connection, self.path)
                    with transaction(connection):
                        connection.executemany(question("keep_ratio.sql"), [asdict(one) for one in measured])

    def keep_client_totals(self, totals: Sequence[Mapping[str, object]], looked_at: Sequence[int]) -> None:
        """Add totals found in files read before there were any (rows by column), and which were looked at."""
        import json

        with self.booking() as reader:
            reader.run(question("found_client_totals.sql"), {"totals": json.dumps(list(totals))})
            for statement in statements(question("keep_client_totals.sql")):
                reader.run(statement)
            reader.run(LOOKED_AT, {"files": list(looked_at)})

    def _begin(self) -> None:
        """Make an empty store, under another name first: a kill on the way leaves no half-made file."""
        draft = Store(self.path.with_name(f"{self.path.name}.new"))
        for left in (draft.path, draft.path.with_name(f"{draft.path.name}.wal"), self._log()):
            left.unlink(missing_ok=True)
        with draft._connect(read_only=False, config=_SAFE) as connection:
            migrate(connection, self.path)
        draft.path.replace(self.path)

    def _log(self) -> Path:
        """DuckDB's write-ahead log; one whose store is gone belongs to nothing."""
        return self.path.with_name(f"{self.path.name}.wal")

    def _connect(self, *, read_only: bool, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        """Open the file, waiting a moment for a program that is not ours to let go of it."""
        if b"?" in (name := os.fsencode(self.path)) or "\ufffd" in name.decode("utf-8", "replace"):
            raise CannotWrite(self.path, "DuckDB takes only UTF-8 in a path, and no question mark")
        config = {"memory_limit": MEMORY_LIMIT, **config}
        if not read_only:
            config["storage_compatibility_version"] = "v1.5.0"
        deadline = time.monotonic() + patience()
        while True:
            try:
                connection: duckdb.DuckDBPyConnection = driver.duckdb().connect(
                    str(self.path), read_only=read_only, config=config
                )
            except driver.duckdb().IOException as error:
                if not is_lock_conflict(error) or time.monotonic() >= deadline:
                    raise
                time.sleep(0.1)
            else:
                return connection

    def _make_home(self) -> None:
        """The store's directory, private when it is ours to make."""
        if not self.path.parent.is_dir():
            with _private_files():
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise translate(error, self.path) from error
        except Exception as error:
            if type(error).__name__ in ("RuntimeError", "InterruptException") and "nterrupt" in str(error):
                raise KeyboardInterrupt from None  # what DuckDB makes of Control-C in the middle of a query
            if not type(error).__module__.startswith(("duckdb", "_duckdb")):
                raise
            raise translate(error, self.path) from error


def _confine(connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
    """From here on the connection reads and writes files in one directory only, besides its own."""
    quoted = str(directory).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{quoted}']")
    connection.execute("SET enable_external_access = false")


def _be_frugal(connection: duckdb.DuckDBPyConnection, spill: Path) -> None:
    """Take a long history in with one thread: each takes buffers of 64 MB, whatever there is to read."""
    todo = sum(path.stat().st_size for path in spill.iterdir())
    threads, limit = (1, MEMORY_FOR_MUCH) if todo > MUCH_TO_LOAD else (2, MEMORY_LIMIT)
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"SET threads = {threads}")
    connection.execute(f"SET memory_limit = '{limit}'")


@contextmanager
def _private_files() -> Iterator[None]:
    """New files are for this user alone; a new write-ahead log would be 0644 otherwise."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _clear(directory: Path) -> None:
    """Remove a spill directory and the files in it, left by us or by a run that was killed."""
    if directory.is_dir() and not directory.is_symlink():
        for path in directory.iterdir():
            path.unlink()
        directory.rmdir()
