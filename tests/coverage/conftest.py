"""A person whose transcripts are being counted by two."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost
from transcripts import write

#: Writes a transcript with these lines into the person's root, last touched on a day; its path.
Writing = Callable[..., Path]


@pytest.fixture
def root(empty_home: Path) -> Path:
    """The person's only config root."""
    return empty_home / ".claude"


@pytest.fixture
def writing(root: Path) -> Writing:
    def put(*lines: dict[str, Any], name: str = "morning", touched: str = "2026-11-19") -> Path:
        write(root, lines, name)
        path = root / "projects" / "-home-ann-shop" / f"{name}.jsonl"
        at = datetime.fromisoformat(touched).replace(tzinfo=UTC).timestamp()
        os.utime(path, (at, at))
        return path

    return put


@pytest.fixture
def covered(tmp_path: Path, empty_home: Path) -> Callable[..., Said]:
    """`claudecost coverage` on the person's own store."""

    def run(*arguments: str, **how: Any) -> Said:
        return claudecost("coverage", *arguments, "--db", tmp_path / "ann.db", **how)

    return run


def settings(root: Path, **said: object) -> None:
    """What Claude Code's settings of a root say."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "settings.json").write_text(json.dumps(said))
