"""`page`: everything about a period on one web page, in one file that asks the network for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import Exit
from . import options as o
from .period import span

#: Where a page goes that names no file.
USUAL_FILE = "claudecost.html"


def page(
    context: typer.Context,
    since: o.Since = None,
    until: o.Until = None,
    period: o.Period = None,
    timezone: o.Timezone = None,
    team: o.OnlyTeams = None,
    project: o.OnlyProjects = None,
    user: o.OnlyUsers = None,
    model: o.OnlyModels = None,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            parser=o.file_to_write,
            help="The file to write; - is standard output.",
        ),
    ] = Path(USUAL_FILE),
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
) -> None:
    """Show everything about a period on one web page.

    Without a period: the last 90 days. Totals, the trend by day, budgets,
    unusual days, teams, projects, models, people, sessions, cache, tokenizers,
    and what is not known. One file, claudecost.html unless -o names another;
    it loads nothing from anywhere. Every section names the command that shows
    the same figures.
    """
    from ..asking import desk
    from ..asking.page import Asked, page_of
    from ..config import now
    from ..errors import Misuse
    from ..renderers.output import check_writable, write
    from ..renderers.page import render_page
    from ..reports.page.as_run import as_run
    from ..zones import resolve_zone

    settings = o.settings_of(context)
    check_writable(output)
    zone = resolve_zone(timezone or settings.timezone)
    asked_for = span((since, until, period), zone, now())
    filters = {"team": team, "project": project, "user": user, "model": model}
    given = {name: patterns for name, patterns in filters.items() if patterns}
    with desk(
        settings,
        intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
        progress=o.progress_for(settings),
    ) as opened:
        if (ledger := opened.default_ledger(settings.ledger)) != "requests":
            raise Misuse(
                f"a page is made of single requests; here reports stand on the {ledger} ledger",
                hint=f"show that one with: claudecost report --ledger {ledger} --format html -o FILE",
            )
        picture = page_of(opened, settings, Asked(asked_for, zone, given, now()))
        missing = o.tell_unreadable(settings, opened.outcome)
    for warning in picture.unmatched:
        o.say(settings, f"warning: {warning}")
    write(render_page(as_run(picture, o.flags_of(context))), output)
    if str(output) != "-":
        o.say(settings, f"written to {output}")
    is_empty = picture.coverage["first_event"] is None
    if strict and (missing or is_empty or any(doubt.is_strict for doubt in picture.doubts)):
        raise typer.Exit(Exit.LOOK)
