"""`restate`: a closed month beside what today would give; recorded, never overwritten."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import Exit
from . import options as o


def restate(
    context: typer.Context,
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The closed UTC month: 2026-10.")],
    by: Annotated[
        str, typer.Option("--by", metavar="DIM[,DIM...]", help="Rows by team, cost_center, model or day.")
    ] = "team",
    ledger: Annotated[
        str, typer.Option(metavar="NAME", help="The ledger: requests, metered or billed.")
    ] = "requests",
    record: Annotated[
        bool, typer.Option("--record", help="Keep this as a dated restatement beside the closing.")
    ] = False,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why, in your words; kept with --record.")
    ] = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    csv_raw: o.CsvRaw = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
) -> None:
    """Show what today would make of a closed month, and why.

    Late data, price corrections, changed allocation and the rule of duplicates
    add up to the difference exactly. The closed figures stay what they are;
    --record keeps the difference as a dated note beside them.
    """
    from ..asking import desk
    from ..asking.closing import month_of, restate_month, teams_of_closing
    from ..asking.closing import record as keep
    from ..errors import Misuse
    from ..reports.allocated import NO_FILE
    from ..reports.closed.freezing import LEDGERS
    from ..reports.closed.restated import parse_by, restated_report, with_warning

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    wanted, names = month_of(month), parse_by(by)
    if ledger not in LEDGERS:
        raise Misuse(f"there is no ledger '{ledger[:40]}'", hint=f"ledgers are: {', '.join(LEDGERS)}")
    if reason is not None and not record:
        raise Misuse("--reason is kept with --record only", hint="add --record, or leave it out")
    intake = o.own_transcripts(context, settings, no_ingest=no_ingest)
    with desk(settings, intake=intake, progress=o.progress_for(settings)) as opened:
        opened.reader.take_room()
        allocation = opened.allocation
        found = restate_month(opened.reader, settings, wanted, allocation, ledger)
        report = restated_report(opened.reader, found, names, opened.header())
        if allocation is None and teams_of_closing(opened.reader, wanted):
            report = with_warning(report, NO_FILE)
        o.tell_unreadable(settings, opened.outcome)
    if record:
        number = keep(settings, wanted, allocation, reason)
        o.say(
            settings,
            f"recorded as restatement {number} of {wanted.name}; the closed figures stay as they are",
        )
    o.show(report, chosen, settings, output, ascii=ascii, raw=csv_raw)
    if strict and (not found.is_intact or any(found.causes.values())):
        raise typer.Exit(Exit.LOOK)
