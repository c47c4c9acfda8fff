"""A month's figures by day, team, cost centre and model: what closing freezes and restating compares."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from ...money import plain, product, total
from ...periods import Period
from ...zones import resolve_zone
from ..dimensions import parse_dimensions
from ..usage import Answers, Basis, Question, ask

BY = "day,team,cost_center,model"

#: Which measures of a ledger's answer are kept as which figure.
KEPT = {
    "requests": ("responses", "total_tokens", "cost_usd", "unpriced_tokens"),
    "metered": (None, "total_tokens", "cost_usd", "unpriced_tokens"),
    "billed": ("rows", None, "billed_usd", None),
}

#: Day (None: over several), team, cost centre, model.
Cell = tuple[str | None, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Figures:
    """One cell: responses (of the billed ledger: rows), tokens, cost in USD, tokens without a price."""

    responses: int = 0
    total_tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    unpriced_tokens: int = 0

    def __add__(self, other: Figures) -> Figures:
        return self._with(other, 1)

    def __sub__(self, other: Figures) -> Figures:
        return self._with(other, -1)

    def _with(self, other: Figures, sign: int) -> Figures:
        return Figures(
            self.responses + sign * other.responses,
            self.total_tokens + sign * other.total_tokens,
            total((self.cost_usd, product(other.cost_usd, sign))),
            self.unpriced_tokens + sign * other.unpriced_tokens,
        )

    def __bool__(self) -> bool:
        return bool(self.responses or self.total_tokens or self.cost_usd or self.unpriced_tokens)


NOTHING = Figures()


def month_question(since: datetime, until: datetime) -> Question:
    """The question whose answer is kept: a UTC month by day, team, cost centre and model."""
    return Question(parse_dimensions(BY), Period(since, until, "UTC"), resolve_zone("UTC"))


def figures_of(store: Answers, ledger: str, asked: Question, basis: Basis) -> dict[Cell, Figures]:
    """The figures of every cell that has any."""
    if ledger == "requests":
        rows = ask(store, asked, basis).rows
    else:
        from ..ledgers import ask_ledger

        rows = ask_ledger(store, ledger, asked, basis).rows
    return cells(rows, KEPT[ledger])


def cells(rows: Iterable[Mapping[str, Any]], kept: tuple[str | None, ...]) -> dict[Cell, Figures]:
    """Rows of an answer as cells; a measure the ledger does not have counts nothing."""
    found: dict[Cell, Figures] = {}
    for row in rows:
        cell = (row["day"], row["team"], row["cost_center"], row["model"])
        responses, tokens, cost, unpriced = (row[name] if name else 0 for name in kept)
        figures = Figures(responses, tokens, Decimal(cost), unpriced)
        if figures:
            found[cell] = found.get(cell, NOTHING) + figures
    return found


def digest_of(figures: Mapping[str, Mapping[Cell, Figures]]) -> str:
    """A digest of figures by ledger: the same for the same figures, to the last digit."""
    rows = [
        [ledger, *cell, one.responses, one.total_tokens, plain(one.cost_usd), one.unpriced_tokens]
        for ledger, found in sorted(figures.items())
        for cell, one in sorted(found.items(), key=lambda entry: [part or "" for part in entry[0]])
    ]
    return sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()
