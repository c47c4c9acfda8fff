"""Where cron may run us: any locale, closed streams, no home, one that cannot be written, two at once."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping

import pytest

from claudecost.store import Store

from .machine import Machine

#: Locales and what Python makes of standard output in them.
LOCALES: dict[str, tuple[Mapping[str, str], str]] = {
    "none": ({}, "utf-8"),
    "C": ({"LC_ALL": "C"}, "utf-8"),
    "POSIX": ({"LC_ALL": "POSIX"}, "utf-8"),
    "unknown": ({"LC_ALL": "xx_YY.UTF-8"}, "utf-8"),
    "ASCII": ({"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, "ascii"),
    "forced ASCII": ({"PYTHONIOENCODING": "ascii"}, "ascii"),
    "forced Latin-1": ({"PYTHONIOENCODING": "latin-1"}, "latin-1"),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "words", ["", "daily", "report --by project", "report --by project --format md", "--help"]
)
def test_any_locale_will_do(settled: Machine, locale: str, words: str) -> None:
    settings, encoding = LOCALES[locale]
    now = {"CLAUDECOST_NOW": "2026-11-20T12:00:00Z"}
    ran = settled.run(*words.split(), settings={**settings, **now})
    assert ran.code == 0, ran.err
    text = ran.out.decode(encoding)
    assert text
    if encoding != "utf-8" and words != "--help":
        assert "\N{BOX DRAWINGS LIGHT HORIZONTAL}" not in text
        assert "?" * 10 not in text, "our own drawing has a twin in ASCII"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", ["ingest", "daily", "--json", "--version", "ingest /nowhere"])
def test_closed_streams_harm_nothing(machine: Machine, closed: str, words: str) -> None:
    """A file opened next gets the number of what was closed: nothing printed may land in the store."""
    ran = machine.shell(f"{sys.executable} -m claudecost {words} {closed}")
    assert ran.code == (2 if words == "ingest /nowhere" else 0)
    if machine.db.exists():
        with Store(machine.db).reading() as reader:
            assert reader.responses() == 3


#: A user the system does not know, as in a container started with a bare number.
NOBODY = """
import os, pwd
def unknown(number):
    raise KeyError(number)
pwd.getpwuid = unknown
del os.environ["HOME"]
from claudecost.__main__ import main
main()
"""


@pytest.mark.parametrize("words", ["", "ingest", "daily --no-ingest", "prices check", "schedule"])
def test_without_any_home_it_says_so(machine: Machine, words: str) -> None:
    ran = machine.run(*words.split(), "-q", program=("-c", NOBODY))
    assert (ran.code, ran.out) == (78, b"")
    assert ran.complaint == "error: there is no home directory: HOME is not set"
    assert b"hint: set HOME" in machine.run(*words.split(), program=("-c", NOBODY)).err


@pytest.mark.parametrize("words", ["ingest", "", "daily"])
def test_a_home_that_cannot_be_written_is_named(machine: Machine, words: str) -> None:
    machine.home.chmod(0o555)
    try:
        ran = machine.run(*words.split(), "-q", humble=True)
        assert (ran.code, ran.out) == (77, b"")
        assert ran.complaint == f"error: no permission to open the store ({machine.db})"
    finally:
        machine.home.chmod(0o755)
    assert not (machine.home / ".local").exists()


def test_a_store_elsewhere_needs_no_home_that_can_be_written(machine: Machine) -> None:
    """No place for ready-made rates is no reason not to answer."""
    elsewhere = machine.home.parent / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(machine.home / ".cache")
    machine.home.chmod(0o555)
    try:
        ran = machine.run("ingest", "-q", "--db", elsewhere / "x.db", humble=True)
        assert ran.is_silent
        assert ran.code == 0
        assert machine.run("daily", "-q", "--db", elsewhere / "x.db", humble=True).code == 0
    finally:
        machine.home.chmod(0o755)


def test_two_at_once_both_end_well(machine: Machine) -> None:
    for number in range(20):
        machine.use_claude(name=f"session{number}")
    settings = {"CLAUDECOST_LOCK_TIMEOUT": "30"}
    both = [machine.start(*words, "-q", settings=settings) for words in (["ingest"], ["daily", "--json"])]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert said[0] == (b"", b"")
    assert said[1][1] == b""
    with Store(machine.db).reading() as reader:
        assert reader.responses() == 63


def test_the_second_gives_up_soon_where_it_is_told_to(machine: Machine) -> None:
    machine.run("ingest", "-q")
    machine.use_claude(name="evening")
    with Store(machine.db).ingesting():
        ran = machine.run("ingest", "-q", settings={"CLAUDECOST_LOCK_TIMEOUT": "0"})
    assert (ran.code, ran.out) == (75, b"")
    assert ran.complaint.startswith("error: the store is in use by process ")
    assert machine.run("ingest", "-q").is_silent
