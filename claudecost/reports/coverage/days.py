"""Days with usage and days without, per machine: where something may be missing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from ...records import WorkingDays
from ...zones import Zone, quarters_of_offset

EPOCH, DAY = date(1970, 1, 1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Local days in a row without usage, both ends included; `working_days` of them are no days off."""

    machine: str | None
    first: date
    last: date
    working_days: int

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class MachineDays:
    """One machine's local days: first and last with usage, how many have any, and the gaps between them.

    `silent_days` are the days since the last one, today excluded.
    """

    machine: str | None
    first: date
    last: date
    days: int
    gaps: tuple[Gap, ...]
    silent_days: int

    @property
    def missing_working_days(self) -> int:
        """Days without usage on which people work."""
        return sum(gap.working_days for gap in self.gaps)

    @property
    def missing_days_off(self) -> int:
        """Days without usage on which people do not."""
        return sum(gap.days for gap in self.gaps) - self.missing_working_days


def offsets_of(zone: Zone, first: datetime, last: datetime) -> str:
    """The zone's offsets between two instants, as local_days.sql takes them."""
    stretches = quarters_of_offset(zone, first, last)
    return json.dumps([dict(zip(("starts", "ends", "shift"), one, strict=True)) for one in stretches])


def machine_days(
    rows: Iterable[tuple[str | None, int]], today: date, working: WorkingDays | None = None
) -> list[MachineDays]:
    """From rows of local_days.sql to each machine's days, by the machine's name."""
    seen: dict[str | None, list[date]] = {}
    for machine, day in rows:
        seen.setdefault(machine, []).append(EPOCH + DAY * day)
    working = working or WorkingDays()
    return [
        _of_one(name, sorted(days), today, working)
        for name, days in sorted(seen.items(), key=lambda entry: entry[0] or "")
    ]


def _of_one(machine: str | None, days: list[date], today: date, working: WorkingDays) -> MachineDays:
    first, last = days[0], days[-1]
    missing = [first + DAY * n for n in range((last - first).days + 1)]
    there = set(days)
    without = [day for day in missing if day not in there]
    runs = groupby(enumerate(without), key=lambda entry: entry[1] - DAY * entry[0])
    gaps = []
    for _, run in runs:
        stretch = [day for _, day in run]
        gaps.append(Gap(machine, stretch[0], stretch[-1], sum(map(working.has, stretch))))
    return MachineDays(machine, first, last, len(days), tuple(gaps), max((today - last).days - 1, 0))
