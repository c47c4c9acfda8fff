"""`coverage`: what is missing, what soon will be, and how sure the rest is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit, Misuse
from . import options as o

if TYPE_CHECKING:
    from pathlib import Path

    from ..config import Settings
    from ..reports.coverage.shape import Coverage

SECTIONS = ("machines", "gaps", "roots", "transcripts", "provisional", "outside", "statistics", "unseen")


def coverage(
    context: typer.Context,
    show: Annotated[
        str | None, typer.Option("--show", metavar="SECTION", help=f"Only one of: {', '.join(SECTIONS)}.")
    ] = None,
    timezone: o.Timezone = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    csv_raw: o.CsvRaw = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit 3 when a transcript not stored whole will be deleted."),
    ] = False,
) -> None:
    """Show what is missing, and what soon will be.

    Claude Code deletes transcripts after 30 days (cleanupPeriodDays). What has
    been taken in stays; this says what has not been. The client's own totals
    are set beside the transcripts per session and model, and never added.
    """
    from ..asking import desk
    from ..asking.budgets import working_days
    from ..asking.coverage import coverage as gather
    from ..config import now
    from ..intake.client_totals import look_again
    from ..renderers.output import check_writable
    from ..store import Store
    from ..zones import resolve_zone

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    if show is not None and show not in SECTIONS:
        raise Misuse(f"there is no section '{show}'", hint=f"sections are: {', '.join(SECTIONS)}")
    if chosen == "html" and show is None:
        raise Misuse("a page holds one table", hint="name a section with --show, or use --format md")
    check_writable(output)
    zone, intake = resolve_zone(timezone or settings.timezone), None
    if not no_ingest:
        intake = o.own_transcripts(context, settings, no_ingest=False)
        look_again(Store(settings.db))
    with desk(settings, intake=intake, progress=o.progress_for(settings)) as opened:
        found = gather(opened, zone, now(), working_days(opened, settings))
        missing = o.tell_unreadable(settings, opened.outcome)
    _show(found, show, chosen, settings, output, ascii=ascii, raw=csv_raw)
    if strict and (missing or found.lost):
        raise typer.Exit(Exit.LOOK)


def _show(
    found: Coverage,
    show: str | None,
    format: str,
    settings: Settings,
    output: Path | None,
    *,
    ascii: bool,
    raw: bool,
) -> None:
    """Write it in the format asked for; all of it, or one section."""
    from ..renderers import FORMATS, RenderOptions, options_for
    from ..renderers.clean import clean
    from ..renderers.output import write
    from ..renderers.sections import as_object, in_one, stacked
    from ..reports.coverage.sections import head, sections
    from ..reports.coverage.shown import for_people

    options = RenderOptions(ascii=ascii, raw=raw)
    if output is None:
        options = options_for(sys.stdout, color=o.color_of(settings), ascii=ascii, raw=raw)
    is_for_people = format in ("table", "md", "html")
    tables = for_people(found) if is_for_people and show is None else sections(found)
    if show is not None:
        tables = [table for table in tables if table.name == show]
    if format == "json":
        text = as_object(head(found), tables)
    elif format in ("csv", "tsv"):
        text = FORMATS[format](tables[0] if show else in_one(tables), options)
    elif format == "html":
        text = FORMATS[format](tables[0], options)
    else:
        text = stacked("Coverage", tables, format, options)
    write(text, output)
    if format != "json":
        for warning in found.warnings:
            o.say(settings, clean(f"warning: {warning}"))
