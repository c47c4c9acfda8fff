"""`explain`: any figure of a report, down to rates, rules, responses, files and lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit, Misuse
from . import options as o
from .period import span

if TYPE_CHECKING:
    from datetime import datetime

    from ..periods import Period
    from ..reports.usage import Question
    from ..zones import Zone
    from .explain_ledger_shown import LedgerShown
    from .explain_shown import Shown

#: Items listed where nobody says how many.
LIMIT = 20


def explain(
    context: typer.Context,
    event: Annotated[
        str | None,
        typer.Argument(
            metavar="[EVENT]",
            help="An id as shown, of a message (msg_...) or of a request, or how one begins.",
        ),
    ] = None,
    day: Annotated[
        str | None, typer.Option(metavar="DAY", help="Only this day: 2026-11-19, today, yesterday.")
    ] = None,
    since: o.Since = None,
    until: o.Until = None,
    period: o.Period = None,
    timezone: o.Timezone = None,
    team: o.OnlyTeams = None,
    cost_center: o.OnlyCostCenters = None,
    model: o.OnlyModels = None,
    project: o.OnlyProjects = None,
    session: o.OnlySessions = None,
    user: o.OnlyUsers = None,
    machine: o.OnlyMachines = None,
    source: o.OnlySources = None,
    workspace: o.OnlyWorkspaces = None,
    api_key: o.OnlyApiKeys = None,
    product: o.OnlyProducts = None,
    ledger: o.Ledger = None,
    limit: Annotated[
        int, typer.Option(min=0, metavar="N", help="List the N dearest responses or rows; 0 lists all.")
    ] = LIMIT,
    as_of: o.AsOf = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    csv_raw: o.CsvRaw = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
) -> None:
    """Show what a figure is made of, down to file and line.

    The same filters and period as `report` give the same figure, to the last
    digit: the rates it was priced at and the rows of the book behind them, the
    rule by which a team bears it, and the responses, each with the line it was
    read from. With an EVENT, everything about one response.
    """
    from ..asking import desk
    from ..config import now
    from ..renderers.output import check_writable, write
    from ..reports.usage import Question
    from ..zones import resolve_zone
    from .explain_meters import fold

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    named = ledger or settings.ledger
    _known_ledger(named)
    if event is not None and ledger not in (None, "requests"):
        raise Misuse(f"the {ledger} ledger knows no single responses", hint="leave out --ledger")
    filters = {
        "team": team,
        "cost_center": cost_center,
        "model": model,
        "project": project,
        "session": session,
        "user": user,
        "machine": machine,
        "source": source,
        "workspace": workspace,
        "api_key": api_key,
        "product": product,
    }
    given = {name: patterns for name, patterns in filters.items() if patterns}
    zone = resolve_zone(timezone or settings.timezone)
    when = _when(day, (since, until, period), zone, now())
    asked = Question((), when, zone, given)
    with desk(
        settings,
        intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
        as_of=o.day_of(as_of),
        progress=o.progress_for(settings),
    ) as opened:
        stands_on = "requests" if event is not None else opened.default_ledger(named)
        shown: Shown | LedgerShown
        if stands_on == "requests":
            from .explain_shown import of_requests

            shown = of_requests(opened, asked, event, limit)
        else:
            from .explain_ledger_shown import of_ledger

            when = _when(day, (since, until, period), resolve_zone("UTC"), now())
            shown = of_ledger(opened, _of_ledger(stands_on, asked, when), stands_on, limit)
        missing = o.tell_unreadable(settings, opened.outcome)
    if chosen == "json":
        write(shown.as_json(), output)
    elif chosen == "table":
        write(fold(shown.as_text(), output), output)
    else:
        o.show(shown.as_report(), chosen, settings, output, raw=csv_raw)
    if strict and (missing or shown.needs_a_look()):
        raise typer.Exit(Exit.LOOK)


def _when(
    day: str | None, when: tuple[str | None, str | None, str | None], zone: Zone, now: datetime
) -> Period:
    """The period asked for; raises Misuse where --day is none, or not alone."""
    if day is None:
        return span(when, zone, now)
    if any(when):
        raise Misuse("--day says both ends already", hint="leave out --period, --since and --until")
    if not re.fullmatch(r"(?i)\d{4}-?\d{2}-?\d{2}|today|yesterday", day.strip()):
        raise Misuse(f"--day {day} is not a day", hint="write it like 2026-11-20; --period takes all else")
    return span((None, None, day), zone, now)


def _of_ledger(ledger: str, asked: Question, when: Period) -> Question:
    """The question as one of the organisation's ledgers takes it; raises Misuse for what it does not know."""
    from dataclasses import replace

    from ..reports.dimensions import KNOWN
    from ..zones import resolve_zone

    for name in asked.filters:
        if name not in KNOWN[ledger]:
            raise Misuse(
                f"the {ledger} ledger does not know --{name.replace('_', '-')}",
                hint="leave it out, or choose another ledger with --ledger",
            )
    return replace(asked, period=when, zone=resolve_zone("UTC"))


def _known_ledger(name: str | None) -> None:
    from ..reports.dimensions import LEDGERS

    if name is not None and name not in LEDGERS:
        raise Misuse(f"there is no ledger '{name}'", hint=f"ledgers are: {', '.join(LEDGERS)}")
