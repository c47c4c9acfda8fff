"""What keeps the figures of a page from being the last word, each with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ...money import dollars, share, total
from ...records import UNALLOCATED
from ..usage_report import many, warnings_of
from .commands import command_line
from .shape import Doubt
from .span import Span

#: Usage younger than this many days is fresh, weekends allowed for.
FRESH_DAYS = 3

#: A share that is not nothing, where it would be rounded to it.
_LESS = "less than 0.1"


def doubts_of(
    totals: Mapping[str, Any],
    unpriced: Sequence[Mapping[str, object]],
    teams: Sequence[Mapping[str, Any]] | None,
    coverage: Mapping[str, Any],
    span: Span,
    filters: Mapping[str, Sequence[str]],
    now: datetime,
) -> list[Doubt]:
    """One entry per kind, those there is nothing of included; `teams` None: there is no team file."""
    return [
        _freshness(coverage, span, now),
        _unpriced(totals, unpriced),
        _unallocated(totals, teams, span, filters),
        _provisional(totals),
        _quarantined(coverage),
    ]


def other_warnings(totals: Mapping[str, Any], coverage: Mapping[str, Any]) -> list[str]:
    """What else a reader has to know; the kinds that are doubts of their own left out."""
    return warnings_of({**totals, "provisional_responses": 0}, {**coverage, "quarantined_lines": 0})


def _freshness(coverage: Mapping[str, Any], span: Span, now: datetime) -> Doubt:
    first, last = coverage["first_event"], coverage["last_event"]
    if last is None:
        return Doubt("fresh", "Data", "none", "the store is empty: no usage has been taken in", True)
    newest = datetime.fromisoformat(last).astimezone(span.zone)
    oldest = datetime.fromisoformat(first).astimezone(span.zone)
    age = (now.astimezone(span.zone).date() - newest.date()).days
    files, machines = many(coverage["files"], "file"), ", ".join(coverage["machines"])
    said = f"from {oldest:%Y-%m-%d} on, in {files}{f' of {machines}' if machines else ''}"
    if span.since < oldest.date():
        said += f"; nothing is known of the days before {oldest:%Y-%m-%d}"
    is_old = (now.astimezone(UTC) - newest.astimezone(UTC)).days >= FRESH_DAYS
    when = {0: "today", 1: "yesterday"}.get(age, f"{age:,} days ago")
    return Doubt("fresh", "Newest usage", f"{newest:%Y-%m-%d %H:%M}", f"{when}; {said}", is_old)


def _unpriced(totals: Mapping[str, Any], unpriced: Sequence[Mapping[str, object]]) -> Doubt:
    if not unpriced:
        return Doubt("unpriced", "Unpriced", "none", "every token has a price", False)
    models = len({entry["model"] for entry in unpriced})
    responses = many(totals["unpriced_responses"], "response")
    return Doubt(
        "unpriced",
        "Unpriced",
        many(totals["unpriced_tokens"], "token"),
        f"{responses} of {many(models, 'model')} without a price: every total that has them is a lower bound",
        True,
        "claudecost prices check",
    )


def _unallocated(
    totals: Mapping[str, Any],
    teams: Sequence[Mapping[str, Any]] | None,
    span: Span,
    filters: Mapping[str, Sequence[str]],
) -> Doubt:
    if teams is None:
        sentence = "there is no team file, so nobody bears anything; name one with --teams FILE"
        return Doubt("unallocated", "Unallocated", "no teams", sentence, False)
    nobodys = [row for row in teams if row["team"] == UNALLOCATED]
    amount = total(row["cost_usd"] for row in nobodys)
    if not any(row["responses"] or row["total_tokens"] for row in nobodys):
        return Doubt("unallocated", "Unallocated", "none", "a team bears every response", False)
    part = share(amount, totals["cost_usd"])
    return Doubt(
        "unallocated",
        "Unallocated",
        dollars(amount),
        f"{'' if part is None else f'{part or _LESS}% of the cost: '}no team bears it",
        True,
        command_line(["report", "--by", "project,user"], span, {**filters, "team": [UNALLOCATED]}),
    )


def _provisional(totals: Mapping[str, Any]) -> Doubt:
    if not (count := totals["provisional_responses"]):
        return Doubt("provisional", "Provisional", "none", "every response logged a final count", False)
    sentence = "never logged a final output count: what is counted is a lower bound"
    return Doubt("provisional", "Provisional", many(count, "response"), sentence, True)


def _quarantined(coverage: Mapping[str, Any]) -> Doubt:
    if not (count := coverage["quarantined_lines"]):
        return Doubt("quarantined", "Unreadable", "none", "every line could be read", False)
    sentence = "could not be read, anywhere in the store; what they hold is in no figure"
    return Doubt(
        "quarantined", "Unreadable", many(count, "line"), sentence, True, "claudecost ingest --damage"
    )
