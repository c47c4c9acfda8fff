"""A comparison laid out: a row per group for tables and files, its causes for people, its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ...money import plain
from ...periods import Period, label_day, label_month, label_quarter, label_week, label_year
from ...zones import Zone, midnight
from ..dimensions import Dimension
from ..shape import Column, Report, Waterfall
from ..usage_report import listed, many, unmatched, warnings_of
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


@dataclass(frozen=True)
class Asked:
    """What was compared: two periods, what by, in which zone, and the instant it was asked at."""

    dimensions: Sequence[Dimension]
    before: Period
    after: Period
    zone: Zone
    now: datetime

    @property
    def names(self) -> list[str]:
        """The dimensions by name."""
        return [entry.name for entry in self.dimensions]


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
                *_lengths(asked),
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
    notes += [*_counted(found), *_lengths(asked)]
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


def period_names(asked: Asked) -> tuple[str, str]:
    """The two periods as people call them: `September`, `2026-W47`, `2026-11-01 to 2026-11-19`."""
    years = {_first(period, asked.zone).year for period in (asked.before, asked.after)}
    before, after = (
        _name(period, asked.zone, with_year=len(years) > 1) for period in (asked.before, asked.after)
    )
    return before, after


def _name(period: Period, zone: Zone, *, with_year: bool) -> str:
    first, end = _first(period, zone), _end(period, zone)
    if first == end or period.since != midnight(first, zone) or period.until != midnight(end, zone):
        since, until = (moment.astimezone(zone) for moment in _ends(period))
        return f"{since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}"
    last = end - timedelta(days=1)
    if first == last:
        return label_day(first)
    if (first.day, end.day) == (1, 1) and label_month(first) == label_month(last):
        return f"{first:%B %Y}" if with_year else f"{first:%B}"
    if (first.weekday(), (end - first).days) == (0, 7):
        return label_week(first)
    if (
        (first.day, end.day) == (1, 1)
        and first.month in (1, 4, 7, 10)
        and (end - first).days in range(90, 93)
    ):
        return label_quarter(first)
    if (first.month, first.day, end.month, end.day) == (1, 1, 1, 1):
        return label_year(first)
    return f"{label_day(first)} to {label_day(last)}"


def spans(asked: Asked) -> list[str]:
    """The days of both periods and how many they are."""
    said = []
    for name, period in zip(period_names(asked), (asked.before, asked.after), strict=True):
        first, end = _first(period, asked.zone), _end(period, asked.zone)
        days = label_day(first), label_day(end - timedelta(days=1))
        whole = days[0] if days[0] >= days[1] else f"{days[0]} to {days[1]}"
        known = "" if name == whole or " " in name else f"{whole}, "
        said.append(f"{name}: {known}{_length(asked, period)} ({period.timezone})")
    return list(dict.fromkeys(said))


def _length(asked: Asked, period: Period) -> str:
    """`30 days`; of what is no whole number of days the hours."""
    days = (_end(period, asked.zone) - _first(period, asked.zone)).days
    if all(moment == midnight(moment.astimezone(asked.zone).date(), asked.zone) for moment in _ends(period)):
        return many(days, "day")
    since, until = _ends(period)
    hours = (until - since) / timedelta(hours=1)
    return f"{hours:.1f} hours"


def _lengths(asked: Asked) -> list[str]:
    """Said where one period is longer than the other."""
    before, after = (_length(asked, period) for period in (asked.before, asked.after))
    return [] if before == after else [f"{before} are compared with {after}: the difference is in volume"]


def _unfinished(asked: Asked) -> list[str]:
    """Said of a period that is not over."""
    said = []
    for name, period in zip(period_names(asked), (asked.before, asked.after), strict=True):
        if _ends(period)[1] > asked.now:
            first, end = _first(period, asked.zone), _end(period, asked.zone)
            reached = (asked.now.astimezone(asked.zone).date() - first).days + 1
            if reached < (end - first).days:
                days = many((end - first).days, "day")
                said.append(
                    f"{name} is not over: {reached} of its {days} have begun; what is missing is in volume"
                )
    return list(dict.fromkeys(said))


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
    said = [*_unused(asked, found), *_unfinished(asked)]
    if found.unpriced:
        said.append("what has no price is left out on both sides and in every cause")
    if found.uncounted:
        names = ", ".join(found.uncounted)
        said.append(f"how tokenizer {names} compares is not known; its tokens count like any other's")
    return [*said, *warnings_of(found.counts, coverage), *unmatched(found.matched)]


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _ends(period: Period) -> tuple[datetime, datetime]:
    since, until = period.since, period.until
    if since is None or until is None:
        raise ValueError("a period that is compared has both ends")
    return since, until


def _first(period: Period, zone: Zone) -> date:
    return _ends(period)[0].astimezone(zone).date()


def _end(period: Period, zone: Zone) -> date:
    return _ends(period)[1].astimezone(zone).date()
