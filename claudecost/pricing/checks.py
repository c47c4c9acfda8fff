"""What the rows of the book must be to one another: known names, no overlap, no gap, agreeing cache prices.

Every check raises BadConfig for the first row that fails it, with file and
line: a price book is data, and its mistakes are found before the first report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING

from claudecost import money
from claudecost.errors import BadConfig
from claudecost.pricing import rows as r
from claudecost.pricing import timeline

if TYPE_CHECKING:
    from claudecost.pricing.book import Book


def check(book: Book) -> None:
    """Run every check; raises BadConfig for the first row that cannot stand."""
    _names_are_known(book)
    _sources_are_known(book)
    for rows in _tables(book):
        timeline.check(rows)
    _prices_cover_the_model(book)
    _cache_prices_agree(book)


def _tables(book: Book) -> tuple[tuple[r.Dated, ...], ...]:
    """Every table whose rows succeed one another."""
    return (
        book.prices,
        book.modifiers,
        book.cache_rules,
        book.service_tiers,
        book.fees,
        book.allowances,
        book.tokenizers,
        book.ratios,
        book.plans,
        book.renames,
        book.credits,
    )


def _names_are_known(book: Book) -> None:
    """Every model and tokenizer a row speaks of is in the book."""
    models, tokenizers = set(book.by_id), {row.id for row in book.tokenizers}
    for row, model in _models_spoken_of(book):
        _known(row, "model", model, models)
    for one in book.models:
        if one.tokenizer is not None:
            _known(one, "tokenizer", one.tokenizer, tokenizers)
    for ratio in book.ratios:
        _known(ratio, "tokenizer", ratio.from_tokenizer, tokenizers)
        _known(ratio, "tokenizer", ratio.to_tokenizer, tokenizers)


def _models_spoken_of(book: Book) -> Iterator[tuple[r.Dated, str]]:
    for price in book.prices:
        yield price, price.model
    for row in chain[r.Modifier | r.CacheRule](book.modifiers, book.cache_rules):
        for model in row.models or ():
            yield row, model
    for tokenizer in book.tokenizers:
        yield tokenizer, tokenizer.introduced_with


def _known(row: r.Dated, kind: str, name: str, names: Iterable[str]) -> None:
    """Refuse a name that is not one of the names; raises BadConfig."""
    if name in names:
        return
    close = get_close_matches(name, names, 1)
    hint = f"is {close[0]} meant?" if close else f"add it to {kind}s.yaml first"
    raise BadConfig(f"there is no {kind} {name} in the book", where=row.place, hint=hint)


def _sources_are_known(book: Book) -> None:
    """Every source key of a shipped row is explained in book.yaml; own rows may cite what they like."""
    for row in chain(book.models, *_tables(book)):
        keys = re.split(r",\s*", row.source) if row.layer != r.OWN else []
        for key in keys:
            if key not in book.sources:
                hint = "list it under `sources` in book.yaml, with what it is and where to look"
                raise BadConfig(f"nothing says what the source {key} is", where=row.place, hint=hint)


def _prices_cover_the_model(book: Book) -> None:
    """No price before the release, and at standard speed none missing from there on."""
    by_model: dict[str, list[timeline.Span[r.Price]]] = {model.id: [] for model in book.models}
    for span in timeline.spans(book.prices):
        by_model[span.row.model].append(span)
    for model in book.models:
        for price in by_model[model.id]:
            if price.start < model.released:
                what = f"{model.id} has a price from {price.start}, before its release on {model.released}"
                raise BadConfig(what, where=price.row.place)
        _refuse_gap(model, [s for s in by_model[model.id] if s.row.about == (model.id,)])


def _refuse_gap(model: r.Model, of: list[timeline.Span[r.Price]]) -> None:
    if not of:
        hint = "append a row for it to prices.yaml"
        raise BadConfig(f"{model.id} has no price at standard speed", where=model.place, hint=hint)
    covered: date | None = model.released
    for span in sorted(of, key=lambda span: span.start):
        if covered is not None and span.start > covered:
            what = f"{model.id} has no price from {covered} until this row begins on {span.start}"
            raise BadConfig(what, where=span.row.place, hint="append a row for the days between")
        covered = None if covered is None or span.until is None else max(covered, span.until)


def _cache_prices_agree(book: Book) -> None:
    """The cache prices of shipped rows follow from input by the factors in force on their first day."""
    rules = timeline.spans(book.cache_rules)
    for price in book.prices:
        if price.layer == r.OWN or "input" not in price.usd_per_mtok:
            continue
        rule = _cache_rule(rules, price.model, price.start)
        for meter in r.CACHE_METERS:
            if rule is None or meter not in price.usd_per_mtok:
                continue
            said, factor = price.usd_per_mtok[meter], rule.factors[meter]
            follows = money.product(price.usd_per_mtok["input"], factor)
            if said != follows:
                raise BadConfig(
                    f"{meter} of {price.about[0]} is {money.plain(said)},"
                    f" but {money.plain(factor)} of input is {money.plain(follows)}",
                    where=price.place,
                    impact=f"the factor is at {rule.place}",
                    hint="correct the price, or append a row to cache_multipliers",
                )


def _cache_rule(rules: list[timeline.Span[r.CacheRule]], model: str, day: date) -> r.CacheRule | None:
    """The cache factors of a model on a day: a row that names it, else the row for all."""
    return timeline.in_force((s for s in rules if s.row.models is None or model in s.row.models), day)
