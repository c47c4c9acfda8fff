"""Every complaint of the command line, word for word: `errors/<name>/`, see the README there."""

from __future__ import annotations

import importlib
import os
import pkgutil
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from command_line import Said, python

import claudecost
from claudecost.errors import Error

ERRORS = Path(__file__).parent / "errors"
CASES = sorted(path.parent for path in ERRORS.glob("*/cmd.txt"))
#: Gives up CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH for good (PR_CAPBSET_DROP), then becomes claudecost.
WITHOUT_PRIVILEGES = """
import ctypes, os, sys
for capability in (1, 2):
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "claudecost", *sys.argv[1:]])
"""

ABOUT = ("cmd.txt", "expected.txt", "exit.txt", "env.txt", "before.txt", "before.sql", "modes.txt")

#: Errors that no single command line provokes, and where they are provoked instead.
ELSEWHERE = {
    "ApiKeyRefused": "a service that says no, tests/commands/test_sync.py",
    "ChangedAnswer": "a service that answers in another form, tests/commands/test_sync.py",
    "Elsewhere": "a service that redirects, tests/commands/test_sync.py",
    "EndlessAnswer": "a service whose pages never end, tests/commands/test_sync.py",
    "Error": "the shape of all others",
    "KeyRefused": "a service that says no, tests/commands/test_sync.py",
    "MailTrouble": "a mail server that cannot be used, tests/mail/test_sending.py",
    "NotAllowed": "a service that says no, tests/commands/test_sync.py",
    "Refused": "a service that says no, tests/commands/test_sync.py",
    "SpoolBusy": "two syncs at once, tests/commands/test_sync.py",
    "SyncTrouble": "batches that cannot be fetched, tests/commands/test_sync.py",
    "Unverified": "a certificate nobody vouches for, tests/sync/test_client.py",
    "NoHome": "a user the system does not know, tests/cron/test_places.py",
    "NothingToMail": "a store of totals only, tests/mail/test_command.py",
    "CannotInstall": "`prices update`, tests/commands/test_prices.py",
    "StoreBusy": "two processes at once, tests/store/test_lock.py",
    "TooManyRows": "a month of more rows than a sheet has, tests/export/test_folder.py",
    "UnevenOffsetError": "clocks of before 1972, tests/test_periods.py",
    "WebhookTrouble": "a chat that does not take a message, tests/budgets/test_webhook.py",
    "WithoutTeams": "a month closed with a team file that is gone, tests/closing/test_restating.py",
    "WorkerDied": "a reading process that something kills: nothing a command line could ask for",
}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The directory commands are run in."""
    directory = tmp_path / "here"
    directory.mkdir()
    return directory


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_complaint_is_as_written(case: Path, here: Path, cache: Path, update_golden: bool) -> None:
    said = provoked(case, here, cache)
    complaint = said.err.replace(f"{here}/", "")
    if update_golden:
        (case / "expected.txt").write_text(complaint, encoding="utf-8")
        (case / "exit.txt").write_text(f"{said.code}\n", encoding="utf-8")
    assert said.out == ""
    assert complaint.startswith(("error: ", "Usage: ")), "a complaint says what it is"
    assert max(map(len, complaint.splitlines())) <= 130, "nobody would read such a line"
    assert complaint == (case / "expected.txt").read_text(encoding="utf-8")
    assert said.code == int((case / "exit.txt").read_text(encoding="utf-8"))


def provoked(case: Path, here: Path, cache: Path) -> Said:
    """What a case's command line says, in a directory prepared for it."""
    for path in case.iterdir():
        if path.name not in ABOUT:
            (shutil.copytree if path.is_dir() else shutil.copy)(path, here / path.name)
    home = here.parent / "home"
    home.mkdir()
    settings = {"CLAUDECOST_DB": "store.db", "XDG_CACHE_HOME": str(cache)}
    settings |= dict(line.split("=", 1) for line in lines_of(case / "env.txt"))

    def run(line: str, as_a_mere_mortal: bool = False) -> Said:
        program, *arguments = shlex.split(line)
        assert program == "claudecost"
        return python(*front_door(as_a_mere_mortal), *arguments, home=home, where=here, env=settings)

    for line in lines_of(case / "before.txt"):
        assert run(line).code == 0
    if (case / "before.sql").exists():
        alter(here / "store.db", (case / "before.sql").read_text(encoding="utf-8"))
    for line in lines_of(case / "modes.txt"):
        mode, name = line.split()
        (here / name).chmod(int(mode, 8))
    [command] = [line for line in lines_of(case / "cmd.txt") if not line.startswith("#")]
    return run(command, as_a_mere_mortal=(case / "modes.txt").exists())


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def alter(store: Path, sql: str) -> None:
    import duckdb

    with duckdb.connect(store) as connection:
        connection.execute(sql)


def front_door(as_a_mere_mortal: bool) -> tuple[str, ...]:
    """How to start us; where the tests run as root, without the right to open everything, if asked for."""
    if not as_a_mere_mortal or os.geteuid() != 0:
        return ("-m", "claudecost")
    if sys.platform != "linux":
        pytest.skip("root may do everything here")
    return ("-c", WITHOUT_PRIVILEGES)


def test_every_folder_here_is_a_case() -> None:
    assert [path.name for path in CASES] == sorted(path.name for path in ERRORS.iterdir() if path.is_dir())


def test_every_kind_of_error_has_a_folder_or_is_met_elsewhere() -> None:
    """One that is neither has never been read by anybody but its author."""
    for module in pkgutil.walk_packages(claudecost.__path__, "claudecost."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    first = [lines_of(case / "cmd.txt")[0].removeprefix("# ") for case in CASES]
    here = {line.partition(":")[0] for line in first} - {"typer's own"}
    kinds: list[type[Error]] = [Error, *subclasses(Error)]
    assert here | set(ELSEWHERE) == {kind.__name__ for kind in kinds}
    assert here & set(ELSEWHERE) == set()


def subclasses(kind: type[Error]) -> list[type[Error]]:
    return [found for child in kind.__subclasses__() for found in (child, *subclasses(child))]
