"""How much of a day's excess comes from dearer rates, and how much from a cache that was read less.

Both are worked out for one project and model, from its rows by day, speed and service tier: the day's tokens
at the rates of the day and at those of the usual days; the day's prompts as they were made up and as they
usually are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ...records import PROMPT_METERS, TOKEN_METERS, Rate, RateCard

ZERO = Decimal(0)
MILLION = 1_000_000

#: What rates go by besides the day: model, speed, service tier, as a report's rows name them.
Key = tuple[str | None, str | None, str | None]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Effects:
    """Dollars that rates and the cache added, and the shares of prompts read from the cache, usual and now.

    `fast` is the part of the day's tokens in fast mode, usual and now; `price_since` the day a price changed.
    """

    rates_usd: Decimal
    cache_usd: Decimal
    cache: tuple[Decimal, Decimal]
    fast: tuple[Decimal, Decimal]
    price_since: date | None


@dataclass
class Tally:
    """Tokens by meter, with what they cost at the rates of their days."""

    tokens: dict[str, int] = field(default_factory=dict)
    usd: dict[str, Decimal] = field(default_factory=dict)
    fast: int = 0

    @property
    def prompt(self) -> int:
        """Tokens of the prompts."""
        return sum(self.tokens.get(meter, 0) for meter in PROMPT_METERS)

    @property
    def all(self) -> int:
        """Tokens of all meters."""
        return sum(self.tokens.values())

    def rate(self, meter: str) -> Decimal | None:
        """The mean rate of a meter, in USD per token; None where it was not used."""
        tokens = self.tokens.get(meter)
        return self.usd[meter] / tokens if tokens else None

    def part(self, meter: str) -> Decimal:
        """The part of the prompts that went by a meter."""
        return Decimal(self.tokens.get(meter, 0)) / self.prompt if self.prompt else ZERO


class Rates:
    """The rates of what is in the store, by model, speed and tier."""

    def __init__(self, cards: Sequence[RateCard]) -> None:
        self._cards: dict[Key, RateCard] = {}
        for card in cards:
            profile, identity = card.profile, card.identity
            speed = profile.speed or identity.speed or "standard"
            tier = profile.service_tier or identity.service_tier or "standard"
            if card.rates and not profile.refused:
                self._cards.setdefault((identity.model, speed, tier), card)

    def on(self, key: Key, day: date) -> Rate | None:
        """The rate of short prompts on a day."""
        card = self._cards.get(key)
        for rate in card.rates if card else ():
            if rate.prompt_over == 0 and rate.valid_from <= day < (rate.valid_until or date.max):
                return rate
        return None

    def changed(self, key: Key, after: date, upto: date) -> date | None:
        """The last day in a stretch from which a price differed from the one before."""
        card = self._cards.get(key)
        short = [rate for rate in card.rates if rate.prompt_over == 0] if card else []
        short.sort(key=lambda rate: rate.valid_from)
        days = [
            new.valid_from
            for old, new in pairwise(short)
            if after < new.valid_from <= upto and new.usd_per_mtok != old.usd_per_mtok
        ]
        return max(days, default=None)

    def tally(self, rows: Iterable[Row]) -> Tally:
        """Add rows up; what has no price is left out."""
        tally = Tally()
        for row in rows:
            rate = self.on(key_of(row), date.fromisoformat(row["day"]))
            for meter in TOKEN_METERS:
                tokens = row[f"{meter}_tokens"]
                if rate is None or not tokens or meter not in rate.usd_per_mtok:
                    continue
                tally.tokens[meter] = tally.tokens.get(meter, 0) + tokens
                tally.usd[meter] = tally.usd.get(meter, ZERO) + tokens * rate.usd_per_mtok[meter] / MILLION
                tally.fast += tokens if row["speed"] == "fast" else 0
        return tally


def key_of(row: Row) -> Key:
    """What the rates of a row go by."""
    return row["model"], row["speed"], row["service_tier"]


def effects(rates: Rates, on_day: Sequence[Row], before: Sequence[Row]) -> Effects | None:
    """What rates and cache did to a day of a project and model; None where usual days have nothing of it."""
    now, was = rates.tally(on_day), rates.tally(before)
    if not now.prompt or not was.prompt:
        return None
    of_rates = sum(
        (now.usd[meter] - count * _usual(was, now, meter) for meter, count in now.tokens.items()), ZERO
    )
    of_cache = sum(
        (
            now.prompt * (now.part(meter) - was.part(meter)) * _usual(was, now, meter)
            for meter in PROMPT_METERS
        ),
        ZERO,
    )
    days = [date.fromisoformat(row["day"]) for row in before]
    return Effects(
        of_rates,
        of_cache,
        (was.part("cache_read"), now.part("cache_read")),
        (Decimal(was.fast) / was.all, Decimal(now.fast) / now.all),
        rates.changed(key_of(on_day[0]), min(days), date.fromisoformat(on_day[0]["day"])),
    )


def _usual(was: Tally, now: Tally, meter: str) -> Decimal:
    """The usual rate of a meter; that of the day where usual days do not use it."""
    rate = was.rate(meter)
    return rate if rate is not None else now.rate(meter) or ZERO
