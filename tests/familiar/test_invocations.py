"""Whoever types what he typed behind `ccusage` gets what his scripts expect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run
from .invocations import FOR_PEOPLE, OPEN_NOW, SHAPES, SHAPES_OF_AN_OPEN_WINDOW

KEYS = Path(__file__).parent / "keys"

KINDS = {bool: "boolean", int: "number", float: "number", str: "text", dict: "object", list: "list"}


def paths(value: Any, where: str = "") -> Iterator[str]:
    """Every path below a value and the kind of what stands there, as the files in keys/ have them."""
    inside: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        dot = f"{where}." if where else ""
        inside = [(f"{dot}{'*' if where == 'projects' else key}", one) for key, one in value.items()]
    elif isinstance(value, list):
        inside = [(f"{where}[]", one) for one in value]
    for path, one in inside:
        yield f"{path} {KINDS.get(type(one), 'null')}"
        yield from paths(one, path)


def keys_of(shape: str) -> set[str]:
    return set((KEYS / f"{shape}.txt").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("line", SHAPES)
def test_json_has_exactly_the_keys_of_ccusage(run: Run, line: str) -> None:
    said = run(line)
    assert said.code == 0, said.err
    assert set(paths(said.json)) == keys_of(SHAPES[line])


@pytest.mark.parametrize("line", SHAPES_OF_AN_OPEN_WINDOW)
def test_so_it_has_while_a_window_is_open(run: Run, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setenv("CLAUDECOST_NOW", OPEN_NOW)
    said = run(line)
    assert said.code == 0, said.err
    assert set(paths(said.json)) == keys_of(SHAPES_OF_AN_OPEN_WINDOW[line])


@pytest.mark.parametrize("line", FOR_PEOPLE)
def test_tables_come_with_every_flag(run: Run, line: str) -> None:
    said = run(line, width=100)
    assert said.code == 0, said.err
    assert "Usage by" in said.out
    assert max(map(len, re.sub(r"\x1b\[\d*m", "", said.out).splitlines())) <= 100


def test_every_shape_written_down_is_asked_for_by_some_line() -> None:
    asked = {*SHAPES.values(), *SHAPES_OF_AN_OPEN_WINDOW.values()}
    assert {path.stem for path in KEYS.glob("*.txt")} == asked


def test_a_session_that_is_not_there_is_null(run: Run) -> None:
    said = run("session -j --id 00000000-0000-4000-8000-000000000000")
    assert (said.code, said.out) == (0, "null\n")
    assert "no session found" in said.err


def test_no_usage_is_said_in_words_and_is_no_failure(run: Run) -> None:
    said = run("daily -s 2020-01-01 -u 2020-01-02", width=80)
    assert said.code == 0
    assert "no usage matches" in said.out


@pytest.mark.parametrize(
    "line", ["daily --order up", "daily -m often", "daily --sections yearly", "daily -w day"]
)
def test_what_ccusage_refuses_is_refused(run: Run, line: str) -> None:
    said = run(line)
    assert (said.code, said.out) == (2, "")


def test_our_own_shape_is_the_default_and_can_be_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "schema_version" in run("daily -j --json-shape claudecost --last 1").json
    monkeypatch.delenv("CLAUDECOST_JSON")
    assert "schema_version" in run("daily -j --last 1").json
    assert "schema_version" not in run("daily --json-shape ccusage --last 1").json


@pytest.mark.parametrize("line", ["report -j --by team", "daily -j --by model", "daily -j --ledger metered"])
def test_what_ccusage_has_no_shape_for_stays_ours(run: Run, line: str) -> None:
    """Who sets CLAUDECOST_JSON once for his old scripts can use everything new beside them."""
    assert run(line).json["schema_version"] == 1
