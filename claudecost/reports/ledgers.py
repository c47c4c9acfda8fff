"""The organisation's own ledgers: what its meters counted, priced by the book, and what it was billed.

One question each, over the rows of the snapshots that stand (standing.py). The
two are never added, to each other or to the requests ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..money import exactly
from ..records import RateCard
from .bearers.laying_out import lay_out_bearers
from .bearers.laying_out import question as bearers_question
from .dimensions import (
    DIMENSIONS,
    EPOCH,
    BearerDimension,
    Dimension,
    OriginDimension,
    TimeDimension,
    grain_of,
    time_label,
)
from .matching import Met, matches, met
from .standing import Snapshot, Stretch, of_nobody, standing
from .usage import EARLIEST, LATEST, Answers, Basis, Question, load_rates, naive, question

#: What is added up over rows, by ledger; None in a row means that the sources do not say.
MEASURES = {
    "metered": (
        "input_tokens",
        "cache_write_5m_tokens",
        "cache_write_1h_tokens",
        "cache_read_tokens",
        "output_tokens",
        "web_search_requests",
        "total_tokens",
        "cost_usd",
        "cost_low_usd",
        "cost_high_usd",
        "unpriced_tokens",
        "cache_write_unknown_tokens",
        "unsplit_prompt_tokens",
    ),
    "billed": ("billed_usd", "list_usd", "rows"),
}

#: A dimension of a report that a source's `dimensions` knows under another name.
_NAMED = {"user": "actor", "service_tier": "service_tier", "model_id": "model", "model_family": "model"}


#: What rules see of a ledger's rows: of the cuts of one source the one that knows these is wanted.
_BORNE_BY = ("workspace", "api_key", "actor")

#: Dimensions a source may not tell rows apart by; all know the day and what they are.
CUT = ("workspace", "api_key", "actor", "product", "model", "service_tier", "context_window", "geo", "speed")


@dataclass(frozen=True)
class Unpriced:
    """Metered tokens of one profile without a price, and since when."""

    card: RateCard
    tokens: int
    first_at: datetime


@dataclass(frozen=True)
class Told:
    """One source behind an answer: what it covers (UTC days, `until` excluded), and when it was true."""

    source: str
    organization: str
    traffic: str
    grade: str
    since: date
    until: date
    taken_at: datetime
    days: int


@dataclass(frozen=True)
class LedgerAnswer:
    """One row per group: labels by dimension name, then measures.

    `unknown` are dimensions that no source which stands tells rows apart by. `beyond` counts rows that reach
    out of the period; `stretches` are the days told and by which snapshot; `lost_rows` counts lines of the
    files behind them that could not be read; `of_nobody` exports that are left out because several
    organisations are known and nobody said whose these are.
    """

    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    unpriced: list[Unpriced] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    matched: dict[str, Met] = field(default_factory=dict)
    beyond: int = 0
    unknown: frozenset[str] = frozenset()
    stretches: Sequence[Stretch] = ()
    lost_rows: int = 0
    of_nobody: int = 0
    is_empty: bool = False


def lay_out(
    store: Answers,
    ledger: str,
    wanted: Sequence[str] = (),
    sources: Sequence[str] = (),
    basis: Basis | None = None,
) -> tuple[list[Stretch], int]:
    """Make the views of a ledger's rows that stand: `metered_rows` or `billed_rows`.

    With `sources` (globs) only these are asked which of them stands, with a closing only what was known then.
    Returns the stretches that stand, and how many snapshots are left out because nobody knows whose they are.
    """
    closing = basis.closing if basis and basis.events is None else None
    found = _snapshots(store, ledger, sources, closing)
    is_borne = any(isinstance(DIMENSIONS[name], BearerDimension) for name in wanted)
    named = [*wanted, *_BORNE_BY] if is_borne else wanted
    stretches = standing(found, [_NAMED.get(name, name) for name in named])
    rows = [
        {"snapshot_id": entry.snapshot_id, "since": str(entry.since), "until": str(entry.until)}
        for entry in stretches
    ]
    store.run(
        question("standing.sql").replace("TABLE standing", f"TABLE standing_{ledger}"),
        {"stretches": json.dumps(rows)},
    )
    store.run(bearers_question("subject_of.sql"))
    if is_borne:
        lay_out_bearers(store, ledger, basis or Basis(()))
        store.run(question("part_of.sql"))
    if closing is None:
        store.run(question("id_names.sql"))
    else:
        store.run(question("closed_names.sql"), {"closing": closing})
    store.run(question(f"{ledger}_rows.sql"))
    _lay_out_edges(store, ledger, basis.outside if basis else ())
    store.run(question(f"{ledger}_borne.sql" if is_borne else f"{ledger}_whole.sql"))
    return stretches, len(of_nobody(found))


def _lay_out_edges(store: Answers, ledger: str, outside: Sequence[int]) -> None:
    """Make the view of the rows that are seen: all that stand, but for those that closed months speak for."""
    rows = []
    for closing in outside:
        [(since, until)] = store.rows(
            "SELECT since, until FROM closings WHERE closing_id = $closing", {"closing": closing}
        )
        told = standing(_kept(store, ledger, closing))
        held = sorted({one.snapshot_id for one in told})
        rows.append({"since": str(since), "until": str(until), "held": held})
    store.run(question("closed_edges.sql"), {"edges": json.dumps(rows)})
    store.run(question("seen.sql").replace("metered", ledger))


def ask_ledger(
    store: Answers, ledger: str, asked: Question, basis: Basis | Sequence[RateCard]
) -> LedgerAnswer:
    """Put the question to the metered or the billed ledger."""
    if not isinstance(basis, Basis):
        basis = Basis(basis)
    cards = basis.cards
    names = [entry.name for entry in asked.dimensions]
    sources = asked.filters.get("source", ())
    stretches, left = lay_out(store, ledger, [*names, *asked.filters], sources, basis)
    profiles = _group_profiles(store, asked, cards)
    where, values, matched = _filters(store, f"{ledger}_rows", asked)
    bounds = {"since": naive(asked.period.since, EARLIEST), "until": naive(asked.period.until, LATEST)}
    sql = _grouped(question(f"{ledger}.sql"), asked.dimensions, where)
    grain = grain_of(asked.dimensions)
    cut = {"has_time": grain != "all", "cut": "day" if grain == "all" else grain}
    found = store.rows(sql, {**bounds, **values, **cut})
    rows = _named(found, ledger, asked.dimensions, grain, profiles)
    totals = add_up(rows, MEASURES[ledger])
    unpriced = []
    if ledger == "metered" and totals["unpriced_tokens"]:
        by_profile = {card.profile.profile_id: card for card in cards}
        lost = store.rows(_filtered(question("metered_unpriced.sql"), where), {**bounds, **values})
        unpriced = [Unpriced(by_profile[no], tokens, at.replace(tzinfo=UTC)) for no, tokens, at in lost]
    [(beyond, _, _)] = store.rows(question("beyond.sql").replace("metered_rows", f"{ledger}_rows"), bounds)
    told = [
        Told(*row)
        for row in store.rows(
            question("ledger_coverage.sql").replace("FROM standing", f"FROM standing_{ledger}"),
            {"since": EARLIEST, "until": LATEST},
        )
    ]
    ids = [name for card in cards for name in (card.identity.model, card.profile.model_id)]
    matched |= met("model", asked.filters.get("model", ()), ids)
    knows = {
        name
        for (names,) in store.rows(question("told_by.sql").replace("standing", f"standing_{ledger}"), bounds)
        for name in names
    }
    unknown = frozenset(
        name for name in names if _NAMED.get(name, name) in CUT and _NAMED.get(name, name) not in knows
    )
    return LedgerAnswer(
        rows,
        totals,
        unpriced,
        told,
        matched,
        beyond,
        unknown,
        stretches,
        lost_rows(store, ledger, bounds),
        left,
        is_empty=not stretches,
    )


def lost_rows(store: Answers, ledger: str, bounds: Mapping[str, object]) -> int:
    """Lines that could not be read of the files whose figures stand in the period."""
    [(lost,)] = store.rows(question("lost_rows.sql").replace("standing", f"standing_{ledger}"), bounds)
    return int(lost)


def _snapshots(
    store: Answers, ledger: str, sources: Sequence[str], closing: int | None = None
) -> list[Snapshot]:
    """The snapshots of a ledger, of some sources only if any are named, each under its organisation's id."""
    if closing is not None:
        return [one for one in _kept(store, ledger, closing) if _is_of(one, sources)]
    known = organizations(store)
    return [
        replace(one, organization=known.get(_spelled(one.organization), one.organization))
        for one in (_snapshot(*row) for row in store.rows(question("snapshots.sql"), {"ledger": ledger}))
        if _is_of(one, sources)
    ]


