"""The manual page is the help, whole, in a form man(1) reads without a complaint."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost

from claudecost.cli import EVERYWHERE, command
from claudecost.verbs import COMMANDS


@pytest.fixture
def page(empty_home: Path) -> str:
    said = claudecost("manual")
    assert said.code == 0, said.err
    return said.out


def branches(branch: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, twig in getattr(branch, "commands", {}).items():
        if not twig.hidden:
            yield (*path, name), twig
            yield from branches(twig, (*path, name))


def section(page: str, path: tuple[str, ...]) -> str:
    title = " ".join(path).replace("-", r"\-")
    found = [
        part for part in page.split("\n.SS ")[1:] if part.splitlines()[0].split(" [")[0].startswith(title)
    ]
    assert found, f"no section {title}"
    return "\n".join(found)


def test_every_command_and_option_is_in_it(page: str) -> None:
    for path, branch in branches(command(list(COMMANDS))):
        text = section(page, path)
        for option in branch.params:
            if option.param_type_name == "option" and not option.hidden and option.name not in EVERYWHERE:
                assert option.opts[0].replace("-", r"\-") in text, f"{path} lacks {option.opts[0]}"


def test_options_that_every_command_takes_stand_once(page: str) -> None:
    assert page.count(r"\fB\-\-db\fR") == 1


@pytest.mark.parametrize(
    "reader", [("mandoc", "-T", "lint", "-W", "warning"), ("groff", "-man", "-Tutf8", "-ww")]
)
def test_it_is_read_without_a_complaint(page: str, reader: tuple[str, ...]) -> None:
    if shutil.which(reader[0]) is None:
        pytest.skip(f"no {reader[0]} on this machine")
    said = subprocess.run(reader, input=page, capture_output=True, text=True, check=False)
    told = (said.stderr if reader[0] == "groff" else said.stdout).splitlines()
    assert [line for line in told if "missing date" not in line and "STYLE" not in line] == []
