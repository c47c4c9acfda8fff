"""The nouns of `billing:`, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from ..errors import Place

Paid = Literal["subscription", "api", "cloud"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A plan somebody pays for.

    `plan` is the newest name of the plan. `name` tells two of the same plan apart. `per` is `month` or
    `year`: how it is paid. `seats` is how many are paid for.
    """

    plan: str
    seat: str | None = None
    name: str | None = None
    per: str = "month"
    seats: int = 1

    @property
    def identity(self) -> tuple[str, str | None, str | None]:
        """What stays the same when seats are added or the way of paying changes."""
        return self.plan, self.seat, self.name

    @property
    def title(self) -> str:
        """`Max`, `Team premium seats`, `Max (ann)`."""
        seat = f" {self.seat} seats" if self.seat else ""
        return f"{self.plan}{seat}" + (f" ({self.name})" if self.name else "")


@dataclass(frozen=True, slots=True)
class BillingRule:
    """Usage that meets `match` on the days from `since` to before `until` (local) is paid like this.

    `match` maps an attribute to patterns: all attributes must meet, one pattern of each is enough.
    """

    paid: Paid
    subscription: Subscription | None
    match: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    place: Place | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether it is a rule of this day; usage of no known day meets only rules without days."""
        if day is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class ExtraUsage:
    """What was paid beside a subscription, its limits reached, in the month that begins on a day."""

    identity: tuple[str, str | None, str | None]
    month: date
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Billing:
    """The rules, the first that hits decides; and what was paid beside."""

    rules: tuple[BillingRule, ...] = ()
    extra: tuple[ExtraUsage, ...] = ()