def _is_of(snapshot: Snapshot, sources: Sequence[str]) -> bool:
    return not sources or any(matches(snapshot.source, pattern) for pattern in sources)


def snapshots_to_keep(store: Answers, ledger: str) -> list[dict[str, Any]]:
    """All snapshots of a ledger as the rule sees them now, ready for JSON: what a closing decides by."""
    return [
        {name: str(value) if isinstance(value, date) else value for name, value in asdict(one).items()}
        for one in _snapshots(store, ledger, ())
    ]


def _kept(store: Answers, ledger: str, closing: int) -> list[Snapshot]:
    """What was given to a closing by `snapshots_to_keep`."""
    [(text,)] = store.rows("SELECT snapshots FROM closings WHERE closing_id = $closing", {"closing": closing})
    return [
        Snapshot(
            **{
                **row,
                "dimensions": tuple(row["dimensions"]),
                "since": date.fromisoformat(row["since"]),
                "until": date.fromisoformat(row["until"]),
                "last_day": row["last_day"] and date.fromisoformat(row["last_day"]),
                "taken_at": datetime.fromisoformat(row["taken_at"]),
            }
        )
        for row in json.loads(text)[ledger]
    ]


def organizations(store: Answers) -> dict[str, str]:
    """The id of every organisation the API has named, by its id and by each name it or a person gave it."""
    rows = store.rows("SELECT id, name FROM names WHERE kind = 'organization' ORDER BY seen_at, id, name")
    return {_spelled(word): number for number, name in rows for word in (number, name) if word}


