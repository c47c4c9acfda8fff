"""Which figures stand for a day: of every ledger, organisation and kind of traffic exactly one source's.

Exports of the organisation's figures overlap by design: a month's file and a
day's, the same days by CSV and by API, a partial download and a later one. They
are views of one traffic, so they are never added. This is the rule that picks
one, a pure function of the set of snapshots: the order they came in, and how
often, changes nothing.

A day is told by whoever has the best grade (billed, metered, estimated,
notional), then by what is whole (every line could be read, the last page is
there), then by whoever saw the day to its end, then by the better source,
then by the cut that knows more of the dimensions asked for, then by the newest.
Figures for a stretch of days that cannot be divided stand for all of it or not
at all: as many days as possible are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

#: Grades, worst first; the position counts.
GRADES = ("notional", "estimated", "metered", "billed")

#: Sources that tell more, or tell it more exactly, rank higher; all others are equal.
SOURCES = (
    "claude-code-report",
    "spend-report-csv",
    "console-cost-csv",
    "console-tokens-csv",
    "cost-report",
    "usage-report",
    "analytics-user-cost-report",
    "analytics-user-usage-report",
    "analytics-cost-report",
    "analytics-usage-report",
    "analytics-cost",
    "analytics-usage",
)

#: The older reports by user leave out what no user account stands behind: any other view is more whole.
PARTIAL = ("analytics-user-cost-report", "analytics-user-usage-report")

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the rule needs to know of one snapshot; days are UTC, `until` excluded."""

    snapshot_id: int
    pull_id: int
    source: str
    organization: str
    traffic: str
    grade: str
    dimensions: tuple[str, ...]
    since: date
    until: date
    last_day: date | None
    taken_at: datetime
    is_daily: bool
    is_damaged: bool = False
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days for which a snapshot stands: `since` to `until`, excluded."""

    snapshot_id: int
    since: date
    until: date


#: How good a claim on a day is: compared from left to right, the last part only so that it is decided.
Claim = tuple[int, bool, bool, int, int, int, datetime, int]


def standing(snapshots: Iterable[Snapshot], wanted: Sequence[str] = ()) -> list[Stretch]:
    """The stretches that stand, for a question that asks for the dimensions `wanted`; sorted."""
    found: list[Stretch] = []
    scopes: dict[tuple[str, str], list[Snapshot]] = {}
    for snapshot in _one_organization(snapshots):
        scopes.setdefault((snapshot.organization, snapshot.traffic), []).append(snapshot)
    for scope in scopes.values():
        found.extend(_of_scope(scope, wanted))
    return sorted(found, key=lambda stretch: (stretch.since, stretch.until, stretch.snapshot_id))


def _one_organization(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """Every snapshot with its organisation; labels differ in more than case and blanks.

    Figures of nobody in particular belong to the one organisation whose traffic of that kind is known. Where
    several are, nobody knows whose they are: they stand for days none of the others covers, never beside
    them.
    """
    everything = [
        replace(one, organization=" ".join(one.organization.split()).casefold()) for one in snapshots
    ]
    known: dict[str, set[str]] = {}
    covered: dict[str, set[date]] = {}
    for snapshot in everything:
        if snapshot.organization:
            known.setdefault(snapshot.traffic, set()).add(snapshot.organization)
            covered.setdefault(snapshot.traffic, set()).update(_days(snapshot.since, snapshot.until))
    found = []
    for snapshot in everything:
        names = known.get(snapshot.traffic, set())
        if snapshot.organization or not names:
            found.append(snapshot)
        elif len(names) == 1:
            found.append(replace(snapshot, organization=min(names)))
        elif not covered[snapshot.traffic].intersection(_days(snapshot.since, snapshot.until)):
            found.append(snapshot)
    return found


def of_nobody(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """Snapshots that are left out because several organisations are known and nobody said whose these are."""
    everything = list(snapshots)
    kept = {snapshot.snapshot_id for snapshot in _one_organization(everything)}
    return [snapshot for snapshot in everything if snapshot.snapshot_id not in kept]


def _of_scope(snapshots: Sequence[Snapshot], wanted: Sequence[str]) -> list[Stretch]:
    """The rule for one organisation's traffic of one kind."""
    pulls: dict[int, list[Snapshot]] = {}
    for snapshot in snapshots:
        pulls.setdefault(snapshot.pull_id, []).append(snapshot)
    day_by_day = [pages for pages in pulls.values() if all(page.is_daily for page in pages)]
    in_one_piece = [pages for pages in pulls.values() if not all(page.is_daily for page in pages)]
    days: dict[date, tuple[Claim, list[Snapshot]]] = {}
    for pages in day_by_day:
        for day in sorted({day for page in pages for day in _days(page.since, page.until)}):
            claim = _claim(pages, day, wanted)
            if day not in days or days[day][0] < claim:
                days[day] = (claim, pages)
    pieces = _best_pieces(in_one_piece, wanted)
    chosen_days, chosen_pieces = _most_days(days, pieces)
    return [*_joined(chosen_days), *chosen_pieces]


