"""The usage of a period in cells, put together by group and model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from importlib.resources import files
from typing import Any

from ...periods import Period
from ...records import METERS, PROMPT_METERS, TOKEN_METERS, RateCard
from ..matching import Met, either, met
from ..parts import Closed, parts_of
from ..usage import (
    EARLIEST,
    UNDATED,
    Answers,
    Basis,
    Question,
    Unpriced,
    lay_out_events,
    load_rates,
    naive,
    unpriced_rows,
)
from .levels import LEVELS, Companions, Key, Stretch, Units, refined

#: What is counted beside the cells, in the order of cells.sql after its keys.
COUNTS = (
    "unpriced_responses",
    "provisional_responses",
    "disputed_responses",
    "unbilled_responses",
    "unbilled_tokens",
)

#: The cards beside the cards of a basis: asked with the closing's number, None for what is open.
Beside = Callable[[Sequence[RateCard], int | None], Sequence[Companions]]

Group = tuple[str | None, ...]


@dataclass
class Work:
    """What one model did for one group in one period.

    `tokens` are millionths of a token (or search) by meter, only of meters that have a price. `costs` has one
    amount per level for each of them: millionths of a token times a rate in 10^-9 USD. `touched` counts the
    tokens whose rate a level changes. `stretches` are the prompt tokens by stretch, from which the rates of
    meters follow that were not used.
    """

    tokenizer: str | None = None
    tokens: dict[str, int] = field(default_factory=dict)
    costs: dict[str, list[Units]] = field(default_factory=dict)
    touched: dict[str, int] = field(default_factory=dict)
    stretches: list[tuple[Stretch, int]] = field(default_factory=list)

    def add(self, stretch: Stretch, parts: Iterable[int]) -> int:
        """Count a cell; how many millionths of a token in it have no price."""
        without_price, prompt, used = 0, 0, 0
        changed = [False] * len(LEVELS)
        for meter, count in zip(METERS, parts, strict=True):
            rates = stretch.rates.get(meter)
            if not count or rates is None:
                without_price += count if meter in TOKEN_METERS else 0
                continue
            self.tokens[meter] = self.tokens.get(meter, 0) + count
            costs = self.costs.setdefault(meter, [0] * len(LEVELS))
            for level, rate in enumerate(rates):
                costs[level] += count * rate
                changed[level] = changed[level] or (level > 0 and rate != rates[level - 1])
            if meter in TOKEN_METERS:
                used += count
                prompt += count if meter in PROMPT_METERS else 0
        for name, so in zip(LEVELS, changed, strict=True):
            if so:
                self.touched[name] = self.touched.get(name, 0) + used
        if prompt:
            self.stretches.append((stretch, prompt))
        return without_price


@dataclass
class Cells:
    """A period's work by group and model, what could not be priced, and what is to be said about it."""

    work: dict[Group, dict[str | None, Work]] = field(default_factory=dict)
    unpriced: list[Unpriced] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    matched: dict[str, Met] = field(default_factory=dict)


def cells_of(
    store: Answers,
    asked: Question,
    basis: Basis,
    closed: Sequence[Closed],
    beside: Beside,
) -> Cells:
    """Aggregate the events of the question's period, part by part; closed months as they were."""
    found = Cells()
    for period, month in parts_of(asked.period, closed):
        stands_on = month.basis if month else basis
        _take_in(found, store, replace(asked, period=period), stands_on, beside)
    return found


def question(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def _take_in(found: Cells, store: Answers, asked: Question, basis: Basis, beside: Beside) -> None:
    stretches: dict[Key, Stretch] = {}
    cut = []
    for card, companions in zip(basis.cards, beside(basis.cards, basis.closing), strict=True):
        finer, pieces = refined(card, companions)
        cut.append(finer)
        stretches.update((piece.key, piece) for piece in pieces)
    _, profiles = load_rates(store, asked, cut)
    origins, matched = lay_out_events(store, asked, basis)
    by_id = {card.profile.profile_id: card for card in basis.cards}
    names = [entry.name for entry in asked.dimensions]
    is_lacking = False
    for row in store.rows(question("cells.sql"), _bounds(asked.period)):
        origin, profile_group, profile_id, starts, over, *rest = row
        label = {**origins[origin], **profiles[profile_group]}
        group = tuple(label[name] for name in names)
        for name, count in zip(COUNTS, rest, strict=False):
            found.counts[name] += count
        parts = [int(count) for count in rest[len(COUNTS) :]]
        stretch = stretches.get((profile_id, starts.date(), over))
        lacking = _count(found, group, by_id[profile_id], stretch, parts)
        is_lacking = is_lacking or bool(lacking or rest[0])
    if is_lacking:
        found.unpriced += _unpriced(store, by_id, asked.period)
    found.matched.update(either(found.matched, matched | _models_matched(asked, basis.cards)))


def _count(found: Cells, group: Group, card: RateCard, stretch: Stretch | None, parts: Sequence[int]) -> int:
    """Add a cell to its group's work; how many millionths of a token in it have no price."""
    if stretch is None:
        return sum(parts[: len(TOKEN_METERS)])
    if not stretch.billed:
        return 0
    models = found.work.setdefault(group, {})
    return models.setdefault(card.identity.model, Work(card.identity.tokenizer)).add(stretch, parts)


def _unpriced(store: Answers, by_id: Mapping[int, RateCard], period: Period) -> list[Unpriced]:
    """What the events laid out have no price for."""
    found = []
    rows = unpriced_rows(store, _bounds(period))
    for profile_id, missing, responses, tokens, first_at in rows:
        card = by_id[profile_id]
        reason = f"no price for {missing} on that day" if missing else card.unpriced_reason or "no price"
        found.append(Unpriced(card, reason, responses, tokens, first_at.replace(tzinfo=UTC)))
    return found


def _models_matched(asked: Question, cards: Sequence[RateCard]) -> dict[str, Met]:
    """For each model asked for, whether the store has any such."""
    names = [name for card in cards for name in (card.identity.model, card.profile.model_id)]
    return met("model", asked.filters.get("model", ()), names)


def _bounds(period: Period) -> dict[str, Any]:
    return {"since": naive(period.since, EARLIEST), "until": naive(period.until, UNDATED)}
