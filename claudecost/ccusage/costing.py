"""What ccusage says an entry costs: what the line says it cost, else tokens times its one price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ..money import PER_MILLION, exactly
from ..records import TOKEN_METERS
from .entry import Entry, Tokens
from .prices import DEAR_FROM, Price, price_of


def cost_of(entry: Entry) -> Decimal:
    """USD, exact; 0 for a model it has no price for. A recorded cost is taken as it stands (mode `auto`)."""
    if entry.cost_usd is not None:
        return Decimal(entry.cost_usd)
    price = price_of(entry.model)
    return Decimal(0) if price is None else priced(price, entry.tokens, is_fast=entry.is_fast)


def priced(price: Price, spent: Tokens, *, is_fast: bool) -> Decimal:
    """Tokens at a price, the dearer rates for large requests and fast mode included."""
    with exactly():
        usd = sum((amount for amount in _amounts(price, spent)), Decimal(0)) * PER_MILLION
        return usd * price.fast if is_fast else usd


def at_base_rates(price: Price, spent: Tokens) -> Decimal:
    """Tokens at a price, however large the request is, at standard speed."""
    with exactly():
        return (
            sum((getattr(spent, meter) * price.usd[meter] for meter in TOKEN_METERS), Decimal(0))
            * PER_MILLION
        )


def _amounts(price: Price, spent: Tokens) -> list[Decimal]:
    """Millionths of USD by meter."""
    dear: Mapping[str, Decimal] = price.dear or price.usd
    if price.whole is not None:
        rates = dear if spent.prompt() > price.whole else price.usd
        return [getattr(spent, meter) * rates[meter] for meter in TOKEN_METERS]
    amounts = []
    for meter in TOKEN_METERS:
        count = getattr(spent, meter)
        beyond = max(0, count - DEAR_FROM)
        amounts.append((count - beyond) * price.usd[meter] + beyond * dear[meter])
    return amounts
