"""The page put together from answers; every amount in it is one of theirs, or a sum of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...money import total
from ...periods import label_month
from ...zones import instant
from ..budgets.commands import budget_command
from ..dimensions import DIMENSIONS
from ..parts import Closed
from ..shape import Column, Report
from ..usage import Answer
from ..usage_report import listed, unmatched
from .commands import command_line, compare_line
from .doubts import doubts_of, other_warnings
from .lines import breakdown, cache_table, cut, read_percent
from .sessions import Sessions
from .shape import Before, Budget, Oddity, Page, Section
from .span import Span
from .trend import trend_of, trend_table

#: Rows of a breakdown, of the ones by person and session, before the rest is only counted.
MOST_ROWS, MOST_PEOPLE, MOST_SESSIONS = 500, 200, 50

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Answers:
    """What was asked for a page: the same of the span and of the one before it.

    `models` is by grain, model and tokenizer, `teams` None without a team file; `tokenizers` is the finished
    table by tokenizer. The ones before are None where nothing is known of that time.
    """

    models: Answer
    projects: Answer
    sessions: Sessions
    users: Answer
    teams: Answer | None
    models_before: Rows | None
    projects_before: Rows | None
    users_before: Rows | None
    teams_before: Rows | None
    tokenizers: Report


@dataclass(frozen=True)
class Frame:
    """What a page stands on: days, filters, the clock, the header of reports, the store's reach."""

    span: Span
    filters: Mapping[str, Sequence[str]]
    now: datetime
    header: Mapping[str, object]
    coverage: dict[str, Any]
    closed: Sequence[Closed]


def page(found: Answers, frame: Frame, budgets: list[Budget], oddities: list[Oddity]) -> Page:
    """Add the answers up into the picture."""
    span, totals = frame.span, found.models.totals
    unpriced = listed(found.models.unpriced)
    teams = found.teams.rows if found.teams else None
    closed = [(one.month, instant(one.closed_at)) for one in frame.closed]
    return Page(
        since=span.since,
        through=span.through,
        today=frame.now.astimezone(span.zone).date(),
        is_whole_days=span.is_whole_days,
        written_at=f"{frame.now.astimezone(span.zone):%Y-%m-%d %H:%M}",
        filters=[(name, pattern) for name, patterns in frame.filters.items() for pattern in patterns],
        meta=_meta(frame),
        totals=totals,
        cost_usd=totals["cost_usd"],
        before=_before(found, frame),
        responses=totals["responses"],
        tokens=totals["total_tokens"],
        unpriced_tokens=totals["unpriced_tokens"],
        cache_percent=read_percent(totals),
        cache_saved_usd=totals["cache_saved_usd"],
        trend=trend_of(found.models.rows, span, frame.now.astimezone(span.zone).date(), frame.closed),
        trend_section=_trend_section(found, frame),
        budgets=budgets,
        oddities=oddities,
        sections=_sections(found, frame, unpriced),
        doubts=doubts_of(totals, unpriced, teams, frame.coverage, span, frame.filters, frame.now),
        coverage=frame.coverage,
        closed=closed,
        command=command_line(["page"], span, frame.filters),
        total_command=command_line(["monthly"], span, frame.filters),
        budgets_command=budget_command(label_month(span.through), str(span.zone)),
        unmatched=unmatched(found.models.matched),
        warnings=[*other_warnings(totals, frame.coverage), *unmatched(found.models.matched)],
    )


def _meta(frame: Frame) -> dict[str, object]:
    return {"ledger": "requests", "period": frame.span.period.as_json(), **frame.header, "currency": "USD"}


def _before(found: Answers, frame: Frame) -> Before | None:
    """The period before, if there was any usage in it."""
    if not found.models_before:
        return None
    before = frame.span.before()
    words = f"{before.since} to {before.through}"
    first = frame.coverage["first_event"]
    begun = datetime.fromisoformat(first).astimezone(before.zone).date() if first else None
    note = f"the store begins on {begun}, within that time" if begun and begun > before.since else None
    cost = total(row["cost_usd"] for row in found.models_before)
    return Before(words, cost, note, command_line(["monthly"], before, frame.filters))


