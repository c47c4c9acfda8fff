"""What a report was asked for, and the reports it comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from ..errors import Misuse
from . import familiar as f
from . import options as o
from .period import span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..asking import Desk
    from ..config import Settings
    from ..reports.shape import Report
    from ..reports.usage import Question

#: The named reports and what they are always grouped by; `--sections` names several.
SECTIONS = {"daily": "day", "weekly": "week", "monthly": "month", "session": "session,project"}

#: Formats that hold one table, where a breakdown is one row per model instead of rows below a row.
FOR_PEOPLE = "table"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options of a report, understood as far as words go."""

    name: str
    by: str
    also_by: str | None
    when: tuple[str | None, str | None, str | None]
    last: int | None
    timezone: str | None
    filters: Mapping[str, list[str] | None]
    sort: str | None
    descending: bool | None
    limit: int | None
    ledger: str | None
    tokens_as: str | None
    currency: str | None
    is_currency_asked: bool
    week_starts: str | None
    sections: tuple[str, ...]
    breakdown: bool
    instances: bool
    aliases: str | None
    compact: bool
    no_cost: bool
    session_id: str | None
    with_agents: bool
    of_claude_code: bool
    shape: str
    is_shape_asked: bool
    format: str

    @property
    def is_ccusage(self) -> bool:
        """Whether the answer is JSON in ccusage's shape: asked for by option, or usual and possible."""
        if self.format != "json" or self.shape != "ccusage":
            return False
        return self.is_shape_asked or (self.name in SECTIONS and not self.without_place())

    def without_place(self) -> list[str]:
        """The options given that ccusage's JSON has no place for."""
        given = {
            "--by": self.also_by,
            "--ledger": None if self.ledger in (None, "requests") else self.ledger,
            "--tokens-as": self.tokens_as,
            "--currency": self.is_currency_asked,
            "--sort": self.sort,
            "--limit": self.limit,
        }
        return [option for option, value in given.items() if value]


def check_early(asked: Asked, settings: Settings) -> None:
    """Raise Misuse for what cannot be understood, before anything is read for it."""
    from ..config import now
    from ..reports.arranged import parse_aliases
    from ..reports.dimensions import parse_dimensions
    from ..reports.weeks import weeks_starting
    from ..zones import resolve_zone

    _known_ledger(asked.ledger)
    _dimension_names(asked.by, asked.also_by)
    parse_aliases(asked.aliases)
    zone = resolve_zone(asked.timezone or settings.timezone)
    span(asked.when, zone, now(), may_be_empty=asked.is_ccusage)
    if asked.week_starts is not None:
        weeks_starting(parse_dimensions("week"), asked.week_starts)
    for section in asked.sections:
        if section not in SECTIONS:
            raise Misuse(f"--sections: there is no '{section}'", hint=f"they are: {', '.join(SECTIONS)}")
    if asked.sections and asked.format not in ("table", "json", "md"):
        raise Misuse(
            f"--sections are several tables, and a {asked.format} file holds one",
            hint="ask for one after the other, or for --json",
        )
    if asked.is_ccusage and asked.name not in SECTIONS:
        raise Misuse(
            f"ccusage has no `{asked.name}`, so its JSON has no shape for it",
            hint=f"--json-shape ccusage is for {', '.join(SECTIONS)} and blocks",
        )
    if asked.is_ccusage and (options := asked.without_place()):
        raise Misuse(
            f"{options[0]} has no place in the JSON of ccusage",
            hint="leave it out, or leave out --json-shape",
        )


def reports_of(opened: Desk, settings: Settings, asked: Asked) -> list[Report]:
    """The report, and those of --sections after it."""
    others = [name for name in dict.fromkeys(asked.sections) if name != asked.name]
    return [
        _report(opened, settings, one)
        for one in (asked, *(replace(asked, name=name, by=SECTIONS[name]) for name in others))
    ]


def _report(opened: Desk, settings: Settings, asked: Asked) -> Report:
    from ..reports.usage_report import Layout

    ledger = asked.ledger or opened.default_ledger(settings.ledger)
    names = _dimension_names(asked.by, asked.also_by).split(",")
    names = [name.strip() for name in names]
    if asked.instances and "project" not in names:
        names = ["project", *names]
    wants_models = asked.breakdown or (asked.session_id is not None and asked.format == FOR_PEOPLE)
    if asked.breakdown and asked.format != FOR_PEOPLE and "model" not in names:
        names = [*names, "model"]
    layout = Layout(asked.sort, asked.descending, asked.limit, with_last_activity=asked.name == "session")
    last = None if _is_timeless_section(asked) else asked.last
    if asked.of_claude_code:
        last = None  # _question has cut the calendar's periods out
    question = _question(opened, settings, asked, ",".join(names), ledger)
    title = _title(question, ledger, asked.week_starts)
    report = opened.report(asked.name, title, question, layout, last, ledger)
    if asked.tokens_as is not None:
        report = _as_counted_by(opened, report, question, asked.tokens_as, last, ledger)
    detail = None
    if wants_models and asked.format == FOR_PEOPLE and "model" not in names:
        by_model = _question(opened, settings, asked, ",".join([*names, "model"]), ledger)
        detail = opened.report(asked.name, "", by_model, Layout(), last, ledger)
    return _arranged(report, detail, asked)


