"""What an explanation is made of. Amounts in USD, exact; tokens whole numbers; shares in millionths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from ...money import PER_MILLION, PER_THOUSAND, product, total
from ...records import METERS, TOKEN_METERS, WEB_SEARCH, Rate


@dataclass(frozen=True)
class Item:
    """One meter of a rate or of a response: quantity times rate times share is the amount.

    `quantity` is what whole responses used, `borne` what is dealt out to the share: the same where nothing is
    split. `rate` is USD per million tokens (searches: per thousand); without one there is no amount.
    """

    meter: str
    quantity: int
    borne: int
    rate: Decimal | None
    amount: Decimal | None


@dataclass(frozen=True)
class RateMet:
    """A rate that usage of a cell has met, and what it comes to there.

    `rate` is None where there was none, and `reason` says why. `speed` is what tells a fast answer's price.
    `responses` and `provisional` are what is dealt out to the share, `whole_responses` and `events` (items of
    responses) what there was to deal out: the quantities of `items` are those of all of them.
    """

    model: str | None
    rate: Rate | None
    share: int
    items: tuple[Item, ...]
    responses: int = 0
    provisional: int = 0
    speed: str = "standard"
    reason: str | None = None
    whole_responses: int = 0
    events: int = 0

    @property
    def billed(self) -> bool:
        """Whether it counts: usage that is free by rule is neither tokens nor cost."""
        return self.rate is None or self.rate.billed

    @property
    def amount(self) -> Decimal:
        """What it comes to, as far as it has a price."""
        return amount_of(self.items)


@dataclass(frozen=True)
class Borne:
    """What one rule gives to one team: in words, the team, its share, and how much that is.

    `responses` are dealt out to the team, of `whole_responses` that the rule hit.
    """

    rule: str
    team: str
    share: int
    responses: int
    cost_usd: Decimal
    unpriced_tokens: int
    whole_responses: int


@dataclass(frozen=True)
class Event:
    """One item of a response and the line that speaks for it. `rule` is None where there is no team file.

    `is_response`: it is the item that counts as the response; `responses` of that are dealt out to the share.
    """

    response: str
    part: str
    item: int
    kind: str
    at: datetime | None
    model_id: str | None
    model: str | None
    path: str
    line: int
    lines: int
    provisional: bool
    share: int
    team: str | None
    rule: str | None
    responses: int
    items: tuple[Item, ...]
    billed: bool = True
    reason: str | None = None
    is_response: bool = True

    @property
    def shown(self) -> str:
        """The id of the response as people are shown it, and may give it back."""
        return f"{self.response}/{self.part}" if self.part else self.response

    @property
    def amount(self) -> Decimal | None:
        """Its cost, None where nothing of it has a price."""
        priced = [item.amount for item in self.items if item.amount is not None]
        return total(priced) if priced or not self.items else None


@dataclass(frozen=True)
class Others:
    """The items that are not listed one by one, added up.

    `items` counts them and `whole_responses` the responses they are; of these `responses` are dealt out.
    """

    items: int
    whole_responses: int
    responses: int
    total_tokens: int
    cost_usd: Decimal


@dataclass(frozen=True)
class Observation:
    """A stretch of a file that speaks of a response; `why` says why it speaks for it, or what it lost by."""

    path: str
    line: int
    lines: int
    first_line: int
    at: datetime | None
    place: str
    model_id: str | None
    final: bool
    stop_reason: str | None
    tokens: Mapping[str, int]
    speaks: bool
    why: str


@dataclass(frozen=True)
class Explanation:
    """A cell and everything it is made of; `cell` has the figures of a report by their names."""

    cell: Mapping[str, Any]
    rates: tuple[RateMet, ...]
    bearers: tuple[Borne, ...]
    events: tuple[Event, ...]
    others: Others | None
    closed: tuple[Mapping[str, Any], ...] = ()
    observations: tuple[Observation, ...] = ()
    traffic: Mapping[str, str | None] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def items_of(row: Mapping[str, Any], rate: Rate | None, share: int) -> tuple[Item, ...]:
    """The meters a row has used, priced; `row` has token columns, and `whole_` ones beside them."""
    found = []
    for meter in METERS:
        name = "web_search_requests" if meter == WEB_SEARCH else f"{meter}_tokens"
        borne, quantity = row[name], row[f"whole_{name}"]
        if not quantity:
            continue
        usd, per = _price(rate, meter)
        amount = None if usd is None else product(quantity, usd, per, share, PER_MILLION)
        found.append(Item(meter, quantity, borne, usd, amount))
    return tuple(found)


def merged(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items of the same rates, added up meter by meter."""
    by_meter: dict[str, list[Item]] = {}
    for item in items:
        by_meter.setdefault(item.meter, []).append(item)
    found = []
    for meter in METERS:
        if same := by_meter.get(meter):
            amounts = [item.amount for item in same if item.amount is not None]
            found.append(
                Item(
                    meter,
                    sum(item.quantity for item in same),
                    sum(item.borne for item in same),
                    same[0].rate,
                    total(amounts) if amounts else None,
                )
            )
    return tuple(found)


def amount_of(items: Iterable[Item]) -> Decimal:
    """The exact sum of what has a price."""
    return total(item.amount for item in items if item.amount is not None)


def tokens_of(items: Iterable[Item]) -> int:
    """Tokens of all meters that are dealt out to the cell; searches are none."""
    return sum(item.borne for item in items if item.meter in TOKEN_METERS)


def unpriced_of(items: Iterable[Item]) -> int:
    """Those of them that have no price."""
    return sum(item.borne for item in items if item.rate is None and item.meter in TOKEN_METERS)


def _price(rate: Rate | None, meter: str) -> tuple[Decimal | None, Decimal]:
    if rate is None:
        return None, PER_MILLION
    if meter == WEB_SEARCH:
        return rate.usd_per_thousand_searches, PER_THOUSAND
    return rate.usd_per_mtok.get(meter), PER_MILLION
