"""A mail run as it says: every command in it, in a shell that knows nothing of the run the mail is of."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import claudecost

from claudecost.commands.email_setup import setup

from .figures import SAMPLES

pytestmark = pytest.mark.usefixtures("empty_home")

#: Sections all of whose amounts one command shows; elsewhere it is the amount named first.
TABLES = ("The last ", "what moved most")


def commands_of(mail: str) -> Iterator[tuple[str, list[str]]]:
    """Each command line of a mail, and the lines since the command before it."""
    said: list[str] = []
    for line in re.sub(r" \\\n +", " ", mail).splitlines():
        if line.startswith("    $ "):
            yield line.removeprefix("    $ "), said
            said = []
        else:
            said.append(line)


def amounts(said: list[str]) -> list[str]:
    """The amounts a command has to show again."""
    found = re.findall(r"\$([\d,]+\.\d\d)", "\n".join(said))
    return found if any(title in line for title in TABLES for line in said) else found[:1]


@pytest.fixture
def elsewhere(sampled: Path, tmp_path: Path) -> tuple[object, ...]:
    """Store, settings and teams in places nobody would guess, one with a blank; given as options."""
    folder = tmp_path / "not the usual place"
    folder.mkdir()
    shutil.copy(sampled, folder / "costs.db")
    config = (SAMPLES / "claudecost.yaml").read_text(encoding="utf-8")
    (folder / "settings.yaml").write_text(config.replace("teams: teams.yaml\n", ""), encoding="utf-8")
    shutil.copy(SAMPLES / "teams.yaml", folder / "who.yaml")
    return ("--db", folder / "costs.db", "--config", folder / "settings.yaml", "--teams", folder / "who.yaml")


@pytest.mark.parametrize(
    ("kind", "period", "scope", "least"),
    [("weekly", "2026-W46", None, 40), ("weekly", "2026-W46", "shop", 25), ("monthly", "2026-10", None, 40)],
)
def test_every_command_of_a_mail_shows_its_figures_again(
    elsewhere: tuple[object, ...],
    kind: str,
    period: str,
    scope: str | None,
    least: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whose = ("--to", "boss@fernwood.example", *(("--scope", scope) if scope else ()))
    mail = claudecost("email", kind, "--period", period, "--dry-run", *whose, *elsewhere)
    assert mail.code == 0, mail.err
    (export, head), *commands = commands_of(mail.out)
    for word in shlex.split(export)[1:]:
        monkeypatch.setenv(*word.split("=", 1))
    [change] = [line for line in head if " against " in line]
    commands[:2] = [(commands[0][0], head), (commands[1][0], [TABLES[0], change])]
    found = 0
    for line, said in commands:
        program, *words = shlex.split(line)
        assert program == "claudecost"
        shown = claudecost(*words)
        assert shown.code == 0, (line, shown.err)
        for amount in amounts(said):
            assert amount in shown.out, (line, amount)
            found += 1
    assert found > least


def test_a_budgets_month_end_comes_out_again(
    elsewhere: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It depends on the day it is asked for, so the command names that day."""
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-16T07:30:00Z")
    mail = claudecost("email", "weekly", "--dry-run", "--to", "boss@fernwood.example", *elsewhere).out
    [command] = [line for line, _ in commands_of(mail) if line.startswith("claudecost budget")]
    ranges = re.findall(r"month end (\S+) to (\S+), likely ([$\d.,]+\d)", " ".join(mail.split()))
    assert len(ranges) == 6
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-20T12:00:00Z")
    shown = claudecost(*shlex.split(command)[1:], *elsewhere).out
    assert set(ranges) == set(re.findall(r"month end (\S+) to (\S+), likely ([$\d.,]+\d)", shown))


def test_where_all_is_in_its_usual_place_there_is_nothing_to_set() -> None:
    assert setup({}, {}) == ""
    assert setup({}, {"CLAUDECOST_DB": "/srv/a.db"}) == "export CLAUDECOST_DB=/srv/a.db"
    assert setup({"db": "/b c.db"}, {"CLAUDECOST_DB": "/srv/a.db"}) == "export CLAUDECOST_DB='/b c.db'"
