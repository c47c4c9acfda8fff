"""From the YAML of one table to its rows; each function reads one kind of row and knows its keys.

Every reader raises BadConfig with file and line for a missing, misspelt or
unreadable value. What a row means beside other rows is for `checks.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from claudecost import yamlfile
from claudecost.errors import BadConfig
from claudecost.pricing import rows as r
from claudecost.records import TOKEN_METERS
from claudecost.yamlfile import Node, Row, Wanted, amount, choice, day, each, flag, text, texts, whole

T = TypeVar("T")

#: What counts as a known modifier, and the condition each of them cannot do without.
MODIFIERS = {
    "batch": "service_tier",
    "us_geography": "geo",
    "regional_endpoint": "endpoint",
    "long_context": "prompt_over",
    "unbilled_refusal": None,
    "discount": None,
}
PROVIDERS = ("anthropic", "bedrock", "google", "gateway")
#: The fees there can be, and the unit the arithmetic counts them in (None: only ever free).
FEES = {
    "web_search": "1000 searches",
    "web_fetch": None,
    "code_execution": "container-hour",
    "session_runtime": "session-hour",
    "token_counting": None,
}

#: Rates are DECIMAL(18,9) in the store: this many decimals, and less than a billion dollars.
MAX_PLACES = 9
MAX_USD = 10**9


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the book: its name, its layer, and the mapping it holds."""

    name: str
    layer: int
    root: Row

    def rows(self, section: str, reader: Callable[[Row, dict[str, Any]], T]) -> list[T]:
        """Every row of a section, in the order of the file; an absent or empty section has none."""
        found = []
        for number, row in enumerate(self.root.maybe(section, yamlfile.rows, [])):
            found.append(reader(row, self._clocks(row, number)))
            row.finish()
        return found

    def _clocks(self, row: Row, number: int) -> dict[str, Any]:
        """The fields every row has; in the user's own tables what is known and how well may be left out."""
        own = self.layer == r.OWN
        start, end = row.need("from", day), row.maybe("to", day)
        if end is not None and end < start:
            raise BadConfig(f"`to` {end} is before `from` {start}", where=row.at("to"))
        letters = choice("A", "B", "C")
        return {
            "place": row.place,
            "table": self.name,
            "number": number,
            "layer": self.layer,
            "start": start,
            "end": end,
            "known_since": row.maybe("known_since", day, start) if own else row.need("known_since", day),
            "confidence": row.maybe("confidence", letters, "A") if own else row.need("confidence", letters),
            "source": row.maybe("source", text, "your own") if own else row.need("source", text),
            "replaces": row.maybe("replaces", day),
            "note": row.maybe("note", text),
        }


def model(row: Row, clocks: dict[str, Any]) -> r.Model:
    """A row of models.yaml; of the user's own models only `id` and `from` are required."""
    own = clocks["layer"] == r.OWN
    model_id = row.need("id", text)
    return r.Model(
        **clocks,
        id=model_id,
        name=row.maybe("name", text, model_id) if own else row.need("name", text),
        family=row.maybe("family", text) if own else row.need("family", text),
        tokenizer=row.maybe("tokenizer", text) if own else row.need("tokenizer", text),
        context_tokens=row.maybe("context_tokens", whole) if own else row.need("context_tokens", whole),
        released=row.maybe("released", day, clocks["start"]) if own else row.need("released", day),
        deprecated=row.maybe("deprecated", day),
        retired=row.maybe("retired", day),
        not_before=row.maybe("not_before", day),
        spellings=_spellings(row),
    )


def _spellings(row: Row) -> tuple[tuple[str, str], ...]:
    names = row.maybe("spellings", yamlfile.row)
    if names is None:
        return ()
    found = [(provider, name) for provider in PROVIDERS for name in names.maybe(provider, texts, [])]
    names.finish()
    return tuple(found)


def price(row: Row, clocks: dict[str, Any]) -> r.Price:
    """A row of prices.yaml: USD per million tokens."""
    meters = {meter: row.maybe(meter, usd) for meter in TOKEN_METERS}
    return r.Price(
        **clocks,
        model=row.need("model", text),
        speed=row.maybe("speed", choice("standard", "fast"), "standard"),
        prompt_over=row.maybe("prompt_over", whole, 0),
        usd_per_mtok={meter: value for meter, value in meters.items() if value is not None},
    )


def usd(node: Node) -> Decimal:
    """A kind of value: an amount or a factor that the store can hold exactly."""
    value = amount(node)
    exponent = value.as_tuple().exponent
    if value >= MAX_USD or (isinstance(exponent, int) and -exponent > MAX_PLACES):
        raise Wanted(node, f"less than a billion with at most {MAX_PLACES} decimals")
    return value


def models_named(row: Row) -> tuple[str, ...] | None:
    """The ids a row is for; None for `all`."""

    def all_or_ids(node: Node) -> tuple[str, ...] | None:
        if isinstance(node, yamlfile.Items):
            return tuple(texts(node))
        if isinstance(node, yamlfile.Scalar) and node.value == "all":
            return None
        raise Wanted(node, "`all` or a list of model ids")

    return row.need("models", all_or_ids)


