"""What ccusage would charge: the price tables embedded in its binary, and its search in them.

One price per model, whatever the day. An id that is in no table is looked for inside the keys, and the keys
inside it: the longest that meets it at the edge of a word wins. What is not found costs nothing there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from ..yamlfile import Row, amount, flag, parse, row, rows, texts, whole

#: Beyond so many tokens of one kind a dearer rate holds for the rest of them, where a model has one.
DEAR_FROM = 200_000


@dataclass(frozen=True, slots=True)
class Price:
    """One row of its tables: USD per million tokens by meter, one-hour cache writes at twice the input.

    `dear` are the rates for the tokens of a meter beyond DEAR_FROM; with `whole` they hold for everything in
    a request whose prompt is larger than that. `fast` multiplies all of it in fast mode.
    """

    usd: Mapping[str, Decimal]
    dear: Mapping[str, Decimal] | None = None
    whole: int | None = None
    fast: Decimal = Decimal(1)


class PriceTable:
    """A table of its binary: prices by model id; ids in `exact` answer to no other spelling."""

    def __init__(self, prices: Mapping[str, Price], exact: frozenset[str]) -> None:
        self._prices = prices
        self._exact = exact
        self._spelled = {_plain(key): key for key in exact}

    def names_exactly(self, model: str) -> bool:
        """Whether an id is one of those that answer to their own name only, however it is spelled."""
        return _plain(model) in self._spelled

    def find(self, model: str, *, loosely: bool) -> Price | None:
        """The price under an id; with `loosely` also that of the longest key met inside it or around it."""
        if (found := self._prices.get(model)) is not None:
            return found
        if (key := self._spelled.get(_plain(model))) is not None:
            return self._prices[key]
        if not loosely:
            return None
        met = [key for key in self._prices if key not in self._exact and _meet(key, model)]
        return self._prices[min(met, key=lambda key: (-len(key), key))] if met else None


@dataclass(frozen=True)
class PriceTables:
    """Both tables of its binary: LiteLLM's, and that of models.dev for what the first one lacks."""

    first: PriceTable
    second: PriceTable

    def find(self, model: str | None) -> Price | None:
        """What it prices a model id by; None: it has no price and counts the usage as 0."""
        if not model:
            return None
        gated = self.second.names_exactly(model)
        return self.first.find(model, loosely=not gated) or self.second.find(model, loosely=not gated)


@cache
def price_of(model: str | None) -> Price | None:
    """What ccusage prices a model id by; looked for once, since a transcript names few."""
    return tables().find(model)


@cache
def tables() -> PriceTables:
    """The tables as embedded in the version whose rules these are; raises BadConfig for a broken file."""
    data = (files(__package__) / "prices.yaml").read_bytes()
    top = parse(data, "claudecost/ccusage/prices.yaml")
    first, second = (_table(top.need(name, rows)) for name in ("litellm", "models_dev"))
    top.finish()
    return PriceTables(first, second)


def _table(listed: list[Row]) -> PriceTable:
    prices: dict[str, Price] = {}
    exact: set[str] = set()
    for entry in listed:
        price = Price(
            _rates(entry),
            _rates(entry.need("dear", row)) if "dear" in entry else None,
            entry.maybe("whole", whole),
            entry.maybe("fast", amount, Decimal(1)),
        )
        ids = entry.need("ids", texts)
        if entry.maybe("exact", flag, False):
            exact.update(ids)
        entry.finish()
        prices.update(dict.fromkeys(ids, price))
    return PriceTable(prices, frozenset(exact))


def _rates(entry: Row) -> dict[str, Decimal]:
    """USD per million tokens by our meters."""
    fresh = entry.need("input", amount)
    return {
        "input": fresh,
        "cache_write_5m": entry.need("cache_write", amount),
        "cache_write_1h": fresh * 2,
        "cache_read": entry.need("cache_read", amount),
        "output": entry.need("output", amount),
    }


def _plain(text: str) -> str:
    return text.replace(".", "-").replace("@", "-")


def _meet(key: str, model: str) -> bool:
    """Whether one is found within the other at the edges of words, as written or with plain separators."""
    plain_key, plain_model = _plain(key), _plain(model)
    return (
        _within(key, model)
        or _within(model, key)
        or _within(plain_key, plain_model)
        or _within(plain_model, plain_key)
    )


def _within(part: str, text: str) -> bool:
    """Whether `part` stands in `text` as words of its own; `claude-opus-4` is not in `claude-opus-4-8`."""
    at = text.find(part)
    while at >= 0:
        before, after = text[:at][-1:], text[at + len(part) :]
        if not _is_word(before) and not _is_word(after[:1]) and not _goes_on(part, after):
            return True
        at = text.find(part, at + 1)
    return False


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _goes_on(part: str, after: str) -> bool:
    """Whether the number a part ends in goes on behind it: `-8`, `.6`, but not a date such as `-20251101`."""
    if not part[-1:].isdigit() or (match := re.match(r"[-.]([0-9]+)", after)) is None:
        return False
    return not (len(match[1]) == 8 and not _is_word(after[match.end() :][:1]))
