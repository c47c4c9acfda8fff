"""A restatement as a report: closed, each cause, today; by team, cost centre, model or day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ...errors import Misuse
from ...money import dollars, exactly, plain, product, total
from ...zones import instant
from ..shape import Column, Report
from ..usage import Answers
from .figures import Cell, Figures
from .restating import CAUSES, Restatement

HALF = Decimal("0.5")

#: What cells are known by, in their order.
CELL = ("day", "team", "cost_center", "model")

TITLES = {"day": "Day", "team": "Team", "cost_center": "Cost centre", "model": "Model"}

WORDS = {
    "duplicates": "Rule of duplicates",
    "late_data": "Late data",
    "price_correction": "Price correction",
    "allocation_change": "Allocation change",
}

EARLIER = """
SELECT r.restatement_id, r.restated_at, r.reason, coalesce(sum(f.cost_usd), 0) AS cost_usd
FROM restatements AS r
LEFT JOIN restated_figures AS f ON f.restatement_id = r.restatement_id AND f.ledger = $ledger
WHERE r.closing_id = $closing
GROUP BY r.restatement_id, r.restated_at, r.reason
ORDER BY r.restatement_id
"""


def restated_report(
    store: Answers, found: Restatement, by: Sequence[str], header: Mapping[str, object]
) -> Report:
    """Rows of everything that has a figure, those that changed most first; the causes add up in every row."""
    columns = (
        *(Column(name, TITLES[name], "text") for name in by),
        Column("closed_usd", "Closed (USD)", "money", "Closed", 100),
        *(Column(f"{name}_usd", WORDS[name], "money", None, _weight(found, name)) for name in CAUSES),
        Column("today_usd", "Today (USD)", "money", "Today", 90),
        Column("difference_usd", "Difference (USD)", "money", "Difference", 95),
        Column("difference_responses", "Responses", "integer", None, -1),
        Column("difference_tokens", "Tokens", "integer", None, -1),
    )
    rows = _rows(found, by)
    month = found.closed
    earlier = store.rows(EARLIER, {"closing": month.basis.closing, "ledger": found.ledger})
    return Report(
        name="restate",
        title=f"{month.month} as closed, and as today's data, prices and rules would give it",
        columns=columns,
        rows=sorted(rows, key=_most_changed),
        totals=_total(rows),
        meta={
            "dimensions": list(by),
            "ledger": found.ledger,
            "period": {"since": instant(month.since), "until": instant(month.until), "timezone": "UTC"},
            **header,
            "currency": "USD",
            "closed_at": instant(month.closed_at),
            "intact": found.is_intact,
            "causes": [
                {
                    "cause": name,
                    "difference_usd": plain(found.cause(name).cost_usd),
                    "responses": found.cause(name).responses,
                    "total_tokens": found.cause(name).total_tokens,
                    "cells": len(found.causes[name]),
                }
                for name in CAUSES
            ],
            "restatements": [
                {
                    "number": number,
                    "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                    "reason": reason,
                    "difference_usd": plain(amount),
                }
                for number, at, reason, amount in earlier
            ],
            "notes": [*_notes(found), *map(_told, earlier)],
        },
        warnings=[] if found.is_intact else [f"what was frozen of {month.month} is no longer what it was"],
    )


def with_warning(report: Report, warning: str) -> Report:
    """The report with one more thing a reader has to know."""
    return replace(report, warnings=[*report.warnings, warning])


def _weight(found: Restatement, cause: str) -> int:
    """Where a table is too wide, what changed nothing goes first."""
    return 60 if any(one.cost_usd for one in found.causes[cause].values()) else 10


def _moved_words(cells: Mapping[Cell, Figures]) -> str:
    """Between teams; or, where these bear what they bore, between cost centres."""
    if teams := _moved(cells, "team"):
        return f"allocation change: {dollars(teams)} moved between teams"
    if centers := _moved(cells, "cost_center"):
        return f"allocation change: {dollars(centers)} moved between cost centres"
    return "allocation change: tokens and responses moved, no cost"


def _moved(cells: Mapping[Cell, Figures], name: str) -> Decimal:
    """What has gone from one team (or cost centre) to others: half of all that came and went."""
    net: dict[str | None, Decimal] = {}
    for cell, figures in cells.items():
        key = cell[CELL.index(name)]
        net[key] = total((net.get(key, Decimal(0)), figures.cost_usd))
    return product(total(abs(amount) for amount in net.values()), HALF)


def parse_by(text: str) -> tuple[str, ...]:
    """`team,model` in the order given; raises Misuse for what a closed month is not kept by."""
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in CELL:
            raise Misuse(
                f"a closed month is not kept by '{name[:40]}'", hint=f"it is kept by {', '.join(CELL)}"
            )
    if len(set(names)) < len(names):
        raise Misuse("a dimension is named twice", hint="name each once")
    return names


def _most_changed(row: Mapping[str, Any]) -> tuple[Decimal, Decimal, list[str]]:
    return -abs(row["difference_usd"]), -row["closed_usd"], [str(value) for value in row.values()]


def _rows(found: Restatement, by: Sequence[str]) -> list[dict[str, Any]]:
    """What was closed, each cause and what is today, added up by the names in `by`."""
    rows: dict[tuple[str | None, ...], dict[str, Any]] = {}
    columns = {"closed": found.before, **found.causes, "today": found.after}
    with exactly():
        for column, cells in columns.items():
            for cell, figures in cells.items():
                key = tuple(cell[CELL.index(name)] for name in by)
                row = rows.setdefault(key, dict(zip(by, key, strict=True)) | _nothing())
                row[f"{column}_usd"] += figures.cost_usd
                sign = {"closed": -1, "today": 1}.get(column, 0)
                row["difference_usd"] += sign * figures.cost_usd
                row["difference_responses"] += sign * figures.responses
                row["difference_tokens"] += sign * figures.total_tokens
    return list(rows.values())


def _nothing() -> dict[str, Any]:
    amounts = ("closed", *CAUSES, "today", "difference")
    return {f"{name}_usd": Decimal(0) for name in amounts} | {
        "difference_responses": 0,
        "difference_tokens": 0,
    }


def _total(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    added = _nothing()
    with exactly():
        for row in rows:
            for name in added:
                added[name] += row[name]
    return added


def _notes(found: Restatement) -> list[str]:
    """A sentence for each cause that changed anything."""
    said = []
    for name in CAUSES:
        cells, whole = found.causes[name], found.cause(name)
        if not cells:
            continue
        amount = f"{'+' if whole.cost_usd >= 0 else ''}{dollars(whole.cost_usd)}"
        if name == "allocation_change":
            said.append(_moved_words(cells))
        else:
            responses = f", {whole.responses:+,} responses" if whole.responses else ""
            tokens = f", {whole.total_tokens:+,} tokens" if whole.total_tokens else ""
            said.append(f"{WORDS[name].lower()}: {amount}{responses}{tokens}")
    if not said and found.is_intact:
        said.append("nothing has changed since the month was closed")
    return said


def _told(earlier: Sequence[Any]) -> str:
    number, at, reason, amount = earlier
    why = f" ({reason})" if reason else ""
    sign = "+" if amount >= 0 else ""
    return f"restatement {number} of {at:%Y-%m-%d}: {sign}{dollars(amount)} in this ledger{why}"
