"""What another model would have charged for the same kind of request, and how its tokenizer compares.

A profile is moved by putting the other model into it: platform, endpoint,
service tier, geography and speed stay. Where the other model has no fast mode,
its standard speed stands in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from claudecost.pricing import timeline
from claudecost.pricing.book import Book
from claudecost.pricing.factors import CLOUDS
from claudecost.pricing.rates import rate_card
from claudecost.pricing.rows import Model, Ratio
from claudecost.records import RateCard

#: The kind of text a published ratio holds for where nothing is known about the text.
GENERAL = "general"


def moved_cards(book: Book, card: RateCard, target: Model) -> tuple[RateCard, ...]:
    """What `target` charges for requests of this card's profile, the best fit first.

    The first card is for the same speed; for fast requests a second one is for the standard speed. None at
    all for requests of no known model, and for those no model ran for.
    """
    identity, profile = card.identity, card.profile
    if identity.model not in book.by_id:
        return ()
    speed = profile.speed or identity.speed
    as_target = replace(
        profile,
        model_id=target.id,
        platform=identity.provider if identity.provider in CLOUDS else profile.platform,
        service_tier=profile.service_tier or identity.service_tier,
        speed=speed,
    )
    asked = [as_target, *([replace(as_target, speed="standard")] if speed == "fast" else [])]
    return tuple(rate_card(book, one, identity.endpoint) for one in asked)


def published_ratio(book: Book, one: str, other: str, day: date) -> Ratio | None:
    """The published range between two tokenizers on a day, whichever is the newer; None without one."""
    rows = [
        row
        for row in book.ratios
        if row.content == GENERAL and {row.from_tokenizer, row.to_tokenizer} == {one, other}
    ]
    return timeline.in_force(timeline.spans(rows), day)
