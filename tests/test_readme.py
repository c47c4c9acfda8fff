"""The README's examples are run, and print what the README says they print.

`pytest tests/test_readme.py --update-golden` writes what they print now into the README (without -n: it is
one file).
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from command_line import ROOT, claudecost, claudecost_apart

from claudecost.config import KEYS
from claudecost.errors import Exit

README = ROOT / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "$ "

pytestmark = pytest.mark.skipif(not README.exists(), reason="there is no README yet")


def text() -> str:
    return README.read_text(encoding="utf-8") if README.exists() else ""


def examples(block: str) -> list[tuple[str, str]]:
    """The command lines of a block, each with what it prints."""
    return [
        (command, output)
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
        for command, _, output in [part.partition("\n")]
    ]


def of_claudecost(part: str) -> list[tuple[str, str]]:
    """The examples of a part of the page that are command lines of ours."""
    return [
        (command, output)
        for block in BLOCK.findall(part)
        for command, output in examples(block)
        if command.startswith("claudecost")
    ]


#: The page for finance is one story: its commands follow on one another, on a store of their own.
FINANCE = re.compile(r"<!-- finance -->.*?<!-- /finance -->", re.DOTALL)

EXAMPLES = of_claudecost(FINANCE.sub("", text()))


def printed(command: str, store: Path, cache: Path, home: Path) -> str:
    """What a command line prints, run in the repository over the store of samples/."""
    _, *arguments = shlex.split(command)
    settings = {"CLAUDECOST_DB": str(store), "XDG_CACHE_HOME": str(cache)}
    return claudecost_apart(*arguments, home=home, env=settings).out


def test_the_readme_has_examples() -> None:
    assert EXAMPLES


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_an_example_prints_what_the_readme_says(
    command: str, output: str, sampled: Path, cache: Path, tmp_path: Path, update_golden: bool
) -> None:
    now = printed(command, sampled, cache, tmp_path)
    if update_golden:
        renewed = text().replace(f"{PROMPT}{command}\n{output}", f"{PROMPT}{command}\n{now}")
        README.write_text(renewed, encoding="utf-8")
        return
    assert now == output


def test_the_page_for_finance_tells_what_happens(
    sampled: Path, cache: Path, tmp_path: Path, update_golden: bool
) -> None:
    """A month checked, reported, exported, closed, restated and explained; paths as in the repository."""
    [page] = FINANCE.findall(text())
    store, home, folder = tmp_path / "samples.db", tmp_path / "home", tmp_path / "desk"
    shutil.copy(sampled, store)
    home.mkdir()
    folder.mkdir()
    settings = {
        "CLAUDECOST_DB": str(store),
        "CLAUDECOST_TEAMS": str(ROOT / "samples" / "teams.yaml"),
        "CLAUDECOST_EXCHANGE_RATES": str(ROOT / "samples" / "exchange_rates.csv"),
        "XDG_CACHE_HOME": str(cache),
    }
    renewed = page
    for command, output in of_claudecost(page):
        _, *arguments = shlex.split(command)
        said = claudecost_apart(*arguments, home=home, where=folder, env=settings)
        now = said.out.replace(f"{ROOT}/", "")
        if update_golden:
            renewed = renewed.replace(f"{PROMPT}{command}\n{output}", f"{PROMPT}{command}\n{now}")
        else:
            assert now == output, command
    if update_golden:
        README.write_text(text().replace(page, renewed), encoding="utf-8")


def commands() -> list[str]:
    """Every command and every command of a command, as `--help` lists them."""
    from claudecost.cli import command

    tree = command([])
    return [
        " ".join([name, *inner])
        for name, branch in tree.commands.items()
        if not branch.hidden
        for inner in ([[verb] for verb in getattr(branch, "commands", {})] or [[]])
    ]


@pytest.mark.parametrize("command", ["", *commands()])
@pytest.mark.usefixtures("empty_home")
def test_every_command_explains_itself(command: str) -> None:
    said = claudecost(*command.split(), "--help")
    assert said.code == 0
    summary = said.out.partition("\n\n")[2].partition("\n\n")[0].strip()
    assert len(summary) > 15, "help says what the command is for"
    for line in said.out.partition("Options:")[2].splitlines():
        assert not re.fullmatch(r"  (-\w, )?--[\w-]+(?: [A-Z]+)?", line), f"{line.strip()} is not explained"


@pytest.mark.parametrize("command", commands())
def test_the_readme_mentions_every_command(command: str) -> None:
    """`claudecost daily`, or the bare name in backquotes."""
    assert re.search(rf"(?:claudecost |`){re.escape(command)}\b", text())


def test_the_readme_lists_every_exit_code() -> None:
    listed = {int(code) for code in re.findall(r"\| (\d+) \|", text())}
    assert {int(code) for code in Exit} - {Exit.OVER_BUDGET} <= listed


@pytest.mark.parametrize("key", KEYS)
def test_the_readme_names_every_key_of_the_settings(key: str) -> None:
    assert f"`{key}`" in text()


def test_the_readme_names_every_dimension() -> None:
    from claudecost.reports.dimensions import DIMENSIONS

    words = set(re.findall(r"\w+", text()))
    assert set(DIMENSIONS) <= words
