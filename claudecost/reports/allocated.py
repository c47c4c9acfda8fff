"""What a report about teams has to say besides its rows: what nobody bears, always, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ..money import dollars, plain, share, total
from ..records import UNALLOCATED
from .dimensions import DIMENSIONS, BearerDimension
from .shape import Report
from .usage import Question

#: What a report shows of who owes what, by ledger.
AMOUNT = {"requests": "cost_usd", "metered": "cost_usd", "billed": "billed_usd"}

NO_FILE = (
    "there is no team file, so everything is unallocated; write one (README, For finance) and name it with "
    "--teams FILE, CLAUDECOST_TEAMS or `teams` in claudecost.yaml"
)


def asks_for_teams(asked: Question) -> bool:
    """Whether a question cannot be answered without the team file."""
    names = [*(entry.name for entry in asked.dimensions), *asked.filters]
    return any(isinstance(DIMENSIONS[name], BearerDimension) for name in names)


def with_unallocated(
    report: Report, asked: Question, rows: Sequence[Mapping[str, Any]], has_file: bool
) -> Report:
    """The report with what is unallocated: as a row where rows are teams, as a note and in its header always.

    `rows` are all the answer's rows, those that a limit leaves out included.
    """
    if not asks_for_teams(asked):
        return report
    warnings = report.warnings if has_file else [*report.warnings, NO_FILE]
    names = [entry.name for entry in asked.dimensions if isinstance(entry, BearerDimension)]
    if not names or any(isinstance(DIMENSIONS[name], BearerDimension) for name in asked.filters):
        return replace(report, warnings=warnings)
    ledger = str(report.meta["ledger"])
    nobodys = [row for row in rows if row[names[0]] == UNALLOCATED]
    amount = total(row[AMOUNT[ledger]] for row in nobodys)
    whole = (report.totals or {}).get(AMOUNT[ledger])
    of_all = share(amount, whole) if isinstance(whole, Decimal) else None
    part = f" ({of_all} %)" if of_all is not None else ""
    note = (
        f"unallocated: {dollars(amount)} of {dollars(whole if isinstance(whole, Decimal) else amount)}{part}"
    )
    header = {"amount_usd": plain(amount), "share_percent": None if of_all is None else plain(of_all)}
    notes = [*_notes(report), note]
    return replace(
        _with_row(report, names, nobodys) if len(names) == len(asked.dimensions) else report,
        meta={**report.meta, "unallocated": header, "notes": notes},
        warnings=warnings,
    )


def _notes(report: Report) -> list[object]:
    notes = report.meta.get("notes")
    return notes if isinstance(notes, list) else []


def _with_row(report: Report, names: Sequence[str], nobodys: Sequence[Mapping[str, Any]]) -> Report:
    """Whatever is sorted or left out, the row of nobody is there, with nothing in it if need be."""
    if any(row[names[0]] == UNALLOCATED for row in report.rows):
        return report
    nothing = {
        column.key: UNALLOCATED if column.key in names else _nothing(column.kind) for column in report.columns
    }
    left_out = report.left_out - len(nobodys)
    return replace(
        report,
        rows=[*report.rows, *map(dict, nobodys)] if nobodys else [*report.rows, nothing],
        left_out=left_out,
    )


def _nothing(kind: str) -> object:
    return {"integer": 0, "money": Decimal(0), "amount": Decimal(0)}.get(kind)
