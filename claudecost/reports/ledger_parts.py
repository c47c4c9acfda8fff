"""An answer of an organisation's ledger in parts: closed months by what was known then, the rest as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..periods import Period
from .ledgers import MEASURES, LedgerAnswer, add_up, ask_ledger
from .matching import Met, either
from .parts import Closed, parts_of
from .usage import Answers, Basis, Question


def ask_ledger_in_parts(
    store: Answers, ledger: str, asked: Question, basis: Basis, closed: Sequence[Closed]
) -> LedgerAnswer:
    """Put the question to every part of its period and add the answers up; see `ask_ledger`.

    A row over the edge of a closed month is of no part but the open one, which has it if the closing knew it.
    """
    answers = [
        ask_ledger(store, ledger, replace(asked, period=period), part)
        for period, part in ledger_parts(asked.period, basis, closed)
    ]
    return answers[0] if len(answers) == 1 else _together(ledger, asked, answers)


def ledger_parts(period: Period, basis: Basis, closed: Sequence[Closed]) -> list[tuple[Period, Basis]]:
    """The whole period but for its closed months, as it is today; and each of these with its own basis."""
    parts = parts_of(period, closed)
    months = [(part, month.basis) for part, month in parts if month is not None]
    if len(months) == len(parts):
        return months
    outside = tuple(one.closing for _, one in months if one.closing is not None)
    return [(period, replace(basis, outside=outside)), *months]


def _together(ledger: str, asked: Question, answers: Sequence[LedgerAnswer]) -> LedgerAnswer:
    names = [entry.name for entry in asked.dimensions]
    groups: dict[tuple[str | None, ...], list[Mapping[str, Any]]] = {}
    matched: dict[str, Met] = {}
    for answer in answers:
        for row in answer.rows:
            groups.setdefault(tuple(row[name] for name in names), []).append(row)
        matched = either(matched, answer.matched)
    rows = [
        dict(zip(names, key, strict=True)) | add_up(found, MEASURES[ledger]) for key, found in groups.items()
    ]
    told = {
        (entry.source, entry.organization, entry.since, entry.until): entry
        for one in answers
        for entry in one.told
    }
    return LedgerAnswer(
        rows,
        add_up(rows, MEASURES[ledger]),
        [entry for answer in answers for entry in answer.unpriced],
        list(told.values()),
        matched,
        max(answer.beyond for answer in answers),
        frozenset.intersection(*(answer.unknown for answer in answers)),
        sorted({stretch for answer in answers for stretch in answer.stretches}, key=lambda one: one.since),
        sum(answer.lost_rows for answer in answers),
        max(answer.of_nobody for answer in answers),
        is_empty=all(answer.is_empty for answer in answers),
    )
