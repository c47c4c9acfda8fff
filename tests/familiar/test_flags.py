"""A flag that makes no sense here is taken, and explained once."""

from __future__ import annotations

import re
from io import StringIO

import pytest

from claudecost.familiar.flags import EXPLAINED, explained

from .conftest import Run

GIVEN = {
    "--all": "--all",
    "--by-agent": "--by-agent",
    "--debug": "-d",
    "--debug-samples": "--debug-samples 7",
    "--mode display": "-m display",
    "--no-offline": "--no-offline",
    "--single-thread": "--single-thread",
    "--config *.json": "--config my/ccusage.json",
}


class Terminal(StringIO):
    """A stderr somebody sees."""

    def isatty(self) -> bool:
        return True


def test_every_flag_of_the_table_is_tried_here() -> None:
    assert {*GIVEN, "--breakdown"} == EXPLAINED.keys()


@pytest.mark.parametrize("flag", GIVEN)
def test_it_is_explained_once_and_changes_nothing(ours: Run, flag: str) -> None:
    plain = ours("monthly", "--csv")
    said = ours("monthly", "--csv", *GIVEN[flag].split())
    assert (said.code, said.out) == (0, plain.out)
    assert said.err == f"note: {flag} changes nothing: {EXPLAINED[flag]}\n{plain.err}"


def test_what_means_something_elsewhere_is_explained_where_it_does_not(ours: Run) -> None:
    said = ours("blocks", "-b")
    assert said.out == ours("blocks").out
    assert said.err == f"note: --breakdown changes nothing: {EXPLAINED['--breakdown']}\n"
    assert ours("daily", "-b").err == ""


def test_several_are_explained_one_by_one_and_quiet_is_quiet(ours: Run) -> None:
    line = ("daily", "-d", "-d", "--single-thread", "--sections", "weekly,monthly")
    assert [note.split()[1] for note in ours(*line).err.splitlines()] == ["--debug", "--single-thread"]
    assert ours(*line, "-q").err == ""


def test_a_script_that_reads_json_is_told_nothing_and_a_person_is(
    ours: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in (("-j",), ("-f", "json"), ("--json-shape", "ccusage"), ("--by-agent", "-j")):
        assert "changes nothing" not in ours("daily", "--single-thread", *line).err
    monkeypatch.setattr("command_line.io.StringIO", Terminal)
    assert "--single-thread changes nothing" in ours("daily", "--single-thread", "-j").err


def test_offline_is_what_we_always_are_and_needs_no_note(ours: Run) -> None:
    """It stands in many an alias, and would be said every time."""
    assert ours("monthly", "-O").err == ours("monthly", "--offline").err == ""


def test_modes_that_compute_are_what_is_always_done(ours: Run) -> None:
    assert ours("monthly", "--json", "-m", "auto").err == ""
    assert ours("monthly", "--json", "--mode", "calculate").err == ""


def test_none_of_them_is_in_the_help(ours: Run) -> None:
    help_text = ours("daily", "--help").out
    listed = set(re.findall(r"--[a-z-]+", help_text))
    assert listed.isdisjoint({flag.split()[0] for flag in EXPLAINED} - {"--config", "--breakdown"})


def test_a_sentence_says_what_and_why() -> None:
    assert explained(["--all", "--all"]) == [f"--all changes nothing: {EXPLAINED['--all']}"]
