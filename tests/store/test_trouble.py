"""What can be wrong with a store: one clear message, the documented exit code, and nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from events import events, take_in
from ingest.lines import FOLDER, answer, jsonl
from ingest.program import MANY_WORKERS, Home

from claudecost.store import NoStore, Store
from claudecost.store.migrations import NEWEST

COMMANDS = [("ingest",), ("report",), ("report", "--no-ingest")]


@pytest.fixture(params=COMMANDS, ids=" ".join)
def command(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Everything that opens a store."""
    words: tuple[str, ...] = request.param
    return words


def test_where_there_is_no_store_yet_a_report_that_may_not_make_one_says_so(home: Home) -> None:
    ran = home.run("report", "--no-ingest")
    assert (ran.code, ran.out) == (1, "")
    assert "error: there is no store yet\n" in ran.err
    assert "claudecost ingest" in ran.err
    assert not home.db.parent.exists()
    with pytest.raises(NoStore), Store(home.db).reading():
        pass


def text_file(path: Path) -> None:
    path.write_text("name,amount\nann,12\n" * 1000)


def sqlite_file(path: Path) -> None:
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE schema_history (version INTEGER)")
    connection.close()


def empty_file(path: Path) -> None:
    path.touch()


def somebody_else_s(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE invoices AS SELECT 1 AS number")


def somebody_else_s_with_a_history(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE schema_history AS SELECT '1.0' AS version, 'V1' AS script")


def somebody_else_s_with_views_only(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE VIEW invoices AS SELECT 1 AS number")


OTHERS: list[Callable[[Path], None]] = [
    text_file,
    sqlite_file,
    empty_file,
    somebody_else_s,
    somebody_else_s_with_a_history,
    somebody_else_s_with_views_only,
]


@pytest.mark.parametrize("make", OTHERS)
def test_a_file_that_is_no_store_of_ours_is_refused_and_left_alone(
    home: Home, make: Callable[[Path], None], command: tuple[str, ...]
) -> None:
    """`--db` was mistyped: whatever that file is, it is dear to somebody."""
    home.db.parent.mkdir()
    make(home.db)
    before = home.db.read_bytes()
    ran = home.run(*command)

    assert (ran.code, ran.out) == (65, "")
    assert ran.err.startswith("error: ")
    assert f"  at {home.db}\n  the file was left as it is\n" in ran.err
    assert home.db.read_bytes() == before
    assert not home.db.with_name("store.db.wal").exists()


def test_a_directory_is_no_store(home: Home, command: tuple[str, ...]) -> None:
    home.db.mkdir(parents=True)
    ran = home.run(*command)
    assert ran.code == 65
    assert "error: this is a directory, not a claudecost store\n" in ran.err


def test_a_store_of_a_newer_claudecost_is_refused_and_left_alone(
    home: Home, store: Store, command: tuple[str, ...]
) -> None:
    with duckdb.connect(str(store.path)) as connection:
        connection.execute("INSERT INTO schema_history VALUES (99, '2027-01-01', '9.0')")
    before = store.path.read_bytes()
    ran = home.run(*command)

    assert ran.code == 65
    assert "error: the store has schema version 99;" in ran.err
    assert f"knows versions up to {NEWEST}\n" in ran.err
    assert "update claudecost" in ran.err
    assert store.path.read_bytes() == before


def cut_to_its_head(content: bytes) -> bytes:
    return content[:8192]


def with_another_head(content: bytes) -> bytes:
    return b"\xff" * 4096 + content[4096:]


def with_noise_inside(content: bytes) -> bytes:
    """Every block of tables is spoilt, so that any question meets one."""
    return content[:12288] + bytes(byte ^ 0x55 for byte in content[12288:])


@pytest.mark.parametrize("spoil", [cut_to_its_head, with_another_head, with_noise_inside])
def test_a_damaged_store_is_refused_and_left_alone(
    home: Home, store: Store, spoil: Callable[[bytes], bytes], command: tuple[str, ...]
) -> None:
    damaged = spoil(store.path.read_bytes())
    store.path.write_bytes(damaged)
    ran = home.run(*command)

    assert (ran.code, ran.out) == (65, "")
    assert "ingest again" in ran.err
    assert store.path.read_bytes() == damaged


@pytest.mark.parametrize("closed", ["directory", "file", "parent"])
def test_no_permission_is_said_and_nothing_is_touched(home: Home, store: Store, closed: str) -> None:
    """Run without root's privilege to ignore permissions."""
    path, mode = {
        "directory": (home.db.parent, 0o555),
        "file": (home.db, 0o444),
        "parent": (home.db.parent, 0o000),
    }[closed]
    for name in home.db.parent.glob("*.lock"):
        name.unlink()
    before = path.stat().st_mode
    (home.path / ".claude" / "projects" / FOLDER / "s2.jsonl").write_bytes(jsonl(answer(9)))
    path.chmod(mode)
    try:
        ran = home.run("ingest", humble=True)
        reported = home.run("report", humble=True)
    finally:
        path.chmod(before)

    assert (ran.code, reported.code) == (77, 77)
    assert "error: no permission to open the store\n" in ran.err
    assert f"  at {home.db}\n" in ran.err
    assert len(events(store)) == 3


def test_a_place_that_cannot_hold_a_directory_is_said(home: Home) -> None:
    home.db.parent.write_text("a file where the directory should be")
    ran = home.run("ingest")
    assert ran.code in (65, 73)
    assert f"  at {home.db}\n" in ran.err


@pytest.mark.parametrize("name", [b"what?", b"caf\xe9"], ids=["question mark", "not UTF-8"])
def test_a_name_that_duckdb_does_not_take_is_said(home: Home, name: bytes) -> None:
    """It would put its log elsewhere, or fail in words of its own."""
    db = home.path / os.fsdecode(name) / "store.db"
    ran = home.run("ingest", "--db", db)
    assert (ran.code, db.exists()) == (73, False)
    assert (
        "error: cannot write the store: DuckDB takes only UTF-8 in a path, and no question mark\n" in ran.err
    )


@pytest.mark.parametrize("name", ["[x]", "a*b", "**", "it's", "{a,b}", "line\nline", "ü"])
def test_any_other_name_is_fine(tmp_path: Path, home: Home, name: str) -> None:
    store = Store(tmp_path / name / "store.db")
    take_in(store, home.path / ".claude")
    assert len(events(store)) == 3


def test_a_store_without_a_directory_in_its_name_is_here(home: Home) -> None:
    assert home.run("ingest", "--db", "here.db").code == 0
    assert (home.path / "here.db").exists()
    assert home.run("ingest", "--db", ".").code == 65


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a disk here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def grown(home: Home) -> None:
    """Much more to take in than three responses: it needs some megabytes of rows, and as much of store."""
    folder = home.path / ".claude" / "projects" / FOLDER
    for part in range(4):
        numbers = range(part * 2500, (part + 1) * 2500)
        lines = (answer(number, cwd=f"/home/ann/{'x' * 200}{number}") for number in numbers)
        (folder / f"grown-{part}.jsonl").write_bytes(jsonl(*lines))


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("free", [0, 100_000, 1_000_000], ids=["", "nearly", "soon"])
def test_a_full_disk_is_said_and_the_store_is_as_before(
    home: Home, store: Store, small_disk: Path, free: int, workers: int
) -> None:
    """Wherever it strikes: a lock's signature, the rows on their way, the log, the tables."""
    grown(home)
    before = events(store)
    shutil.copytree(home.db.parent, small_disk / "data")
    home.db.parent.rename(home.path / "data-elsewhere")
    home.db.parent.symlink_to(small_disk / "data")
    left = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(b"x" * max(0, left - free))

    home.variables = {"CLAUDECOST_WORKERS": str(workers)}
    with home.start("ingest", program=("-c", MANY_WORKERS)) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 73, err.decode()
    assert b"error: cannot write the store: no space left on the disk\n" in err
    assert b"Traceback" not in err
    assert events(store) == before

    (small_disk / "ballast").unlink()
    shutil.copytree(small_disk / "data", home.path / "data-again", ignore=shutil.ignore_patterns("*.spill"))
    rescued = Store(home.path / "data-again" / "store.db")
    take_in(rescued, home.path / ".claude")
    assert len(events(rescued)) == 10_000


@pytest.mark.parametrize("limit", [1000, 100_000, 1_500_000])
def test_a_store_that_may_not_grow_is_as_before(home: Home, limit: int) -> None:
    """A limit on the size of any file strikes where a full disk would, the first time of all included."""
    grown(home)

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with home.start("ingest", preexec_fn=bounded) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 73, err.decode()
    assert b"error: cannot write the store" in err

    ran = home.run("ingest", "--json")
    assert (ran.code, ran.json["responses"]["total"]) == (0, 10_000)
