"""Fees by the hour, which transcripts do not show: Managed Agents sessions and code execution containers.

And Claude Consumption Units, in which two clouds invoice. No modifier touches a
fee. A price per hour times milliseconds has no last digit, so an amount here is
rounded once, to the 15 decimals every amount is kept with.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from claudecost.money import product
from claudecost.pricing import timeline
from claudecost.pricing.book import Book
from claudecost.pricing.price import PricedLine
from claudecost.pricing.rows import Allowance, Fee

MS_PER_HOUR = 3_600_000
MS_PER_MINUTE = 60_000

#: Claude Platform on AWS and Microsoft Foundry invoice in units of a cent.
CCU_PER_USD = 100


def session_runtime_cost(book: Book, day: date, milliseconds: int) -> PricedLine:
    """What a Managed Agents session costs beside its tokens, for the time it was running."""
    return _hourly(_fee(book, "session_runtime", day), "session_runtime", milliseconds)


def code_execution_cost(
    book: Book, day: date, containers_ms: Iterable[int], *, already_used_ms: int = 0
) -> PricedLine:
    """What containers cost, each counted as the minimum at least, after what is left of the allowance.

    `already_used_ms` is what the organisation had used before, in the day or month the allowance is for.
    """
    fee = _fee(book, "code_execution", day)
    minimum = fee.minimum_minutes * MS_PER_MINUTE if fee is not None else 0
    used = sum(max(milliseconds, minimum) for milliseconds in containers_ms)
    free = allowance(book, "code_execution", day)
    left = max(0, free.hours * MS_PER_HOUR - already_used_ms) if free is not None else 0
    said = (f"allowance of {free.hours} hours per {free.per} ({free.at})",) if free is not None else ()
    return _hourly(fee, "code_execution", max(0, used - left), said)


def allowance(book: Book, fee: str, day: date) -> Allowance | None:
    """What an organisation gets free of a fee on a day; None for nothing."""
    return timeline.in_force(timeline.spans(row for row in book.allowances if row.fee == fee), day)


def ccu(amount_usd: Decimal) -> Decimal:
    """An amount in Claude Consumption Units, of which 100 are a dollar."""
    return product(amount_usd, CCU_PER_USD)


def _fee(book: Book, name: str, day: date) -> Fee | None:
    return timeline.in_force(timeline.spans(row for row in book.fees if row.fee == name), day)


def _hourly(fee: Fee | None, meter: str, milliseconds: int, modifiers: tuple[str, ...] = ()) -> PricedLine:
    if fee is None:
        reason = "no price on that day"
        return PricedLine("fee", None, meter, milliseconds, MS_PER_HOUR, unpriced_reason=reason)
    with localcontext(prec=60):
        amount = (fee.price * milliseconds / MS_PER_HOUR).quantize(Decimal("1e-15"), rounding=ROUND_HALF_UP)
    return PricedLine(
        "fee",
        None,
        meter,
        milliseconds,
        MS_PER_HOUR,
        fee.price,
        amount,
        modifiers=modifiers,
        rows=(str(fee),),
    )
