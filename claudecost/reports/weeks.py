"""Weeks that begin on another day than Monday, named by their first day: `2026-11-15`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from ..errors import Misuse
from .dimensions import Dimension, TimeDimension

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weeks_starting(dimensions: Sequence[Dimension], day: str) -> tuple[Dimension, ...]:
    """The dimensions with weeks from this day on instead of ISO weeks; raises Misuse for no day of a week.

    The name may be cut short: `sun`.
    """
    first = DAYS.index(day_of_week(day))

    def label(local: date) -> str:
        return (local - timedelta(days=(local.weekday() - first) % 7)).isoformat()

    return tuple(
        replace(entry, grain="day", label=label)
        if isinstance(entry, TimeDimension) and entry.name == "week"
        else entry
        for entry in dimensions
    )


def day_of_week(day: str) -> str:
    """The whole name of a day that may be cut short; raises Misuse for no day of a week."""
    begun = [name for name in DAYS if len(day) >= 3 and name.startswith(day.lower())]
    if not begun:
        raise Misuse(f"--start-of-week {day} is no day of the week", hint=f"days are: {', '.join(DAYS)}")
    return begun[0]
