"""The one question: usage and its cost, grouped by any dimensions, within any filters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any, Protocol

from ..money import exactly, plain
from ..periods import Period
from ..records import Allocation, Exchange, RateCard
from ..zones import Zone, quarters_of_offset
from .dimensions import (
    DIMENSIONS,
    BearerDimension,
    Dimension,
    ModelDimension,
    OriginDimension,
    TimeDimension,
    grain_of,
    time_label,
)
from .matching import Met, matches, met
from .rate_table import rate_table

EARLIEST, LATEST = datetime(1, 1, 1), datetime(9999, 12, 31)

#: The time of what has none: outside every period with an end or a beginning.
UNDATED = datetime(9999, 1, 1)
UNDATED_QUARTER = (UNDATED - datetime(1970, 1, 1)) // timedelta(minutes=15)

#: What is added up over rows; every one is an exact integer or decimal.
MEASURES = (
    "responses",
    "input_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "cache_read_tokens",
    "output_tokens",
    "web_search_requests",
    "total_tokens",
    "cost_usd",
    "unpriced_tokens",
    "unpriced_responses",
    "provisional_responses",
    "cache_saved_usd",
    "disputed_responses",
    "unbilled_responses",
    "unbilled_tokens",
    "cost_converted",
    "unconverted_usd",
)

#: Amounts, which are exact decimals; all others are whole numbers.
AMOUNTS = ("cost_usd", "cache_saved_usd", "cost_converted", "unconverted_usd")

#: The measures a reader sees; a group that has none of them is not a row.
SHOWN = MEASURES[: MEASURES.index("cache_saved_usd")]


class Answers(Protocol):
    """A store handed to a report: it answers questions and takes temporary tables."""

    def rows(self, sql: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a question, values as named parameters."""

    def run(self, sql: str, values: Mapping[str, object] | None = None) -> None:
        """Run a statement that prepares a question."""


@dataclass(frozen=True)
class Question:
    """What to group by, when, in which zone, and which values of which dimensions to admit (globs).

    `exchange` converts amounts as well, day by day. With `lists_unpriced` False what has no price is counted
    in the rows and not listed.
    """

    dimensions: tuple[Dimension, ...]
    period: Period
    zone: Zone
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    exchange: Exchange | None = None
    lists_unpriced: bool = True


@dataclass(frozen=True)
class Basis:
    """What a question stands on besides the store: rates, one card per profile; and who bears what.

    `allocation` None: nobody bears anything. `closing`: the events and bearers frozen with a closed month
    instead of today's. `events` names another relation of events: what was unknown when the month was closed
    is then borne by today's rules. `outside` are closings that speak for themselves: what is theirs is no
    part of the answer. `view` is SQL that makes `events_asked` for a question about teams in place of
    events_borne.sql.
    """

    cards: Sequence[RateCard]
    allocation: Allocation | None = None
    closing: int | None = None
    events: str | None = None
    outside: tuple[int, ...] = ()
    view: str | None = None


@dataclass(frozen=True)
class Unpriced:
    """Usage of one profile without a price, and why: tokens, responses, when first met."""

    card: RateCard
    reason: str
    responses: int
    tokens: int
    first_at: datetime | None


@dataclass(frozen=True)
class Laid:
    """A question laid out in the store: its `bounds` in time, the labels of its groups by their numbers.

    `matched` says which filters of origins matched anything.
    """

    bounds: Mapping[str, object]
    is_converted: bool
    origins: dict[int, dict[str, str | None]]
    profiles: dict[int, dict[str, str | None]]
    matched: dict[str, Met]

    @property
    def values(self) -> dict[str, object]:
        """The parameters of usage.sql."""
        return {**self.bounds, "is_converted": self.is_converted}


@dataclass(frozen=True)
class Answer:
    """One row per group: labels by dimension name, then measures and `last_at` (UTC)."""

    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    unpriced: list[Unpriced]
    matched: dict[str, Met]


