"""Usage as it was and on another model, side by side: the one question of usage, put with other prices.

The question itself (usage.sql) knows nothing of this: it is put with the prices
as they were and with the other model's, so every dimension and every filter
means what it means in a report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ...money import product, total
from ...records import RateCard
from ..usage import SHOWN, Answer
from .pairing import Cell, Pair

#: Puts the question with one rate card per profile.
Put = Callable[[Sequence[RateCard]], Answer]

NOTHING = Decimal(0)

#: What a row holds beside its labels, in this order.
FIGURES = (
    "responses",
    "total_tokens",
    "cost_usd",
    "whatif_low_usd",
    "whatif_likely_usd",
    "whatif_high_usd",
    "difference_low_usd",
    "difference_usd",
    "difference_high_usd",
    "unpriced_tokens",
)


@dataclass(frozen=True)
class Comparison:
    """One row per group: labels, then `FIGURES`; money exact.

    `measures` are the totals of the usage as it was. `models` are those it was of. `early` responses are of
    days before the other model was sold, `slowed` ones had fast mode where it has none.
    """

    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    measures: dict[str, Any]
    models: list[str | None]
    now: Answer
    early: int
    slowed: int


def compare(
    put: Put, pairs: Sequence[Pair], names: Sequence[str], share: Decimal, since: date | None = None
) -> Comparison:
    """The comparison by the dimensions `names`; `share` of the usage moves, in percent.

    The question that is put must have these dimensions and `model`; `since` is its first day, if it has one.
    """
    now = put([pair.now for pair in pairs])
    costs = _costs(put, [pair for pair in pairs if pair.cells], names)
    rows = [_row(row, names, costs, share) for row in _grouped(now, names)]
    used = [row for row in now.rows if any(row[name] for name in SHOWN)]
    return Comparison(
        rows=rows,
        totals=_totals(rows),
        measures=now.totals,
        models=sorted({row["model"] for row in used}, key=lambda name: (name is None, name or "")),
        now=now,
        early=_count(put, pairs, since, lambda cell: cell.early),
        slowed=_count(put, pairs, since, lambda cell: cell.slowed),
    )


Costs = dict[tuple[str | None, ...], Decimal]


def _costs(put: Put, pairs: Sequence[Pair], names: Sequence[str]) -> tuple[Costs, Costs, Costs]:
    """Low, likely and high cost of each group; where they are one, the question is put once."""
    once = _cost(put, [pair.moved[1] for pair in pairs if pair.is_one_figure], names)
    low, likely, high = (
        _added(once, _cost(put, [pair.moved[number] for pair in pairs if not pair.is_one_figure], names))
        for number in range(3)
    )
    return low, likely, high


def _cost(put: Put, cards: Sequence[RateCard], names: Sequence[str]) -> Costs:
    found = _grouped(put(cards), names) if cards else []
    return {tuple(row[name] for name in names): Decimal(row["cost_usd"]) for row in found}


def _added(one: Costs, other: Costs) -> Costs:
    return {key: total([one.get(key, NOTHING), other.get(key, NOTHING)]) for key in {**one, **other}}


def _grouped(answer: Answer, names: Sequence[str]) -> list[dict[str, Any]]:
    """The answer's rows by fewer dimensions; those without any usage left out."""
    groups: dict[tuple[str | None, ...], dict[str, Any]] = {}
    for row in answer.rows:
        key = tuple(row[name] for name in names)
        group = groups.setdefault(key, dict(zip(names, key, strict=True)) | dict.fromkeys(SHOWN, 0))
        for name in SHOWN:
            group[name] = total([group[name], row[name]]) if name == "cost_usd" else group[name] + row[name]
    return [group for group in groups.values() if any(group[name] for name in SHOWN)]


def _row(
    now: Mapping[str, Any],
    names: Sequence[str],
    costs: Sequence[Costs],
    share: Decimal,
) -> dict[str, Any]:
    """One group: `share` percent of its cost on the other model, the rest as it was."""
    key = tuple(now[name] for name in names)
    cost = Decimal(now["cost_usd"])
    low, likely, high = (_shared(cost, found.get(key, NOTHING), share) for found in costs)
    figures = (
        now["responses"],
        now["total_tokens"],
        cost,
        *(low, likely, high),
        *(total([moved, -cost]) for moved in (low, likely, high)),
        now["unpriced_tokens"],
    )
    return {name: now[name] for name in names} | dict(zip(FIGURES, figures, strict=True))


def _shared(cost: Decimal, moved: Decimal, share: Decimal) -> Decimal:
    part = product(share, Decimal("0.01"))
    return total([product(cost, total([Decimal(1), -part])), product(moved, part)])


def _totals(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The sums over all rows, exact."""
    found = list(rows)
    return {
        name: total(row[name] for row in found) if name.endswith("_usd") else sum(row[name] for row in found)
        for name in FIGURES
    }


def _count(put: Put, pairs: Sequence[Pair], since: date | None, is_meant: Callable[[Cell], bool]) -> int:
    """How many responses lie in cells of a kind: those the question counts when everything else is free."""

    def is_asked(cell: Cell) -> bool:
        until = cell.now.valid_until
        return cell.now.billed and is_meant(cell) and (since is None or until is None or until > since)

    def only_asked(pair: Pair) -> RateCard:
        return replace(pair.now, rates=tuple(replace(cell.now, billed=is_asked(cell)) for cell in pair.cells))

    cards = [only_asked(pair) for pair in pairs if any(map(is_asked, pair.cells))]
    if not cards:
        return 0
    totals = put(cards).totals
    return int(totals["responses"] - totals["unpriced_responses"])
