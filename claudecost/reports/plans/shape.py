"""How usage is paid, and what a subscription costs in a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["subscription", "api", "cloud", "unknown"]

#: In this order a month shows them.
KINDS: tuple[Kind, ...] = ("subscription", "api", "cloud", "unknown")


@dataclass(frozen=True, slots=True)
class Way:
    """How usage is paid, as far as data or configuration tells.

    `plan` is the newest name of a plan, `seat` its seat, `name` what tells two of the same plan apart;
    `provider` is the cloud. None where it does not apply or nobody says.
    """

    kind: Kind
    plan: str | None = None
    seat: str | None = None
    name: str | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A subscription in one local month.

    `called` is what the plan was called then. `days` of `month_days` are those it held on, up to today and
    within the period. `price_usd` is its price for these days: the price in force on each, a month's divided
    by the days of the month, a year's by twelve first; None where the book has no price for one of them.
    `monthly_usd` is the price of a whole month on the last of the days. `credit_usd` is the API credit that
    comes with the plan, `credit_from` the first of the days it was there; `paused_usd` one that was announced
    and never began. `extra_usd` is what the configuration says was paid beside it.
    """

    called: str
    days: int
    month_days: int
    price_usd: Decimal | None
    monthly_usd: Decimal | None
    extra_usd: Decimal = Decimal(0)
    credit_usd: Decimal | None = None
    credit_from: date | None = None
    paused_usd: Decimal | None = None