def question(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def ask(
    store: Answers, asked: Question, basis: Basis | Sequence[RateCard], *, undated: bool | None = None
) -> Answer:
    """Put the question to a store, priced by the given rate cards (one per profile in the store).

    What has no date is in a period without beginning and end, unless `undated` says otherwise.
    """
    if not isinstance(basis, Basis):
        basis = Basis(basis)
    cards = basis.cards
    laid = lay_out(store, asked, basis, undated=undated)
    found = store.rows(question("usage.sql"), laid.values)
    rows = _named(found, asked.dimensions, grain_of(asked.dimensions), laid.origins, laid.profiles)
    totals = add_up(rows)
    is_lacking = asked.lists_unpriced and (totals["unpriced_tokens"] or totals["unpriced_responses"])
    unpriced = _unpriced(store, cards, laid.bounds) if is_lacking else []
    ids = [name for card in cards for name in (card.identity.model, card.profile.model_id)]
    matched = laid.matched | _matches(asked, "model", ids)
    return Answer(rows, totals, unpriced, matched)


def lay_out(store: Answers, asked: Question, basis: Basis, *, undated: bool | None = None) -> Laid:
    """Make everything usage.sql expects; what is then asked of a store may also be another statement."""
    end = LATEST if (asked.period.since is None if undated is None else undated) else UNDATED
    bounds = {"since": naive(asked.period.since, EARLIEST), "until": naive(asked.period.until, end)}
    _, profiles = load_rates(store, asked, basis.cards)
    origins, matched = lay_out_events(store, asked, basis)
    _lay_out_calendar(store, asked.zone, grain_of(asked.dimensions))
    lay_out_exchange(store, asked.exchange)
    return Laid(bounds, asked.exchange is not None, origins, profiles, matched)


def add_up(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The sums of all measures over rows, exact."""
    added = list(rows)
    nothing: dict[str, Any] = {name: Decimal(0) if name in AMOUNTS else 0 for name in MEASURES}
    with exactly():
        return {name: sum([row[name] for row in added], start) for name, start in nothing.items()}


def grouped(
    rows: Iterable[Mapping[str, Any]], names: Sequence[str]
) -> dict[tuple[str | None, ...], dict[str, Any]]:
    """Rows of equal labels added up, exactly, without their other labels; `last_at` is the latest."""
    groups: dict[tuple[str | None, ...], dict[str, Any]] = {}
    with exactly():
        for row in rows:
            key = tuple([row[name] for name in names])
            if (kept := groups.get(key)) is None:
                groups[key] = {name: row[name] for name in (*names, *MEASURES, "last_at") if name in row}
                continue
            for name in MEASURES:
                kept[name] += row[name]
            if "last_at" in row:
                kept["last_at"] = max(kept["last_at"], row["last_at"])
    return groups


def naive(moment: datetime | None, default: datetime) -> datetime:
    """An instant as the store keeps it: UTC, without a zone."""
    return default if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


def load_rates(
    store: Answers, asked: Question, cards: Sequence[RateCard]
) -> tuple[dict[int, int], dict[int, dict[str, str | None]]]:
    """Load the rates of all profiles the filters admit; the group of each, and the labels of the groups."""
    wanted = [entry for entry in asked.dimensions if isinstance(entry, ModelDimension)]
    numbers: dict[tuple[str | None, ...], int] = {}
    groups = {}
    for card in cards:
        if admitted(asked, "model", (card.identity.model, card.profile.model_id)):
            label = tuple(entry.of(card) for entry in wanted)
            groups[card.profile.profile_id] = numbers.setdefault(label, len(numbers))
    store.run(question("rates.sql"), {"rates": rate_table(cards, groups)})
    names = [entry.name for entry in wanted]
    labels = {number: dict(zip(names, label, strict=True)) for label, number in numbers.items()}
    return groups, labels


def lay_out_exchange(store: Answers, exchange: Exchange | None) -> None:
    """What a dollar was worth by day, as the temporary table `exchange`."""
    by_day = exchange.by_day() if exchange else {}
    rows = [{"day": str(day), "per_usd": plain(per_usd)} for day, per_usd in by_day.items()]
    store.run(question("exchange.sql"), {"exchange": json.dumps(rows)})


def lay_out_events(
    store: Answers, asked: Question, basis: Basis
) -> tuple[dict[int, dict[str, str | None]], dict[str, Met]]:
    """Make the view `events_asked`; the labels of its origin groups, and which filters matched anything."""
    names = [*(entry.name for entry in asked.dimensions), *asked.filters]
    is_borne = any(isinstance(DIMENSIONS[name], BearerDimension) for name in names)
    store.run(question("origins_seen.sql"))
    if is_borne:
        from .bearers.laying_out import lay_out_bearers

        lay_out_bearers(store, "requests", basis)
        store.run(question("origins_borne.sql"))
        store.run(question("part_of.sql"))
    found = _group_origins(store, asked, is_borne)
    store.run(f"CREATE OR REPLACE TEMP VIEW events_from AS FROM {_relation(store, basis)}")
    borne = basis.view or question("events_borne.sql")
    store.run(borne if is_borne else question("events_whole.sql"))
    return found


def _relation(store: Answers, basis: Basis) -> str:
    """The events a question is put to, as SQL names them."""
    if basis.events is not None:
        return basis.events
    if basis.closing is not None:
        return f"closed_events WHERE closing_id = {basis.closing:d}"
    if basis.outside:
        from .closed.moved import lay_out_moved

        if lay_out_moved(store, basis.outside):
            return "usage_events WHERE response_key NOT IN (SELECT response_key FROM moved_out)"
    return "usage_events"


def _group_origins(
    store: Answers, asked: Question, is_borne: bool
) -> tuple[dict[int, dict[str, str | None]], dict[str, Met]]:
    """Number the groups of origin dimensions; which filters matched anything at all."""
    filtered = [name for name in asked.filters if isinstance(DIMENSIONS[name], OriginDimension)]
    wanted = [entry for entry in asked.dimensions if isinstance(entry, OriginDimension)]
    names = list(dict.fromkeys([*(entry.name for entry in wanted), *filtered]))
    columns = [_column(name) for name in names]
    listed = ", ".join(columns) or "0"
    same = " AND ".join(f"n.{column} IS NOT DISTINCT FROM g.{column}" for column in columns) or "TRUE"
    seen, borne = (
        ("origins_borne", ", since, until, share_from, share_upto") if is_borne else ("origins_seen", "")
    )
    store.run(
        "CREATE OR REPLACE TEMP TABLE origin_names AS "
        f"SELECT row_number() OVER () AS origin_group, * FROM (SELECT DISTINCT {listed} FROM {seen})"
    )
    groups = store.rows(f"SELECT origin_group, {listed} FROM origin_names")
    kept: dict[int, dict[str, str | None]] = {}
    for number, *values in groups:
        label = dict(zip(names, values, strict=False))
        if all(admitted(asked, name, (label[name],)) for name in filtered):
            kept[number] = label
    store.run(
        "CREATE OR REPLACE TEMP TABLE origin_groups AS "
        f"SELECT g.origin_id, n.origin_group::INTEGER AS origin_group{borne} "
        f"FROM {seen} AS g JOIN origin_names AS n ON {same} "
        "WHERE $everything OR list_contains($kept, n.origin_group)",
        {"everything": len(kept) == len(groups), "kept": list(kept)},
    )
    matched: dict[str, Met] = {}
    for name in filtered:
        values = [row[1 + names.index(name)] for row in groups]
        matched |= _matches(asked, name, values)
    return kept, matched


def _column(name: str) -> str:
    dimension = DIMENSIONS[name]
    assert isinstance(dimension, OriginDimension)
    return dimension.column


def admitted(asked: Question, name: str, values: Sequence[str | None]) -> bool:
    """Whether the filters of a dimension admit something known under any of these values."""
    patterns = asked.filters.get(name)
    return not patterns or any(matches(value, pattern, name) for value in values for pattern in patterns)


def _matches(asked: Question, name: str, values: Iterable[str | None]) -> dict[str, Met]:
    """For each filter pattern, whether any value of the store meets it."""
    return met(name, asked.filters.get(name, ()), values)


def _lay_out_calendar(store: Answers, zone: Zone, grain: str) -> None:
    [(first, last)] = store.rows(
        "SELECT min(quarter_hour), max(quarter_hour) FROM events_from WHERE quarter_hour < $undated",
        {"undated": UNDATED_QUARTER},
    )
    first, last = (0, 0) if first is None else (first, last)
    offsets = quarters_of_offset(zone, _moment(first), _moment(last))
    rows = [{"starts": starts, "ends": ends, "shift": shift} for starts, ends, shift in offsets]
    store.run(
        question("calendar.sql"),
        {
            "grain": grain,
            "first": first,
            "last": last,
            "offsets": json.dumps(rows),
            "undated": UNDATED_QUARTER,
        },
    )


def _moment(quarter: int) -> datetime:
    return datetime.fromtimestamp(quarter * 900, UTC)


def _named(
    found: list[tuple[Any, ...]],
    dimensions: tuple[Dimension, ...],
    grain: str,
    origins: dict[int, dict[str, str | None]],
    profiles: dict[int, dict[str, str | None]],
) -> list[dict[str, Any]]:
    """Rows with labels for their groups; groups that read the same are added together."""
    names = [entry.name for entry in dimensions]
    columns = (*names, *MEASURES, "last_at")
    times = [entry for entry in dimensions if isinstance(entry, TimeDimension)]

    def labelled() -> Iterator[dict[str, Any]]:
        for origin, bucket, profile, *values in found:
            label = {**origins[origin], **profiles[profile]}
            for entry in times:
                label[entry.name] = time_label(entry, bucket, grain)
            yield dict(zip(columns, [*[label[name] for name in names], *values], strict=True))

    return list(grouped(labelled(), names).values())


def unpriced_rows(store: Answers, bounds: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """The rows of unpriced.sql over the events laid out, between `since` and `until`."""
    lacking = store.rows("SELECT list(DISTINCT profile_id) FROM rates WHERE NOT priced OR has_gaps")
    return store.rows(question("unpriced.sql"), {**bounds, "profiles": lacking[0][0] or []})


def _unpriced(store: Answers, cards: Sequence[RateCard], bounds: Mapping[str, object]) -> list[Unpriced]:
    by_profile = {card.profile.profile_id: card for card in cards}
    found = []
    for profile_id, missing, responses, tokens, first_at in unpriced_rows(store, bounds):
        card = by_profile[profile_id]
        reason = f"no price for {missing} on that day" if missing else card.unpriced_reason or "no price"
        if first_at >= UNDATED and card.rates:
            reason, first_at = "no date is known, and the price has changed over time", None
        found.append(Unpriced(card, reason, responses, tokens, first_at and first_at.replace(tzinfo=UTC)))
    return found
