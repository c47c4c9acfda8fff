"""Tokens and money added up, and written as the API writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..facts import Charge, Fact


@dataclass
class Usage:
    """Counts of some facts together."""

    uncached_input: int = 0
    cache_5m: int = 0
    cache_1h: int = 0
    cache_read: int = 0
    output: int = 0
    web_searches: int = 0
    calls: int = 0

    def add(self, fact: Fact) -> None:
        self.uncached_input += fact.uncached_input
        self.cache_5m += fact.cache_5m
        self.cache_1h += fact.cache_1h
        self.cache_read += fact.cache_read
        self.output += fact.output
        self.web_searches += fact.web_searches
        self.calls += fact.calls

    @property
    def total_tokens(self) -> int:
        return self.uncached_input + self.cache_5m + self.cache_1h + self.cache_read + self.output

    def fields(self) -> dict[str, Any]:
        """The fields every usage row has."""
        return {
            "uncached_input_tokens": self.uncached_input,
            "cache_creation": {
                "ephemeral_5m_input_tokens": self.cache_5m,
                "ephemeral_1h_input_tokens": self.cache_1h,
            },
            "cache_read_input_tokens": self.cache_read,
            "output_tokens": self.output,
            "server_tool_use": {"web_search_requests": self.web_searches},
        }


@dataclass
class Amount:
    """Money of some charges together, in cents."""

    list_cents: Decimal = Decimal(0)
    cents: Decimal = Decimal(0)

    def add(self, charge: Charge | Amount) -> None:
        self.list_cents += charge.list_cents
        self.cents += charge.cents


def total(charges: Iterable[Charge]) -> Amount:
    """The sum of some charges."""
    amount = Amount()
    for charge in charges:
        amount.add(charge)
    return amount


def written(cents: Decimal, places: int = 0) -> str:
    """Cents as a decimal string with all their digits, and at least so many after the point."""
    text = format(cents.normalize(), "f")
    whole, _, fraction = text.partition(".")
    fraction = fraction.ljust(places, "0")
    return f"{whole}.{fraction}" if fraction else whole
