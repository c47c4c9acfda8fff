from __future__ import annotations

from pathlib import Path

import pytest

from .books import TEAMS, Shop, usage


@pytest.fixture
def shop(tmp_path: Path, empty_home: Path) -> Shop:
    """Two days of October and one of November, on team a."""
    found = Shop(tmp_path)
    found.teams(TEAMS)
    found.take_in([usage("2026-10-01"), usage("2026-10-31"), usage("2026-11-01")])
    return found