def _trend_section(found: Answers, frame: Frame) -> Section:
    grain = frame.span.grain
    verb = {"day": "daily", "month": "monthly"}[grain]
    table = trend_table(_empty(verb, frame, grain), found.models.rows, found.models.totals)
    about = "What every day cost." if grain == "day" else "What every month cost."
    title = "Day by day" if grain == "day" else "Month by month"
    return Section(
        "trend", title, about, table, command_line([verb], frame.span, frame.filters), bars="cost_usd"
    )


def _sections(found: Answers, frame: Frame, unpriced: list[dict[str, object]]) -> list[Section]:
    by = _Breakdowns(frame)
    sections = []
    if found.teams is not None:
        about = "Who bears it, by the team file, split to the last digit."
        sections.append(by.section("team", "Teams", about, found.teams.rows, found.teams_before))
    sections += [
        by.section(
            "project", "Projects", "Where the work was done.", found.projects.rows, found.projects_before
        ),
        by.section("model", "Models", "Which models answered.", found.models.rows, found.models_before),
        by.section("user", "People", "Who asked.", found.users.rows, found.users_before),
        by.sessions(found.sessions, found.models.totals),
        _cache_section(found, frame),
        _tokenizer_section(found, frame),
    ]
    if unpriced:
        sections.append(_unpriced_section(unpriced, frame))
    return sections


@dataclass(frozen=True)
class _Breakdowns:
    """Sections that break the same total down."""

    frame: Frame

    def section(self, name: str, title: str, about: str, now: Rows, before: Rows | None) -> Section:
        most = MOST_PEOPLE if name == "user" else MOST_ROWS
        table = breakdown(_empty("report", self.frame, name), [name], now, before, most)
        return Section(
            name,
            title,
            about,
            table,
            command_line(["report", "--by", name], self.frame.span, self.frame.filters),
            None if before is None else compare_line(name, self.frame.span, self.frame.filters),
            bars="cost_usd",
            empty="no usage",
        )

    def sessions(self, dearest: Sessions, totals: Mapping[str, Any]) -> Section:
        table = _empty("session", self.frame, "session", "project")
        return Section(
            "session",
            "Sessions",
            "The dearest conversations.",
            cut(table, dearest.rows, totals, dearest.count),
            command_line(["session"], self.frame.span, self.frame.filters, ["--limit", str(MOST_SESSIONS)]),
            bars="cost_usd",
            empty="no usage",
        )


def _cache_section(found: Answers, frame: Frame) -> Section:
    return Section(
        "cache",
        "Cache",
        "Of what prompts were made, and what reading them from the cache saved against paying input for all "
        "of it; what was saved is only on this page.",
        cache_table(_empty("report", frame, "model"), found.models.rows),
        command_line(["report", "--by", "model"], frame.span, frame.filters),
        stack=("input_percent", "cache_write_5m_percent", "cache_write_1h_percent", "cache_read_percent"),
        empty="no prompts",
    )


def _tokenizer_section(found: Answers, frame: Frame) -> Section:
    return Section(
        "tokenizer",
        "Tokenizers",
        "The same text is more tokens for newer models: tokens as recorded and billed, and as the old "
        "tokenizer T1 would have counted them, a range.",
        found.tokenizers,
        command_line(["report", "--by", "tokenizer"], frame.span, frame.filters, ["--tokens-as", "T1"]),
        empty="no tokens",
    )


def _unpriced_section(unpriced: list[dict[str, object]], frame: Frame) -> Section:
    columns = (
        Column("model", "Model as logged", "text"),
        Column("responses", "Responses", "integer"),
        Column("tokens", "Tokens", "integer"),
        Column("first_seen", "First seen", "instant"),
        Column("reason", "Why", "text"),
    )
    table = Report("unpriced", "Unpriced", columns, [dict(entry) for entry in unpriced], meta=_meta(frame))
    return Section(
        "unpriced",
        "Unpriced",
        "Usage without a price. It is in no amount on this page, and never counted as zero.",
        table,
        command_line(["report", "--by", "model_id"], frame.span, frame.filters),
    )


def _empty(verb: str, frame: Frame, *names: str) -> Report:
    """A table without rows, its first columns the dimensions."""
    columns = tuple(Column(name, DIMENSIONS[name].title, "text") for name in names)
    return Report(verb, verb, columns, [], meta={"dimensions": list(names), **_meta(frame)})
