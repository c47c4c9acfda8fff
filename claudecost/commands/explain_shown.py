"""What `explain` shows of the requests ledger: the object for scripts, rows for files, a text for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..asking import Desk
from ..asking.explaining import explain_cell, explain_event
from ..money import dollars, plain
from ..records import WEB_SEARCH, WHOLE
from ..renderers.notes import header, zone_of
from ..reports.explaining.explanation import Borne, Event, Explanation, Item, Observation, RateMet, tokens_of
from ..reports.explaining.tables import events_report
from ..reports.shape import Report
from ..reports.usage import Question
from ..zones import instant

#: What a meter's rate is called in JSON.
RATE, PER_THOUSAND = "rate_usd_per_mtok", "rate_usd_per_thousand"


def of_requests(desk: Desk, asked: Question, event: str | None, limit: int) -> Shown:
    """A cell, or one response, explained and ready to be shown."""
    found = explain_cell(desk, asked, limit) if event is None else explain_event(desk, asked, event)
    return Shown(asked, found, desk.header(), event is not None, desk.allocation is not None)


@dataclass(frozen=True)
class Shown:
    """An explanation, and what it is about."""

    asked: Question
    found: Explanation
    book: Mapping[str, object]
    is_event: bool
    has_teams: bool

    def needs_a_look(self) -> bool:
        """Whether something of it has no price, or there is nothing in it."""
        return bool(self.found.cell["unpriced_tokens"]) or not self.found.rates

    def as_json(self) -> str:
        """The object scripts rely on; see README."""
        found = self.found
        document: dict[str, object] = {
            "schema_version": 1,
            "report": "explain",
            "ledger": "requests",
            "filters": {name: list(patterns) for name, patterns in self.asked.filters.items()},
            "period": self.asked.period.as_json(),
            **self.book,
            "closed": list(found.closed),
            "currency": "USD",
            "cell": {name: _figure(value) for name, value in found.cell.items()},
            "rates": [_rate(met) for met in found.rates],
            "bearers": [_borne(one) for one in found.bearers],
            "events": [_event(event) for event in found.events],
            "others": found.others and {
                "responses": found.others.responses,
                "total_tokens": found.others.total_tokens,
                "cost_usd": plain(found.others.cost_usd),
            },
        }
        if self.is_event:
            document["traffic"] = found.traffic
            document["observations"] = [_observation(one) for one in found.observations]
        document["warnings"] = list(found.warnings)
        return json.dumps(document, indent=2) + "\n"

    def as_report(self) -> Report:
        """One row per item listed and one for the rest, for CSV, TSV and Markdown."""
        return events_report(self._title(), self.found, self._meta())

    def as_text(self) -> list[str]:
        """The cell, how it is made, who bears it, the responses; it adds up from top to bottom."""
        found = self.found
        lines = header(Report("explain", self._title(), (), [], meta=self._meta()))
        lines += ["", *_cell(found.cell)]
        if not found.rates:
            lines += ["", "nothing is in this cell"]
        for closed in found.closed:
            edition = closed["price_book"]["version"]
            lines.append(f"{closed['month']} as it was closed at {closed['closed_at']}, prices {edition}")
        if found.traffic:
            lines += ["", *_traffic(found.traffic)]
        if found.rates:
            lines += ["", "How it is made", *_made(found)]
            lines += ["", "Who bears it", *self._bearers()]
        if found.events:
            lines += ["", "Responses, dearest first" if not self.is_event else "Its items"]
            zone = zone_of(Report("explain", "", (), [], meta=self._meta()))
            for event in found.events:
                at = "no date known" if event.at is None else f"{event.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
                lines += _event_lines(event, at, with_rates=not self.is_event)
        if found.others:
            lines.append(_rest(found))
        if found.observations:
            lines += ["", "Lines that speak of it", *_observed(found.observations)]
        if found.warnings:
            lines += ["", *(f"warning: {warning}" for warning in found.warnings)]
        return lines

    def _meta(self) -> dict[str, object]:
        return {"ledger": "requests", "period": self.asked.period.as_json(), **self.book, "currency": "USD"}

    def _title(self) -> str:
        if self.is_event and self.found.events:
            return f"Response {self.found.events[0].response}"
        return "Usage" + _of(self.asked.filters)

    def _bearers(self) -> list[str]:
        if not self.found.bearers:
            return ["  no team file: `--teams FILE` or `teams.yaml` says who bears what"]
        return _bearers(self.found.bearers)


def _of(filters: Mapping[str, Sequence[str]]) -> str:
    """` of team shop, model *opus*`: what the cell is narrowed to."""
    told = [f"{name.replace('_', ' ')} {' or '.join(patterns)}" for name, patterns in filters.items()]
    return f" of {', '.join(told)}" if told else ""


def _figure(value: object) -> object:
    return plain(value) if isinstance(value, Decimal) else value


def share_of(share: int) -> str:
    """Millionths as a part of one, exact: `1`, `0.333333`."""
    return plain(Decimal(share) / WHOLE)


def _rate(met: RateMet) -> dict[str, object]:
    rate = met.rate
    return {
        "model": met.model,
        "valid_from": rate and rate.valid_from.isoformat(),
        "valid_until": rate.valid_until.isoformat() if rate and rate.valid_until else None,
        "prompt_over": rate and rate.prompt_over,
        "prompt_upto": rate and rate.prompt_upto,
        "share": share_of(met.share),
        "billed": met.billed,
        "responses": met.responses,
        "items": [_item(item) for item in met.items],
        "rows": list(rate.rows) if rate else [],
        "modifiers": list(rate.modifiers) if rate else [],
        "amount_usd": plain(met.amount) if rate else None,
        "reason": met.reason,
    }


def _item(item: Item) -> dict[str, object]:
    key = PER_THOUSAND if item.meter == WEB_SEARCH else RATE
    return {
        "meter": item.meter,
        "quantity": item.quantity,
        "share_quantity": item.borne,
        key: None if item.rate is None else plain(item.rate),
        "amount_usd": None if item.amount is None else plain(item.amount),
    }


def _borne(one: Borne) -> dict[str, object]:
    return {
        "rule": one.rule,
        "team": one.team,
        "share": share_of(one.share),
        "responses": one.responses,
        "cost_usd": plain(one.cost_usd),
        "unpriced_tokens": one.unpriced_tokens,
    }


def _event(event: Event) -> dict[str, object]:
    return {
        "response": event.response,
        "part": event.part or None,
        "item": event.item,
        "kind": event.kind,
        "at": event.at and instant(event.at),
        "model_id": event.model_id,
        "model": event.model,
        "path": event.path,
        "line": event.line,
        "lines": event.lines,
        "provisional": event.provisional,
        "responses": event.responses,
        "tokens": {item.meter: item.quantity for item in event.items},
        "share_tokens": {item.meter: item.borne for item in event.items},
        "rates": {item.meter: None if item.rate is None else plain(item.rate) for item in event.items},
        "share": share_of(event.share),
        "team": event.team,
        "rule": event.rule,
        "billed": event.billed,
        "amount_usd": None if event.amount is None else plain(event.amount),
        "reason": event.reason,
    }


def _observation(one: Observation) -> dict[str, object]:
    return {
        "path": one.path,
        "line": one.line,
        "lines": one.lines,
        "first_line": one.first_line,
        "first_at": one.at and instant(one.at),
        "place": one.place,
        "model_id": one.model_id,
        "final": one.final,
        "stop_reason": one.stop_reason,
        "tokens": dict(one.tokens),
        "speaks": one.speaks,
        "why": one.why,
    }


def _cell(cell: Mapping[str, Any]) -> Iterator[str]:
    counted = f"{_many(cell['responses'], 'response')}, {_many(cell['total_tokens'], 'token')}"
    yield f"{dollars(cell['cost_usd'])} for {counted}"
    yield f"exactly {plain(cell['cost_usd'])} USD"
    if missing := cell["unpriced_tokens"]:
        yield f"a lower bound: {_many(missing, 'token')} without a price"


def _traffic(traffic: Mapping[str, str | None]) -> list[str]:
    return [f"{name.replace('_', ' '):10}{value}" for name, value in traffic.items() if value is not None]


#: Width of a table of meters.
_LABEL, _QUANTITY, _RATE_WIDTH = 18, 16, 12


def _made(found: Explanation) -> Iterator[str]:
    """Each rate met as a little table, the amounts of all of them under one another, and their sum."""
    billed = [met for met in found.rates if met.billed]
    amounts = [item.amount for met in billed for item in met.items]
    is_several = len(billed) > 1
    sums = [met.amount for met in billed if met.rate] if is_several else []
    column = _aligned([*amounts, *sums, found.cell["cost_usd"]])
    each, whole = iter(column[: len(amounts)]), column[-1]
    summed = iter(column[len(amounts) : -1])
    titles = f"{'Quantity':>{_QUANTITY}}{'Rate':>{_RATE_WIDTH}}  {'Amount (USD)':>{len(whole)}}"
    yield f"  {'':{_LABEL}}{titles}"
    for met in billed:
        yield f"  {_named(met)}"
        for item in met.items:
            usd = "-" if item.rate is None else plain(item.rate)
            used = f"{item.quantity:{_QUANTITY},}{usd:>{_RATE_WIDTH}}"
            yield f"    {item.meter:{_LABEL - 2}}{used}  {next(each)}"
        if met.share != WHOLE:
            yield f"    of which its share of a split is {_percent(met.share)} (in the amounts)"
        if is_several and met.rate:
            yield f"    {_many(met.responses, 'response'):{_LABEL - 2 + _QUANTITY + _RATE_WIDTH}}  {next(summed)}"
        yield from _why(met)
    yield f"  {'Total':{_LABEL + _QUANTITY + _RATE_WIDTH}}  {whole}"
    yield "  rates in USD per million tokens" + (
        ", per thousand searches" if any(item.meter == WEB_SEARCH for met in billed for item in met.items) else ""
    )
    for met in found.rates:
        if not met.billed:
            tokens = tokens_of(met.items)
            yield f"  not billed: {_named(met)}: {_many(tokens, 'token')}"
            yield from _why(met)


def _named(met: RateMet) -> str:
    """`claude-opus-5 from 2026-07-24, prompts up to 200,000`."""
    name, rate = met.model or "(no model)", met.rate
    if rate is None:
        return f"{name}: unpriced"
    days = f" from {rate.valid_from}" if rate.valid_from.year > 1 else ""
    if rate.valid_until is not None:
        days += f" until {rate.valid_until}"
    over, upto = rate.prompt_over, rate.prompt_upto
    sizes = [f"over {over:,}"] * bool(over) + ([f"up to {upto:,}"] if upto is not None else [])
    return name + days + (f", prompts {' '.join(sizes)}" if sizes else "")


def _why(met: RateMet) -> Iterator[str]:
    if met.reason:
        yield f"    unpriced: {met.reason}"
    if met.rate is not None:
        yield from (f"    {row}" for row in (*met.rate.rows, *met.rate.modifiers))


def _bearers(bearers: Sequence[Borne]) -> list[str]:
    costs = _aligned([one.cost_usd for one in bearers])
    lines = []
    for one, cost in zip(bearers, costs, strict=True):
        part = "" if one.share == WHOLE else f" ({_percent(one.share)})"
        missing = f", {_many(one.unpriced_tokens, 'token')} unpriced" if one.unpriced_tokens else ""
        lines.append(f"  {cost}  {one.team}{part}: {_many(one.responses, 'response')}{missing}")
        lines.append(f"    by {one.rule}")
    return lines


def _event_lines(event: Event, at: str, *, with_rates: bool) -> Iterator[str]:
    amount = "unpriced" if event.amount is None else f"{plain(event.amount)} USD"
    kind = "" if event.kind == "message" else f"  {event.kind}"
    yield f"  {at}  {event.response}{f'/{event.part}' if event.part else ''}{kind}  {amount}"
    more = event.lines - 1
    also = f" ({_many(more, 'more line')} of it)" if more else ""
    yield f"    {event.path}:{event.line}{also}"
    told = [event.model_id or "(no model)"]
    told += ["not billed"] * (not event.billed) + ["output not final"] * event.provisional
    told += [event.reason] if event.reason else []
    yield f"    {', '.join(told)}"
    if with_rates and event.items:
        used = " + ".join(
            f"{item.quantity:,} {item.meter} x {'-' if item.rate is None else plain(item.rate)}"
            for item in event.items
        )
        yield f"    {used}" + ("" if event.share == WHOLE else f", {_percent(event.share)} of it")
    if event.rule is not None:
        yield f"    {event.rule}"


def _rest(found: Explanation) -> str:
    assert found.others is not None
    others = found.others
    listed = "and" if found.events else "all:"
    return (
        f"  {listed} {_many(others.responses, 'more response')}, {_many(others.total_tokens, 'token')}: "
        f"{plain(others.cost_usd)} USD"
    )


def _observed(observations: Sequence[Observation]) -> Iterator[str]:
    for one in observations:
        lines = f", {one.lines} lines of it" if one.lines > 1 else ""
        yield f"  {one.path}:{one.line}{lines}"
        said = "speaks for it" if one.speaks else "is passed over"
        told = [one.place, f"{_many(one.tokens['output_tokens'], 'token')} of output"]
        told += [f"stopped: {one.stop_reason}"] if one.stop_reason else []
        told += ["final"] if one.final else ["not final"]
        yield f"    {said} ({one.why}): {', '.join(told)}"


def _percent(share: int) -> str:
    return f"{plain(Decimal(share) * 100 / WHOLE)} %"


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def _aligned(amounts: Sequence[Decimal | None]) -> list[str]:
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
