"""`reconcile`: our price of the metered usage beside what was billed, and why they differ."""

from __future__ import annotations

from dataclasses import dataclass
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
    from ..renderers import RenderOptions
    from ..reports.reconcile.reconciliation import Reconciliation
    from ..reports.shape import Report

#: Differences a person is shown before they are only counted.
SHOWN = 20


@dataclass(frozen=True)
class Showing:
    """How a person or a script wants to see it, and where it goes (None: standard output)."""

    format: str
    output: Path | None
    settings: Settings
    ascii: bool
    raw: bool
    limit: int | None

    def report(self, report: Report) -> None:
        """Show a report by itself."""
        o.show(report, self.format, self.settings, self.output, ascii=self.ascii, raw=self.raw)

    def options(self) -> RenderOptions:
        """How to render a report that is not alone."""
        import sys

        from ..renderers import RenderOptions, options_for

        if self.output is not None:
            return RenderOptions(ascii=self.ascii, raw=self.raw)
        return options_for(sys.stdout, color=o.color_of(self.settings), ascii=self.ascii, raw=self.raw)


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
    showing = Showing(chosen, output, settings, ascii, csv_raw, limit)
    with desk(settings, intake=None, as_of=o.day_of(as_of)) as opened:
        found = opened.reconciliation(asked)
        if live := [month.month for month in opened.closed_in(asked)]:
            o.say(settings, f"warning: {', '.join(live)}: closed, but this compares what is there today")
        ledgers = {side["ledger"] for side in found.sides}
        if missing := [name for name in ("metered", "billed") if name not in ledgers]:
            raise OneSided(missing)
        if audit_prices:
            needs_a_look = _audit(opened, asked, showing)
        else:
            _show(opened, found, asked, _keys(by, found), showing, is_asked=by is not None)
            needs_a_look = bool(found.largest_residual_usd or found.unpriced_tokens or found.lost_rows)
    if strict and needs_a_look:
        raise typer.Exit(Exit.LOOK)


def _keys(by: str | None, found: Reconciliation) -> tuple[str, ...]:
    """What to add differences up by; raises Misuse for what both sides do not know."""
    from ..errors import Misuse
    from ..reports.dimensions import choices

    if by is None:
        return found.grain
    names = [name.strip() for name in by.split(",") if name.strip()]
    if not names:
        raise Misuse("--by names no dimension", hint=choices("both know", found.grain))
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
    showing: Showing,
    *,
    is_asked: bool,
) -> None:
    """To a script every cell, agreeing ones included; to a person causes, and what is left or asked for."""
    from ..renderers.output import write
    from ..reports.reconcile.reconciliation import rows, rows_as_json
    from ..reports.reconcile.report import as_json, rows_report

    if showing.format == "json":
        shown = rows_as_json(opened.reader, keys)[: showing.limit]
        write(
            as_json(found, keys, shown, {**opened.header(), **opened.live_header(asked)}, asked),
            showing.output,
        )
    elif showing.format in ("csv", "tsv"):
        showing.report(rows_report(keys, rows(opened.reader, keys), asked, showing.limit))
    else:
        write(_text(opened, found, asked, keys, showing, is_asked=is_asked), showing.output)


def _text(
    opened: Desk,
    found: Reconciliation,
    asked: Period,
    keys: tuple[str, ...],
    showing: Showing,
    *,
    is_asked: bool,
) -> str:
    """The causes; below them the differences asked for, or those without a cause."""
    from ..renderers import FORMATS
    from ..reports.reconcile.reconciliation import rows
    from ..reports.reconcile.report import bridge_report, rows_report

    render, options = FORMATS[showing.format], showing.options()
    text = render(bridge_report(found, opened.header(), asked), options)
    if not (is_asked or showing.limit or found.largest_residual_usd):
        return text
    listed = [
        row for row in rows(opened.reader, keys) if row["cause"] == "unexplained" or is_asked or showing.limit
    ]
    named = [row | {"cause": row["cause"] or "agrees"} for row in listed]
    return text + "\n" + render(rows_report(keys, named, asked, showing.limit or SHOWN), options)


def _audit(opened: Desk, asked: Period, showing: Showing) -> bool:
    """Show the prices behind the bill; whether one differs."""
    from ..reports.reconcile.audit import audit_report

    report = audit_report(opened.reader, opened.header(), asked)
    showing.report(report)
    return bool(report.warnings)
