"""One writer at a time: whoever comes second waits a moment, then says who has the store."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from ingest.lines import FOLDER, answer, jsonl
from ingest.program import Home

from claudecost.store import Store

FOREIGN = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def foreign(store: Store) -> Iterator[subprocess.Popen[bytes]]:
    """Another program that has the store open: a DuckDB shell, a notebook."""
    program = [sys.executable, "-c", FOREIGN, str(store.path)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process


def grow(home: Home) -> None:
    (home.path / ".claude" / "projects" / FOLDER / "s2.jsonl").write_bytes(jsonl(answer(7)))


def test_an_ingest_waits_for_another_and_then_names_it(home: Home, store: Store) -> None:
    with store.ingesting():
        begun = time.monotonic()
        ran = home.run("ingest")
        waited = time.monotonic() - begun

    assert (ran.code, ran.out) == (75, "")
    assert f"error: the store is in use by process {os.getpid()} (`claudecost" in ran.err
    assert "  waited 0.2 s; nothing was changed\n" in ran.err
    assert "CLAUDECOST_LOCK_TIMEOUT" in ran.err
    assert waited > 0.2
    assert home.run("ingest").code == 0


def test_an_ingest_that_waits_long_enough_gets_its_turn(home: Home, store: Store) -> None:
    grow(home)
    home.variables = {"CLAUDECOST_LOCK_TIMEOUT": "30"}
    with store.ingesting():
        process = home.start("ingest")
        time.sleep(0.5)
        assert process.poll() is None
    assert process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_lock_held_by_nobody_known_is_waited_for_all_the_same(home: Home, store: Store) -> None:
    with store.path.with_name("store.db.ingest.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ran = home.run("ingest")
    assert ran.code == 75
    assert "error: the store is in use by another claudecost process\n" in ran.err


@pytest.mark.parametrize("signature", ["", "{", "[]", '{"pid": 1}', "\0" * 50, '{"pid": "\\u001b[31m"}'])
def test_a_lock_file_of_any_content_is_no_obstacle(home: Home, store: Store, signature: str) -> None:
    store.path.with_name("store.db.ingest.lock").write_text(signature)
    assert home.run("ingest").code == 0


def test_who_has_the_store_is_not_told_of_one_who_had_it(home: Home, store: Store) -> None:
    """Readers leave no name; the name of the last writer would be the wrong one."""
    grow(home)
    with store.reading():
        ran = home.run("ingest")
    assert ran.code == 75
    assert "error: the store is in use by another claudecost process\n" in ran.err


def test_a_program_that_has_the_file_open_is_named(
    home: Home, store: Store, foreign: subprocess.Popen[bytes]
) -> None:
    grow(home)
    for command in (("ingest",), ("report",), ("report", "--no-ingest")):
        ran = home.run(*command)
        assert (ran.code, ran.out) == (75, "")
        assert f"error: the store is in use by process {foreign.pid}\n" in ran.err
    foreign.kill()
    foreign.wait()
    assert home.run("ingest").code == 0


def test_reports_are_answered_while_an_ingest_is_reading(home: Home, store: Store) -> None:
    """Reading takes long, writing does not: until then the store answers as it was."""
    assert home.run("report").code == 0
    with store.ingesting():
        assert home.run("report", "--no-ingest").code == 0
        assert home.run("report").code == 0
        grow(home)
        assert home.run("report").code == 75


def test_readers_do_not_keep_each_other_out(home: Home, store: Store) -> None:
    with store.reading() as one, store.reading() as other:
        assert one.file_states() == other.file_states()
        assert home.run("report", "--no-ingest").code == 0
