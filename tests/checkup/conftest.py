"""A person whose installation is looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost
from events import take_in
from transcripts import response, write

from claudecost.store import Store

Doctor = Callable[..., Said]


@pytest.fixture
def store(empty_home: Path) -> Path:
    """A store with one response in it, taken in from the person's own root."""
    root = write(empty_home / ".claude", [response("claude-opus-5", "2026-11-10T10:00:00Z", {"input": 5})])
    path = empty_home / "data" / "ann.db"
    path.parent.mkdir(mode=0o700)
    take_in(Store(path), root)
    return path


@pytest.fixture
def doctor(empty_home: Path) -> Doctor:
    """`claudecost doctor` on a store."""

    def run(store: Path, *arguments: object, **how: Any) -> Said:
        return claudecost("doctor", *arguments, "--db", store, **how)

    return run


def said_of(said: Said, theme: str, grade: str | None = None) -> str:
    """What a JSON answer says of a theme, all of it or that of one grade, in one text."""
    checks = [one for one in said.json["checks"] if one["theme"] == theme]
    return "\n".join(one["says"] for one in checks if grade in (None, one["grade"]))