def _spelled(name: str) -> str:
    """A label as it is compared: `Acme` and `acme ` are one."""
    return " ".join(name.split()).casefold()


def _snapshot(*row: Any) -> Snapshot:
    number, pull, source, organization, traffic, grade, dimensions, *rest = row
    since, until, last_day, taken_at, is_daily, is_damaged, is_last = rest
    return Snapshot(
        number, pull, source, organization, traffic, grade, tuple(dimensions), since, until, last_day,
        taken_at, is_daily, is_damaged, is_last,
    )  # fmt: skip


def gaps(stretches: Sequence[Stretch], since: date | None, until: date | None) -> list[tuple[date, date]]:
    """Days that are in no stretch, from the first to the last of each run of them.

    Between `since` and `until` (excluded), where they are given; else between the first and the last stretch.
    """
    found: list[tuple[date, date]] = []
    reached = since
    for stretch in sorted(stretches, key=lambda entry: entry.since):
        if reached is not None and reached < stretch.since and (until is None or reached < until):
            last = stretch.since if until is None else min(stretch.since, until)
            found.append((reached, last - timedelta(days=1)))
        reached = stretch.until if reached is None else max(reached, stretch.until)
    if until is not None and reached is not None and reached < until and stretches:
        found.append((reached, until - timedelta(days=1)))
    return found


