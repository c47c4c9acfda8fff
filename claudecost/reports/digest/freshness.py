"""Is everything there? What the weeks before lead one to expect, and what has come instead.

The rule. Reference are the four weeks before the last seven days of the period, as far as the store reaches
back, and at least two of them. A day is *certain* to have usage where the same weekday had some in every week
of reference, and *likely* where it had in half of them.

* Data is late where the period ends in days without usage, one of them certain or two of them likely, and
  nothing later has come in either. A weekend nobody works on is neither: usage may end on Friday evening.
* A machine is silent where it was used in every week of reference and neither in the last seven days nor
  since. It makes the data late if it had a tenth of the cost of the weeks of reference; else it is mentioned.
* Data is late as well where nothing at all has come in since the period began.
* A certain day without usage that is followed by one with usage is a gap, and mentioned: rather a holiday.

What this run has just read on its own machine is complete, however little it is: that machine is never
silent, and its usage makes no day certain or likely. A run that found no transcripts there has read nothing,
and its machine is like any other. Of other machines a store cannot tell a holiday from a
cut cable: the mail says what is missing and since when, and whoever knows better has the figures sent with
`--even-if-delayed`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ...money import share
from .shape import Freshness, Silent
from .stretch import Stretch

#: Weeks of reference, and how many it takes to expect anything.
WEEKS, LEAST_WEEKS = 4, 2

WEEK = timedelta(days=7)

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the whole store, whosever mail it is.

    `last_event` is its newest usage, `ingested_at` when this run brought it up to date (None: it did not) and
    `own` the machine whose transcripts were read then (None: there are none). `unreadable` counts lines and
    files. `now` is when all this is asked.
    """

    last_event: datetime | None
    ingested_at: datetime | None = None
    own: str | None = None
    unreadable_lines: int = 0
    unreadable_files: int = 0
    now: datetime | None = None


def reference_from(stretch: Stretch) -> date:
    """The first day the rule looks at."""
    return stretch.after - WEEK * (WEEKS + 1)


def freshness(rows: Rows, machines: Rows, stretch: Stretch, seen: Seen) -> Freshness:
    """Judge by usage from `reference_from` on and beyond the period's end.

    `rows` by `day` and `is_own` (whether it was on the machine `seen.own`), `machines` by `machine` and week:
    seven days counted from `reference_from`, of which `day` is the last one with usage. See `worked.py`.
    """
    window = stretch.after - WEEK
    days, far = _days(rows), [row for row in rows if not row["is_own"]]
    reference = _reference(_days(far), window)
    empty = {
        day: weeks
        for day, weeks in _weeks_with_usage(_days(far), reference, window).items()
        if weeks and day not in days
    }
    certain = [day for day, weeks in empty.items() if weeks == len(reference)]
    likely = [day for day, weeks in empty.items() if weeks * 2 >= len(reference)]
    after = [day for day in likely if day > max(days, default=date.min)]
    is_own_alone = bool(rows) and not far
    newest = max((row["last_at"] for row in rows), default=None)
    return Freshness(
        last_event=newest.replace(tzinfo=UTC) if newest else seen.last_event,
        ingested_at=seen.ingested_at,
        machines=len({row["machine"] for row in machines} - {None}),
        silent=tuple(_silent(machines, seen.own, reference, window)),
        late_days=tuple(after) if len(after) > 1 or set(after) & set(certain) else (),
        gaps=tuple(day for day in certain if day not in after),
        is_stale=seen.last_event is not None and seen.last_event < _since(stretch) and not is_own_alone,
        is_empty=seen.last_event is None,
        unreadable_lines=seen.unreadable_lines,
        unreadable_files=seen.unreadable_files,
        now=seen.now,
    )


def _since(stretch: Stretch) -> datetime:
    since = stretch.period.since
    assert since is not None
    return since


def _days(rows: Rows) -> set[date]:
    return {date.fromisoformat(row["day"]) for row in rows}


def _reference(days: set[date], window: date) -> list[date]:
    """The first days of the weeks of reference; none where there are too few."""
    starts = [window - WEEK * back for back in range(WEEKS, 0, -1)]
    used = [first for first in starts if any(first <= day < first + WEEK for day in days)]
    known = [first for first in starts if used and first >= used[0]]
    return known if len(known) >= LEAST_WEEKS else []


def _weeks_with_usage(far: set[date], reference: Sequence[date], window: date) -> dict[date, int]:
    """For each of the last seven days, in how many weeks of reference its weekday had usage."""
    return {
        window + timedelta(days=number): sum(first + timedelta(days=number) in far for first in reference)
        for number in range(7)
    }


def _silent(rows: Rows, own: str | None, reference: Sequence[date], window: date) -> list[Silent]:
    """Machines used in every week of reference and not since, the dearest first."""
    if not reference:
        return []
    used: dict[str, set[date]] = {}
    for row in rows:
        if row["machine"] not in (None, own):
            used.setdefault(row["machine"], set()).add(date.fromisoformat(row["day"]))
    silent = [
        machine
        for machine, days in used.items()
        if max(days) < window and all(any(first <= day < first + WEEK for day in days) for first in reference)
    ]
    costs, whole = _costs(rows, reference[0], window)
    found = [
        Silent(machine, max(used[machine]), share(costs.get(machine, Decimal(0)), whole) or Decimal(0))
        for machine in silent
    ]
    return sorted(found, key=lambda one: (-one.percent, one.machine))


def _costs(rows: Rows, first: date, window: date) -> tuple[dict[str, Decimal], Decimal]:
    """What each machine and all together cost in the weeks of reference."""
    costs: dict[str, Decimal] = {}
    whole = Decimal(0)
    for row in rows:
        if first <= date.fromisoformat(row["day"]) < window:
            whole += row["cost_usd"]
            if row["machine"] is not None:
                costs[row["machine"]] = costs.get(row["machine"], Decimal(0)) + row["cost_usd"]
    return costs, whole
