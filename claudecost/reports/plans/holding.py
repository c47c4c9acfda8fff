"""What a subscription costs on the days of a month it holds on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ...money import product, total
from ..overview import next_month

MONTHS_OF_A_YEAR = 12

#: Amounts that were divided are kept with as many decimals as every amount in the store.
PLACES = Decimal("1e-15")


@dataclass(frozen=True, slots=True)
class DayPrice:
    """What is paid on one day: `usd` for each of `seats` per month or year; None for no price in the book."""

    usd: Decimal | None
    per: str
    seats: int


def days_of(first: date, since: date | None, until: date | None) -> list[date]:
    """The days of the month that begins on `first`, from `since` to before `until`."""
    start, end = max(first, since or first), min(next_month(first), until or date.max)
    return [start + timedelta(days=n) for n in range((end - start).days)]


def price_of(
    days: Sequence[date], priced: Callable[[date], DayPrice | None]
) -> tuple[int, Decimal | None, Decimal | None]:
    """How many of a month's days are paid for, the price of these, and that of a whole month at the last.

    `priced` None: not held on that day. The prices are None where one of the days has none.
    """
    held = [found for day in days if (found := priced(day)) is not None]
    if not held:
        return 0, None, None
    in_month = (next_month(days[0].replace(day=1)) - days[0].replace(day=1)).days
    if any(one.usd is None for one in held):
        return len(held), None, None
    parts = [_for_days(one, count, in_month) for one, count in Counter(held).items()]
    return len(held), total(parts), _for_days(held[-1], 1, 1)


def _for_days(paid: DayPrice, days: int, in_month: int) -> Decimal:
    """`days` of `in_month` of a month's price."""
    assert paid.usd is not None
    whole = product(paid.usd, paid.seats, days)
    parts = in_month * (MONTHS_OF_A_YEAR if paid.per == "year" else 1)
    with localcontext(prec=60):
        exact = whole / parts
        return exact if exact == exact.quantize(PLACES) else exact.quantize(PLACES, rounding=ROUND_HALF_UP)
