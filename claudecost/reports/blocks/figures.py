"""The figures of windows: the one question, with windows where it else has buckets of local time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from ...periods import Period
from ..parts import Closed, closings_of, parts_of
from ..usage import (
    EARLIEST,
    MEASURES,
    UNDATED,
    Answers,
    Basis,
    Question,
    grouped,
    lay_out_events,
    lay_out_exchange,
    load_rates,
    naive,
)
from ..usage import question as usage_question
from .windows import Hour, Window, number_of

#: Filters that say whose windows they are; all others only say what of them is counted.
WHOSE = ("user", "account", "source")


def hours(
    store: Answers, asked: Question, basis: Basis, closed: Sequence[Closed], period: Period
) -> list[Hour]:
    """The hours of a period in which anything happened, to whomever the question admits; in order."""
    whose = {name: patterns for name, patterns in asked.filters.items() if name in WHOSE}
    everything = replace(asked, dimensions=(), filters=whose, period=period)
    found: dict[int, Hour] = {}
    for part, stands_on in _parts(everything, basis, closed):
        load_rates(store, part, stands_on.cards)
        lay_out_events(store, part, stands_on)
        for number, first_at, last_at in store.rows(_statement("hours.sql"), _bounds(part.period)):
            hour = Hour(number, first_at.replace(tzinfo=UTC), last_at.replace(tzinfo=UTC))
            if (seen := found.get(number)) is not None:
                hour = Hour(number, min(seen.first_at, hour.first_at), max(seen.last_at, hour.last_at))
            found[number] = hour
    return [found[number] for number in sorted(found)]


def figures(
    store: Answers, asked: Question, basis: Basis, closed: Sequence[Closed], windows: Sequence[Window]
) -> dict[int, list[dict[str, Any]]]:
    """The rows of every window, by its number, grouped by the question's dimensions (none of time)."""
    if not windows:
        return {}
    names = [entry.name for entry in asked.dimensions]
    whole = replace(asked, period=Period(windows[0].start, windows[-1].end, asked.period.timezone))
    rows: list[dict[str, Any]] = []
    for part, stands_on in _parts(whole, basis, closed):
        _, profiles = load_rates(store, part, stands_on.cards)
        origins, _ = lay_out_events(store, part, stands_on)
        _lay_out_windows(store, windows)
        lay_out_exchange(store, asked.exchange)
        values = {**_bounds(part.period), "is_converted": asked.exchange is not None}
        for origin, number, profile, *measured in store.rows(usage_question("usage.sql"), values):
            label = {**origins[origin], **profiles[profile]}
            row = {"window": number, **{name: label[name] for name in names}}
            rows.append(row | dict(zip((*MEASURES, "last_at"), measured, strict=True)))
    found: dict[int, list[dict[str, Any]]] = {}
    for row in grouped(rows, ["window", *names]).values():
        found.setdefault(row.pop("window"), []).append(row)
    return found


def _parts(asked: Question, basis: Basis, closed: Sequence[Closed]) -> list[tuple[Question, Basis]]:
    """The question for every part of its period, with what that part stands on."""
    today = replace(basis, outside=closings_of(closed))
    return [
        (replace(asked, period=period), month.basis if month else today)
        for period, month in parts_of(asked.period, closed)
    ]


def _bounds(period: Period) -> dict[str, datetime]:
    """What has no date is in no window."""
    return {"since": naive(period.since, EARLIEST), "until": naive(period.until, UNDATED)}


def _lay_out_windows(store: Answers, windows: Sequence[Window]) -> None:
    rows: list[Mapping[str, int]] = [
        {"number": number, "first_hour": number_of(one.start), "after_hour": number_of(one.end)}
        for number, one in enumerate(windows)
    ]
    store.run(_statement("calendar.sql"), {"windows": json.dumps(rows)})


def _statement(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")
