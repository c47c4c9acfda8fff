"""What `explain` shows of the requests ledger: the object for scripts, rows for files, a text for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..asking import Desk
from ..asking.explaining import explain_cell, explain_event
from ..money import plain
from ..reports.explaining.explanation import Borne, Event, Explanation, Observation
from ..reports.explaining.tables import events_report
from ..reports.shape import Report
from ..reports.usage import Question
from ..zones import instant
from .explain_json import rate_json, share_of
from .explain_meters import of_filters
from .explain_text import Told, lines_of


def of_requests(desk: Desk, asked: Question, event: str | None, limit: int) -> Shown:
    """A cell, or one response, explained and ready to be shown."""
    found = explain_cell(desk, asked, limit) if event is None else explain_event(desk, asked, event)
    return Shown(asked, found, desk.header(), event is not None, limit)


@dataclass(frozen=True)
class Shown:
    """An explanation, and what it is about."""

    asked: Question
    found: Explanation
    book: Mapping[str, object]
    is_event: bool
    limit: int

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
            "rates": [rate_json(met) | {"whole_responses": met.whole_responses} for met in found.rates],
            "bearers": [_borne(one) for one in found.bearers],
            "events": [_event(event) for event in found.events],
            "others": found.others
            and {
                "items": found.others.items,
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
        """The text for people."""
        return lines_of(self.found, Told(self._title(), self._meta(), self.is_event, self.limit))

    def _meta(self) -> dict[str, object]:
        return {"ledger": "requests", "period": self.asked.period.as_json(), **self.book, "currency": "USD"}

    def _title(self) -> str:
        if self.is_event and self.found.events:
            shown = {event.shown for event in self.found.events}
            return f"Response {shown.pop() if len(shown) == 1 else self.found.events[0].response}"
        return "Usage" + of_filters(self.asked.filters)


def _figure(value: object) -> object:
    return plain(value) if isinstance(value, Decimal) else value


def _borne(one: Borne) -> dict[str, object]:
    return {
        "rule": one.rule,
        "team": one.team,
        "share": share_of(one.share),
        "responses": one.responses,
        "whole_responses": one.whole_responses,
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
