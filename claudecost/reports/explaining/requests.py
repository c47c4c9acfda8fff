"""One part of a period of the requests ledger explained: the rates met, who bears it, the dearest items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from ...money import total
from ...records import UNALLOCATED, Rate, RateCard, Rule
from ..bearers.laying_out import lay_out_bearers
from ..dimensions import DIMENSIONS, BearerDimension, OriginDimension
from ..rate_table import NO_PROMPT
from ..usage import EARLIEST, LATEST, UNDATED, Answers, Basis, Question, lay_out_events, load_rates, naive
from ..usage import question as usage_question
from .explanation import Borne, Event, Item, RateMet, items_of, merged

#: So many items are listed where somebody wants all of them: more than any store holds.
ALL = 2**62


@dataclass(frozen=True)
class Terms:
    """What of a question its parts have in common.

    `response_key` asks for one response only, or for all that are under this key; `part` tells these apart.
    """

    asked: Question
    limit: int
    response_key: str | None = None
    part: str | None = None


@dataclass(frozen=True)
class Part:
    """What one part of the period explains of a cell."""

    rates: list[RateMet]
    bearers: list[Borne]
    events: list[Event]


#: A rule in words, by its number.
Words = Callable[[int], str]


@cache
def question(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def by_teams(asked: Question) -> bool:
    """Whether a filter cuts usage by who bears it, so that a cell can hold a part of a response."""
    return any(isinstance(DIMENSIONS[name], BearerDimension) for name in asked.filters)


def explain_part(
    store: Answers,
    terms: Terms,
    basis: Basis,
    words: Callable[[Sequence[Rule]], Words],
    *,
    undated: bool,
) -> Part:
    """Explain the usage of a period that stands on one basis.

    `words` takes the rules in force (none for a closing, which keeps its own) and says each by its number.
    `undated`: what has no date is in this part.
    """
    asked = replace(terms.asked, dimensions=())
    knows_bearers = basis.allocation is not None or basis.closing is not None
    load_rates(store, asked, basis.cards)
    rules = _lay_out(store, asked, basis, knows_bearers)
    end = LATEST if undated else UNDATED
    bounds: dict[str, object] = {
        "since": naive(asked.period.since, EARLIEST),
        "until": naive(asked.period.until, end),
        "response_key": terms.response_key,
        "part": terms.part,
    }
    cards = {card.profile.profile_id: card for card in basis.cards}
    named, is_cut = words(rules), by_teams(asked)
    bounds["is_cut"] = is_cut
    store.run(question("met.sql"), bounds)
    met = _dicts(store, RATES_MET, question("rates_cut.sql" if is_cut else "rates_whole.sql"))
    borne = _dicts(store, BEARERS_MET, question("bearers.sql")) if knows_bearers else []
    dearest = _dicts(store, DEAREST, question("dearest.sql"), {**bounds, "limit": terms.limit or ALL})
    return Part(
        [_rate_met(row, cards) for row in met],
        [_borne(row, named) for row in borne],
        [_event(row, cards, named if knows_bearers else None) for row in dearest],
    )


def _lay_out(store: Answers, asked: Question, basis: Basis, knows_bearers: bool) -> Sequence[Rule]:
    """Make the views of the events behind the cell; the rules of today that hold for them."""
    is_borne = knows_bearers or by_teams(asked)
    lay_out_events(store, replace(asked, dimensions=(DIMENSIONS["team"],) if is_borne else ()), basis)
    store.run(usage_question("part_of.sql"))
    store.run(question("bearers_asked.sql" if is_borne else "nobody_asked.sql"))
    store.run(question("borne.sql"))
    store.run(CUT if by_teams(asked) else _whole(asked))
    # What is laid out already is found again; asked only for the rules, those of workspace tags among them.
    return lay_out_bearers(store, "requests", basis) if is_borne else ()


def _whole(asked: Question) -> str:
    """The view of whole events; where no filter is about origins, none has to be looked up."""
    sql = question("whole.sql")
    is_narrowed = any(isinstance(DIMENSIONS[name], OriginDimension) for name in asked.filters)
    return sql if is_narrowed else sql.replace(ADMITTED, "")


#: Whose events whole.sql admits.
ADMITTED = "WHERE origin_id IN (SELECT origin_id FROM bearers_asked)"

#: Where a filter cuts by teams, the items explained are the parts that these bear.
CUT = "CREATE OR REPLACE TEMP VIEW events_explained AS FROM events_by_bearer"

_TOKENS = (
    "input_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "cache_read_tokens",
    "output_tokens",
    "web_search_requests",
)
_USED = (*_TOKENS, *(f"whole_{name}" for name in _TOKENS))
_RATE = ("profile_id", "valid_from", "valid_until", "prompt_over")

#: The columns of rates_*.sql, bearers.sql and dearest.sql.
RATES_MET = (
    *("share", "events", "whole_responses", "responses", "provisional_responses"),
    *_USED,
    *_RATE,
)
BEARERS_MET = ("rule_no", "team", "share", "whole_responses", "responses", "cost_usd", "unpriced_tokens")
DEAREST = (
    *("response_key", "part", "item", "kind", "happened_at", "lines", "provisional", "path", "line"),
    *("team", "rule_no", "share", "is_response", "responses"),
    *_USED,
    *_RATE,
)


def _dicts(
    store: Answers, names: Sequence[str], sql: str, values: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in store.rows(sql, values)]


def rate_behind(row: Mapping[str, Any], card: RateCard) -> tuple[Rate | None, str | None]:
    """The rate of a stretch of the rate table (rate_table.py), or why it has none."""
    starts, ends = row["valid_from"], row["valid_until"]
    for rate in card.rates:
        until = LATEST if rate.valid_until is None else _midnight(rate.valid_until)
        if (
            _midnight(rate.valid_from) <= starts
            and ends <= until
            and (rate.prompt_over or NO_PROMPT) == row["prompt_over"]
        ):
            return rate, None
    if starts >= UNDATED and card.rates:
        return None, "no date is known, and the price has changed over time"
    return None, card.unpriced_reason or "no price"


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _rate_met(row: Mapping[str, Any], cards: Mapping[int, RateCard]) -> RateMet:
    card = cards[row["profile_id"]]
    rate, reason = rate_behind(row, card)
    items = items_of(row, rate, row["share"])
    responses, provisional = row["responses"], row["provisional_responses"]
    speed = card.profile.speed or card.identity.speed or "standard"
    return RateMet(
        card.identity.model,
        rate,
        row["share"],
        items,
        responses,
        provisional,
        speed,
        reason,
        row["whole_responses"],
        row["events"],
    )


def _borne(row: Mapping[str, Any], named: Words) -> Borne:
    team = row["team"] or UNALLOCATED
    rule, cost, unpriced = named(row["rule_no"]), row["cost_usd"], row["unpriced_tokens"]
    return Borne(rule, team, row["share"], row["responses"], cost, unpriced, row["whole_responses"])


def _event(row: Mapping[str, Any], cards: Mapping[int, RateCard], named: Words | None) -> Event:
    card = cards[row["profile_id"]]
    rate, reason = rate_behind(row, card)
    at = row["happened_at"]
    return Event(
        response=row["response_key"],
        part=row["part"],
        item=row["item"],
        kind=row["kind"],
        at=None if at >= UNDATED else at.replace(tzinfo=UTC),
        model_id=card.profile.model_id,
        model=card.identity.model,
        path=row["path"],
        line=row["line"],
        lines=row["lines"],
        provisional=row["provisional"],
        share=row["share"],
        team=row["team"],
        rule=None if named is None or row["rule_no"] is None else named(row["rule_no"]),
        responses=row["responses"],
        items=items_of(row, rate, row["share"]),
        billed=rate is None or rate.billed,
        reason=reason,
        is_response=row["is_response"],
    )


def rates_together(parts: Iterable[Part]) -> tuple[RateMet, ...]:
    """Every rate once, the dearest first; what is priced the same by the same rows is one rate."""
    groups: dict[object, list[RateMet]] = {}
    for part in parts:
        for met in part.rates:
            groups.setdefault(_same(met), []).append(met)
    found = [
        replace(
            met[0],
            items=merged(item for one in met for item in one.items),
            responses=sum(one.responses for one in met),
            provisional=sum(one.provisional for one in met),
            whole_responses=sum(one.whole_responses for one in met),
            events=sum(one.events for one in met),
        )
        for met in groups.values()
    ]
    used = [met for met in found if met.items or met.whole_responses]
    return tuple(sorted(used, key=lambda met: (not met.billed, -met.amount, str(met.model), str(_same(met)))))


def _same(met: RateMet) -> object:
    """What tells rates apart, whichever profile they were reached from."""
    rate = met.rate
    if rate is None:
        return met.model, met.share, met.speed, met.reason
    days_and_sizes = rate.valid_from, rate.valid_until, rate.prompt_over, rate.prompt_upto
    usd = tuple(sorted(rate.usd_per_mtok.items())), rate.usd_per_thousand_searches
    return met.model, met.share, met.speed, days_and_sizes, usd, rate.rows, rate.modifiers, rate.billed


def bearers_together(parts: Iterable[Part]) -> tuple[Borne, ...]:
    """Every rule and team once, the dearest first; what no rule hits comes last."""
    groups: dict[tuple[str, str, int], list[Borne]] = {}
    for part in parts:
        for borne in part.bearers:
            groups.setdefault((borne.rule, borne.team, borne.share), []).append(borne)
    found = [
        replace(
            some[0],
            responses=sum(one.responses for one in some),
            cost_usd=total(one.cost_usd for one in some),
            unpriced_tokens=sum(one.unpriced_tokens for one in some),
            whole_responses=sum(one.whole_responses for one in some),
        )
        for some in groups.values()
    ]
    told = [one for one in found if one.whole_responses or one.cost_usd or one.unpriced_tokens]
    return tuple(sorted(told, key=lambda one: (-one.cost_usd, one.rule, one.team, one.share)))


def dearest_of(parts: Iterable[Part], limit: int) -> tuple[Event, ...]:
    """The dearest items of all parts, so many of them; 0 is all."""
    found = [event for part in parts for event in part.events]
    found.sort(key=lambda event: _turn(event.items, event))
    return tuple(found[: limit or None])


def _turn(items: Iterable[Item], event: Event) -> tuple[Any, ...]:
    amount = event.amount or Decimal(0)
    at = LATEST.replace(tzinfo=UTC) if event.at is None else event.at
    return (
        -amount,
        -sum(item.quantity for item in items),
        at,
        event.response,
        event.part,
        event.item,
        str(event.team),
    )