def modifier(row: Row, clocks: dict[str, Any]) -> r.Modifier:
    """A row of modifiers.yaml, `modifiers:`."""
    name = row.need("modifier", choice(*MODIFIERS))
    required = MODIFIERS[name]
    if required is not None and required not in row:
        raise BadConfig(f"a `{name}` row needs `{required}`", where=row.place)
    both = row.maybe("factor", usd) if "input_factor" in row else row.need("factor", usd)
    platforms, speeds = row.maybe("platforms", texts), row.maybe("speeds", each(choice("standard", "fast")))
    return r.Modifier(
        **clocks,
        modifier=name,
        models=models_named(row),
        input_factor=row.need("input_factor", usd) if both is None else both,
        output_factor=row.need("output_factor", usd) if both is None else both,
        service_tier=row.maybe("service_tier", text),
        geo=row.maybe("geo", text),
        endpoint=row.maybe("endpoint", choice("regional", "global")),
        prompt_over=row.maybe("prompt_over", whole, 0),
        platforms=None if platforms is None else tuple(platforms),
        speeds=None if speeds is None else tuple(speeds),
    )


def cache_rule(row: Row, clocks: dict[str, Any]) -> r.CacheRule:
    """A row of modifiers.yaml, `cache_multipliers:`."""
    factors = {meter: row.need(meter, usd) for meter in r.CACHE_METERS}
    return r.CacheRule(**clocks, models=models_named(row), factors=factors)


def service_tier(row: Row, clocks: dict[str, Any]) -> r.ServiceTier:
    """A row of modifiers.yaml, `service_tiers:`."""
    return r.ServiceTier(
        **clocks,
        service_tier=row.need("service_tier", text),
        priced=row.need("priced", flag),
        reason=row.need("reason", text),
    )


def fee(row: Row, clocks: dict[str, Any]) -> r.Fee:
    """A row of fees.yaml, `fees:`."""
    name = row.need("fee", choice(*FEES))
    unit = FEES[name]
    return r.Fee(
        **clocks,
        fee=name,
        price=row.need("price", usd),
        unit=row.maybe("unit", text) if unit is None else row.need("unit", choice(unit)),
        minimum_minutes=row.maybe("minimum_minutes", whole, 0),
    )


def allowance(row: Row, clocks: dict[str, Any]) -> r.Allowance:
    """A row of fees.yaml, `allowances:`."""
    return r.Allowance(
        **clocks,
        fee=row.need("fee", choice(*FEES)),
        hours=row.need("hours", whole),
        per=row.need("per", choice("day", "month")),
    )


def tokenizer(row: Row, clocks: dict[str, Any]) -> r.Tokenizer:
    """A row of tokenizers.yaml, `tokenizers:`."""
    return r.Tokenizer(
        **clocks,
        id=row.need("id", text),
        name=row.need("name", text),
        introduced_with=row.need("introduced_with", text),
    )


def ratio(row: Row, clocks: dict[str, Any]) -> r.Ratio:
    """A row of tokenizers.yaml, `ratios:`."""
    found = r.Ratio(
        **clocks,
        from_tokenizer=row.need("from_tokenizer", text),
        to_tokenizer=row.need("to_tokenizer", text),
        content=row.need("content", text),
        low=row.need("low", usd),
        high=row.need("high", usd),
        likely=row.maybe("likely", usd),
    )
    if not found.low <= (found.likely or found.low) <= found.high:
        raise BadConfig("`low`, `likely` and `high` should not decrease", where=row.place)
    return found


def plan(row: Row, clocks: dict[str, Any]) -> r.Plan:
    """A row of plans.yaml, `plans:`."""
    return r.Plan(
        **clocks,
        plan=row.need("plan", text),
        price_usd=row.need("price_usd", usd),
        per=row.need("per", choice("month", "year")),
        seat=row.maybe("seat", text),
    )


def rename(row: Row, clocks: dict[str, Any]) -> r.Rename:
    """A row of plans.yaml, `renames:`."""
    return r.Rename(**clocks, plan=row.need("plan", text), renamed=row.need("renamed", text))


def credit(row: Row, clocks: dict[str, Any]) -> r.Credit:
    """A row of plans.yaml, `credits:`."""
    return r.Credit(
        **clocks,
        credit=row.need("credit", text),
        amount_usd=row.need("amount_usd", usd),
        per=row.need("per", text),
        plans=row.need("plans", text),
        status=row.maybe("status", choice("in force", "paused")),
        pays_usd=row.maybe("pays_usd", usd),
    )


def sources(root: Row) -> dict[str, str]:
    """The keys of book.yaml's `sources` and what each stands for."""
    named = root.maybe("sources", yamlfile.row)
    return {} if named is None else {key: named.need(key, text) for key, _ in named.items()}
