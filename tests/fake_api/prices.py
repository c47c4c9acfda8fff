"""What a million tokens cost in the fake: a table of its own, so that two computations can be compared.

Anthropic: Pricing. The rows are the published list prices of the models the scenarios use; a test
holds them against the price book.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

BATCH_FACTOR = Decimal("0.5")
US_FACTOR = Decimal("1.1")

#: USD per search and per hour (Anthropic: Pricing, tools and sessions).
WEB_SEARCH_USD = Decimal("0.01")
CODE_EXECUTION_USD_PER_HOUR = Decimal("0.05")
SESSION_USD_PER_HOUR = Decimal("0.08")


@dataclass(frozen=True, slots=True)
class Prices:
    """USD per million tokens of each kind."""

    input: Decimal
    cache_5m: Decimal
    cache_1h: Decimal
    cache_read: Decimal
    output: Decimal

    def times(self, factor: Decimal) -> Prices:
        """These prices with a factor on every one of them."""
        return Prices(
            self.input * factor,
            self.cache_5m * factor,
            self.cache_1h * factor,
            self.cache_read * factor,
            self.output * factor,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One published price: from which day, at which speed, for prompts of more than how many tokens."""

    model: str
    since: date
    prices: Prices
    speed: str = "standard"
    prompt_over: int = 0


def _row(model: str, since: str, prices: str, speed: str = "standard", prompt_over: int = 0) -> Row:
    return Row(model, date.fromisoformat(since), Prices(*map(Decimal, prices.split())), speed, prompt_over)


#: Input, 5-minute write, 1-hour write, read, output; of two rows that fit, the later in this list holds.
TABLE = (
    _row("claude-haiku-4-5-20251001", "2025-10-15", "1 1.25 2 0.10 5"),
    _row("claude-opus-4-8", "2026-05-28", "5 6.25 10 0.50 25"),
    _row("claude-opus-4-8", "2026-05-28", "10 12.50 20 1 50", speed="fast"),
    _row("claude-opus-5-5", "2026-09-22", "4 5 8 0.20 20"),
    _row("claude-opus-5-5", "2026-09-22", "8 10 16 0.40 40", speed="fast"),
    _row("claude-sonnet-4-6", "2026-03-13", "3 3.75 6 0.30 15"),
    _row("claude-sonnet-5-5", "2026-09-28", "2 2.50 4 0.20 10"),
    _row("claude-sonnet-5-5", "2026-10-07", "2 2.50 4 0.10 10"),
    _row("claude-haiku-5-5", "2026-10-07", "0.10 0.125 0.20 0.01 0.50"),
    _row("claude-haiku-5-5", "2026-10-07", "0.50 0.625 1 0.05 2.50", prompt_over=100_000),
)

#: Models whose price rises where inference is kept in the United States: the 4.6 generation and later.
US_DEARER = frozenset(row.model for row in TABLE) - {"claude-haiku-4-5-20251001"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a price depends on besides the model and the day."""

    speed: str = "standard"
    service_tier: str = "standard"
    inference_geo: str | None = "global"
    prompt_tokens: int = 0


def prices_of(model: str, day: date, terms: Terms) -> Prices:
    """The list price of a request, with the batch and geography factors multiplied in."""
    prices = _base(model, day, terms.speed, _band(model, terms.prompt_tokens))
    if terms.service_tier == "batch":
        prices = prices.times(BATCH_FACTOR)
    if terms.inference_geo == "us" and model in US_DEARER:
        prices = prices.times(US_FACTOR)
    return prices


def _band(model: str, prompt_tokens: int) -> int:
    bands = {row.prompt_over for row in TABLE if row.model == model}
    return max((over for over in bands if prompt_tokens > over), default=0)


@cache
def _base(model: str, day: date, speed: str, prompt_over: int) -> Prices:
    fitting = [
        row.prices
        for row in TABLE
        if (row.model, row.speed, row.prompt_over) == (model, speed, prompt_over) and row.since <= day
    ]
    if not fitting:
        raise ValueError(f"the fake has no {speed} price for {model} on {day}")
    return fitting[-1]
