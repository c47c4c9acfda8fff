"""What tokens cost, in whole numbers: a rate is in billionths of a dollar per million tokens.

So tokens times a rate are quadrillionths of a dollar (`GRAIN` to the dollar), as exact as the store's
decimals.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing costs more than all that is done here
if TYPE_CHECKING:
    from typing import Any

    from .usage import Tokens

#: So many of the unit of every amount here are a dollar.
GRAIN = 10**15

#: A rate of the small file: first day, day after the last, prompt above, prompt up to, billed, then
#: billionths of a dollar per million of each meter (searches: per thousand); null where there is no price.
FROM, UNTIL, OVER, UPTO, BILLED, METERS = 0, 1, 2, 3, 4, 5
SEARCH = METERS + 5


class Cost:
    """An amount in `GRAIN` to the dollar, tokens without a price, and whether anything lacked one.

    `is_floor`: there is more, of which nobody has looked up yet whether it has a price.
    """

    __slots__ = ("grains", "is_floor", "is_partial", "unpriced_tokens")

    def __init__(
        self, grains: int = 0, unpriced_tokens: int = 0, is_partial: bool = False, is_floor: bool = False
    ) -> None:
        self.grains = grains
        self.unpriced_tokens = unpriced_tokens
        self.is_partial = is_partial
        self.is_floor = is_floor

    def __repr__(self) -> str:
        return f"{self.grains} / {GRAIN:.0e} USD, {self.unpriced_tokens} tokens unpriced"

    def plus(self, other: Cost) -> Cost:
        """The sum."""
        return Cost(
            self.grains + other.grains,
            self.unpriced_tokens + other.unpriced_tokens,
            self.is_partial or other.is_partial,
            self.is_floor or other.is_floor,
        )

    def minus(self, other: Cost) -> Cost:
        """What is left without the other, which was part of it."""
        return Cost(
            self.grains - other.grains,
            self.unpriced_tokens - other.unpriced_tokens,
            self.is_partial,
            self.is_floor,
        )


def profile_key(
    model: str | None,
    platform: str | None,
    speed: str | None,
    tier: str | None,
    geo: str | None,
    refused: bool,
) -> str:
    """The name of a profile in the small file: what says the same in other words has the same name."""
    geo = None if geo in ("", "global", "not_available") else geo
    parts = (
        model or "",
        platform or "",
        speed or "standard",
        tier or "standard",
        geo or "",
        "refused" if refused else "",
    )
    return "|".join(parts)


def cost(
    card: list[list[Any]] | None, day: str, counted: Tokens, searches: int = 0, prompt: int | None = None
) -> Cost:
    """What an item costs by the rates of its profile on a UTC day (`2026-11-20`); None: not looked up yet.

    `prompt` is how large each prompt was, where several items are counted together.
    """
    if prompt is None:
        prompt = sum(counted[:4])
    if card is None:
        return Cost(is_floor=bool(sum(counted) or searches))
    for rate in card:
        if rate[FROM] <= day < rate[UNTIL] and rate[OVER] < prompt <= rate[UPTO]:
            return _priced(rate, counted, searches)
    total = sum(counted)
    return Cost(0, total, bool(total or searches))


def _priced(rate: list[Any], counted: Tokens, searches: int) -> Cost:
    if not rate[BILLED]:
        return Cost()
    grains = missing = 0
    lacks = False
    for number, meter in zip(counted, rate[METERS:SEARCH], strict=True):
        if meter is None:
            missing += number
            lacks = lacks or number > 0
        else:
            grains += number * meter
    if rate[SEARCH] is None:
        lacks = lacks or searches > 0
    else:
        grains += searches * 1000 * rate[SEARCH]
    return Cost(grains, missing, lacks)
