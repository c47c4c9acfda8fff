"""Tokens in another tokenizer's measure, beside those recorded: a range, because texts differ.

Recorded usage is never corrected: it was counted by the tokenizer of the model that ran, and billed so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from ..errors import Misuse
from ..reports.dimensions import DIMENSIONS
from ..reports.shape import Column, Report
from ..reports.usage import Question
from ..reports.whatif.scale import TokenRatio
from .desk import Desk
from .ratios import ratio_between


def with_tokens_as(
    desk: Desk,
    report: Report,
    asked: Question,
    tokenizer: str,
    answered: Sequence[Mapping[str, Any]] | None = None,
) -> Report:
    """The report with every row's tokens as a tokenizer would have counted them, lowest and highest.

    What has no known tokenizer, or one without a known ratio, is counted as recorded and said. Raises Misuse
    for a tokenizer the price book does not have. `answered` are the question's rows by tokenizer where they
    are known already.
    """
    from ..pricing import load_book

    book = load_book(desk.pricing).as_of(desk.as_of)
    names = [row.id for row in book.tokenizers]
    wanted = next((name for name in names if name.lower() == tokenizer.lower()), None)
    if wanted is None:
        raise Misuse(f"there is no tokenizer '{tokenizer[:40]}'", hint=f"tokenizers are: {', '.join(names)}")
    by_tokenizer = replace(asked, dimensions=(*asked.dimensions, DIMENSIONS["tokenizer"]))
    if DIMENSIONS["tokenizer"] in asked.dimensions:
        by_tokenizer = asked
    rows = desk.answer(by_tokenizer).rows if answered is None else answered
    used = {row["tokenizer"] for row in rows} - {None, wanted}
    ratios = {name: ratio_between(desk, book, wanted, name) for name in used}
    keys = [entry.name for entry in asked.dimensions]
    ranges: dict[tuple[str | None, ...], tuple[Fraction, Fraction]] = {}
    for row in rows:
        key = tuple(row[name] for name in keys)
        low, high = _scaled(row, wanted, ratios)
        before = ranges.get(key, (Fraction(0), Fraction(0)))
        ranges[key] = before[0] + low, before[1] + high
    return _with_columns(report, keys, wanted, ranges, ratios, rows)


def _scaled(
    row: Mapping[str, Any], wanted: str, ratios: Mapping[str | None, TokenRatio | None]
) -> tuple[Fraction, Fraction]:
    tokens = Fraction(row["total_tokens"])
    ratio = ratios.get(row["tokenizer"])
    if ratio is None:
        return tokens, tokens
    scales = ratio.scales(wanted)
    return tokens * scales.low.factor, tokens * scales.high.factor


def _with_columns(
    report: Report,
    keys: Sequence[str],
    wanted: str,
    ranges: Mapping[tuple[str | None, ...], tuple[Fraction, Fraction]],
    ratios: Mapping[str | None, TokenRatio | None],
    rows: Sequence[Mapping[str, Any]],
) -> Report:
    name = wanted.lower()
    columns = (
        Column(f"{name}_tokens_low", f"As {wanted}, low", "integer", f"{wanted} low", 82),
        Column(f"{name}_tokens_high", f"As {wanted}, high", "integer", f"{wanted} high", 82),
    )
    place = next(number for number, one in enumerate(report.columns, 1) if one.key == "total_tokens")

    def ranged(row: Mapping[str, Any], low: Fraction, high: Fraction) -> dict[str, Any]:
        return {**row, columns[0].key: floor(low), columns[1].key: ceil(high)}

    nothing = (Fraction(0), Fraction(0))
    totals = [sum((one[end] for one in ranges.values()), Fraction(0)) for end in (0, 1)]
    said = [
        f"tokens of {ratio.to_tokenizer} for one of {ratio.from_tokenizer}: "
        f"{ratio.low} to {ratio.high} ({ratio.source})"
        for ratio in ratios.values()
        if ratio is not None
    ]
    unknown = sum(
        row["total_tokens"]
        for row in rows
        if row["tokenizer"] != wanted and ratios.get(row["tokenizer"]) is None
    )
    notes = report.meta.get("notes")
    return replace(
        report,
        columns=(*report.columns[:place], *columns, *report.columns[place:]),
        rows=[
            ranged(row, *ranges.get(tuple(row.get(name) for name in keys), nothing))  # type: ignore[misc]
            for row in report.rows
        ],
        totals=ranged(report.totals or {}, *totals),
        meta={
            **report.meta,
            "notes": [*(notes if isinstance(notes, list) else []), *said],
            "ratios": [ratio.as_json() for ratio in ratios.values() if ratio is not None],
        },
        warnings=[
            *report.warnings,
            *([f"{unknown:,} tokens of no known tokenizer are shown as recorded"] if unknown else []),
        ],
    )
