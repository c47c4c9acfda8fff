"""Rows of today, of the open window and of the days before, added up into the figures of the live view."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ..blocks.block import Block
from ..usage import add_up
from .shape import LiveFigures, LiveRow, OpenWindow, Used

Row = Mapping[str, Any]
NOTHING = Used()

#: Two responses within a second would make thousands of dollars an hour.
LEAST_FOR_A_RATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Earlier:
    """The days of the month besides today: a row per model and per session, and models without a price."""

    models: Mapping[str | None, Row] = field(default_factory=dict)
    sessions: Mapping[str | None, Row] = field(default_factory=dict)
    unpriced: tuple[str, ...] = ()


def live_figures(
    today: Sequence[Row], earlier: Earlier, block: Block | None, taken_at: datetime, unpriced: Iterable[str]
) -> LiveFigures:
    """Rows have the labels `session`, `project` and `model`, and all measures."""
    window = block.rows if block else ()
    places = {row["session"]: row["project"] for row in (*today, *window) if _is_used(row)}
    models = _rows("model", window, today, earlier.models)
    sessions = [
        replace(row, place=places[row.name])
        for row in _rows("session", window, today, earlier.sessions, places)
    ]
    return LiveFigures(
        taken_at=taken_at,
        window=_open(block) if block else None,
        total=LiveRow(None, used(window), used(today), used([*earlier.models.values(), *today])),
        models=tuple(sorted((one for one in models if one.month != NOTHING), key=_dearest)),
        sessions=tuple(sorted(sessions, key=_dearest)),
        unpriced=tuple(dict.fromkeys([*earlier.unpriced, *unpriced])),
    )


def used(rows: Iterable[Row]) -> Used:
    """Rows added up."""
    totals = add_up(rows)
    return Used(totals["cost_usd"], totals["responses"], totals["total_tokens"], totals["unpriced_tokens"])


def _rows(
    label: str,
    window: Sequence[Row],
    today: Sequence[Row],
    earlier: Mapping[str | None, Row],
    only: Collection[str | None] | None = None,
) -> list[LiveRow]:
    """One row per value of a label, or only for some of them."""
    in_window, of_today = _by(label, window), _by(label, today)
    names = dict.fromkeys([*earlier, *of_today, *in_window]) if only is None else only
    return [
        LiveRow(
            name,
            used(in_window.get(name, ())),
            used(of_today.get(name, ())),
            used([*of_today.get(name, ()), *([earlier[name]] if name in earlier else ())]),
        )
        for name in names
    ]


def _by(label: str, rows: Sequence[Row]) -> dict[str | None, list[Row]]:
    found: dict[str | None, list[Row]] = {}
    for row in rows:
        found.setdefault(row[label], []).append(row)
    return found


def _is_used(row: Row) -> bool:
    return bool(row["responses"] or row["total_tokens"] or row["unpriced_tokens"])


def _open(block: Block) -> OpenWindow:
    is_sure = block.first_at and block.last_at and block.last_at - block.first_at >= LEAST_FOR_A_RATE
    burn, coming = (block.burn, block.projection) if is_sure else (None, None)
    return OpenWindow(
        block.start,
        block.end,
        burn.usd_per_hour if burn else None,
        burn.tokens_per_minute if burn else None,
        coming.cost_usd if coming else None,
    )


_dearest: Callable[[LiveRow], Any] = lambda row: (  # noqa: E731
    -row.window.cost_usd,
    -row.today.cost_usd,
    -row.month.cost_usd,
    -row.month.unpriced_tokens,
    row.name or "",
)
