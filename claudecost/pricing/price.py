"""Usage times rates in Python: what one item costs, meter by meter, with the rows that say so.

The store multiplies the same rates in SQL; a test holds the two to the same
digits. An amount is exact: tokens times a rate, nothing rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from claudecost.money import product, total
from claudecost.records import METERS, PROMPT_METERS, WEB_SEARCH, Rate, RateCard

MTOK = 1_000_000
THOUSAND = 1_000


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One meter of one item: `quantity` at `rate_usd` per `per` of it, or why there is no price.

    `billed` False: used, but free by rule. `rate_usd` and `amount_usd` are None exactly where
    `unpriced_reason` is not.
    """

    kind: str
    model: str | None
    meter: str
    quantity: int
    per: int
    rate_usd: Decimal | None = None
    amount_usd: Decimal | None = None
    billed: bool = True
    modifiers: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    unpriced_reason: str | None = None


def price_item(
    card: RateCard, at: datetime, tokens: Mapping[str, int], kind: str = "message"
) -> list[PricedLine]:
    """Price one request or one iteration of it, at an instant (without a zone: UTC).

    `tokens` maps meters to counts, web searches among them; meters without usage give no line. The
    prompt of this item alone decides its band. Raises ValueError for a meter there is not.
    """
    unknown = set(tokens) - set(METERS)
    if unknown:
        raise ValueError(f"no such meter: {', '.join(sorted(unknown))}")
    day = (at.astimezone(UTC) if at.tzinfo is not None else at).date()
    prompt = sum(tokens.get(meter, 0) for meter in PROMPT_METERS)
    rate = rate_for(card, day, prompt)
    return [_line(card, rate, meter, tokens[meter], kind) for meter in METERS if tokens.get(meter)]


def rate_for(card: RateCard, day: date, prompt_tokens: int) -> Rate | None:
    """The rate in force on a UTC day for a prompt of so many tokens; None where there is none."""
    for rate in card.rates:
        in_time = rate.valid_from <= day and (rate.valid_until is None or day < rate.valid_until)
        over = rate.prompt_over == 0 or rate.prompt_over < prompt_tokens
        if in_time and over and (rate.prompt_upto is None or prompt_tokens <= rate.prompt_upto):
            return rate
    return None


def cost_usd(lines: Iterable[PricedLine]) -> Decimal:
    """The exact sum of what is priced."""
    return total(line.amount_usd for line in lines if line.amount_usd is not None)


def _line(card: RateCard, rate: Rate | None, meter: str, quantity: int, kind: str) -> PricedLine:
    per = THOUSAND if meter == WEB_SEARCH else MTOK
    model = card.identity.model
    if rate is None:
        return PricedLine(
            kind, model, meter, quantity, per, unpriced_reason=card.unpriced_reason or "no price"
        )
    searches = meter == WEB_SEARCH
    usd = rate.usd_per_thousand_searches if searches else rate.usd_per_mtok.get(meter)
    if usd is None:
        return PricedLine(
            kind, model, meter, quantity, per, unpriced_reason=f"no price for {meter} on that day"
        )
    return PricedLine(
        kind,
        model,
        meter,
        quantity,
        per,
        rate_usd=usd,
        amount_usd=product(usd, quantity, Decimal(1) / per),
        billed=rate.billed,
        modifiers=() if searches and rate.billed else rate.modifiers,
        rows=rate.rows[1:] if searches else rate.rows[:1],
    )
