"""From a cell of a report down to rates, rules, responses and lines, part by part as the report is made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..errors import Error, Misuse
from ..money import total
from ..records import METERS, WEB_SEARCH, Rule
from ..reports.bearers.words import NO_RULE, rule_in_words
from ..reports.explaining.events import (
    LEAST,
    MOST,
    Meant,
    meant_by,
    observations_of,
    parts_under,
    traffic_of,
)
from ..reports.explaining.explanation import (
    Event,
    Explanation,
    Others,
    RateMet,
    tokens_of,
    unpriced_of,
)
from ..reports.explaining.requests import (
    Part,
    Terms,
    Words,
    bearers_together,
    dearest_of,
    explain_part,
    rates_together,
)
from ..reports.parts import Closed, parts_of
from ..reports.usage import Question
from ..reports.usage_report import coverage_of, unmatched, warnings_of
from ..zones import instant
from .desk import Desk

CLOSINGS = "SELECT closing_id, closed_at, book_version, book_sha256, as_of, teams FROM closings"


class UnknownEvent(Error):
    """An id that is that of no response in the store."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"no response in the store has the id `{name}`, or one that begins so",
            hint="if it is new, `claudecost ingest` its file first;\n"
            "ids are those of messages (msg_...) and of requests",
        )


def explain_cell(desk: Desk, asked: Question, limit: int) -> Explanation:
    """The whole answer to a question without dimensions, taken apart; raises Error if it does not add up."""
    cell = desk.answer(replace(asked, dimensions=()))
    found = _taken_apart(desk, Terms(asked, limit))
    figures = _figures(cell.totals)
    _check(figures, figures_of(found.rates))
    coverage = coverage_of(desk.reader)
    said = [*warnings_of(cell.totals, coverage), *unmatched(cell.matched)]
    return replace(found, cell=figures, others=_others(figures, found), warnings=tuple(said))


def explain_event(desk: Desk, asked: Question, name: str) -> Explanation:
    """One response: all its items, and every line that speaks of it.

    Raises UnknownEvent, or Misuse where several are meant.
    """
    meant = _the_one(desk, name)
    found = _taken_apart(desk, Terms(asked, 0, meant.key, meant.part))
    others = [part for part in parts_under(desk.reader, meant.key) if meant.part not in (None, part)]
    speak = {(event.part, event.path, event.line) for event in found.events}
    figures = figures_of(found.rates)
    said = [] if found.rates else [_nothing_left(asked)]
    return replace(
        found,
        cell=figures,
        others=_others(figures, found),
        observations=observations_of(desk.reader, meant.key, sorted(speak), others),
        traffic=traffic_of(desk.reader, meant.key, meant.part),
        warnings=tuple(said),
    )


def _the_one(desk: Desk, name: str) -> Meant:
    found = meant_by(desk.reader, name) if name else []
    if not found:
        if 0 < len(name) < LEAST:
            raise Misuse(
                f"`{name}` is too short to be looked for", hint=f"give at least {LEAST} characters of the id"
            )
        raise UnknownEvent(name)
    if len(found) > 1:
        listed = [one.shown for one in found[:MOST]]
        listed += [f"... and {len(found) - MOST:,} more"] if len(found) > MOST else []
        how_many = f"{len(found):,} responses"
        what = f"how {how_many} begin" if found[0].is_begun else f"in the ids of {how_many}"
        raise Misuse(f"`{name}` is {what}", impact="\n".join(listed), hint="give more of the id")
    return found[0]


def _nothing_left(asked: Question) -> str:
    """Why nothing is told of a response the store knows."""
    if asked.filters or asked.period.since is not None or asked.period.until is not None:
        return "the store knows this response, but not within the period and filters asked for"
    return "this response came after its month was closed: no figure of that month has it"


