"""A machine for each test."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from .machine import Machine


@pytest.fixture(scope="session")
def ready_rates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first run leaves in the cache, so that not every test has to read the price book."""
    if sys.platform == "win32":
        pytest.skip("there is no cron here")
    made = Machine(tmp_path_factory.mktemp("first"))
    made.use_claude()
    for settings in ({}, {"CLAUDECOST_NOW": "2026-11-20T12:00:00Z"}):
        made.run("daily", "-q", settings=settings)
    return made.home / ".cache"


@pytest.fixture
def machine(tmp_path: Path, ready_rates: Path) -> Machine:
    """A home with a transcript, and no store yet."""
    return _made(tmp_path / "home", ready_rates)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory, ready_rates: Path) -> Machine:
    """One whose transcript is in its store, for what only looks."""
    made = _made(tmp_path_factory.mktemp("settled") / "home", ready_rates)
    assert made.run("ingest", "-q").is_silent
    return made


def _made(home: Path, ready_rates: Path) -> Machine:
    home.mkdir()
    shutil.copytree(ready_rates, home / ".cache")
    made = Machine(home)
    made.use_claude()
    return made
