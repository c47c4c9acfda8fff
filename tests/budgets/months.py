"""A store of days that cost whole dollars, and a configuration with budgets; for tests to run commands on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from events import take_in
from transcripts import response, write

from claudecost.store import Store

#: So many output tokens of this model cost a dollar.
MODEL, A_DOLLAR = "claude-opus-5", 40_000


def spent(directory: Path, dollars: Mapping[str, int], *, cwd: str = "/home/ann/shop") -> Path:
    """A store in which days (2026-11-03) cost so many dollars in one project."""
    lines = [
        response(MODEL, f"{day}T12:00:00Z", {"output": count * A_DOLLAR}, cwd=cwd)
        for day, count in dollars.items()
    ]
    return taken(directory, lines)


def taken(directory: Path, lines: list[dict[str, object]]) -> Path:
    """A store that has read these lines."""
    directory.mkdir(exist_ok=True)
    store = directory / "store.db"
    take_in(Store(store), write(directory / "root", lines))
    return store


def configured(directory: Path, text: str, teams: str | None = None) -> Path:
    """A configuration file with this text, and a team file beside it."""
    directory.mkdir(exist_ok=True)
    path = directory / "claudecost.yaml"
    path.write_text(f"timezone: UTC\n{text}", encoding="utf-8")
    if teams is not None:
        (directory / "teams.yaml").write_text(teams, encoding="utf-8")
    return path
