"""`export`: a month as files, for whoever keeps the books."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import Exit
from . import options as o

if TYPE_CHECKING:
    from ..periods import Period


def export(
    context: typer.Context,
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="DIR", parser=o.file_to_write, help="The folder to make, not there yet or empty."
        ),
    ],
    period: Annotated[
        str,
        typer.Option("--period", metavar="WHEN", help="Whole UTC days: 2026-10, 2026Q4, last-month ..."),
    ],
    ledger: o.Ledger = None,
    formats: Annotated[
        str | None,
        typer.Option(metavar="NAME[,NAME...]", help="csv, parquet, xlsx, focus-1.4, focus-1.2; else all."),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="Amounts in this currency too, by the day's rate (exchange_rates)."
        ),
    ] = None,
    csv_raw: o.CsvRaw = False,
    as_json: Annotated[bool, typer.Option("--json", "-j", help="Print the manifest.")] = False,
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
) -> None:
    """Write a period as files: usage as CSV, Parquet and XLSX, charges as FOCUS.

    Usage is by day, team, cost centre and model; days are UTC. FOCUS rows are
    a day's tokens of one kind at one price. manifest.json says what the figures
    stand on and what every file adds up to. The folder appears whole or not at
    all, and the same store, price book and team file give the same bytes.
    """
    from ..asking import desk
    from ..asking.exporting import Wanted, forms_of
    from ..asking.exporting import export as write
    from ..exporting.folder import Folder

    settings = o.settings_of(context)
    wanted, days = _formats(formats), _days(period)
    _known(ledger or settings.ledger)
    if ledger is not None:
        forms_of(wanted, ledger)  # refused before any work
    with (
        Folder(to) as folder,
        desk(
            settings,
            intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
            progress=o.progress_for(settings),
        ) as opened,
    ):
        stands_on = ledger or opened.default_ledger(settings.ledger)
        asked = Wanted(days, stands_on, forms_of(wanted, stands_on), csv_raw)
        done = write(opened, asked, currency or settings.currency, folder)
        missing = o.tell_unreadable(settings, opened.outcome)
    _show(done.manifest, to, as_json=as_json)
    for warning in done.warnings:
        o.say(settings, f"warning: {warning}")
    if strict and (missing or done.needs_a_look):
        raise typer.Exit(Exit.LOOK)


def _formats(text: str | None) -> list[str] | None:
    """The names given, None for all; raises Misuse for one that is none."""
    from ..asking.exporting import FILES
    from ..errors import Misuse

    if text is None or text.strip() == "all":
        return None
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in FILES]
    if unknown or not names:
        what = f"there is no file format '{unknown[0]}'" if unknown else "--formats names no format"
        raise Misuse(what, hint=f"formats are: {', '.join(FILES)}")
    return names


def _known(ledger: str | None) -> None:
    from ..errors import Misuse
    from ..reports.dimensions import LEDGERS

    if ledger is not None and ledger not in LEDGERS:
        raise Misuse(f"there is no ledger '{ledger}'", hint=f"ledgers are: {', '.join(LEDGERS)}")


def _days(text: str) -> Period:
    """A period of whole UTC days; raises Misuse."""
    from ..config import now
    from ..periods import parse_period
    from ..zones import resolve_zone

    return parse_period(text, resolve_zone("UTC"), now())


def _show(manifest: dict[str, Any], to: Path, *, as_json: bool) -> None:
    """The manifest, or for people: what was written, how large it is and what it comes to."""
    import sys

    from ..exporting.manifest import manifest_text
    from ..renderers.clean import clean
    from ..renderers.output import write_stream

    if as_json:
        write_stream(manifest_text(manifest), sys.stdout)
        return
    from ..exporting.shown import lines

    write_stream("".join(f"{clean(line)}\n" for line in lines(manifest, str(to))), sys.stdout)
