"""The SQL of this room by name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def question(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")
