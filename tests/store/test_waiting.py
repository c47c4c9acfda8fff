"""`--lock-timeout` and `--skip-if-running`: every command knows how long to wait for the store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import claudecost
from ingest.lines import FOLDER, answer, jsonl

from claudecost.store.lock import PATIENCE, locked, patience, patiently, waiting

#: Commands that write the store, or bring it up to date before they answer.
WRITING = (
    "",
    "ingest",
    "daily",
    "report --by project",
    "explain",
    "page -o page.html",
    "compare 2026-10 2026-11",
    "whatif --to claude-opus-4-8",
    "email weekly",
    "budget",
    "budget check",
    "budget webhook",
    "close 2026-10",
    "export --period 2026-11 --to out",
    "teams check",
)

SETTINGS = """\
budgets: [{total: true, usd: 1000}]
email: {recipients: [{to: ann@fernwood.example, all: true}]}
smtp: {host: 127.0.0.1, port: 9, security: none, from: costs@fernwood.example}
webhook: {url: "http://127.0.0.1:9/"}
"""


@pytest.fixture
def held(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store another run has, with a transcript that is not in it yet."""
    monkeypatch.chdir(tmp_path)
    folder = empty_home / ".claude" / "projects" / FOLDER
    folder.mkdir(parents=True)
    (folder / "s1.jsonl").write_bytes(jsonl(*map(answer, range(3))))
    config = tmp_path / "claudecost.yaml"
    config.write_text(SETTINGS)
    (tmp_path / "teams.yaml").write_text("version: 1\nteams: {}\n")
    store = tmp_path / "store.db"
    for name, path in (("CONFIG", config), ("DB", store), ("TEAMS", tmp_path / "teams.yaml")):
        monkeypatch.setenv(f"CLAUDECOST_{name}", str(path))
    assert claudecost("ingest", "-q").code == 0
    (folder / "s2.jsonl").write_bytes(jsonl(answer(7)))
    with locked(store, "ingest", exclusive=True), locked(store, "store", exclusive=True):
        yield store


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("words", WRITING)
def test_every_command_gives_up_with_a_line_or_is_skipped_without_one(words: str) -> None:
    given_up = claudecost(*words.split(), "--lock-timeout", "0", "-q")
    assert (given_up.code, given_up.out) == (75, "")
    [line] = given_up.err.splitlines()
    assert line.startswith("error: the store is in use by process ")
    skipped = claudecost(*words.split(), "--skip-if-running")
    assert (skipped.code, skipped.out, skipped.err) == (75, "", "")


@pytest.mark.usefixtures("held")
def test_the_options_stand_before_the_command_as_well() -> None:
    assert claudecost("--skip-if-running", "ingest").code == 75
    said = claudecost("--lock-timeout", "0.1", "ingest")
    assert (said.code, "waited 0.1 s" in said.err) == (75, True)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    "words", ["--lock-timeout 0.2 --skip-if-running", "--skip-if-running --lock-timeout=0.2"]
)
def test_both_wait_first_and_are_silent_then(words: str) -> None:
    begun = time.monotonic()
    said = claudecost("ingest", *words.split())
    assert (said.code, said.err) == (75, "")
    assert time.monotonic() - begun >= 0.2


@pytest.mark.usefixtures("held")
def test_an_option_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUDECOST_LOCK_TIMEOUT", "300")
    assert "waited 0.1 s" in claudecost("ingest", "--lock-timeout", "0.1").err
    assert patience() == 300, "what one run asks for is forgotten when it ends"


@pytest.mark.parametrize("written", ["x", "-1", "nan", "5s", "1,5", "inf", "1e999"])
@pytest.mark.usefixtures("empty_home")
def test_what_is_no_number_of_seconds_is_refused(written: str) -> None:
    for words in (("ingest", f"--lock-timeout={written}"), (f"--lock-timeout={written}", "ingest")):
        said = claudecost(*words)
        assert said.code == 2
        assert "is not a number of seconds" in said.err


@pytest.mark.usefixtures("empty_home")
def test_where_nothing_is_running_nothing_is_skipped(tmp_path: Path) -> None:
    assert claudecost("ingest", "--skip-if-running", "-q", "--db", tmp_path / "store.db").code == 0


def test_other_failures_are_told_although_a_run_may_be_skipped(empty_home: Path, tmp_path: Path) -> None:
    said = claudecost("ingest", "/nowhere", "--skip-if-running", "--db", tmp_path / "store.db")
    assert said.code != 75
    assert said.err


def test_what_cannot_be_undone_is_noted_with_the_usual_patience() -> None:
    """A mail that is out while somebody reads the store: giving up then would send it twice."""
    with waiting(0), patiently():
        assert patience() == PATIENCE
    with waiting(60), patiently():
        assert patience() == 60


def test_a_scheduled_run_keeps_what_this_one_was_told(empty_home: Path) -> None:
    said = claudecost("schedule", "--lock-timeout", "60", "--skip-if-running", "-q")
    [line] = [line for line in said.out.splitlines() if not line.startswith("#")]
    assert line.endswith(" ingest --quiet --lock-timeout 60 --skip-if-running")
