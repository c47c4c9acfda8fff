"""`report` and the named reports on top of it: usage and cost by anything, over any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit
from . import options as o

if TYPE_CHECKING:
    from datetime import datetime

    from ..config import Settings
    from ..periods import Period
    from ..reports.shape import Report
    from ..reports.usage import Question
    from ..zones import Zone


def usage_command(name: str, by: str, summary: str) -> Callable[..., None]:
    """A report command: always grouped by `by`, and by whatever --by adds."""

    def command(
        context: typer.Context,
        also_by: Annotated[
            str | None,
            typer.Option("--by", metavar="DIM[,DIM...]", help="Group by these; `--by help` lists them."),
        ] = None,
        since: o.Since = None,
        until: o.Until = None,
        period: o.Period = None,
        last: Annotated[
            int | None, typer.Option(min=1, metavar="N", help="Only the newest N days, weeks or months.")
        ] = None,
        timezone: o.Timezone = None,
        model: Annotated[list[str] | None, typer.Option(metavar="GLOB", help="Only these models.")] = None,
        project: Annotated[
            list[str] | None, typer.Option("--project", "-p", metavar="GLOB", help="Only these projects.")
        ] = None,
        session: Annotated[
            list[str] | None, typer.Option(metavar="GLOB", help="Only these sessions.")
        ] = None,
        user: Annotated[list[str] | None, typer.Option(metavar="GLOB", help="Only these users.")] = None,
        machine: Annotated[
            list[str] | None, typer.Option(metavar="GLOB", help="Only these machines.")
        ] = None,
        source: Annotated[list[str] | None, typer.Option(metavar="GLOB", help="Only these sources.")] = None,
        sort: Annotated[str | None, typer.Option(metavar="COLUMN", help="Order by this column.")] = None,
        desc: Annotated[
            bool | None, typer.Option("--desc/--asc", help="Largest or newest first, or last.")
        ] = None,
        limit: Annotated[
            int | None, typer.Option(min=1, metavar="N", help="Show N rows; totals stay.")
        ] = None,
        as_of: o.AsOf = None,
        ledger: Annotated[str, typer.Option(metavar="NAME", help="The ledger to stand on.")] = "requests",
        format: o.Format = None,
        as_json: o.AsJson = False,
        as_csv: o.AsCsv = False,
        csv_raw: o.CsvRaw = False,
        ascii: o.Ascii = False,
        output: o.Output = None,
        no_ingest: o.NoIngest = False,
        strict: o.Strict = False,
    ) -> None:
        filters = {
            "model": model,
            "project": project,
            "session": session,
            "user": user,
            "machine": machine,
            "source": source,
        }
        from ..asking import desk
        from ..renderers.output import check_writable
        from ..reports.usage_report import Layout

        if also_by == "help":
            _list_dimensions()
            return
        settings = o.settings_of(context)
        chosen = o.chosen_format(format, as_json, as_csv, output)
        check_writable(output)
        _known_ledger(ledger)
        asked = _question(settings, (by, also_by), (since, until, period), timezone, filters)
        layout = Layout(sort, desc, limit, with_last_activity=name == "session")
        with desk(
            settings,
            intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
            as_of=o.day_of(as_of),
            progress=o.progress_for(settings),
        ) as opened:
            report = opened.report(name, _title(name, asked), asked, layout, last)
            missing = o.tell_unreadable(settings, opened.outcome)
        o.show(report, chosen, settings, output, ascii=ascii, raw=csv_raw)
        if strict and (missing or needs_a_look(report)):
            raise typer.Exit(Exit.LOOK)

    command.__doc__ = summary
    return command


def _question(
    settings: Settings,
    by: tuple[str, str | None],
    when: tuple[str | None, str | None, str | None],
    timezone: str | None,
    filters: dict[str, list[str] | None],
) -> Question:
    from ..config import now
    from ..errors import Misuse
    from ..reports.dimensions import parse_dimensions
    from ..reports.usage import Question
    from ..zones import resolve_zone

    always, added = by
    if added is not None and not added.strip():
        raise Misuse("--by names no dimension", hint="`--by help` lists them")
    names = [name for name in (always, added) if name] or ["day"]
    zone = resolve_zone(settings.timezone if timezone is None else timezone)
    return Question(
        dimensions=parse_dimensions(",".join(names)),
        period=span(when, zone, now()),
        zone=zone,
        filters={name: patterns for name, patterns in filters.items() if patterns},
    )


def span(when: tuple[str | None, str | None, str | None], zone: Zone, now: datetime) -> Period:
    """The period of --since, --until and --period; raises Misuse where they contradict each other."""
    from ..errors import Misuse
    from ..periods import parse_period, parse_range

    since, until, period = when
    if period is None:
        return parse_range(since, until, zone, now)
    if since is not None or until is not None:
        raise Misuse("--period says both ends already", hint="leave out --since and --until, or --period")
    return parse_period(period, zone, now)


def _list_dimensions() -> None:
    from ..reports.dimensions import DIMENSIONS

    for name, dimension in DIMENSIONS.items():
        typer.echo(f"{name:<14}{dimension.title}")


def _title(name: str, asked: Question) -> str:
    return "Usage by " + ", ".join(entry.title.lower() for entry in asked.dimensions)


def _known_ledger(name: str) -> None:
    from ..errors import Misuse

    if name in ("metered", "billed"):
        raise Misuse(
            f"the store has no {name} ledger",
            hint="transcripts give the requests ledger; leave out --ledger",
        )
    if name != "requests":
        raise Misuse(f"there is no ledger '{name}'", hint="ledgers are: requests, metered, billed")


def needs_a_look(report: Report) -> bool:
    """Whether a person should look at it: something unpriced, lines that could not be read, or no data."""
    coverage = report.coverage
    return bool(report.unpriced or coverage.get("quarantined_lines") or coverage.get("first_event") is None)
