"""Bare `claudecost`: this month at a glance."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..errors import Exit, Misuse
from . import options as o

if TYPE_CHECKING:
    from datetime import datetime

    from ..asking import Desk
    from ..config import Settings
    from ..intake import Intake
    from ..zones import Zone


def overview(
    context: typer.Context,
    timezone: str | None,
    format: str | None,
    as_json: bool,
    as_csv: bool,
    ascii: bool,
    output: Path | None,
    no_ingest: bool,
    strict: bool,
    otherwise: Path | None,
) -> None:
    """Show this month: total, trend, where it went, what caching saved, what is not known."""
    from ..asking import desk
    from ..config import now
    from ..renderers.output import check_writable
    from ..zones import resolve_zone

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    zone = resolve_zone(timezone or settings.timezone)
    settings, intake = _what_to_read(context, settings, no_ingest, otherwise)
    with desk(settings, intake=intake, progress=o.progress_for(settings)) as opened:
        needs_look = _show(opened, zone, now(), chosen, settings, output, ascii)
        missing = o.tell_unreadable(settings, opened.outcome)
    if strict and (missing or needs_look):
        raise typer.Exit(Exit.LOOK)


def _what_to_read(
    context: typer.Context, settings: Settings, no_ingest: bool, otherwise: Path | None
) -> tuple[Settings, Intake | None]:
    """This user's transcripts; without any, those of --or, in a store of their own."""
    from dataclasses import replace

    from ..intake import Intake, has_own_transcripts

    if otherwise is not None and not otherwise.is_dir():
        raise Misuse(f"--or {otherwise}: there is no such directory", hint="name one that holds transcripts")
    own = o.own_transcripts(context, settings, no_ingest=no_ingest)
    if otherwise is None or settings.db.exists() or has_own_transcripts():
        return settings, own
    o.say(settings, f"you have no transcripts of your own yet; this is {otherwise}\n")
    store = settings.db.with_name(f"{settings.db.stem}-{otherwise.resolve().name}{settings.db.suffix}")
    return replace(settings, db=store), Intake((otherwise,), settings.machine)


def _show(
    opened: Desk,
    zone: Zone,
    moment: datetime,
    format: str,
    settings: Settings,
    output: Path | None,
    ascii: bool,
) -> bool:
    """Write the glance, or for scripts its days as a report; whether a person should look at it."""
    from ..renderers import RenderOptions, options_for
    from ..renderers.glance import render
    from ..renderers.output import write
    from ..reports.dimensions import parse_dimensions
    from ..reports.overview import glance, glance_question, month_of, month_to_show
    from ..reports.usage import Question
    from ..reports.usage_report import Layout, coverage_of

    if (ledger := opened.default_ledger(settings.ledger)) != "requests":
        return _show_ledger(opened, ledger, format, settings, output, ascii)
    today = moment.astimezone(zone).date()
    coverage = coverage_of(opened.reader)
    last_event = coverage["last_event"]
    first = month_to_show(today, last_event if isinstance(last_event, str) else None, zone)
    if format != "table":
        asked = Question(parse_dimensions("day"), month_of(first, zone), zone)
        report = opened.report("overview", f"Usage in {first:%B %Y}", asked, Layout())
        o.show(report, format, settings, output, ascii=ascii)
        return bool(report.unpriced or coverage["quarantined_lines"] or last_event is None)
    answer = opened.answer(glance_question(first, zone))
    this_month = Question((), month_of(first, zone), zone)
    unpriced = opened.answer(this_month).unpriced if answer.unpriced else []
    picture = glance(
        answer, unpriced, first, today, zone, f"{opened.book.version} ({opened.book.sha256[:8]})", coverage
    )
    options = options_for(sys.stdout, color=o.color_of(settings), ascii=ascii)
    if output is not None:
        options = RenderOptions(ascii=ascii)
    write(render(picture, options), output)
    return bool(picture.unpriced or coverage["quarantined_lines"] or last_event is None)


def _show_ledger(
    opened: Desk, ledger: str, format: str, settings: Settings, output: Path | None, ascii: bool
) -> bool:
    """What there is to see without single responses: the months of the organisation's own ledger."""
    from datetime import UTC

    from ..periods import Period
    from ..reports.dimensions import parse_dimensions
    from ..reports.usage import Question
    from ..reports.usage_report import Layout

    asked = Question(parse_dimensions("month,model", ledger), Period(None, None, "UTC"), UTC)
    title = f"{ledger.capitalize()} by month and model"
    report = opened.report("overview", title, asked, Layout(), ledger=ledger)
    o.show(report, format, settings, output, ascii=ascii)
    return bool(report.unpriced)
