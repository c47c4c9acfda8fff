"""`whatif`: what past usage would have cost on another model."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

from ..errors import Exit, Misuse
from . import options as o
from .period import span


def whatif(
    context: typer.Context,
    to: Annotated[str, typer.Option("--to", metavar="MODEL", help="The model to move the usage to.")],
    source: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="GLOB", help="Only usage of these models; else all of it."),
    ] = None,
    share: Annotated[
        str, typer.Option(metavar="PERCENT", help="How much of it moves: 40% leaves the rest as it was.")
    ] = "100",
    by: Annotated[
        str, typer.Option("--by", metavar="DIM[,DIM...]", help="One row for each of these.")
    ] = "model",
    since: o.Since = None,
    until: o.Until = None,
    period: o.Period = None,
    timezone: o.Timezone = None,
    project: o.OnlyProjects = None,
    session: o.OnlySessions = None,
    user: o.OnlyUsers = None,
    machine: o.OnlyMachines = None,
    workspace: o.OnlyWorkspaces = None,
    sort: o.Sort = None,
    desc: o.Descending = None,
    limit: o.Limit = None,
    as_of: o.AsOf = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    csv_raw: o.CsvRaw = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
) -> None:
    """Price past usage as if another model had answered.

    Every request keeps its cache, batch, geography and speed, and is charged
    what the other model cost on its day. Where the other model counts tokens
    differently the cost is a range: published ratios, or your own from
    `claudecost tokenizer measure`.
    """
    from ..asking import desk
    from ..asking.whatif import target_of
    from ..asking.whatif import whatif as answer
    from ..config import now
    from ..renderers.output import check_writable
    from ..reports.dimensions import parse_dimensions
    from ..reports.usage import Question
    from ..reports.usage_report import Layout
    from ..zones import resolve_zone

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    moved, dimensions, day = percent(share), parse_dimensions(by), o.day_of(as_of)
    zone = resolve_zone(timezone or settings.timezone)
    filters = {
        "model": source,
        "project": project,
        "session": session,
        "user": user,
        "machine": machine,
        "workspace": workspace,
    }
    given = {name: patterns for name, patterns in filters.items() if patterns}
    asked = Question(dimensions, span((since, until, period), zone, now()), zone, given)
    target = target_of(settings.pricing, to, day or now().date())
    with desk(
        settings,
        intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
        as_of=day,
        progress=o.progress_for(settings),
    ) as opened:
        report = answer(opened, target, asked, moved, Layout(sort, desc, limit))
        missing = o.tell_unreadable(settings, opened.outcome)
    o.show(report, chosen, settings, output, ascii=ascii, raw=csv_raw)
    if strict and (missing or report.unpriced or not report.rows):
        raise typer.Exit(Exit.LOOK)


def percent(text: str) -> Decimal:
    """`40%` or `40` as 40; raises Misuse for what is no share of a whole."""
    from ..money import exact

    try:
        share = exact(text.strip().removesuffix("%").strip())
    except ValueError:
        share = Decimal(0)
    if not 0 < share <= 100:
        raise Misuse(
            f"--share {text} is no share of the usage", hint="write it like 40%: more than 0, at most 100"
        )
    return share
