"""`close`: a month frozen with everything its figures follow from; without a month, the months that are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from . import options as o

if TYPE_CHECKING:
    from ..reports.shape import Report


def close(
    context: typer.Context,
    month: Annotated[str | None, typer.Argument(metavar="[MONTH]", help="The UTC month: 2026-10.")] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="WHAT", help="Close with this open: unpriced, quarantined, undated, not-over."),
    ] = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    csv_raw: o.CsvRaw = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
) -> None:
    """Close a month: its reports show what they show now, for good.

    Freezes its events, the rates and the team of each, and its figures by team,
    model and day, with the digests of price book, team file and events. Refuses
    a month that is not over, or has unpriced or unreadable usage, unless
    --accept names it. Without a month, lists those that are closed.
    """
    from ..asking import desk
    from ..asking.closing import OPEN, close_month, month_of
    from ..asking.closings import closed_report, closings_report
    from ..errors import Misuse

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    accepted = [word.strip() for words in accept or () for word in words.split(",")]
    for word in accepted:
        if word not in OPEN:
            raise Misuse(f"--accept {word[:40]} is not known", hint=f"it takes {', '.join(OPEN)}")
    wanted = month_of(month) if month is not None else None
    intake = o.own_transcripts(context, settings, no_ingest=no_ingest or wanted is None)
    with desk(settings, intake=intake, progress=o.progress_for(settings)) as opened:
        allocation = opened.allocation if wanted is not None else None
        report: Report | None = closings_report(opened.reader) if wanted is None else None
        o.tell_unreadable(settings, opened.outcome)
    if wanted is not None:
        report = closed_report(close_month(settings, wanted, allocation, accepted))
    assert report is not None
    o.show(report, chosen, settings, output, ascii=ascii, raw=csv_raw)
