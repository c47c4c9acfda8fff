"""Commands run whole, in a home of their own: nothing of whoever runs the tests is read or written."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from claudecost.cli import main


class Terminal(io.TextIOWrapper):
    """Input that a person is to type."""

    def isatty(self) -> bool:
        """A terminal, as far as a program can tell."""
        return True


class Ran(NamedTuple):
    """What a command line did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory, no setting of ours in the environment, and noon of 2026-11-20."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("DB", "CONFIG", "PRICING", "TIMEZONE", "MACHINE"):
        monkeypatch.delenv(f"CLAUDECOST_{name}", raising=False)
    monkeypatch.delenv("CLAUDE_CONFIG_DIR", raising=False)
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-20T12:00:00Z")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    return folder


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line: `run("prices", "check", stdin=b"")`, on a terminal of `columns` if given."""

    def run_it(*arguments: object, stdin: bytes | None = b"", columns: int | None = None) -> Ran:
        kind = Terminal if stdin is None else io.TextIOWrapper
        monkeypatch.setattr(sys, "stdin", kind(io.BytesIO(stdin or b""), encoding="utf-8"))
        if columns is not None:
            monkeypatch.setenv("COLUMNS", str(columns))
            monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ran(int(code), said.out, said.err)

    return run_it
