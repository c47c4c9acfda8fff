"""What a person asked to take in, and what a look at it showed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from ..errors import BadData, Misuse, Place, Problem
from ..sources.claude_code.roots import own_roots
from ..sources.summary import Summary
from ..store import Saved

if TYPE_CHECKING:
    from ..sources.claude_code.glimpse import Glimpse
    from ..sources.formats import Task
    from ..sources.responses import LogPaths


@dataclass(frozen=True)
class Intake:
    """What to take in: paths given by a person, or (none) this user's own roots; and what is said of them.

    `source` reads every file as that format. `at` (RFC 3339, UTC) is for responses that carry no time,
    `since` and `until` (ISO dates, `until` excluded) for files that do not say which days they cover,
    `organization` is the label figures of an organisation are kept under. `glimpse` is a fingerprint of the
    own roots, if one was begun. `log_paths` is where response logs keep what, if not in the usual places.
    """

    paths: tuple[Path, ...] = ()
    machine: str | None = None
    glimpse: Glimpse | None = None
    source: str | None = None
    at: str | None = None
    since: str | None = None
    until: str | None = None
    organization: str = ""
    log_paths: LogPaths | None = None

    def tops(self) -> list[Path]:
        """Where to look; raises Misuse for a path that is not there."""
        for path in self.paths:
            if not os.path.lexists(path):
                raise Misuse(f"no such file or directory: {path}", hint="check the path and try again")
        return list(self.paths) or own_roots(os.environ, Path.home())

    def tells_more(self) -> bool:
        """Whether something is said of the files that may change what a file already read comes to."""
        return any((self.source, self.at, self.since, self.until, self.organization))


_PAGES = "pages of the organisation APIs"


class UnknownFormat(BadData):
    """A file of no known format that somebody named: what its nearest format misses, and what was tried."""

    def __init__(self, path: str, missing: Mapping[str, str]) -> None:
        (nearest, why), *others = missing.items()
        tried = list(dict.fromkeys(_PAGES if name.startswith("page of ") else name for name, _ in others))
        super().__init__(
            "this file is of no format claudecost knows",
            where=Place(path),
            impact=f"it was left out; the format nearest to it:\n{nearest}: {why}",
            hint=fill("tried as well: " + ", ".join(tried), 100, break_on_hyphens=False),
        )


@dataclass
class Plan:
    """What a look at the tree showed: files to read with their sizes in bytes, and how many are unchanged.

    `skipped` counts files in directories that are of no known format, `refused` are such files that somebody
    named. `fingerprint` is the look in one number, for this user's own roots when nothing stood in its way.
    """

    seen: int = 0
    unchanged: int = 0
    skipped: int = 0
    fingerprint: str | None = None
    to_read: list[tuple[Task, int]] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Outcome:
    """What an ingest did."""

    plan: Plan
    summary: Summary
    saved: Saved
    elapsed_seconds: float

    def unreadable(self) -> list[tuple[str, str]]:
        """Files and directories that could not be read, with why."""
        return [*self.plan.unreadable, *self.summary.unreadable]

    def refused(self) -> list[Problem]:
        """Files that must not be taken in as they are, with why."""
        return [*self.plan.refused, *self.summary.refused]