def add_up(rows: Iterable[Mapping[str, Any]], measures: Sequence[str]) -> dict[str, Any]:
    """The sums of measures over rows, exact; None where some row does not know."""
    totals: dict[str, Any] = {name: Decimal(0) if name.endswith("_usd") else 0 for name in measures}
    with exactly():
        for row in rows:
            for name in measures:
                totals[name] = None if totals[name] is None or row[name] is None else totals[name] + row[name]
    return totals


def _group_profiles(
    store: Answers, asked: Question, cards: Sequence[RateCard]
) -> dict[int, dict[str, str | None]]:
    """The labels of the groups of model dimensions; which profile falls into which is left in the store."""
    groups, labels = load_rates(store, asked, cards)
    rows = [{"profile_id": profile, "profile_group": group} for profile, group in groups.items()]
    store.run(question("profile_groups.sql"), {"groups": json.dumps(rows)})
    return labels


def _filters(store: Answers, view: str, asked: Question) -> tuple[str, dict[str, object], dict[str, Met]]:
    """A condition for all filters but the model's, its parameters, and which patterns match anything."""
    where = ["TRUE"]
    values: dict[str, object] = {}
    matched: dict[str, Met] = {}
    for name, patterns in asked.filters.items():
        entry = DIMENSIONS[name]
        if not isinstance(entry, OriginDimension):
            continue
        present = [value for (value,) in store.rows(f"SELECT DISTINCT {entry.column} FROM {view}")]
        kept = [value for value in present if any(matches(value, pattern, name) for pattern in patterns)]
        where.append(
            f"CASE WHEN {entry.column} IS NULL THEN $none_{name} "
            f"ELSE list_contains($kept_{name}, {entry.column}) END"
        )
        values[f"kept_{name}"] = [value for value in kept if value is not None]
        values[f"none_{name}"] = None in kept
        matched |= met(name, patterns, present)
    return " AND ".join(where), values, matched


def condition_of(store: Answers, ledger: str, asked: Question) -> tuple[str, dict[str, object]]:
    """The filters of a question as a condition on the rows of a ledger laid out, and its parameters."""
    where, values, _ = _filters(store, f"{ledger}_rows", asked)
    return where, values


def snapshots_of(
    store: Answers, ledger: str, sources: Sequence[str], closing: int | None = None
) -> list[Snapshot]:
    """All snapshots among which those that stand are chosen, see `lay_out`."""
    return _snapshots(store, ledger, sources, closing)


def _grouped(sql: str, dimensions: Sequence[Dimension], where: str) -> str:
    """The question with the columns asked for in place of its empty list of labels."""
    columns = [entry.column for entry in dimensions if isinstance(entry, OriginDimension)]
    return _filtered(sql.replace("[]::VARCHAR[]", f"[{', '.join(columns)}]::VARCHAR[]"), where)


def _filtered(sql: str, where: str) -> str:
    return sql.replace("AND TRUE", f"AND {where}")


def _named(
    found: Iterable[tuple[Any, ...]],
    ledger: str,
    dimensions: Sequence[Dimension],
    grain: str,
    profiles: Mapping[int, Mapping[str, str | None]],
) -> list[dict[str, Any]]:
    """Rows with labels for their groups; groups that read the same are added together."""
    names = [entry.name for entry in dimensions]
    columns = [entry.name for entry in dimensions if isinstance(entry, OriginDimension)]
    groups: dict[tuple[str | None, ...], list[dict[str, Any]]] = {}
    for labels, bucket, profile, *measured in found:
        label = {**dict(zip(columns, labels, strict=True)), **profiles[profile]}
        day = None if bucket is None else (bucket - EPOCH).days
        for entry in dimensions:
            if isinstance(entry, TimeDimension):
                label[entry.name] = time_label(entry, day, grain)
        row = dict(zip(MEASURES[ledger], measured, strict=True))
        groups.setdefault(tuple(label[name] for name in names), []).append(row)
    return [
        dict(zip(names, key, strict=True)) | add_up(rows, MEASURES[ledger]) for key, rows in groups.items()
    ]
