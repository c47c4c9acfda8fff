"""Several at once: cron, a status line and a person at a terminal all look at the same history."""

from __future__ import annotations

import fcntl
import json
import time
from pathlib import Path

from events import events, take_in

from claudecost.intake import Intake, look
from claudecost.sources.workers import read_all
from claudecost.store import Store

from .lines import FOLDER, answer, jsonl
from .program import MANY_WORKERS, Home


def test_two_ingests_at_once_come_out_as_one(home: Home, history: Path, tmp_path: Path) -> None:
    processes = [home.start("ingest", history, "--json") for _ in range(2)]
    said = [process.communicate(timeout=60) for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    totals = {json.loads(out)["responses"]["total"] for out, _ in said}
    assert len(totals) == 1
    assert sorted(json.loads(out)["files"]["read"] == 0 for out, _ in said) == [False, True]
    alone = Store(tmp_path / "alone.db")
    take_in(alone, history)
    assert events(Store(home.db)) == events(alone)


def test_reports_at_once_read_what_is_new_once(home: Home) -> None:
    folder = home.path / ".claude" / "projects" / FOLDER
    folder.mkdir(parents=True)
    (folder / "s1.jsonl").write_bytes(jsonl(*map(answer, range(50))))
    home.run("ingest")
    (folder / "s1.jsonl").write_bytes(jsonl(*map(answer, range(100))))
    processes = [home.start("report", "--json") for _ in range(4)]
    said = [process.communicate(timeout=60) for process in processes]

    assert [process.returncode for process in processes] == [0] * 4
    assert {json.loads(out)["totals"]["responses"] for out, _ in said} == {100}
    with Store(home.db).reading() as reader:
        assert reader.rows("SELECT sum(lines)::BIGINT FROM usage_events") == [(100,)]


def test_a_report_that_was_overtaken_reads_again_from_what_is_known_now(home: Home, tmp_path: Path) -> None:
    """It had looked, then waited for its turn; meanwhile another took in the same, and a file grew."""
    folder = home.path / ".claude" / "projects" / FOLDER
    folder.mkdir(parents=True)
    (folder / "s1.jsonl").write_bytes(jsonl(answer(1)))
    home.run("ingest", "--machine", "m")
    for number in (2, 3):
        many = map(answer, range(number * 5000, (number + 1) * 5000))
        (folder / f"s{number}.jsonl").write_bytes(jsonl(*many))
    home.variables = {"CLAUDECOST_WORKERS": "2", "CLAUDECOST_LOCK_TIMEOUT": "30"}

    store, own = Store(home.db), home.path / ".claude"
    with home.db.with_name("store.db.ingest.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = home.start("report", "--json", program=("-c", MANY_WORKERS))
        time.sleep(1)
        with store.reading() as reader:
            plan = look(Intake((own,), "m"), reader.file_states())
        spill = tmp_path / "spill"
        spill.mkdir()
        read_all(plan.to_read, spill)
        with store.saving(spill, {}) as (_, saved):
            assert saved.new == 10_000
        (folder / "s1.jsonl").write_bytes(jsonl(answer(1), answer(4)))
    out, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (0, b"")
    assert json.loads(out)["totals"]["responses"] == 10_002
    assert store.path.with_name("store.db.spill").exists() is False
