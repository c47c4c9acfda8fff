"""`reconcile`: our price of the metered usage beside what was billed, and why they differ."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Error, Exit
from . import options as o
from .period import span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ..asking import Desk
    from ..config import Settings
    from ..periods import Period
    from ..reports.reconcile.reconciliation import Reconciliation

#: Differences a person is shown before they are only counted.
SHOWN = 20


class OneSided(Error):
    """There is nothing to compare with."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"nothing to reconcile: the store has no {' and no '.join(missing)} figures of that time",
            hint="take in the Console's tokens and cost CSV with `claudecost ingest`,\n"
            "or fetch both with `claudecost sync`",
        )


def reconcile(
    context: typer.Context,
    since: o.Since = None,
    until: o.Until = None,
    period: o.Period = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="DIM[,DIM...]", help="Add the differences up by these.")
    ] = None,
    audit_prices: Annotated[
        bool, typer.Option("--audit-prices", help="Compare the prices behind the bill with the price book.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Show the N largest differences.")
    ] = None,
    as_of: o.AsOf = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    csv_raw: o.CsvRaw = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
    strict: o.Strict = False,
) -> None:
    """Compare what we compute with what was billed, and name the cause of every difference.

    Works on the finest grain both sides have, in UTC days. Causes and residual
    add up to the difference exactly; a residual is never hidden.
    """
    from ..asking import desk
    from ..config import now
    from ..renderers.output import check_writable
    from ..zones import resolve_zone

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    asked = span((since, until, period), resolve_zone("UTC"), now())
    with desk(settings, intake=None, as_of=o.day_of(as_of)) as opened:
        found = opened.reconciliation(asked)
        ledgers = {side["ledger"] for side in found.sides}
        if missing := [name for name in ("metered", "billed") if name not in ledgers]:
            raise OneSided(missing)
        if audit_prices:
            _audit(opened, asked, chosen, settings, output, ascii=ascii, raw=csv_raw, strict=strict)
            return
        keys = _keys(by, found)
        _show(opened, found, asked, keys, by is not None, chosen, settings, output, limit, ascii, csv_raw)
    if strict and (found.largest_residual_usd or found.unpriced_tokens):
        raise typer.Exit(Exit.LOOK)


def _keys(by: str | None, found: Reconciliation) -> tuple[str, ...]:
    """What to add differences up by; raises Misuse for what both sides do not know."""
    from ..errors import Misuse
    from ..reports.dimensions import choices

    if by is None:
        return found.grain
    names = [name.strip() for name in by.split(",") if name.strip()]
    for name in names:
        if name not in found.grain:
            raise Misuse(
                f"the two sides are not told apart by '{name}' here", hint=choices("both know", found.grain)
            )
    return tuple(dict.fromkeys(names))


def _show(
    opened: Desk,
    found: Reconciliation,
    asked: Period,
    keys: tuple[str, ...],
    is_asked: bool,
    chosen: str,
    settings: Settings,
    output: Path | None,
    limit: int | None,
    ascii: bool,
    raw: bool,
) -> None:
    from ..renderers.cells import exact
    from ..renderers.output import write
    from ..reports.reconcile.reconciliation import rows
    from ..reports.reconcile.report import as_object, causes_report, rows_report

    header = opened.header()
    if chosen == "json":
        shown = rows(opened.reader, keys)[:limit]
        whole = as_object(found, keys, shown, header, asked)
        write(json.dumps(whole, indent=2, allow_nan=False, default=exact) + "\n", output)
        return
    if chosen in ("csv", "tsv"):
        report = rows_report(keys, rows(opened.reader, keys), asked, limit)
        o.show(report, chosen, settings, output, raw=raw)
        return
    import sys

    from ..renderers import FORMATS, RenderOptions, options_for

    options = (
        options_for(sys.stdout, color=o.color_of(settings), ascii=ascii, raw=raw)
        if output is None
        else RenderOptions(ascii=ascii, raw=raw)
    )
    text = FORMATS[chosen](causes_report(found, header, asked), options)
    if is_asked or found.largest_residual_usd:
        listed = rows(opened.reader, keys)
        if not is_asked:
            listed = [row for row in listed if row["cause"] == "unexplained"]
        text += "\n" + FORMATS[chosen](rows_report(keys, listed, asked, limit or SHOWN), options)
    write(text, output)


def _audit(
    opened: Desk,
    asked: Period,
    chosen: str,
    settings: Settings,
    output: Path | None,
    *,
    ascii: bool,
    raw: bool,
    strict: bool,
) -> None:
    from ..reports.reconcile.audit import audit_report

    report = audit_report(opened.reader, opened.header(), asked)
    o.show(report, chosen, settings, output, ascii=ascii, raw=raw)
    if strict and report.warnings:
        raise typer.Exit(Exit.LOOK)
