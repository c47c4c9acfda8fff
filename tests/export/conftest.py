"""Exports of the sample store, made by the command line; for tests to read file by file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost
from events import SAMPLES

Export = Callable[..., Path]

TEAMS, RATES = SAMPLES / "teams.yaml", SAMPLES / "exchange_rates.csv"


@pytest.fixture
def export_of(empty_home: Path, tmp_path: Path) -> Callable[..., Said]:
    """Export a store: `export_of(store, to, "--ledger", "billed")`, October 2026."""

    def export(store: Path, to: Path, *arguments: object, period: str = "2026-10") -> Said:
        return claudecost("export", "--period", period, "--to", to, "--db", store, "--no-ingest", *arguments)

    return export


@pytest.fixture
def exported(sampled: Path, export_of: Callable[..., Said], tmp_path: Path) -> Export:
    """The folder with October of the samples: `exported("--ledger", "billed")`."""

    def export(*arguments: object, name: str = "october", **how: Any) -> Path:
        said = export_of(sampled, tmp_path / name, "--teams", TEAMS, *arguments, **how)
        assert said.code == 0, said.err
        return tmp_path / name

    return export


def manifest_of(folder: Path) -> Any:
    """What the folder's manifest says."""
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def files_of(folder: Path) -> dict[str, Any]:
    """The manifest's entry of every file."""
    return {entry["name"]: entry for entry in manifest_of(folder)["files"]}
