"""Where and when there was usage: by the day, and by machine and week, which is all that freshness asks for.

A company's machines by the day are a hundred thousand rows; they stay in the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ..dimensions import parse_dimensions
from ..kept import keep
from ..parts import Closed
from ..usage import Answers, Basis, Question
from .days import statement

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Worked:
    """`days`: cost, unpriced tokens and newest usage by `day`, `team` and `is_own`, the machine's own usage.

    `machines`: cost by `machine`, `team` and week of the rule in `freshness.py`; `day` is the last one with
    usage.
    """

    days: list[Row]
    machines: list[Row]


def by_machine(asked: Question, *, has_teams: bool) -> Question:
    """The question by day, machine and, where there is a team file, team."""
    return replace(asked, dimensions=parse_dimensions("day,machine,team" if has_teams else "day,machine"))


def worked(
    store: Answers, asked: Question, basis: Basis, closed: Sequence[Closed], *, own: str | None, first: date
) -> Worked:
    """Put a question from `by_machine`; weeks are counted from `first`, `own` names the machine this is."""
    keep(store, asked, basis, closed, "worked", statement("worked.sql"))
    days = store.rows(statement("worked_days.sql"), {"own": own})
    machines = store.rows(statement("worked_machines.sql"), {"first": first})
    return Worked(
        _named(days, ("day", "team", "is_own", "cost_usd", "unpriced_tokens", "last_at")),
        _named(machines, ("machine", "team", "day", "cost_usd")),
    )


def _named(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> list[Row]:
    return [dict(zip(names, row, strict=True)) for row in rows]
