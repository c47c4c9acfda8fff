"""`parity`: our total beside what ccusage makes of the same transcripts, and why the two differ."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit
from . import options as o
from .period import span

if TYPE_CHECKING:
    from pathlib import Path

    from ..config import Settings
    from ..reports.parity.report import Told


def parity(
    context: typer.Context,
    since: o.Since = None,
    until: o.Until = None,
    period: o.Period = None,
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="Do not run the ccusage that is on the PATH.")
    ] = False,
    timezone: o.Timezone = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    csv_raw: o.CsvRaw = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
) -> None:
    """Show our total beside what ccusage says of the same transcripts, and why they differ.

    The transcripts are read again by ccusage's published rules and prices, and
    one rule after the other is exchanged for ours, so that the causes add up to
    the difference exactly. A ccusage on the PATH is asked as well
    (`ccusage claude daily --json --offline`); what its rules do not explain is
    a cause of its own. --strict exits 3 when something is unexplained or unpriced.
    """
    from ..asking import desk
    from ..asking.parity import parity as compared
    from ..config import now
    from ..renderers.output import check_writable
    from ..reports.parity.report import needs_a_look
    from ..zones import resolve_zone

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    zone = resolve_zone(timezone or settings.timezone)
    asked = span((since, until, period), zone, now())
    with desk(
        settings,
        intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
        progress=o.progress_for(settings),
    ) as opened:
        told = compared(opened, asked, zone, asks_binary=not rules_only)
        missing = o.tell_unreadable(settings, opened.outcome)
    _show(told, chosen, settings, output, ascii=ascii, raw=csv_raw)
    if strict and (missing or needs_a_look(told)):
        raise typer.Exit(Exit.LOOK)


def _show(
    told: Told, format: str, settings: Settings, output: Path | None, *, ascii: bool, raw: bool
) -> None:
    """To a script every figure; to a person one picture and a sentence for each cause."""
    from ..renderers import FORMATS, RenderOptions, options_for
    from ..renderers.output import write
    from ..reports.parity.report import as_json, as_text, report, waterfall

    if format == "json":
        write(as_json(told), output)
        return
    if format in ("csv", "tsv"):
        o.show(report(told), format, settings, output, ascii=ascii, raw=raw)
        return
    picture = waterfall(told)
    if output is None:
        options = options_for(sys.stdout, color=o.color_of(settings), ascii=ascii)
    else:
        options = RenderOptions(ascii=ascii)
    if format == "table":
        from ..renderers.waterfall import render

        write(render(picture, options), output)
    else:
        write(FORMATS[format](as_text(picture), options), output)
