"""The questions a page asks, as few as give all its tables, and budgets and unusual days beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..config import Settings
from ..periods import Period
from ..reports.dimensions import DIMENSIONS, parse_dimensions
from ..reports.page.lines import read_percent
from ..reports.page.picture import MOST_SESSIONS, Answers, Frame, page
from ..reports.page.sessions import Sessions, by_session, dearest_sessions
from ..reports.page.shape import Page
from ..reports.page.span import Span, span_of
from ..reports.page.targets import budgets_of, oddities_of
from ..reports.parts import parts_of
from ..reports.shape import Column, Report
from ..reports.usage import Answer, Question, grouped
from ..reports.usage_report import coverage_of
from ..zones import Zone
from .anomalies import anomalies
from .budgets import budget_status, working_days
from .desk import Desk
from .old_tokens import with_tokens_as

#: The tokenizer others are compared with: the one of the models before Opus 4.7.
OLD_TOKENIZER = "T1"


@dataclass(frozen=True)
class Asked:
    """What somebody wants a page of; a period open at both ends is the last 90 days."""

    period: Period
    zone: Zone
    filters: Mapping[str, Sequence[str]]
    now: datetime


def page_of(desk: Desk, settings: Settings, asked: Asked) -> Page:
    """The whole picture; raises Misuse and BadConfig as the reports it is made of do."""
    coverage: dict[str, Any] = coverage_of(desk.reader)
    first, last = (_moment(coverage[end]) for end in ("first_event", "last_event"))
    span = span_of(asked.period, first, last, asked.now, asked.zone)
    closed = [month for _, month in parts_of(span.period, desk.closed) if month]
    frame = Frame(span, asked.filters, asked.now, desk.header(), coverage, closed)
    desk.reader.take_room()
    found = _ask(desk, span, asked.filters, has_past=first is not None and first < _start(span))
    today = asked.now.astimezone(asked.zone).date()
    month = span.through.replace(day=1)
    budgets = budget_status(desk, settings, today, asked.zone, month)
    odd = anomalies(desk, span.period, asked.zone, working_days(desk, settings))
    return page(found, frame, budgets_of(budgets, asked.filters), oddities_of(odd, asked.filters))


def _ask(desk: Desk, span: Span, filters: Mapping[str, Sequence[str]], *, has_past: bool) -> Answers:
    """Every question of a page: five of its span, and four of the same of the span before."""
    now = Question((), span.period, span.zone, filters, lists_unpriced=False)
    past = replace(now, period=span.before().period) if has_past else None
    has_teams = desk.teams is not None

    def before(by: str) -> list[dict[str, Any]] | None:
        return None if past is None else _by(desk, past, by).rows

    models = _by(desk, replace(now, lists_unpriced=True), f"{span.grain},model,tokenizer")
    return Answers(
        models=models,
        projects=_by(desk, now, "project"),
        sessions=_sessions(desk, now),
        users=_by(desk, now, "user"),
        teams=_by(desk, now, "team") if has_teams else None,
        models_before=before("model"),
        projects_before=before("project"),
        users_before=before("user"),
        teams_before=before("team") if has_teams else None,
        tokenizers=_tokenizers(desk, now, models),
    )


def _by(desk: Desk, asked: Question, by: str) -> Answer:
    return desk.answer(replace(asked, dimensions=parse_dimensions(by)))


def _sessions(desk: Desk, asked: Question) -> Sessions:
    asked = by_session(asked)
    closed = [] if desk.is_looking_back else desk.closed
    return dearest_sessions(desk.reader, asked, desk.basis(asked), closed, MOST_SESSIONS)


def _tokenizers(desk: Desk, asked: Question, models: Answer) -> Report:
    """Tokens by tokenizer, as recorded and as the old one would have counted them."""
    groups = list(grouped(models.rows, ["tokenizer"]).values())
    columns = (
        Column("tokenizer", "Tokenizer", "text"),
        Column("cost_usd", "Cost (USD)", "money", "Cost", 100),
        Column("responses", "Responses", "integer", None, 20),
        Column("total_tokens", "Tokens", "integer", None, 80),
    )
    rows = sorted(groups, key=lambda row: (-row["total_tokens"], row["tokenizer"] or ""))
    totals = {**models.totals, "cache_read_percent": read_percent(models.totals)}
    table = Report("report", "Tokenizers", columns, [*map(dict, rows)], totals)
    by_tokenizer = replace(asked, dimensions=(DIMENSIONS["tokenizer"],))
    return with_tokens_as(desk, table, by_tokenizer, OLD_TOKENIZER, groups)


def _start(span: Span) -> datetime:
    assert span.period.since is not None
    return span.period.since


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
