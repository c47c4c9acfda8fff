"""The coverage as a person reads it: what is in order is only counted, what is not comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ... import money
from ..shape import Report
from ..usage_report import many
from .sections import Row, differences, sections
from .shape import Coverage
from .unseen import IN_ALL, UNSEEN

#: Rows a table has at most; `--show` gives them all.
MOST = 10

GAPS = "Gaps with working days in them, newest first"
LOST = "Will be lost: not whole in the store"
VERSIONS = "Outputs that are lower bounds, by client version"
OUTSIDE = "Outside transcripts: the client's own totals beside what transcripts show"
STATISTICS = "The client's own statistics beside the store, tokens by model"


def for_people(found: Coverage) -> list[Report]:
    """The sections a person is shown, each cut to what a screen holds."""
    machines, gaps, roots, leaving, versions, outside, statistics, unseen = sections(found)
    shown = [_shown(machines, machines.rows, nothing="no usage of Claude Code in the store")]
    if open_gaps := [row for row in gaps.rows if row["working_days"]]:
        open_gaps.sort(key=lambda row: str(row["first_day"]), reverse=True)
        shown.append(_shown(gaps, open_gaps, GAPS))
    shown.append(
        _shown(roots, roots.rows, notes=_due(found), nothing="you have no transcripts of your own here")
    )
    if lost := [row for row in leaving.rows if row["in_store"] != "whole"]:
        shown.append(_shown(leaving, lost, LOST, notes=["`claudecost ingest` keeps what is in them"]))
    shown.append(_lower_bounds(versions))
    without = "the client has left no totals (it does since August 2026, when a run ends)"
    differing = [_in_short(row) for row in outside.rows if _is_a_cent(row["outside_usd"])]
    without = "they agree to the cent, in every session and model" if outside.rows else without
    shown.append(_shown(outside, differing, OUTSIDE, notes=_outside(found, len(differing)), nothing=without))
    if statistics.rows:
        if len(found.roots) == 1:
            statistics = replace(statistics, columns=statistics.columns[1:])
        notes = ["kept longer than transcripts are; for a look beside, never added"]
        shown.append(_shown(statistics, statistics.rows, STATISTICS, notes=notes))
    said = [f"{one.what} ({one.size}): {one.seen_in}" for one in UNSEEN]
    legend = "what it is (how much of it), and where it shows:"
    shown.append(_shown(unseen, [], notes=[*said, IN_ALL], nothing=legend))
    return shown


def _shown(
    section: Report,
    rows: Sequence[Row],
    title: str | None = None,
    *,
    notes: Sequence[str] = (),
    nothing: str = "nothing",
) -> Report:
    more = [f"and {len(rows) - MOST:,} more: --show {section.name}"] if len(rows) > MOST else []
    meta = {**section.meta, "notes": [*more, *notes], "nothing": nothing}
    return replace(section, title=title or section.title, rows=list(rows[:MOST]), meta=meta)


def _lower_bounds(versions: Report) -> Report:
    """Only versions with any; nothing else is worth a line."""
    doubtful = [row for row in versions.rows if row["provisional_responses"]]
    others = len(versions.rows) > len(doubtful) > 0
    return _shown(
        versions,
        doubtful,
        VERSIONS,
        notes=["every output of all other versions is final"] if others else [],
        nothing="every output is final" if versions.rows else "no usage of Claude Code in the store",
    )


def _due(found: Coverage) -> list[str]:
    """What is due, in a sentence."""
    if not found.roots:
        return []
    due, lost = sum(len(root.leaving) for root in found.roots), len(found.lost)
    if not due:
        return ["nothing is due within the week"]
    if not lost:
        return [f"{many(due, 'transcript')} due within the week: all in the store, nothing will be lost"]
    return [f"{lost:,} of {many(due, 'transcript')} due within the week would take usage with them"]


def _outside(found: Coverage, differing: int) -> list[str]:
    """What the differences come to, the two ways apart, and what is not known."""
    more, less = differences(found)
    notes = []
    if found.outside:
        alike = len(found.outside) - differing
        if alike and differing:
            notes.append(f"{many(alike, 'row')} of others agree to the cent: --show outside")
        sessions = len({one.session for one in found.outside})
        notes.append(
            f"in {many(sessions, 'session')} the client counted {money.dollars(more)} beyond the "
            "transcripts (by its own prices): an upper reference, never added to any cost"
        )
    if money.rounded(less):
        notes.append(
            f"and {money.dollars(less)} less than the transcripts show: sessions resumed before 2.1.277 "
            "began again at nothing, running ones are not summed up yet"
        )
    if found.outside and found.without_total:
        notes.append(f"{many(found.without_total, 'session')} since 2026-08-26 without such a total")
    if found.unread_totals:
        notes.append(
            f"unknown for {many(found.unread_totals, 'transcript')} that an older claudecost read and "
            "that cannot be read again"
        )
    return notes


def _is_a_cent(amount: object) -> bool:
    """Whether it is a cent or more, either way; less is the client's rounding and its helper calls."""
    return isinstance(amount, Decimal) and money.rounded(amount) != 0


def _in_short(row: Row) -> Row:
    """The first eight characters of a session tell it from any other; `--session 40cecd3e*` takes them."""
    return {**row, "session": str(row["session"])[:8]}
