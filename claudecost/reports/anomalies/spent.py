"""What was spent by the day, laid out once in the store for all kinds of series: see spent.sql."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from ..dimensions import parse_dimensions
from ..kept import keep
from ..parts import Closed
from ..usage import Answers, Basis, Question

#: What an unusual day is explained by; who bears it is one more, where there is a team file.
BY = "day,project,model,speed,service_tier,user"


@cache
def statement(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def by_all(asked: Question, *, has_teams: bool) -> Question:
    """The question by all that an unusual day is found and explained by."""
    return replace(asked, dimensions=parse_dimensions(f"{BY},team" if has_teams else BY))


def lay_out_spent(store: Answers, asked: Question, basis: Basis, closed: Sequence[Closed]) -> None:
    """Make the temporary table `spent` of a question from `by_all`, whose period has both ends."""
    keep(store, asked, basis, closed, "spent", statement("spent.sql"))
