"""Past usage on another model: book, measurements and the one question of usage brought together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import Misuse
from ..records import RateCard
from ..reports.dimensions import DIMENSIONS
from ..reports.parts import ask_in_parts
from ..reports.shape import Report
from ..reports.usage import Answer, Question
from ..reports.usage_report import Layout, coverage_of
from ..reports.whatif.comparison import compare
from ..reports.whatif.pairing import Pair, pair
from ..reports.whatif.report import Move, whatif_report
from ..reports.whatif.scale import SAME, Scales, TokenRatio
from .desk import Desk
from .ratios import ratio_between

if TYPE_CHECKING:
    from pathlib import Path

    from ..pricing import Book
    from ..pricing.rows import Model

#: Claude Code's own entries for errors and interruptions.
SYNTHETIC = "<synthetic>"


@dataclass(frozen=True)
class Target:
    """The model usage is moved to, since when it is sold, and the book that says so."""

    book: Book
    model: Model
    sold_from: date


def target_of(pricing: Path | None, name: str, as_of: date) -> Target:
    """The model of a name in the book as known on a day; raises Misuse where it has no such model."""
    from ..pricing import load_book
    from ..pricing.finding import find

    book = load_book(pricing).as_of(as_of)
    model = find(book, name)
    sold = [row.start for row in book.prices if row.model == model.id and row.usd_per_mtok]
    if not sold:
        raise Misuse(
            f"{model.id} has no price in the book",
            hint=f"`claudecost prices history {model.id}` shows what is known of it",
        )
    return Target(book, model, min(sold))


def whatif(
    desk: Desk,
    target: Target,
    asked: Question,
    share: Decimal = Decimal(100),
    layout: Layout | None = None,
) -> Report:
    """The usage that `asked` admits, by its dimensions, beside `share` percent of it moved to the target.

    Both sides are priced by today's book; of closed months it is the usage and the teams of then.
    """
    ratios = {tokenizer: _ratio(desk, target, tokenizer) for tokenizer in _tokenizers(desk)}
    # Of `<synthetic>` and the like no model ran: there is nothing to move.
    cards = [card for card in desk.book.cards if card.identity.model != SYNTHETIC]
    pairs = [_pair(target, card, ratios) for card in cards]
    with_model = replace(asked, dimensions=tuple(dict.fromkeys((*asked.dimensions, DIMENSIONS["model"]))))
    names = [entry.name for entry in asked.dimensions]

    basis = desk.basis(with_model)

    def put(priced: Sequence[RateCard]) -> Answer:
        closed = [replace(one, basis=replace(one.basis, cards=priced)) for one in desk.closed]
        return ask_in_parts(desk.reader, with_model, replace(basis, cards=priced), closed)

    since = None if asked.period.since is None else asked.period.since.astimezone(UTC).date()
    found = compare(put, pairs, names, share, since)
    used = {card.identity.tokenizer for card in cards if card.identity.model in found.models}
    converted = [ratio for tokenizer, ratio in ratios.items() if ratio is not None and tokenizer in used]
    move = Move(target.model.id, share, target.sold_from, converted[0] if converted else None)
    return whatif_report(move, asked, found, desk.header(), coverage_of(desk.reader), layout or Layout())


def _tokenizers(desk: Desk) -> set[str]:
    return {card.identity.tokenizer for card in desk.book.cards if card.identity.tokenizer is not None}


def _pair(target: Target, card: RateCard, ratios: Mapping[str, TokenRatio | None]) -> Pair:
    """A profile's card beside the target's; without a known ratio there is nothing to compare."""
    from ..pricing.moved import moved_cards

    model, tokenizer = target.model, card.identity.tokenizer
    scales: Scales | None = None
    if card.identity.model == model.id or (tokenizer is not None and tokenizer == model.tokenizer):
        scales = SAME
    elif tokenizer is not None and model.tokenizer is not None:
        ratio = ratios[tokenizer]
        scales = None if ratio is None else ratio.scales(model.tokenizer)
    return pair(card, model.id, moved_cards(target.book, card, model), scales)


def _ratio(desk: Desk, target: Target, tokenizer: str) -> TokenRatio | None:
    """How a tokenizer compares with the target's; None where they are one."""
    own = target.model.tokenizer
    if own is None or own == tokenizer:
        return None
    return ratio_between(desk, target.book, own, tokenizer)
