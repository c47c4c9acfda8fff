"""Two periods side by side: their cells from the store, and what the price book says about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from ..config import default_cache
from ..periods import Period
from ..pricing.compiled import compiled
from ..records import Profile, RateCard
from ..reports.comparing.causes import Ratios
from ..reports.comparing.cells import Cells, cells_of
from ..reports.comparing.comparison import Comparison, compare
from ..reports.comparing.levels import Companions, companions_of
from ..reports.usage import Question
from ..reports.whatif.scale import TokenRatio, measured_ratio
from .desk import Desk

if TYPE_CHECKING:
    from ..pricing import Book

AS_OF = "SELECT as_of FROM closings WHERE closing_id = $closing"


def compare_periods(desk: Desk, asked: Question, before: Period, after: Period) -> Comparison:
    """Split the change of every group's cost between two periods into its causes.

    `asked` says what to group by and what to admit; its own period is not used.
    """
    was, now = (_cells(desk, replace(asked, period=period)) for period in (before, after))
    used = {
        work.tokenizer for cells in (was, now) for models in cells.work.values() for work in models.values()
    }
    ratios, known, uncounted = ratios_of(desk, used)
    return compare(was, now, ratios, known, uncounted)


def _cells(desk: Desk, asked: Question) -> Cells:
    def beside(cards: Sequence[RateCard], closing: int | None) -> list[Companions]:
        as_of = desk.as_of
        if closing is not None:
            [(as_of,)] = desk.reader.rows(AS_OF, {"closing": closing})
        return companions(desk, cards, as_of)

    closed = [] if desk.is_looking_back else desk.closed
    return cells_of(desk.reader, asked, desk.basis(asked), closed, beside)


def companions(desk: Desk, cards: Sequence[RateCard], as_of: date) -> list[Companions]:
    """For every card, those of its profile without what modifies its rates, by the book as of a day."""
    numbers: dict[Profile, int] = {}
    wanted = [
        [numbers.setdefault(replace(profile, profile_id=0), len(numbers)) for profile in companions_of(card)]
        for card in cards
    ]
    profiles = [replace(profile, profile_id=number) for profile, number in numbers.items()]
    compiled_cards = compiled(desk.pricing, as_of, profiles, default_cache()).cards
    return [Companions(*(compiled_cards[number] for number in of)) for of in wanted]


def ratios_of(desk: Desk, tokenizers: set[str | None]) -> tuple[Ratios, list[TokenRatio], list[str]]:
    """How many tokens of each tokenizer are one of the oldest, from where; and which it is not known of.

    One's own measurements go before what is published. A tokenizer of no known ratio counts like the oldest.
    """
    names = sorted(name for name in tokenizers if name is not None)
    if len(names) < 2:
        return Ratios(), [], []
    from ..pricing import load_book

    book = load_book(desk.pricing).as_of(desk.as_of)
    age = [row.id for row in sorted(book.tokenizers, key=lambda row: row.start)]
    oldest, *others = sorted(names, key=lambda name: age.index(name) if name in age else len(age))
    found = {name: _ratio(desk, book, oldest, name) for name in others}
    ranges: dict[str | None, tuple[Fraction, ...]] = {
        name: (Fraction(ratio.likely), Fraction(ratio.low), Fraction(ratio.high))
        for name, ratio in found.items()
        if ratio is not None
    }
    likely, low, high = ({name: three[place] for name, three in ranges.items()} for place in range(3))
    known = [ratio for ratio in found.values() if ratio is not None]
    return Ratios(likely, low, high), known, [name for name, ratio in found.items() if ratio is None]


def _ratio(desk: Desk, book: Book, oldest: str, name: str) -> TokenRatio | None:
    from ..pricing.moved import published_ratio

    measured = [
        one for one in desk.reader.token_ratios() if (one.from_tokenizer, one.to_tokenizer) == (oldest, name)
    ]
    if (own := measured_ratio(measured)) is not None:
        return own
    row = published_ratio(book, oldest, name, desk.as_of)
    if row is None or row.from_tokenizer != oldest:
        return None
    likely = (row.low + row.high) / 2 if row.likely is None else row.likely
    return TokenRatio(oldest, name, row.low, likely, row.high, f"published: {row.source}")
