"""What explanations of all ledgers share as a text: rates with their meters, amounts under one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from ..money import plain
from ..records import WEB_SEARCH, WHOLE
from ..renderers.clean import clean
from ..reports.explaining.explanation import Item, RateMet
from .shown import folded

#: Width of a table of meters.
_LABEL, _QUANTITY, _RATE_WIDTH = 18, 16, 12


def meters(mets: Sequence[RateMet], cost_usd: Decimal, notes: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each rate met as a little table, the amounts of all of them under one another, and their sum.

    `notes` has lines to be said below each; the amount of the rate stands in the first of them.
    """
    amounts = [item.amount for met in mets for item in met.items]
    sums = [met.amount if met.rate else None for met in mets]
    column = aligned([*amounts, *sums, cost_usd])
    each, summed, whole = iter(column[: len(amounts)]), iter(column[len(amounts) : -1]), column[-1]
    titles = f"{'Quantity':>{_QUANTITY}}{'Rate':>{_RATE_WIDTH}}  {'Amount (USD)':>{len(whole)}}"
    yield f"  {'':{_LABEL}}{titles}"
    for met, (first, *others) in zip(mets, notes, strict=True):
        yield f"  {rate_named(met)}"
        for item in met.items:
            usd = "-" if item.rate is None else plain(item.rate)
            row = f"{item.meter:{_LABEL - 2}}{item.quantity:{_QUANTITY},}{usd:>{_RATE_WIDTH}}"
            yield f"    {row}  {next(each)}"
        yield f"{first:{2 + _LABEL + _QUANTITY + _RATE_WIDTH}}  {next(summed)}"
        yield from others
        yield from why_rate(met)
    yield f"  {'Total':{_LABEL + _QUANTITY + _RATE_WIDTH}}  {whole}"
    has_searches = any(item.meter == WEB_SEARCH for met in mets for item in met.items)
    yield "  rates in USD per million tokens" + (", per thousand searches" if has_searches else "")
    if any(met.share != WHOLE for met in mets):
        yield "  quantities of a split are those of all who share it"


class Unbroken(str):
    """A line that is never folded: a place in a file, to be copied or clicked."""

    __slots__ = ()


def fold(lines: Iterable[str], output: Path | None) -> str:
    """The lines as a text, the long ones folded to the terminal, but for those with a place in a file."""
    return "".join(
        f"{clean(line)}\n" if isinstance(line, Unbroken) else folded([line], output) for line in lines
    )


def used(items: Iterable[Item]) -> str:
    """`5 input x 4 + 1,200 output x 20`; without a rate the quantity alone."""
    return " + ".join(
        f"{item.quantity:,} {item.meter}" + ("" if item.rate is None else f" x {plain(item.rate)}")
        for item in items
    )


def rate_named(met: RateMet) -> str:
    """`claude-opus-5 from 2026-07-24, prompts up to 200,000, batch x0.5`."""
    name, rate = met.model or "(no model)", met.rate
    if met.speed != "standard":
        name += f" {met.speed}"
    if rate is None:
        return f"{name}: unpriced"
    days = f" from {rate.valid_from}" if rate.valid_from.year > 1 else ""
    if rate.valid_until is not None:
        days += f" until {rate.valid_until}"
    over, upto = rate.prompt_over, rate.prompt_upto
    sizes = [f"over {over:,}"] * bool(over) + ([f"up to {upto:,}"] if upto is not None else [])
    prompts = [f"prompts {' '.join(sizes)}"] if sizes else []
    part = [] if met.share == WHOLE else [f"{percent(met.share)} of a split"]
    return ", ".join([name + days, *prompts, *(one.partition(" (")[0] for one in rate.modifiers), *part])


def why_rate(met: RateMet) -> Iterator[str]:
    """The rows of the book and the modifiers behind a rate, or why there is none."""
    if met.reason:
        yield f"    unpriced: {met.reason}"
    if met.rate is not None:
        # The row of a fee says nothing where none was met.
        has_searches = any(item.meter == WEB_SEARCH for item in met.items)
        rows = [row for row in met.rate.rows if has_searches or not row.startswith("fees.")]
        yield from (f"    {row}" for row in (*rows, *met.rate.modifiers))


def of_filters(filters: Mapping[str, Sequence[str]], word: str = "of") -> str:
    """` of team shop, model *opus*`: what the cell is narrowed to."""
    told = [f"{LABELS.get(name, name)} {' or '.join(patterns)}" for name, patterns in filters.items()]
    return f" {word} {', '.join(told)}" if told else ""


#: Filters as people call them, where that is not their name.
LABELS = {"cost_center": "cost centre", "api_key": "API key"}


def percent(share: int) -> str:
    """Millionths in percent: `33.3333 %`."""
    return f"{plain(Decimal(share) * 100 / WHOLE)} %"


def many(count: int, thing: str) -> str:
    """`1 token`, `2 tokens`."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def aligned(amounts: Sequence[Decimal | None]) -> list[str]:
    """Every digit of every amount, the points under one another; `unpriced` for none."""
    texts = ["unpriced" if amount is None else plain(amount) for amount in amounts]
    behind = [
        0 if amount is None else len(text) - text.index(".") if "." in text else 0
        for text, amount in zip(texts, amounts, strict=True)
    ]
    most = max(behind, default=0)
    padded = [text + " " * (most - tail) for text, tail in zip(texts, behind, strict=True)]
    width = max([len("Amount (USD)"), *map(len, padded)])
    return [text.rjust(width) for text in padded]
