"""A comparison laid out: a row per group for tables and files, its causes for people, its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ...money import plain
from ..shape import Column, Report, Waterfall
from ..usage_report import listed, unmatched, warnings_of
from .asked import Asked, lengths, period_names, spans, unfinished
from .causes import CAUSES, Split
from .comparison import Comparison
from .words import TITLES, headline, movers, sentences, usd

#: Short titles of the causes as columns.
_SHORT = {
    "model_mix": "Mix",
    "cache_efficiency": "Cache",
    "fast_mode": "Fast",
    "geography": "Geo",
    "prompt_bands": "Bands",
}

_COVERAGE = ("first_event", "last_event", "machines", "files", "quarantined_lines")

_COST = (
    Column("before_usd", "Before", "money", None, 80),
    Column("after_usd", "After", "money", None, 90),
    Column("change_usd", "Change", "money", None, 100),
)

_RANGE = (
    Column("tokenizer_low_usd", "Tokenizer, low", "money", None, -1),
    Column("tokenizer_high_usd", "Tokenizer, high", "money", None, -1),
)


def groups_report(
    asked: Asked,
    found: Comparison,
    header: Mapping[str, object],
    coverage: Mapping[str, Any],
    limit: int | None = None,
) -> Report:
    """One row per group, the largest change first; causes as columns, those of nothing for machines only."""
    rows = [_labels(asked, one.group) | _figures(one.split) for one in found.changes]
    totals: dict[str, object] = {**_figures(found.total)}
    before, after = period_names(asked)
    by = ", ".join(entry.title.lower() for entry in asked.dimensions)
    return Report(
        name="compare",
        title=headline(before, after, found.total) + (f", by {by}" if by else ""),
        columns=_columns(asked, found),
        rows=rows[:limit],
        left_out=len(rows[limit:]) if limit is not None else 0,
        totals=totals,
        meta={
            "dimensions": asked.names,
            "ledger": "requests",
            "before": asked.before.as_json(),
            "after": asked.after.as_json(),
            **header,
            "currency": "USD",
            "notes": [
                "; ".join(spans(asked)),
                *movers(found),
                *_counted(found),
                *lengths(asked),
                *_between(asked),
            ],
        },
        unpriced=listed(found.unpriced),
        coverage={key: coverage[key] for key in _COVERAGE},
        warnings=_warnings(asked, found, coverage),
    )


def waterfall(groups: Report, asked: Asked, found: Comparison) -> Waterfall:
    """The same for people where there is one group only: from one cost to the other, cause by cause."""
    before, after = period_names(asked)
    said = sentences(found, asked.names)
    rows: list[dict[str, object]] = [
        {"cause": TITLES[cause], "change_usd": usd(found.total.causes[cause])}
        for cause in CAUSES
        if found.total.causes[cause]
    ]
    nothing = [TITLES[cause] for cause in CAUSES if cause not in said]
    notes = [*said.values()]
    if nothing and said:
        notes.append(f"nothing came from {_listed(nothing)}")
    notes += [*_counted(found), *lengths(asked)]
    total = usd(found.total.after - found.total.before)
    report = replace(
        groups,
        columns=(Column("cause", "Cause", "text"), Column("change_usd", "Change (USD)", "money", "Change")),
        rows=rows,
        totals={"change_usd": total},
        meta=groups.meta | {"notes": notes, "total": "change"},
    )
    return Waterfall(
        report,
        spans(asked),
        (before, usd(found.total.before)),
        (after, usd(found.total.after)),
    )


def told(picture: Waterfall) -> Report:
    """The picture as a plain report, for formats that draw nothing; its facts become notes."""
    meta = picture.report.meta
    notes = meta["notes"]
    assert isinstance(notes, list)
    return replace(picture.report, meta=meta | {"notes": [*picture.facts, *notes]})


def as_json(asked: Asked, found: Comparison, groups: Report) -> str:
    """The comparison as one JSON object: money as exact decimal text."""
    said = sentences(found, asked.names)
    document = {
        "schema_version": 1,
        "report": "compare",
        "dimensions": asked.names,
        "ledger": "requests",
        "before": asked.before.as_json(),
        "after": asked.after.as_json(),
        "price_book": groups.meta["price_book"],
        "currency": "USD",
        "rows": [_labels(asked, one.group) | _json(one.split) for one in found.changes[: len(groups.rows)]],
        "ratios": [
            {
                name: plain(value) if isinstance(value, Decimal) else value
                for name, value in one.as_json().items()
            }
            for one in found.ratios
        ],
        "causes": [_cause(found.total, cause, said.get(cause)) for cause in CAUSES],
        "totals": _json(found.total),
        "unpriced": groups.unpriced,
        "coverage": groups.coverage,
        "warnings": groups.warnings,
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _json(split: Split) -> dict[str, object]:
    figures = {name: plain(amount) for name, amount in _costs(split).items()}
    return {**figures, "causes": {cause: plain(usd(split.causes[cause])) for cause in CAUSES}}


def _cause(total: Split, cause: str, sentence: str | None) -> dict[str, object]:
    entry: dict[str, object] = {"cause": cause, "change_usd": plain(usd(total.causes[cause]))}
    if cause == "tokenizer":
        low, high = total.tokenizer
        entry |= {"low_usd": plain(usd(low)), "high_usd": plain(usd(high))}
    return entry | {"sentence": sentence}


def _labels(asked: Asked, group: Sequence[str | None]) -> dict[str, object]:
    return dict(zip(asked.names, group, strict=True))


def _costs(split: Split) -> dict[str, Any]:
    return {
        "before_usd": usd(split.before),
        "after_usd": usd(split.after),
        "change_usd": usd(split.after - split.before),
    }


def _figures(split: Split) -> dict[str, object]:
    low, high = split.tokenizer
    return {
        **_costs(split),
        **{f"{cause}_usd": usd(split.causes[cause]) for cause in CAUSES},
        "tokenizer_low_usd": usd(low),
        "tokenizer_high_usd": usd(high),
    }


def _columns(asked: Asked, found: Comparison) -> tuple[Column, ...]:
    """The causes that moved most are hidden last where a table is too wide."""
    moved = {cause: sum(abs(one.split.causes[cause]) for one in found.changes) for cause in CAUSES}
    by_size = sorted(CAUSES, key=lambda cause: moved[cause])
    causes = (
        Column(
            f"{cause}_usd",
            TITLES[cause].capitalize(),
            "money",
            _SHORT.get(cause),
            10 + by_size.index(cause) if moved[cause] else -1,
        )
        for cause in CAUSES
    )
    return (
        *(Column(entry.name, entry.title, "text") for entry in asked.dimensions),
        *_COST,
        *causes,
        *_RANGE,
    )


def _unused(asked: Asked, found: Comparison) -> list[str]:
    """Said of a period in which nothing was used that has a price."""
    return [
        f"no usage in {name} matches"
        for name, place in zip(dict.fromkeys(period_names(asked)), (0, 1), strict=False)
        if not any(work[place] for work in found.work.values())
    ]


def _counted(found: Comparison) -> list[str]:
    """How tokens of different tokenizers were made the same, where that mattered."""
    return [
        f"tokens of {one.to_tokenizer} for one of {one.from_tokenizer}: {plain(one.low)} to "
        f"{plain(one.high)}, most likely {plain(one.likely)} ({one.source})"
        for one in found.ratios
        if any(change.split.causes["tokenizer"] for change in found.changes)
    ]


def _between(asked: Asked) -> list[str]:
    if not asked.dimensions:
        return []
    what = " and ".join(entry.title.lower() for entry in asked.dimensions)
    return [f"every row is split by itself; a shift from one {what} to another is volume in both"]


def _warnings(asked: Asked, found: Comparison, coverage: Mapping[str, Any]) -> list[str]:
    said = [*_unused(asked, found), *unfinished(asked)]
    if found.unpriced:
        said.append("what has no price is left out on both sides and in every cause")
    if found.uncounted:
        names = ", ".join(found.uncounted)
        said.append(f"how tokenizer {names} compares is not known; its tokens count like any other's")
    return [*said, *warnings_of(found.counts, coverage), *unmatched(found.matched)]


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
