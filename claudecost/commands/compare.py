"""`compare`: why the cost of two periods differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit
from . import options as o

if TYPE_CHECKING:
    from pathlib import Path

    from ..config import Settings
    from ..periods import Period
    from ..reports.comparing.asked import Asked
    from ..reports.comparing.comparison import Comparison
    from ..reports.dimensions import Dimension
    from ..reports.shape import Report
    from ..zones import Zone


def compare(
    context: typer.Context,
    before: Annotated[
        str,
        typer.Argument(
            metavar="BEFORE", help="A period: 2026-09, 2026-W40, last-month, 2026-09-05..2026-09-11 ..."
        ),
    ],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The period to compare it with: 2026-10.")],
    by: Annotated[
        str | None, typer.Option("--by", metavar="DIM[,DIM...]", help="One row for each of these.")
    ] = None,
    timezone: o.Timezone = None,
    model: o.OnlyModels = None,
    project: o.OnlyProjects = None,
    session: o.OnlySessions = None,
    user: o.OnlyUsers = None,
    team: o.OnlyTeams = None,
    cost_center: o.OnlyCostCenters = None,
    machine: o.OnlyMachines = None,
    source: o.OnlySources = None,
    workspace: o.OnlyWorkspaces = None,
    api_key: o.OnlyApiKeys = None,
    product: o.OnlyProducts = None,
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
    """Why the cost changed from one period to another.

    The change is split into causes that add up to it exactly: volume,
    tokenizer, model mix, cache efficiency, batch, fast mode, geography, prompt
    bands and price, in this order. Where a tokenizer changed, how much of the
    growth is its doing is a range. With --by every row is split by itself.
    """
    from ..asking import desk
    from ..asking.comparing import compare_periods
    from ..config import now
    from ..renderers.output import check_writable
    from ..reports.comparing.asked import Asked
    from ..reports.comparing.report import groups_report
    from ..reports.usage import Question
    from ..reports.usage_report import coverage_of
    from ..zones import resolve_zone

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    dimensions, zone = _dimensions(by), resolve_zone(timezone or settings.timezone)
    was, is_now = (_period(text, zone, name) for name, text in (("BEFORE", before), ("AFTER", after)))
    filters = {
        "model": model,
        "project": project,
        "session": session,
        "user": user,
        "team": team,
        "cost_center": cost_center,
        "machine": machine,
        "source": source,
        "workspace": workspace,
        "api_key": api_key,
        "product": product,
    }
    given = {name: patterns for name, patterns in filters.items() if patterns}
    day = o.day_of(as_of)
    asked = Asked(dimensions, was, is_now, zone, now(), day)
    with desk(
        settings,
        intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
        as_of=day,
        progress=o.progress_for(settings),
    ) as opened:
        found = compare_periods(opened, Question(dimensions, is_now, zone, given), was, is_now)
        groups = groups_report(asked, found, opened.header(), coverage_of(opened.reader), limit)
        missing = o.tell_unreadable(settings, opened.outcome)
    _show(asked, found, groups, _Showing(chosen, settings, output, ascii, csv_raw))
    if strict and (missing or _needs_a_look(groups)):
        raise typer.Exit(Exit.LOOK)


def _needs_a_look(groups: Report) -> bool:
    """Whether a person should look: something unpriced, unreadable or borne by nobody, or nothing at all."""
    from ..records import UNALLOCATED
    from ..reports.dimensions import BEARERS

    borne = {entry.name for entry in BEARERS}
    is_unallocated = any(row.get(name) == UNALLOCATED for row in groups.rows for name in borne)
    return bool(groups.unpriced or is_unallocated or groups.coverage["quarantined_lines"] or not groups.rows)


@dataclass(frozen=True)
class _Showing:
    """How and where to show the answer."""

    format: str
    settings: Settings
    output: Path | None
    ascii: bool
    raw: bool


def _period(text: str, zone: Zone, name: str) -> Period:
    """A named period, or from one to the end of another: `2026-09-05..2026-09-11`; raises Misuse."""
    from ..config import now
    from ..errors import Misuse
    from ..periods import Period, parse_period

    first, mark, last = text.partition("..")
    begin = parse_period(first, zone, now(), name)
    if not mark:
        return begin
    end = parse_period(last, zone, now(), name)
    if begin.since and end.until and begin.since >= end.until:
        raise Misuse(f"{name}: {text} ends before it begins", hint="write the earlier end first")
    return Period(begin.since, end.until, str(zone))


def _dimensions(by: str | None) -> tuple[Dimension, ...]:
    """What to group by; raises Misuse for time, which is what is compared."""
    from ..errors import Misuse
    from ..reports.dimensions import TimeDimension, parse_dimensions

    dimensions = parse_dimensions(by) if by is not None else ()
    for entry in dimensions:
        if isinstance(entry, TimeDimension):
            raise Misuse(
                f"a comparison of two periods has no rows by '{entry.name}'",
                hint=f"`claudecost report --by {entry.name}` shows how a cost went over time",
            )
    return dimensions


def _show(asked: Asked, found: Comparison, groups: Report, showing: _Showing) -> None:
    """To a script all of it; to a person one picture, or a row per group."""
    import sys

    from ..renderers import FORMATS, RenderOptions, options_for
    from ..renderers.output import write
    from ..reports.comparing.report import as_json, told, waterfall

    if showing.format == "json":
        write(as_json(asked, found, groups), showing.output)
        return
    if showing.format in ("csv", "tsv") or asked.dimensions:
        o.show(groups, showing.format, showing.settings, showing.output, ascii=showing.ascii, raw=showing.raw)
        return
    picture = waterfall(groups, asked, found)
    if showing.output is None:
        options = options_for(sys.stdout, color=o.color_of(showing.settings), ascii=showing.ascii)
    else:
        options = RenderOptions(ascii=showing.ascii)
    if showing.format == "table":
        from ..renderers.waterfall import render

        write(render(picture, options), showing.output)
    else:
        write(FORMATS[showing.format](told(picture), options), showing.output)
