"""A person with a home, and a store in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from events import take_in
from ingest.lines import FOLDER, answer, jsonl
from ingest.program import Home

from claudecost.store import Store


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A person with one transcript of three responses, and no patience for locks."""
    folder = tmp_path / "home" / ".claude" / "projects" / FOLDER
    folder.mkdir(parents=True)
    (folder / "s1.jsonl").write_bytes(jsonl(*map(answer, range(3))))
    return Home(tmp_path / "home", {"CLAUDECOST_LOCK_TIMEOUT": "0.2"})


@pytest.fixture
def store(home: Home) -> Store:
    """That person's store, with all of it taken in."""
    store = Store(home.db)
    take_in(store, home.path / ".claude")
    return store
