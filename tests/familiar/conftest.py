"""Every test here runs as a user of ccusage would: its JSON shape asked for once, by environment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Said, claudecost

Run = Callable[..., Said]


@pytest.fixture
def run(sampled: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a line as typed behind `ccusage`, on the samples."""
    monkeypatch.setenv("CLAUDECOST_JSON", "ccusage")
    monkeypatch.setenv("CLAUDECOST_DB", str(sampled))

    def line(text: str, width: int | None = None) -> Said:
        said = claudecost(*text.split(), "--no-ingest", width=width)
        assert "bug of its own" not in said.err
        return said

    return line


@pytest.fixture
def ours(sampled: Path, empty_home: Path) -> Run:
    """Run a line of ours, on the samples."""

    def line(*words: object, width: int | None = None) -> Said:
        return claudecost(*words, "--no-ingest", "--db", sampled, width=width)

    return line
