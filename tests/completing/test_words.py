"""Which words may come next, by the tree of commands as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import ROOT, claudecost


@pytest.fixture(autouse=True)
def _at_home(empty_home: Path) -> None: ...


def next_words(*line: str) -> list[str]:
    said = claudecost("complete-line", "--", *line)
    assert said.code == 0
    return [row.split("\t")[0] for row in said.out.splitlines()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("rest",), ["restate"]),
        (("prices", "di"), ["diff"]),
        (("-q", "prices", "di"), ["diff"]),
        (("daily", "--since", "yes"), ["yesterday"]),
        (("daily", "--since=yes"), ["--since=yesterday"]),
        (("daily", "-s", "yes"), ["yesterday"]),
        (("daily", "--tim"), ["--timezone"]),
        (("report", "--by", "service"), ["service_tier"]),
        (("report", "--by", "day,day"), []),
        (("whatif", "--to", "claude-opus-5-"), ["claude-opus-5-5"]),
        (("completion", ""), ["bash", "zsh", "fish"]),
        (("daily", "--", "--tim"), []),
        (("nosuch", "--since", ""), []),
    ],
)
def test_the_next_word(line: tuple[str, ...], expected: list[str]) -> None:
    assert next_words(*line) == expected


def test_every_command_that_help_shows_is_offered_and_no_other() -> None:
    from claudecost.verbs import COMMANDS

    assert set(next_words("")) == COMMANDS.keys() - {"complete-line"}


def test_the_files_named_on_the_line_are_the_ones_looked_into() -> None:
    teams = ROOT / "samples" / "teams.yaml"
    assert "warehouse" in next_words("--teams", str(teams), "report", "--team", "")
    assert "FW-110" in next_words("report", f"--teams={teams}", "--cost-center", "")
    assert next_words("report", "--team", "") == []


def test_a_broken_configuration_offers_nothing_and_says_nothing(empty_home: Path) -> None:
    broken = empty_home / "broken.yaml"
    broken.write_text("{")
    said = claudecost("complete-line", "--", "--config", str(broken), "report", "--project", "")
    assert (said.code, said.out, said.err) == (0, "", "")
