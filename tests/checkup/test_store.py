"""The store as `doctor` finds it: broken, missing, busy, newer, older, open to others."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pytest
from events import take_in

from claudecost.errors import Error
from claudecost.store import Store
from claudecost.store.examining import read_every_block

from .conftest import Doctor, said_of

#: A store file is headers of 4 KiB and then blocks of 256 KiB, each with a checksum (facts on DuckDB).
HEADERS, BLOCK = 3 * 4096, 256 * 1024


def as_text(path: Path) -> None:
    path.write_text("name,amount\n" * 1000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    os.truncate(path, HEADERS + BLOCK // 2)


def newer(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("INSERT INTO schema_history VALUES (999, TIMESTAMP '2030-01-01', '9.0.0')")


def without_a_table(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE usage_events")


def somebody_else_s(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE invoices AS SELECT 1 AS number")
    path.chmod(0o600)


def a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [as_text, empty, cut, newer, without_a_table, somebody_else_s, a_directory])
@pytest.mark.parametrize("options", [(), ("--deep",)], ids=["", "deep"])
def test_whatever_is_there_instead_of_a_store_is_a_problem_in_our_words(
    store: Path, doctor: Doctor, harm: Callable[[Path], None], options: tuple[str, ...]
) -> None:
    harm(store)
    said = doctor(store, "--json", *options)
    assert (said.code, said.err) == (1, "")
    assert said_of(said, "store", "problem")
    assert all(one["hint"] for one in said.json["checks"] if one["grade"] == "problem")


def blocks(path: Path) -> range:
    return range((path.stat().st_size - HEADERS) // BLOCK)


def flip(path: Path, block: int) -> None:
    with path.open("r+b") as file:
        file.seek(HEADERS + block * BLOCK + 3000)
        [byte] = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 0xFF]))


def test_a_single_flipped_byte_is_found_by_the_deep_look_and_its_table_named(
    store: Path, doctor: Doctor
) -> None:
    """In any block: some belong to nothing, some keep the store from opening, the others are tables'."""
    whole = store.read_bytes()
    named: dict[str, int] = {}
    for block in blocks(store):
        store.write_bytes(whole)
        flip(store, block)
        with suppress(Error):
            named |= {table.name: block for table in read_every_block(Store(store)) if table.why}
    assert {"observations", "usage_events", "files", "origins"} <= named.keys()
    store.write_bytes(whole)
    flip(store, named["observations"])
    assert doctor(store, "--json").code == 0, "nobody has met it yet"
    said = doctor(store, "--json", "--deep")
    assert said.code == 1
    assert "table observations cannot be read" in said_of(said, "store", "problem")


def test_an_older_store_is_left_as_it_is(store: Path, doctor: Doctor) -> None:
    with duckdb.connect(str(store)) as connection:
        connection.execute("DELETE FROM schema_history WHERE version > 3")
    before = store.read_bytes()
    said = doctor(store, "--json", "--deep")
    assert said.code == 0
    assert "schema version 3, an older one" in said_of(said, "store", "ok")
    assert store.read_bytes() == before


@contextmanager
def held(store: Path, purpose: str) -> Iterator[None]:
    descriptor = os.open(store.with_name(f"{store.name}.{purpose}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.pwrite(descriptor, b'{"pid": 4711, "command": "claudecost ingest", "since": "2026-11-20"}', 0)
        yield
    finally:
        os.close(descriptor)


def test_a_store_in_use_is_not_waited_for_and_who_has_it_is_said(store: Path, doctor: Doctor) -> None:
    with held(store, "store"):
        said = doctor(store, "--json", "--deep")
    assert said.code == 0, "busy is no fault"
    assert "process 4711 (`claudecost ingest`" in said_of(said, "store", "note")


def test_an_ingest_under_way_is_said_and_the_store_is_looked_into(store: Path, doctor: Doctor) -> None:
    with held(store, "ingest"):
        said = doctor(store, "--json")
    assert "process 4711" in said_of(said, "store", "note")
    assert "1 response" in said_of(said, "store", "ok")


def test_what_a_killed_run_left_is_said(store: Path, doctor: Doctor) -> None:
    store.with_name(f"{store.name}.spill").mkdir()
    assert f"{store.name}.spill" in said_of(doctor(store, "--json"), "store", "note")


@pytest.mark.parametrize(("mode", "grade"), [(0o640, "note"), (0o660, "problem"), (0o600, "ok")])
def test_others_reading_the_store_is_a_note_and_others_changing_it_a_problem(
    store: Path, doctor: Doctor, mode: int, grade: str
) -> None:
    store.chmod(mode)
    assert str(store) in said_of(doctor(store, "--json"), "store", grade)


def test_a_directory_anybody_may_write_in_is_a_problem(store: Path, doctor: Doctor) -> None:
    store.parent.chmod(0o777)
    assert "other users may put files" in said_of(doctor(store, "--json"), "store", "problem")


def test_lines_nobody_could_read_are_counted_by_reason(empty_home: Path, store: Path, doctor: Doctor) -> None:
    [transcript] = (empty_home / ".claude").rglob("*.jsonl")
    with transcript.open("ab") as file:
        file.write(b'{"type": "assis\nnonsense\n')
    take_in(Store(store), empty_home / ".claude")
    said = said_of(doctor(store, "--json"), "store", "note")
    assert "2 lines could not be read" in said
    assert "1 truncated" in said
