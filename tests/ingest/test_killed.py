"""A kill at any instant leaves the store as it was before or as it is after, never between.

Laptops run out of power, terminals are closed, and the kernel kills what is large: the next ingest must
find a store it can use, and nothing in its way.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from events import events, take_in
from repeated import first_of

from claudecost.store import NoStore, Store

from .lines import FOLDER, answer, jsonl
from .program import MANY_WORKERS, Home

KILLS = 8


@pytest.fixture(scope="module")
def half(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds every other file of it, half-way through."""
    folder = tmp_path_factory.mktemp("half")
    for number, path in enumerate(sorted(history.rglob("*.jsonl"))):
        if number % 2:
            copy = folder / "root" / path.relative_to(history)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    take_in(Store(folder / "store.db"), folder / "root")
    return folder / "store.db"


@pytest.fixture(scope="module")
def whole(history: Path, half: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Any]:
    """The events of all of it, for a store that was empty (False) and for one that held half of it (True)."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copyfile(half, folder / "half.db")
    found = {}
    for held_half, name in ((False, "new.db"), (True, "half.db")):
        take_in(Store(folder / name), history)
        found[held_half] = events(Store(folder / name))
    return found


def stored(db: Path) -> list[dict[str, Any]]:
    """The events in a store; none where there is no store."""
    try:
        return events(Store(db))
    except NoStore:
        return []


def left_beside(home: Home) -> set[str]:
    """What an ingest left besides the store and its locks."""
    names = {path.name for path in home.db.parent.iterdir()}
    return names - {"store.db", "store.db.ingest.lock", "store.db.store.lock"}


def starts(home: Home, history: Path, workers: int) -> subprocess.Popen[bytes]:
    """An ingest, past its imports: it has just taken its lock."""
    home.variables = {"CLAUDECOST_WORKERS": str(workers)}
    lock = home.db.with_name(f"{home.db.name}.ingest.lock")
    lock.unlink(missing_ok=True)
    program = ("-m", "claudecost") if workers == 1 else ("-c", MANY_WORKERS)
    process = home.start("ingest", history, program=program, start_new_session=True)
    while not lock.exists() and process.poll() is None:
        time.sleep(0.001)
    return process


def ends(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, err = process.communicate(timeout=60)
    return process.returncode, err.decode()


def processes_of(home: Home) -> Iterator[int]:
    """Every process that was started for this person's store."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(home.db).encode() in path.read_bytes():
                yield int(path.parent.name)
        except OSError:
            continue


def are_gone(home: Home) -> bool:
    """Whether no process of an ingest is left, given a moment to notice that it is alone."""
    deadline = time.monotonic() + 10
    while list(processes_of(home)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def instants(home: Home, history: Path, workers: int) -> list[float]:
    """Seconds after the lock was taken, spread over the time an ingest needs from there to its end."""
    process = starts(home, history, workers)
    begun = time.monotonic()
    assert ends(process)[0] == 0
    needed = time.monotonic() - begun
    return [needed * number / KILLS for number in range(KILLS)]


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
@pytest.mark.parametrize("workers", first_of([2, 1]))
@pytest.mark.parametrize("holds_half", [False, True], ids=["no store yet", "a store that holds half"])
def test_after_a_kill_the_store_is_as_before_or_as_after(
    home: Home, history: Path, half: Path, whole: dict[bool, Any], holds_half: bool, workers: int
) -> None:
    home.db.parent.mkdir()
    before = stored(half) if holds_half else []
    seen = set()
    for instant in instants(home, history, workers):
        for path in home.db.parent.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if holds_half:
            shutil.copyfile(half, home.db)
        process = starts(home, history, workers)
        time.sleep(instant)
        process.kill()
        ends(process)

        assert are_gone(home)
        found = stored(home.db)
        assert found in (before, whole[holds_half])
        seen.add(found == before)
        take_in(Store(home.db), history)
        assert events(Store(home.db)) == whole[holds_half]
        assert left_beside(home) <= {"store.db.wal"}
    assert True in seen


#: What Python does at the seams of an ingest, as its auditing names it, and with which file.
SEAMS = [
    ("os.mkdir", "store.db.spill"),
    ("open", "observations-0.ndjson"),
    ("open", "s1.jsonl"),
    ("open", "store.db.store.lock"),
    ("os.rename", "store.db.new"),
    ("os.remove", "observations-0.ndjson"),
    ("os.rmdir", "store.db.spill"),
]
KILLED_AT = """
import os, signal, sys
event, name = {seam!r}
def watch(happened, arguments):
    if happened == event and name in str(arguments[0]):
        os.kill(os.getpid(), signal.SIGKILL)
from claudecost.cli import main
sys.addaudithook(watch)
sys.exit(main())
"""


@pytest.mark.parametrize("seam", SEAMS, ids=" ".join)
def test_a_kill_at_a_seam_leaves_nothing_in_the_way(home: Home, seam: tuple[str, str]) -> None:
    """The first ingest of all makes the store file; one half made would be taken for a wrong one."""
    folder = home.path / ".claude" / "projects" / FOLDER
    folder.mkdir(parents=True)
    (folder / "s1.jsonl").write_bytes(jsonl(answer(1)))
    process = home.start("ingest", program=("-c", KILLED_AT.format(seam=seam)))
    assert ends(process)[0] == -signal.SIGKILL

    assert len(stored(home.db)) in (0, 1)
    ran = home.run("ingest", "--json")
    assert (ran.code, ran.json["responses"]["total"]) == (0, 1)
    assert left_beside(home) <= {"store.db.wal"}


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_workers_with_much_to_say_do_not_outlive_the_one_who_listens(home: Home) -> None:
    """An orphan stuck on a full pipe would hold the lock it inherited until the machine is restarted."""
    folder = home.path / ".claude" / "projects" / FOLDER / ("long" * 60)
    folder.mkdir(parents=True)
    for number in range(1500):
        (folder / f"{number}.jsonl").write_bytes(b"{damaged\n" + b'{"type":"user"}\n' * 500)
    process = starts(home, home.path / ".claude", 2)
    deadline = time.monotonic() + 30
    while len(list(processes_of(home))) < 3 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    assert process.poll() is None
    process.kill()
    ends(process)

    assert are_gone(home)


@pytest.mark.parametrize("workers", first_of([2, 1]))
def test_an_interrupted_ingest_says_so_and_leaves_the_store_whole(
    home: Home, history: Path, half: Path, whole: dict[bool, Any], workers: int
) -> None:
    """Control-C reaches every process of a terminal at once."""
    home.db.parent.mkdir()
    before = stored(half)
    codes = []
    for instant in instants(home, history, workers)[::2]:
        shutil.copyfile(half, home.db)
        process = starts(home, history, workers)
        time.sleep(instant)
        os.killpg(process.pid, signal.SIGINT)
        code, err = ends(process)
        codes.append(code)

        assert code in (0, 130, -signal.SIGINT), err  # the last: on its way out, 130 to a shell as well
        assert "Traceback" not in err
        assert are_gone(home)
        assert stored(home.db) in (before, whole[True])
        assert left_beside(home) <= {"store.db.wal", "store.db.spill"}
    assert codes[0] == 130
    assert home.run("ingest", history).code == 0
    assert left_beside(home) <= {"store.db.wal"}