def _taken_apart(desk: Desk, terms: Terms) -> Explanation:
    """Every part of the period explained by what it stands on, and put together."""
    basis = replace(desk.basis(terms.asked), allocation=desk.allocation)
    closed = [] if desk.is_looking_back else desk.closed
    known = {number: row for number, *row in desk.reader.rows(CLOSINGS)} if closed else {}
    is_undated = terms.asked.period.since is None
    parts: list[Part] = []
    stood_on: list[Mapping[str, Any]] = []
    for period, month in parts_of(terms.asked.period, closed):
        here = replace(terms, asked=replace(terms.asked, period=period))
        if month is None:
            part = explain_part(desk.reader, here, basis, rules_of_today(desk), undated=is_undated)
        else:
            closing = known[month.basis.closing]
            words = rules_of_closing(closing[-1])
            part = explain_part(desk.reader, here, month.basis, words, undated=is_undated)
            if part.rates or part.events:
                stood_on.append(closed_entry(month, closing))
        parts.append(part)
    events = dearest_of(parts, terms.limit)
    return Explanation(
        {}, rates_together(parts), bearers_together(parts), events, None, closed=tuple(stood_on)
    )


def rules_of_today(desk: Desk) -> Callable[[Sequence[Rule]], Words]:
    """Rules as they stand in the team file now."""
    file = Path(desk.allocation.path).name if desk.allocation else ""

    def words(rules: Sequence[Rule]) -> Words:
        by_number = {rule.number: rule for rule in rules}
        return lambda number: rule_in_words(by_number[number], file) if number else NO_RULE

    return words


def rules_of_closing(kept: str) -> Callable[[Sequence[Rule]], Words]:
    """Rules in the words they were closed with."""
    told: dict[str, str] = json.loads(kept)
    return lambda _: lambda number: told.get(str(number), NO_RULE)


def closed_entry(month: Closed, closing: Sequence[Any]) -> dict[str, Any]:
    """A closed month a cell stands on: when it was closed, and with which book (columns of CLOSINGS)."""
    closed_at, version, sha256, as_of, _ = closing
    book = {"version": version, "sha256": sha256, "as_of": as_of.isoformat()}
    return {
        "month": month.month,
        "closed_at": instant(closed_at.replace(tzinfo=UTC)),
        "price_book": book,
    }


#: The figures of a cell, as reports name them.
FIGURES = (
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
    "provisional_responses",
)


def _figures(totals: Mapping[str, Any]) -> dict[str, Any]:
    return {name: totals[name] for name in FIGURES}


def figures_of(rates: Iterable[RateMet]) -> dict[str, Any]:
    """The figures of a cell, added up from the rates it is made of."""
    counted = [met for met in rates if met.billed]
    items = [item for met in counted for item in met.items]
    borne = {meter: sum(item.borne for item in items if item.meter == meter) for meter in METERS}
    return {
        "responses": sum(met.responses for met in counted),
        **{f"{meter}_tokens": count for meter, count in borne.items() if meter != WEB_SEARCH},
        "web_search_requests": borne[WEB_SEARCH],
        "total_tokens": tokens_of(items),
        "cost_usd": total(met.amount for met in counted),
        "unpriced_tokens": unpriced_of(items),
        "provisional_responses": sum(met.provisional for met in counted),
    }


def _check(cell: Mapping[str, Any], added: Mapping[str, Any]) -> None:
    """An explanation that does not add up to the cell explains another one: a bug of ours, never shown."""
    wrong = [name for name in cell if cell[name] != added[name]]
    if wrong:
        raise AssertionError(f"the rates do not add up to the cell: {', '.join(wrong)}")


def _others(cell: Mapping[str, Any], found: Explanation) -> Others | None:
    """What is not listed: the cell without what is. What is free by rule is in no cell."""
    shown = [event for event in found.events if event.billed]
    counted = [met for met in found.rates if met.billed]
    items, whole = sum(met.events for met in counted), sum(met.whole_responses for met in counted)
    others = Others(
        items=items - sum(bool(event.items) for event in shown),
        whole_responses=whole - sum(event.is_response for event in shown),
        responses=cell["responses"] - sum(event.responses for event in shown),
        total_tokens=cell["total_tokens"] - sum(tokens_of(event.items) for event in shown),
        cost_usd=cell["cost_usd"] - total(_cost(event) for event in shown),
    )
    return others if any((others.items, others.responses, others.total_tokens, others.cost_usd)) else None


def _cost(event: Event) -> Decimal:
    return event.amount or Decimal(0)
