"""Amounts, changes and days as a mail writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ..money import dollars, rounded
from ..renderers.changes import signed

#: From here on a column of the trend has no room for cents.
NO_CENTS_FROM = Decimal(1000)


def percent(value: Decimal) -> str:
    """`41.8 %`."""
    return f"{value:,} %"


def signed_percent(value: Decimal) -> str:
    """`+12.3 %`."""
    return f"{'+' if value > 0 else ''}{value:,} %"


def whole_percent(value: Decimal) -> str:
    """`+12 %`, for the subject."""
    whole = rounded(value, 0)
    return f"{'+' if whole > 0 else ''}{whole + 0:,} %"


def change_words(change: Decimal, in_percent: Decimal | None) -> str:
    """`-$22.90 (-34.8 %)`."""
    return signed(change) + (f" ({signed_percent(in_percent)})" if in_percent is not None else "")


def brief(amount: Decimal) -> str:
    """`$42.90`, `$1,235`: what fits below a column of the trend."""
    return dollars(amount) if abs(amount) < NO_CENTS_FROM else f"${rounded(amount, 0):,}"


def many(count: int, thing: str) -> str:
    """`1 response`, `2 responses`."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def day_words(day: date) -> str:
    """`Sunday 15 November`."""
    return f"{day:%A} {day.day} {day:%B}"


def days_words(first: date, last: date) -> str:
    """`9 to 15 November 2026`, `29 December 2025 to 4 January 2026`."""
    start = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        start += f" {first:%B}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} to {last.day} {last:%B} {last.year}"


def moment_words(moment: datetime) -> str:
    """`2026-11-18 16:20`, in the zone it is given in."""
    return f"{moment:%Y-%m-%d %H:%M}"


def ago_words(moment: datetime, now: datetime) -> str:
    """`today`, `yesterday`, `5 days ago`: calendar days of the zone both are given in."""
    days = (now.date() - moment.date()).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")
