"""Every rate of a card with and without what modifies it: the bare price, then one modifier more at a time.

A modifier's effect on a rate is the rate with it over the rate without it, both by the same edition of the
price book; so a month closed at rates of an older edition keeps its rates, and its modifiers their factors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from ...records import METERS, WEB_SEARCH, Profile, Rate, RateCard
from ..rate_table import FIRST_DAY, NO_PROMPT

#: What a rate is made of, the bare price first; each level holds all levels before it.
LEVELS = ("price", "prompt_bands", "geography", "fast_mode", "batch")

#: Whose endpoints tie a request to a region.
CLOUDS = ("bedrock", "google")

#: A rate in units of 10^-9 USD per million tokens or per thousand searches; a fraction only where a closed
#: month's rate is not that of the book.
Units = int | Fraction

#: Decimals of a rate.
PLACES = 9

_ENDLESS = 2**62

Cut = TypeVar("Cut", int, date)

#: Where a stretch of a card is found again: profile, first day, prompts of more than so many tokens.
Key = tuple[int, date, int]


@dataclass(frozen=True, slots=True)
class Companions:
    """Cards for a card's profile by one edition of the book.

    As it is; without its service tier; without its speed too; without its geography and endpoint as well.
    """

    as_is: RateCard
    untiered: RateCard
    unhurried: RateCard
    anywhere: RateCard


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days and prompt sizes within which no level changes; `rates` has one rate per level by priced meter."""

    key: Key
    billed: bool
    rates: Mapping[str, tuple[Units, ...]]


def companions_of(card: RateCard) -> tuple[Profile, Profile, Profile, Profile]:
    """The profiles of the `Companions` of a card, all under its own number.

    What the model id says about tier, speed and endpoint is taken out of it by saying otherwise.
    """
    profile, identity = card.profile, card.identity
    untiered = replace(profile, service_tier="standard")
    unhurried = replace(untiered, speed="standard")
    platform = identity.provider if identity.provider in CLOUDS else profile.platform
    anywhere = replace(unhurried, geo=None, model_id=identity.model, platform=platform)
    return profile, untiered, unhurried, anywhere


def refined(card: RateCard, beside: Companions) -> tuple[RateCard, list[Stretch]]:
    """The card cut wherever one of its companions changes, and the levels of every piece."""
    cards = (card, beside.as_is, beside.untiered, beside.unhurried, beside.anywhere)
    days = sorted({day for one in cards for rate in one.rates for day in _days(rate)})
    sizes = sorted({size for one in cards for rate in one.rates for size in _sizes(rate)})
    pieces, stretches = [], []
    for rate in card.rates:
        for day, until in _within(days, *_days(rate)):
            for over, upto in _within(sizes, *_sizes(rate)):
                pieces.append(
                    replace(
                        rate,
                        valid_from=day,
                        valid_until=None if until == date.max else until,
                        prompt_over=over,
                        prompt_upto=None if upto == _ENDLESS else upto,
                    )
                )
                stretches.append(_stretch(pieces[-1], beside))
    return replace(card, rates=tuple(pieces)), stretches


def _days(rate: Rate) -> tuple[date, date]:
    return rate.valid_from, rate.valid_until or date.max


def _sizes(rate: Rate) -> tuple[int, int]:
    return rate.prompt_over, _ENDLESS if rate.prompt_upto is None else rate.prompt_upto


def _within(cuts: Sequence[Cut], first: Cut, last: Cut) -> Iterable[tuple[Cut, Cut]]:
    return pairwise([cut for cut in cuts if first <= cut <= last])


def _stretch(rate: Rate, beside: Companions) -> Stretch:
    day, over = rate.valid_from, rate.prompt_over
    beyond = [_in_force(one, day, over) for one in (beside.anywhere, beside.unhurried, beside.untiered)]
    bare, book = _in_force(beside.anywhere, day, 0), _in_force(beside.as_is, day, over)
    key = (rate.profile_id, max(day, date.fromisoformat(FIRST_DAY)), over or NO_PROMPT)
    rates = {}
    for meter in METERS:
        if (own := _units(rate, meter)) is not None:
            listed = own if (found := _units(book, meter)) is None else found
            chain = _chain([_units(one, meter) for one in (bare, *beyond)], listed)
            rates[meter] = _scaled(chain, own, listed)
    return Stretch(key, rate.billed, rates)


def _in_force(card: RateCard, day: date, over: int) -> Rate | None:
    """The rate of the smallest prompts of more than `over` tokens on a day."""
    for rate in card.rates:
        first, last = _days(rate)
        least, most = _sizes(rate)
        if first <= day < last and least <= over < most:
            return rate
    return None


def _units(rate: Rate | None, meter: str) -> int | None:
    """A rate as a whole number of 10^-9 USD; None where there is none."""
    if rate is None:
        return None
    usd = rate.usd_per_thousand_searches if meter == WEB_SEARCH else rate.usd_per_mtok.get(meter)
    return None if usd is None else int(usd.scaleb(PLACES))


def _chain(without: Sequence[int | None], whole: int) -> list[int]:
    """One rate per level; a level that had no price of its own changes nothing."""
    chain = [whole]
    for units in reversed(without):
        chain.append(chain[-1] if units is None else units)
    return chain[::-1]


def _scaled(chain: Sequence[int], own: int, listed: int) -> tuple[Units, ...]:
    """The book's levels where the rate is the book's; else the same factors below the rate as it is."""
    if own == listed:
        return tuple(chain)
    if not listed or not all(chain):
        return (own,) * len(chain)
    return tuple(Fraction(own * units, listed) for units in chain)
