"""What a mail says, in words: the one thing both its parts are laid out from, so that they cannot differ.

All text here is plain, cleaned and short; HTML escapes it once more. Percentages for bars are whole numbers
from 0 to 100. `tone` is `over` (red), `doubt` (ochre), `good` or `quiet`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["over", "doubt", "good", "quiet"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A line with a bar: what it is about, what is said of it, how full it is, and a mark for its tone."""

    name: str
    words: str
    percent: int
    tone: Tone = "quiet"
    note: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One week or month of the trend; `percent` of the tallest."""

    name: str
    amount: str
    percent: int
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One mover: its name, its change, what it was and is, and how large the change is beside the largest."""

    name: str
    change: str
    amounts: str
    percent: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Moves:
    """The movers of one dimension."""

    title: str
    rows: tuple[Move, ...]
    more: str
    command: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence, and the command line that shows what it is about."""

    words: str
    command: str = ""
    tone: Tone = "quiet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole mail in words, in the order it is read.

    `amount` is the one big number, None in a mail that says that data is delayed. `lead` says what is late.
    `status` names the budgets the subject speaks of. `setup` has a command line to run before all others.
    """

    subject: str
    preheader: str
    whose: str
    title: str
    days: str
    amount: str | None
    at_least: str
    change: str
    change_tone: Tone
    responses: str
    command: str
    change_command: str
    setup: Remark | None = None
    status: Remark | None = None
    lead: tuple[Remark, ...] = ()
    month: Bar | None = None
    trend_title: str = ""
    trend: tuple[Column, ...] = ()
    trend_command: str = ""
    moves: tuple[Moves, ...] = ()
    budgets: tuple[Bar, ...] = ()
    anomalies: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    freshness: tuple[Remark, ...] = ()
    basis: str = field(default="")

    @property
    def is_delayed(self) -> bool:
        """Whether this mail has no figures because data is missing."""
        return self.amount is None