def _claim(pages: Sequence[Snapshot], day: date, wanted: Sequence[str]) -> Claim:
    """How good a pull's claim on a day is."""
    best = max(pages, key=lambda page: (GRADES.index(page.grade), page.taken_at, page.snapshot_id))
    known = {name for page in pages for name in page.dimensions}
    is_cut = best.source.startswith(("analytics-", "usage-report", "cost-report"))
    seen = -1 if best.source in PARTIAL else max(_seen(page, day) for page in pages)
    return (
        GRADES.index(best.grade),
        seen > 0,
        any(page.is_last for page in pages) and not any(page.is_damaged for page in pages),
        seen,
        SOURCES.index(best.source) if best.source in SOURCES else -1,
        len(known.intersection(wanted)) if is_cut else 0,
        max(page.taken_at for page in pages),
        best.pull_id,
    )


def _seen(page: Snapshot, day: date) -> int:
    """2: the day was over when the figures were true; 1: it had begun; 0: nobody knows.

    A file's modification time moves when it is copied, so only its rows say how far it reaches.
    """
    if page.last_day is not None and day < page.last_day:
        return 2
    is_answer = not page.source.endswith("-csv")
    if is_answer and page.taken_at.date() > day:
        return 2
    return 1 if page.last_day == day or (is_answer and page.taken_at.date() == day) else 0


def _best_pieces(pulls: Sequence[Sequence[Snapshot]], wanted: Sequence[str]) -> list[list[Snapshot]]:
    """Pulls in one piece, the best of those that cover the same days."""
    best: dict[tuple[date, date], tuple[Claim, list[Snapshot]]] = {}
    for pages in pulls:
        span = min(page.since for page in pages), max(page.until for page in pages)
        claim = _claim(pages, span[1] - DAY, wanted)
        if span not in best or best[span][0] < claim:
            best[span] = (claim, list(pages))
    return [pages for _, pages in best.values()]


class _Told(NamedTuple):
    """The best way to tell all days before some edge in time: how good it is, who tells last, since when.

    Compared by its score: days told by a view of everything, days told at all, their grades, separate
    tellings. `pages` is None where nobody tells the days since `start`.
    """

    score: tuple[int, int, int, int]
    pages: list[Snapshot] | None
    start: date | None


def _most_days(
    days: dict[date, tuple[Claim, list[Snapshot]]], pieces: Sequence[list[Snapshot]]
) -> tuple[dict[date, list[Snapshot]], list[Stretch]]:
    """The choice of days and pieces, none overlapping, that tells the most days, and tells them best."""
    if not pieces:
        return {day: pages for day, (_, pages) in days.items()}, []
    ending: dict[date, list[list[Snapshot]]] = {}
    for pages in pieces:
        ending.setdefault(max(page.until for page in pages), []).append(pages)
    edges = {day + DAY for day in days} | set(days)
    edges |= {edge for pages in pieces for page in pages for edge in (page.since, page.until)}
    best: dict[date, _Told] = {}
    before: date | None = None
    for edge in sorted(edges):
        options = [_Told(best[before].score if before else (0, 0, 0, 0), None, before)]
        if (day := edge - DAY) in days:
            options.append(_further(best, days[day][1], day, edge))
        for pages in ending.get(edge, []):
            options.append(_further(best, pages, min(page.since for page in pages), edge))
        best[edge] = max(options, key=lambda option: option.score)
        before = edge
    return _walked_back(best, before, days)


def _further(best: Mapping[date, _Told], pages: list[Snapshot], start: date, edge: date) -> _Told:
    """What is told if these pages tell from `start` up to the edge."""
    whole, told, grades, tellings = best[start].score
    length = (edge - start).days
    grade = max(GRADES.index(page.grade) for page in pages)
    is_whole = all(page.source not in PARTIAL for page in pages)
    score = (whole + length * is_whole, told + length, grades + grade * length, tellings + 1)
    return _Told(score, pages, start)


def _walked_back(
    best: Mapping[date, _Told], edge: date | None, days: Mapping[date, tuple[Claim, list[Snapshot]]]
) -> tuple[dict[date, list[Snapshot]], list[Stretch]]:
    """The choices made, from the last edge to the first."""
    chosen: dict[date, list[Snapshot]] = {}
    whole: list[Stretch] = []
    while edge is not None:
        _, pages, start = best[edge]
        if pages is not None and start is not None:
            if start in days and pages is days[start][1] and edge == start + DAY:
                chosen[start] = pages
            else:
                whole.extend(Stretch(page.snapshot_id, start, edge) for page in pages)
        edge = start
    return chosen, whole


def _joined(chosen: dict[date, list[Snapshot]]) -> list[Stretch]:
    """Days next to one another told by the same pull, as one stretch for each of its pages."""
    found: list[Stretch] = []
    ordered = sorted(chosen)
    runs = groupby(enumerate(ordered), key=lambda entry: (entry[1] - entry[0] * DAY, id(chosen[entry[1]])))
    for _, run in runs:
        days = [day for _, day in run]
        found.extend(Stretch(page.snapshot_id, days[0], days[-1] + DAY) for page in chosen[days[0]])
    return found


def _days(since: date, until: date) -> list[date]:
    return [since + DAY * number for number in range((until - since).days)]
