"""A machine for each test."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .machine import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A home with a transcript, and no store yet."""
    if sys.platform == "win32":
        pytest.skip("there is no cron here")
    home = tmp_path / "home"
    home.mkdir()
    made = Machine(home)
    made.use_claude()
    return made
