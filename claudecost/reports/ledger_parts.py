"""An answer of an organisation's ledger in parts: closed months by what was known then, the rest as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .ledgers import MEASURES, LedgerAnswer, add_up, ask_ledger
from .parts import Closed, parts_of
from .usage import Answers, Basis, Question


def ask_ledger_in_parts(
    store: Answers, ledger: str, asked: Question, basis: Basis, closed: Sequence[Closed]
) -> LedgerAnswer:
    """Put the question to every part of its period and add the answers up; see `ask_ledger`.

    A row over days on both sides of a part's edge is in neither; it is counted with those that reach beyond.
    """
    answers = [
        ask_ledger(store, ledger, replace(asked, period=period), month.basis if month else basis)
        for period, month in parts_of(asked.period, closed)
    ]
    return answers[0] if len(answers) == 1 else _together(ledger, asked, answers)


def _together(ledger: str, asked: Question, answers: Sequence[LedgerAnswer]) -> LedgerAnswer:
    names = [entry.name for entry in asked.dimensions]
    groups: dict[tuple[str | None, ...], list[Mapping[str, Any]]] = {}
    matched: dict[str, bool] = {}
    for answer in answers:
        for row in answer.rows:
            groups.setdefault(tuple(row[name] for name in names), []).append(row)
        matched.update({name: found or matched.get(name, False) for name, found in answer.matched.items()})
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
