"""`--jq` is JSON through the jq on PATH; what jq says of a filter is what a person reads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import Run

needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="no jq on this machine")


@needs_jq
def test_it_is_json_and_filtered(ours: Run) -> None:
    whole = ours("monthly", "-j").json
    assert ours("monthly", "--jq", ".totals").json == whole["totals"]
    assert ours("monthly", "--json-shape", "ccusage", "--jq", ".monthly | length").json == len(whole["rows"])
    assert ours("blocks", "--jq", ".report").json == "blocks"
    assert ours("monthly", "--jq", "-.totals.responses").json == -whole["totals"]["responses"]


@needs_jq
def test_it_is_written_where_it_was_asked_for(ours: Run, tmp_path: Path) -> None:
    said = ours("monthly", "--jq", ".report", "-o", tmp_path / "report.txt")
    assert (said.code, said.out) == (0, "")
    assert (tmp_path / "report.txt").read_text() == '"monthly"\n'


@needs_jq
def test_strict_still_says_that_a_person_should_look(ours: Run) -> None:
    said = ours("monthly", "--strict", "--jq", ".report")
    assert (said.code, json.loads(said.out)) == (3, "monthly")


@needs_jq
def test_a_filter_jq_cannot_read_is_an_error(ours: Run, capfd: pytest.CaptureFixture[str]) -> None:
    said = ours("monthly", "--jq", ".[")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("error: jq failed\n")
    assert "jq: " in capfd.readouterr().err


def test_no_shell_reads_the_filter(ours: Run, tmp_path: Path) -> None:
    ours("monthly", "--jq", f"$(touch {tmp_path}/owned); touch {tmp_path}/owned")
    assert not (tmp_path / "owned").exists()


def test_without_jq_it_says_so_before_anything_is_read(ours: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    said = ours("monthly", "--jq", ".")
    assert (said.code, said.out) == (69, "")
    assert "needs the program jq" in said.err


def test_another_format_is_refused(ours: Run) -> None:
    assert ours("monthly", "--jq", ".", "--csv").code == (2 if shutil.which("jq") else 69)
