"""A person with a home."""

from __future__ import annotations

from pathlib import Path

import pytest

from .program import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home directory with nothing set in the environment."""
    path = tmp_path / "home"
    path.mkdir()
    return Home(path)
