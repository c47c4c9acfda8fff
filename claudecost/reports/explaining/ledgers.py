"""The organisation's ledgers explained: source rows by file and number, their rates, which sources stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ...money import total
from ...records import RateCard, Rule
from ..bearers.laying_out import lay_out_bearers
from ..ledgers import LedgerAnswer, ask_ledger, condition_of, snapshots_of
from ..standing import DAY, GRADES, SOURCES, Snapshot, Stretch
from ..usage import EARLIEST, LATEST, Answers, Basis, Question, naive
from .explanation import Item, RateMet, amount_of, items_of, merged
from .ledger_bearers import BorneRows, bearers_of_rows
from .requests import ALL, Words, by_teams, question, rate_behind

#: What a cache write of unknown life may have been, cheapest first.
UNKNOWN = "cache_write_unknown_tokens"


@dataclass(frozen=True)
class Metered:
    """Rows of one kind at the cheapest and at the dearest rate they may have met, equal where it is exact."""

    low: RateMet
    high: RateMet
    rows: int
    unsplit_tokens: int

    @property
    def is_exact(self) -> bool:
        """Whether nothing is left open."""
        return self.low.rate == self.high.rate and self.low.items == self.high.items


@dataclass(frozen=True)
class SourceRow:
    """One row of a file: its labels, what it counts, and what that comes to.

    `low` and `high` are its meters at the rates of its kind; a billed row has amounts of its own instead:
    what is borne of it, and `whole_` what stands in the file. `counts` is 1 where the row itself is dealt
    out to whoever bears this share, else 0. `rule` and `team` as of an event of the requests ledger.
    """

    path: str
    row: int
    source: str
    starts_at: datetime
    ends_at: datetime
    labels: Mapping[str, str | None]
    share: int
    low: tuple[Item, ...] = ()
    high: tuple[Item, ...] = ()
    unsplit_tokens: int = 0
    billed_usd: Decimal | None = None
    list_usd: Decimal | None = None
    counts: int = 1
    whole_billed_usd: Decimal | None = None
    whole_list_usd: Decimal | None = None
    team: str | None = None
    rule: str | None = None

    @property
    def amount(self) -> Decimal:
        """What it adds to the cell: as billed, else at the cheapest rate."""
        return self.billed_usd if self.billed_usd is not None else amount_of(self.low)


@dataclass(frozen=True)
class Source:
    """A file or answer that covers days of the cell: for which of them it stands, or why for none."""

    path: str
    source: str
    since: date
    until: date
    rows: int
    stands: tuple[tuple[date, date], ...]
    why: str


@dataclass(frozen=True)
class LedgerPart:
    """What one part of the period explains of a cell."""

    answer: LedgerAnswer
    metered: list[Metered]
    rows: list[SourceRow]
    sources: list[Source]
    bearers: list[BorneRows]


def explain_ledger_part(
    store: Answers,
    ledger: str,
    asked: Question,
    basis: Basis,
    limit: int,
    words: Callable[[Sequence[Rule]], Words],
) -> LedgerPart:
    """Explain the figures of a period that stand on one basis; `limit` 0 lists every row.

    `words` as of the requests ledger. Without a team file and a closing nobody bears anything.
    """
    asked = replace(asked, dimensions=())
    # Before the rows: names are laid out again with them, as they were known when a month was closed.
    named = words(lay_out_bearers(store, ledger, basis))
    knows_bearers, is_cut = basis.allocation is not None or basis.closing is not None, by_teams(asked)
    answer = ask_ledger(store, ledger, asked, basis)
    where, values = condition_of(store, ledger, asked)
    since, until = naive(asked.period.since, EARLIEST), naive(asked.period.until, LATEST)
    given: dict[str, object] = {"since": since, "until": until, **values}
    cards = {card.profile.profile_id: card for card in basis.cards}
    metered = []
    if ledger == "metered":
        store.run(_where("metered_groups.sql", where), given)
        groups = _dicts(store, question("metered_rates.sql"), METERED)
        metered = [_metered(row, cards) for row in groups]
    store.run(CUT.format(ledger) if is_cut else question(f"{ledger}_by_rule.sql"))
    columns = METERED_ROW if ledger == "metered" else BILLED_ROW
    found = _dicts(store, _where(f"{ledger}_dearest.sql", where), columns, {**given, "limit": limit or ALL})
    rows = [_source_row(row, cards, named if knows_bearers else None) for row in found]
    bearers = bearers_of_rows(store, ledger, where, given, named, is_cut=is_cut) if knows_bearers else []
    snapshots = snapshots_of(store, ledger, asked.filters.get("source", ()), basis.closing)
    sources = _sources(store, ledger, snapshots, answer.stretches, since.date(), _day_after(until))
    return LedgerPart(answer, metered, rows, sources, bearers)


#: Where a filter cuts by teams, the rows explained are the parts that these bear.
CUT = "CREATE OR REPLACE TEMP VIEW {0}_explained AS FROM {0}_rows"


def metered_together(parts: Iterable[LedgerPart]) -> tuple[Metered, ...]:
    """Every pair of rates once, the dearest first."""
    groups: dict[object, list[Metered]] = {}
    for part in parts:
        for one in part.metered:
            key = (_told(one.low), _told(one.high))
            groups.setdefault(key, []).append(one)
    found = [
        Metered(
            replace(some[0].low, items=merged(item for one in some for item in one.low.items)),
            replace(some[0].high, items=merged(item for one in some for item in one.high.items)),
            sum(one.rows for one in some),
            sum(one.unsplit_tokens for one in some),
        )
        for some in groups.values()
    ]
    return tuple(sorted(found, key=lambda one: (-one.low.amount, str(one.low.model), str(_told(one.low)))))


def _told(met: RateMet) -> object:
    rate = met.rate
    return met.model, met.speed, met.share, met.reason, rate and str(replace(rate, profile_id=0))


_TOKENS = (
    *("input_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", UNKNOWN, "cache_read_tokens"),
    *("unsplit_prompt_tokens", "output_tokens", "web_search_requests"),
)
_WHOLE = tuple(f"whole_{name}" for name in _TOKENS if name != "unsplit_prompt_tokens")
_ENDS = ("low_from", "low_until", "low_over", "high_from", "high_until", "high_over")
_LABELS = ("workspace", "api_key", "actor", "product", "context_window")
_PLACE = ("path", "row_no", "source", "starts_at", "ends_at", *_LABELS, "profile_id")

#: The columns of metered_rates.sql, metered_dearest.sql and billed_dearest.sql.
METERED = ("profile_id", "share", "first_day", "upto", "source_rows", *_TOKENS, *_WHOLE, *_ENDS)
METERED_ROW = (*_PLACE, "share", "rule_no", "team", *_TOKENS, *_WHOLE, *_ENDS)
BILLED_ROW = (
    *(*_PLACE, "cost_type", "token_type", "billed_usd", "list_usd", "source_rows"),
    *("share", "whole_billed_usd", "whole_list_usd", "rule_no", "team"),
)


def _where(name: str, where: str) -> str:
    return question(name).replace("AND TRUE", f"AND {where}")


def _dicts(
    store: Answers, sql: str, names: Sequence[str], values: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in store.rows(sql, values)]


def _metered(row: Mapping[str, Any], cards: Mapping[int, RateCard]) -> Metered:
    low, high = (_met(row, cards[row["profile_id"]], end) for end in ("low", "high"))
    return Metered(low, high, row["source_rows"], row["unsplit_prompt_tokens"])


def _met(row: Mapping[str, Any], card: RateCard, end: str) -> RateMet:
    """What rows come to at one end of what is possible: unknown cache writes as 5 minutes, or as one hour."""
    stretch = {
        "valid_from": row[f"{end}_from"],
        "valid_until": row[f"{end}_until"],
        "prompt_over": row[f"{end}_over"],
    }
    rate, reason = rate_behind(stretch, card)
    has_1h = rate is not None and rate.usd_per_mtok.get("cache_write_1h") is not None
    into = "cache_write_1h_tokens" if end == "high" and has_1h else "cache_write_5m_tokens"
    used = dict(row)
    for kind in ("", "whole_"):
        used[f"{kind}{into}"] = row[f"{kind}{into}"] + row[f"{kind}{UNKNOWN}"]
    speed = card.profile.speed or card.identity.speed or "standard"
    items = items_of(used, rate, row["share"])
    return RateMet(card.identity.model, rate, row["share"], items, speed=speed, reason=reason)


def _source_row(row: Mapping[str, Any], cards: Mapping[int, RateCard], named: Words | None) -> SourceRow:
    card = cards[row["profile_id"]]
    labels = {name: row[name] for name in _LABELS} | {"model_id": card.profile.model_id}
    place = row["path"], row["row_no"], row["source"], row["starts_at"], row["ends_at"]
    team, rule = (None, None) if named is None else (row["team"], named(row["rule_no"]))
    if "billed_usd" in row:
        labels |= {"cost_type": row["cost_type"], "token_type": row["token_type"]}
        amounts = row["billed_usd"], row["list_usd"], row["source_rows"]
        whole = row["whole_billed_usd"], row["whole_list_usd"]
        return SourceRow(*place, labels, row["share"], (), (), 0, *amounts, *whole, team, rule)
    low, high = (_met(row, card, end).items for end in ("low", "high"))
    unsplit = row["unsplit_prompt_tokens"]
    return SourceRow(*place, labels, row["share"], low, high, unsplit, team=team, rule=rule)


def _sources(
    store: Answers,
    ledger: str,
    snapshots: Sequence[Snapshot],
    stretches: Sequence[Stretch],
    since: date,
    until: date,
) -> list[Source]:
    """Every source that covers a day of the period, those that stand for the most days first."""
    files = {
        number: (path, rows)
        for number, path, rows, _ in store.rows(question("snapshot_files.sql"), {"ledger": ledger})
    }
    by_id = {one.snapshot_id: one for one in snapshots}
    found = []
    for one in snapshots:
        if one.until <= since or one.since >= until:
            continue
        mine = [
            (max(entry.since, since), min(entry.until, until))
            for entry in stretches
            if entry.snapshot_id == one.snapshot_id and entry.since < until and entry.until > since
        ]
        over = [
            by_id[entry.snapshot_id]
            for entry in stretches
            if entry.snapshot_id != one.snapshot_id
            and entry.snapshot_id in by_id
            and entry.since < one.until
            and entry.until > one.since
            and by_id[entry.snapshot_id].traffic == one.traffic
        ]
        path, rows = files[one.snapshot_id]
        why = "" if mine else _why_not(one, over)
        found.append(Source(path, one.source, one.since, one.until, rows, tuple(mine), why))
    return sorted(found, key=lambda one: (not one.stands, one.since, one.source, one.path))


def _why_not(one: Snapshot, over: Sequence[Snapshot]) -> str:
    """Why another source stands for the days of this one, by the first rule of standing.py that tells."""
    if not over:
        return "nobody knows whose figures these are"
    best = over[0]
    if GRADES.index(one.grade) != GRADES.index(best.grade):
        return f"{one.grade}, where {best.source} is {best.grade}"
    if (one.is_damaged or not one.is_last) and not best.is_damaged:
        return f"not whole, as {best.source} is"
    ranks = [SOURCES.index(of.source) if of.source in SOURCES else -1 for of in (one, best)]
    if ranks[0] != ranks[1]:
        return f"{best.source} is the better source"
    if one.taken_at != best.taken_at:
        return f"{best.source} of {best.taken_at:%Y-%m-%d} is newer or saw more of these days"
    return f"{best.source} tells more, or as much"


def _day_after(until: datetime) -> date:
    """The first UTC day no part of which is before an instant."""
    return until.date() if until == datetime(until.year, until.month, until.day) else until.date() + DAY


def rows_together(parts: Iterable[LedgerPart], limit: int) -> tuple[SourceRow, ...]:
    """The largest rows of all parts, so many of them; 0 is all."""
    found = [row for part in parts for row in part.rows]
    found.sort(key=lambda row: (-abs(row.amount), row.starts_at, row.path, row.row, str(row.team)))
    return tuple(found[: limit or None])


def cost_of(metered: Iterable[Metered]) -> tuple[Decimal, Decimal]:
    """The cheapest and the dearest all of it may have been."""
    found = list(metered)
    return total(one.low.amount for one in found), total(one.high.amount for one in found)
