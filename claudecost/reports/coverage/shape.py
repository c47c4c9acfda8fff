"""What is known of what is missing, gathered; how it looks is for `sections`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from .days import MachineDays
from .outside import Outside

Kept = Literal["whole", "partly", "not"]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A transcript Claude Code deletes within the week, in bytes, and what of it the store has."""

    root: str
    path: str
    goes_at: datetime
    size: int
    kept: Kept


@dataclass(frozen=True, slots=True)
class RootSeen:
    """A config root: how many transcripts it has, after how many days they are deleted, who says so.

    `says` is `default`, `settings.json`, or why nothing is deleted there.
    """

    path: str
    transcripts: int
    cleanup_days: int
    says: str
    leaving: tuple[Leaving, ...]

    def count(self, kept: Kept) -> int:
        """How many of those that leave are in the store so far."""
        return sum(one.kept == kept for one in self.leaving)


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """One client version's responses, of conversations or of subagents, and how many are lower bounds.

    `provisional_output_tokens` are what their outputs come to as far as they are known.
    """

    version: str | None
    is_subagent: bool
    responses: int
    provisional: int
    provisional_output_tokens: int


@dataclass(frozen=True, slots=True)
class Beside:
    """One model of a root in the client's statistics (tokens up to `last_day`) and in the store."""

    root: str
    last_day: date
    model: str | None
    theirs: int
    ours: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything known of what is missing, as of `now`, local days in `timezone`.

    `unread_totals` counts transcripts read by an older claudecost that are gone: what the client said of
    their sessions is not known. `without_total` counts sessions the client could have summed up and did not.
    """

    now: datetime
    timezone: str
    machines: Sequence[MachineDays]
    roots: Sequence[RootSeen]
    versions: Sequence[VersionSeen]
    outside: Sequence[Outside]
    beside: Sequence[Beside]
    unread_totals: int = 0
    without_total: int = 0
    warnings: Sequence[str] = field(default_factory=tuple)

    @property
    def lost(self) -> list[Leaving]:
        """Transcripts that leave with something in them the store has not."""
        return [one for root in self.roots for one in root.leaving if one.kept != "whole"]
