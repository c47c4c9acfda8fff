"""A person with a home."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .program import REPOSITORY, Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home directory with nothing set in the environment."""
    path = tmp_path / "home"
    path.mkdir()
    return Home(path)


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few megabytes of a Claude Code history, as a config root."""
    root = tmp_path_factory.mktemp("history") / "root"
    corpus = REPOSITORY / "tests" / "bench" / "corpus.py"
    subprocess.run([sys.executable, corpus, root, "--megabytes", "4"], check=True, stdout=subprocess.DEVNULL)
    return root
