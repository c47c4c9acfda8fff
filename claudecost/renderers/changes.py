"""A change for people: with its sign, in dollars and in percent."""

from __future__ import annotations

from decimal import Decimal

from claudecost.money import dollars, share


def signed(amount: Decimal) -> str:
    """`+$12.30`, `-$3.00`, `$0.00`; USD."""
    if amount == 0:
        return "$0.00"
    return ("+" if amount > 0 else "-") + dollars(abs(amount))


def signed_percent(percent: Decimal) -> str:
    """`+12.3%`, `-4.0%`, `0.0%`; a percentage rounded already."""
    return f"{'+' if percent > 0 else ''}{percent:,}%"


def change_in_percent(after: Decimal, before: Decimal | None) -> Decimal | None:
    """By how many percent an amount has changed, one digit; None where there was nothing before."""
    return None if before is None or before <= 0 else share(after - before, before)
