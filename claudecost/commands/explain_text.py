"""An explanation as a text: from top to bottom every amount adds up to the cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..money import dollars, plain
from ..records import WHOLE
from ..renderers.notes import header, zone_of
from ..reports.explaining.explanation import Borne, Event, Explanation, Observation, tokens_of
from ..reports.shape import Report
from .explain_meters import Unbroken, many, meters, percent, rate_named, used, why_rate
from .explain_shares import NO_TEAMS, BorneLine, bearer_lines, counted, of_shared


@dataclass(frozen=True)
class Told:
    """What an explanation is about: its title and header, whether of one response, how much to list."""

    title: str
    meta: dict[str, object]
    is_event: bool
    limit: int


def lines_of(found: Explanation, told: Told) -> list[str]:
    """The cell, how it is made, who bears it, the responses and their lines."""
    empty = Report("explain", told.title, (), [], meta=told.meta)
    lines = [*header(empty), "", *_cell(found)]
    for closed in found.closed:
        edition = closed["price_book"]["version"]
        lines.append(f"{closed['month']} as it was closed at {closed['closed_at']}, prices {edition}")
    if not found.rates:
        lines += ["", "nothing is in this cell"]
    if found.traffic:
        lines += ["", *_traffic(found.traffic)]
    if found.rates:
        lines += ["", "How it is made", *_made(found)]
        lines += ["", "Who bears it"]
        lines += _bearers(found.bearers, told.limit) if found.bearers else [NO_TEAMS]
    if found.events:
        lines += ["", "Its items" if told.is_event else "Responses, dearest first"]
        zone = zone_of(empty)
        for event in found.events:
            at = "no date known" if event.at is None else f"{event.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
            lines += _event_lines(event, at, with_rates=not told.is_event)
    if found.others:
        lines.append(_rest(found))
    if found.observations:
        lines += ["", "Lines that speak of it", *_observed(found.observations)]
    if found.warnings:
        lines += ["", *(f"warning: {warning}" for warning in found.warnings)]
    return lines


def _cell(found: Explanation) -> Iterator[str]:
    cell = found.cell
    shared = of_shared((met.share, met.whole_responses) for met in found.rates if met.billed)
    responses = many(cell["responses"], "response") + shared
    yield f"{dollars(cell['cost_usd'])} for {responses}, {many(cell['total_tokens'], 'token')}"
    yield f"exactly {plain(cell['cost_usd'])} USD"
    if missing := cell["unpriced_tokens"]:
        yield f"a lower bound: {many(missing, 'token')} without a price"


def _traffic(traffic: Mapping[str, str | None]) -> list[str]:
    return [f"{name.replace('_', ' '):10}{value}" for name, value in traffic.items() if value is not None]


def _made(found: Explanation) -> Iterator[str]:
    """How the cell comes about, and what is not billed beside it."""
    billed = [met for met in found.rates if met.billed]
    notes = [[f"    {counted(met.responses, met.whole_responses, 'response')}"] for met in billed]
    yield from meters(billed, found.cell["cost_usd"], notes)
    for met in found.rates:
        if not met.billed:
            yield f"  not billed: {rate_named(met)}: {many(tokens_of(met.items), 'token')}"
            yield from why_rate(met)


def _bearers(bearers: Sequence[Borne], limit: int) -> Iterator[str]:
    lines = [
        BorneLine(
            one.rule,
            one.team,
            one.share,
            one.responses,
            one.whole_responses,
            one.cost_usd,
            one.unpriced_tokens,
        )
        for one in bearers
    ]
    return bearer_lines(lines, limit, "response")


def _event_lines(event: Event, at: str, *, with_rates: bool) -> Iterator[str]:
    amount = "unpriced" if event.amount is None else f"{plain(event.amount)} USD"
    kind = "" if event.kind == "message" else f"  {event.kind}"
    yield f"  {at}  {event.shown}{kind}  {amount}"
    yield Unbroken(f"    {event.path}:{event.line}")
    more = event.lines - 1
    told = [event.model_id or "(no model)", *([f"{many(more, 'more line')} of it"] if more else [])]
    told += ["not billed"] * (not event.billed) + ["output not final"] * event.provisional
    told += [event.reason] if event.reason else []
    yield f"    {', '.join(told)}"
    if with_rates and event.items:
        part = "" if event.share == WHOLE else f", {percent(event.share)} of it"
        yield f"    {used(event.items)}{part}"
    if event.rule is not None:
        yield f"    {event.rule}"


def _rest(found: Explanation) -> str:
    assert found.others is not None
    others = found.others
    left = many(others.items, "more response")
    if others.items != others.whole_responses:
        left = f"{many(others.items, 'more item')} ({many(others.whole_responses, 'response')})"
    return f"  and {left}, {many(others.total_tokens, 'token')}: {plain(others.cost_usd)} USD"


def _observed(observations: Sequence[Observation]) -> Iterator[str]:
    for one in observations:
        yield Unbroken(f"  {one.path}:{one.line}")
        said = "speaks for it" if one.speaks else "is passed over"
        told = [one.place, *([f"{one.lines} lines of it"] if one.lines > 1 else [])]
        told += [f"{many(one.tokens['output_tokens'], 'token')} of output"]
        told += [f"stopped: {one.stop_reason}"] if one.stop_reason else []
        told += ["final"] if one.final else ["not final"]
        yield f"    {said} ({one.why}): {', '.join(told)}"
