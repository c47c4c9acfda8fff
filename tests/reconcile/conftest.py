"""Books of one's own, for a test to fill and to reconcile."""

from __future__ import annotations

from pathlib import Path

import pytest

from .figures import Books


@pytest.fixture
def books(tmp_path: Path, empty_home: Path) -> Books:
    """Empty books."""
    directory = tmp_path / "books"
    directory.mkdir()
    return Books(directory)
