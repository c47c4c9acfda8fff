"""The dearest conversations, picked in the store: a company has a million of them, a page shows a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from ..dimensions import parse_dimensions
from ..kept import keep
from ..parts import Closed
from ..usage import MEASURES, Answers, Basis, Question


@dataclass(frozen=True, slots=True)
class Sessions:
    """The dearest sessions by session and project, as rows of an answer; `count` is how many there are."""

    rows: list[dict[str, Any]]
    count: int


@cache
def statement(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def by_session(asked: Question) -> Question:
    """The question by session and project."""
    return replace(asked, dimensions=parse_dimensions("session,project"))


def dearest_sessions(
    store: Answers, asked: Question, basis: Basis, closed: Sequence[Closed], most: int
) -> Sessions:
    """The dearest sessions of a question from `by_session`, at most so many, dearest first."""
    keep(store, asked, basis, closed, "conversations", statement("conversations.sql"))
    found = store.rows(statement("sessions.sql"), {"most": most})
    columns = ("session", "project", *MEASURES)
    return Sessions([dict(zip(columns, row, strict=True)) for _, *row in found], found[0][0] if found else 0)
