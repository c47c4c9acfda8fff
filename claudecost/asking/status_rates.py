"""The rates of the status line: of all that is in the store, and of what may be in a transcript tomorrow."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from .._version import __version__
from ..config import Settings, default_cache
from ..pricing.compiled import compiled
from ..records import TOKEN_METERS, Profile, RateCard
from ..reports.rate_table import rate_table
from ..statusline.rates import profile_key

if TYPE_CHECKING:
    from .desk import Desk

#: Digits of a rate after the point, which is left out.
BILLIONTHS = 9

#: The parts of the small file that follow from the price book and the profiles alone.
RATES = ("book", "profiles", "profile_ids", "cards", "edges")

#: Of so many more models of the store, the last met, it tells whatever may be asked of them.
MOST_MET = 40

#: Rates as the small file has them, see `statusline/rates.py`.
Table = list[list[Any]]


def rates(settings: Settings, opened: Desk, before: dict[str, Any]) -> dict[str, Any]:
    """The parts of the small file about rates; those of the file there was, as long as they hold.

    `profiles` and `profile_ids` give the number of a profile's rates in `cards`, by what it says and by its
    number in the store; `edges` are the prompt sizes at which any rate changes.
    """
    book = f"{opened.book.sha256} {opened.as_of} {len(opened.book.cards)} {settings.pricing} {__version__}"
    if before.get("book") == book:
        return {name: before[name] for name in RATES}
    met = [card.profile for card in opened.book.cards]
    to_come = _to_come(settings, opened.as_of, met)
    coming = compiled(settings.pricing, opened.as_of, to_come, default_cache()).cards
    numbers: dict[str, int] = {}
    cards: list[Table] = []
    profiles: dict[str, int] = {}
    ids: dict[str, int] = {}
    for card in [*coming, *opened.book.cards]:
        rows = table(card)
        number = numbers.setdefault(json.dumps(rows), len(cards))
        if number == len(cards):
            cards.append(rows)
        profiles[_key(card.profile)] = number
    for card in opened.book.cards:
        ids[str(card.profile.profile_id)] = numbers[json.dumps(table(card))]
    return {
        "book": book,
        "profiles": profiles,
        "profile_ids": ids,
        "cards": cards,
        "edges": edges_of(cards),
    }


def table(card: RateCard) -> Table:
    """The rates of a card in whole numbers; stretches without one are left out."""
    rows = json.loads(rate_table([card], {card.profile.profile_id: 0}))
    return [
        [
            row["valid_from"][:10], row["valid_until"][:10], row["prompt_over"], row["prompt_upto"],
            int(row["billed"]), *(_billionths(row.get(meter)) for meter in (*TOKEN_METERS, "web_search")),
        ]
        for row in rows
        if row["priced"]
    ]  # fmt: skip


def edges_of(tables: Sequence[Table]) -> list[int]:
    """The prompt sizes above which some rate begins, in order; nothing is below the first."""
    return sorted({row[2] for rows in tables for row in rows})


def _to_come(settings: Settings, day: date, met: Sequence[Profile]) -> list[Profile]:
    """All that can be asked of a model: of the book's, with their dates and without, and of those met last.

    Retired models are told of as they were met.
    """
    from ..pricing import load_book

    found = load_book(settings.pricing).models
    names = [model.id for model in found if model.retired is None or model.retired > day]
    undated = [name.rpartition("-")[0] for name in names if name.rpartition("-")[2].startswith("20")]
    of_book: list[tuple[str, str | None]] = [(name, None) for name in dict.fromkeys([*names, *undated])]
    last = sorted(met, key=lambda profile: profile.profile_id, reverse=True)
    others = dict.fromkeys((one.model_id, one.platform) for one in last if one.model_id)
    told = [*of_book, *[label for label in others if label not in of_book][:MOST_MET]]
    labels = [
        (name, platform, speed, tier, geo, refused)
        for name, platform in told
        for speed in (None, "fast")
        for tier in (None, "batch", "priority")
        for geo in (None, "us")
        for refused in (False, True)
    ]
    return [Profile(number, *label) for number, label in enumerate(labels, 1)]


def _key(profile: Profile) -> str:
    return profile_key(
        profile.model_id, profile.platform, profile.speed, profile.service_tier, profile.geo, profile.refused
    )


def _billionths(amount: str | None) -> int | None:
    """`0.3` as 300000000, by moving the point of the text."""
    if amount is None:
        return None
    whole, _, rest = amount.partition(".")
    return int(whole + rest.ljust(BILLIONTHS, "0"))