def _is_timeless_section(asked: Asked) -> bool:
    """Whether this is the sessions beside reports over time, which --last is about."""
    return asked.name == "session" and bool(asked.sections)


def _arranged(report: Report, detail: Report | None, asked: Asked) -> Report:
    """The report as it was asked to look."""
    from ..reports import arranged

    if asked.of_claude_code:
        report = arranged.unsaid(report, ["--source claude-code matches nothing in the store"])
    if detail is not None:
        report = arranged.with_models(report, detail)
    if asked.format != "json":
        report = arranged.with_aliases(report, arranged.parse_aliases(asked.aliases))
    if asked.instances:
        report = arranged.by_project(report)
    if asked.instances and asked.format == FOR_PEOPLE:
        report = arranged.said_once(report)
    return f.arranged(report, asked.compact, asked.no_cost)


def _question(opened: Desk, settings: Settings, asked: Asked, names: str, ledger: str) -> Question:
    question = question_of(settings, names, asked.when, asked.timezone, asked.filters, ledger)
    if asked.week_starts is not None:
        from ..reports.weeks import weeks_starting

        question = replace(question, dimensions=weeks_starting(question.dimensions, asked.week_starts))
    if asked.of_claude_code and asked.last is not None and not _is_timeless_section(asked):
        from ..config import now
        from ..reports.lately import lately

        question = lately(question, asked.last, now())
    return opened.converted(question, asked.currency)


def _as_counted_by(
    opened: Desk, report: Report, asked: Question, tokenizer: str, last: int | None, ledger: str
) -> Report:
    """The report with its tokens in another tokenizer's measure; raises Misuse where that says nothing."""
    from ..asking.old_tokens import with_tokens_as

    if ledger != "requests":
        raise Misuse("--tokens-as is for single requests", hint="leave it out, or add --ledger requests")
    if last is not None:
        raise Misuse("--tokens-as and --last do not go together", hint="name a period with --since")
    return with_tokens_as(opened, report, asked, tokenizer)


def _dimension_names(always: str, added: str | None) -> str:
    """What to group by, as text; raises Misuse early for what is a dimension of no ledger."""
    from ..reports.dimensions import DIMENSIONS, UnknownDimension

    if added is not None and not added.strip():
        raise Misuse("--by names no dimension", hint="`--by help` lists them")
    names = [name for name in (always, added) if name] or ["day"]
    for name in ",".join(names).split(","):
        if name.strip() and name.strip() not in DIMENSIONS:
            raise UnknownDimension(name.strip(), "requests")
    return ",".join(names)


def question_of(
    settings: Settings,
    names: str,
    when: tuple[str | None, str | None, str | None],
    timezone: str | None,
    filters: Mapping[str, list[str] | None],
    ledger: str,
    *,
    may_be_empty: bool = False,
) -> Question:
    """The question on a ledger; raises Misuse for what that ledger does not know.

    `may_be_empty` admits a period that has not begun, or ends before it begins: nothing is in it.
    """
    from ..config import now
    from ..reports.dimensions import KNOWN, parse_dimensions
    from ..reports.usage import Question
    from ..zones import resolve_zone

    zone = resolve_zone(settings.timezone if timezone is None else timezone)
    if ledger != "requests":
        if timezone is not None and timezone != "UTC":
            o.say(settings, f"warning: the {ledger} ledger is kept in UTC days; --timezone changes nothing")
        zone = resolve_zone("UTC")
    given = {name: patterns for name, patterns in filters.items() if patterns}
    for name in given:
        if name not in KNOWN[ledger]:
            option = name.replace("_", "-")
            raise Misuse(
                f"the {ledger} ledger does not know --{option}",
                hint="leave it out, or choose another ledger with --ledger",
            )
    period = span(when, zone, now(), may_be_empty=may_be_empty)
    return Question(parse_dimensions(names, ledger), period, zone, given)


def list_dimensions() -> None:
    """Print every dimension, its title and the ledgers that know it."""
    from ..reports.dimensions import DIMENSIONS, KNOWN, LEDGERS

    for name, dimension in DIMENSIONS.items():
        ledgers = [ledger for ledger in LEDGERS if name in KNOWN[ledger]]
        typer.echo(f"{name:<16}{dimension.title:<18}{', '.join(ledgers)}")


def _title(asked: Question, ledger: str, week_starts: str | None) -> str:
    from ..reports.weeks import day_of_week

    what = {"requests": "Usage", "metered": "Metered usage", "billed": "Billed"}[ledger]
    title = f"{what} by " + ", ".join(entry.title.lower() for entry in asked.dimensions)
    if week_starts is None or all(entry.name != "week" for entry in asked.dimensions):
        return title
    return f"{title} (weeks begin on {day_of_week(week_starts).capitalize()})"


def _known_ledger(name: str | None) -> None:
    from ..reports.dimensions import LEDGERS

    if name is not None and name not in LEDGERS:
        raise Misuse(f"there is no ledger '{name}'", hint=f"ledgers are: {', '.join(LEDGERS)}")
