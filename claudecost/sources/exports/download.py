"""A downloaded file as such: its name, its content's digest, its age, and the days it stands for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from ..given import Given
from ..identity import short_digest
from ..ledger import DIMENSIONS, Snapshot
from ..times import from_ns
from .names import Period, named_organization, named_period, period


class Download(NamedTuple):
    """A file, by what is known of it besides its rows; `content` is a digest of all its bytes, as text."""

    given: Given
    name: str
    source: str
    content: str
    mtime_ns: int

    @property
    def period(self) -> Period | None:
        """The days the file was made for: as its name says, else as the person said."""
        return named_period(self.name) or period(self.given.since or "", self.given.until or "")

    @property
    def organization(self) -> str:
        """The label its figures are kept under: the person's, else the id in the file's name, else `""`."""
        return self.given.organization or named_organization(self.name)

    def days(self, first: date | None, last: date | None) -> Period | None:
        """The days the file stands for: those with rows, and those its period adds; None for no day."""
        rows = Period(first, last + timedelta(days=1)) if first and last else None
        made_for = self.period
        if rows and made_for:
            return Period(min(rows.since, made_for.since), max(rows.until, made_for.until))
        return rows or made_for

    def taken_at(self, last: date | None) -> str:
        """When the figures were true: the file's time, but not before the last day with rows began."""
        return max(from_ns(self.mtime_ns), f"{last or date.min}T00:00:00.000000")


class Figures(NamedTuple):
    """What is particular to a ledger's figures in one kind of file; see `Snapshot`."""

    ledger: str
    traffic: str
    is_rounded: bool


def snapshot(
    download: Download,
    figures: Figures,
    dimensions: set[str],
    days: Period,
    last: date | None,
    rows: int,
    is_daily: bool = True,
) -> Snapshot:
    """The snapshot a file's figures of one ledger are; `last` is the newest day with rows.

    Their grade is what the ledger is called: the Console's and claude.ai's own figures are no estimates.

    Two files are one snapshot only if their content and the days and organisation it stands for are equal:
    all reports without rows have the same content.
    """
    of = (download.content, days.since.isoformat(), days.until.isoformat(), download.organization)
    return Snapshot(
        snapshot_id=short_digest(download.source, figures.ledger, *of),
        pull_id=short_digest(download.source, *of),
        file_id=download.given.file_id,
        source=download.source,
        ledger=figures.ledger,
        organization=download.organization,
        traffic=figures.traffic,
        grade=figures.ledger,
        dimensions=[name for name in DIMENSIONS if name in dimensions],
        since=days.since.isoformat(),
        until=days.until.isoformat(),
        last_day=last.isoformat() if last else None,
        taken_at=download.taken_at(last),
        is_daily=is_daily,
        is_rounded=figures.is_rounded,
        rows=rows,
    )
