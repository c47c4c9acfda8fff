"""What explanations of all ledgers share as JSON; amounts and rates are exact decimal strings."""

from __future__ import annotations

from decimal import Decimal

from ..money import plain
from ..records import WEB_SEARCH, WHOLE
from ..reports.explaining.explanation import Item, RateMet

#: What a meter's rate is called in JSON.
RATE, PER_THOUSAND = "rate_usd_per_mtok", "rate_usd_per_thousand"


def share_of(share: int) -> str:
    """Millionths as a part of one, exact: `1`, `0.333333`."""
    return plain(Decimal(share) / WHOLE)


def rate_json(met: RateMet) -> dict[str, object]:
    """A rate met, as an object."""
    rate = met.rate
    return {
        "model": met.model,
        "valid_from": rate and rate.valid_from.isoformat(),
        "valid_until": rate.valid_until.isoformat() if rate and rate.valid_until else None,
        "prompt_over": rate and rate.prompt_over,
        "prompt_upto": rate and rate.prompt_upto,
        "speed": met.speed,
        "share": share_of(met.share),
        "billed": met.billed,
        "responses": met.responses,
        "items": [item_json(item) for item in met.items],
        "rows": list(rate.rows) if rate else [],
        "modifiers": list(rate.modifiers) if rate else [],
        "amount_usd": plain(met.amount) if rate else None,
        "reason": met.reason,
    }


def item_json(item: Item) -> dict[str, object]:
    """One meter of it: what whole responses used, what is dealt out, its rate, its amount."""
    key = PER_THOUSAND if item.meter == WEB_SEARCH else RATE
    return {
        "meter": item.meter,
        "quantity": item.quantity,
        "share_quantity": item.borne,
        key: None if item.rate is None else plain(item.rate),
        "amount_usd": None if item.amount is None else plain(item.amount),
    }
