"""`report` and the named reports on top of it: usage and cost by anything, over any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit
from . import options as o
from .period import span

if TYPE_CHECKING:
    from ..asking import Desk
    from ..config import Settings
    from ..reports.shape import Report
    from ..reports.usage import Question


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
        sort: o.Sort = None,
        desc: o.Descending = None,
        limit: o.Limit = None,
        as_of: o.AsOf = None,
        ledger: o.Ledger = None,
        tokens_as: Annotated[
            str | None,
            typer.Option(metavar="NAME", help="Tokens in this tokenizer's measure too, as a range: T1."),
        ] = None,
        currency: Annotated[
            str | None,
            typer.Option(metavar="CODE", help="Show this currency too, by the day's rate (exchange_rates)."),
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
        from ..asking import desk
        from ..config import now
        from ..renderers.output import check_writable
        from ..reports.usage_report import Layout
        from ..zones import resolve_zone

        if also_by == "help":
            _list_dimensions()
            return
        settings = o.settings_of(context)
        chosen = o.chosen_format(format, as_json, as_csv, output)
        check_writable(output)
        _known_ledger(ledger or settings.ledger)
        names = _dimension_names(by, also_by)
        span((since, until, period), resolve_zone(timezone or settings.timezone), now())  # refused early
        layout = Layout(sort, desc, limit, with_last_activity=name == "session")
        with desk(
            settings,
            intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
            as_of=o.day_of(as_of),
            progress=o.progress_for(settings),
        ) as opened:
            stands_on = ledger or opened.default_ledger(settings.ledger)
            asked = _question(settings, names, (since, until, period), timezone, filters, stands_on)
            asked = opened.converted(asked, currency or settings.currency)
            report = opened.report(name, _title(name, asked, stands_on), asked, layout, last, stands_on)
            if tokens_as is not None:
                report = _as_counted_by(opened, report, asked, tokens_as, last, stands_on)
            missing = o.tell_unreadable(settings, opened.outcome)
        o.show(report, chosen, settings, output, ascii=ascii, raw=csv_raw)
        if strict and (missing or needs_a_look(report)):
            raise typer.Exit(Exit.LOOK)

    command.__doc__ = summary
    return command


def _as_counted_by(
    opened: Desk, report: Report, asked: Question, tokenizer: str, last: int | None, ledger: str
) -> Report:
    """The report with its tokens in another tokenizer's measure; raises Misuse where that says nothing."""
    from ..asking.old_tokens import with_tokens_as
    from ..errors import Misuse

    if ledger != "requests":
        raise Misuse("--tokens-as is for single requests", hint="leave it out, or add --ledger requests")
    if last is not None:
        raise Misuse("--tokens-as and --last do not go together", hint="name a period with --since")
    return with_tokens_as(opened, report, asked, tokenizer)


def _dimension_names(always: str, added: str | None) -> str:
    """What to group by, as text; raises Misuse early for what is a dimension of no ledger."""
    from ..errors import Misuse
    from ..reports.dimensions import DIMENSIONS, UnknownDimension

    if added is not None and not added.strip():
        raise Misuse("--by names no dimension", hint="`--by help` lists them")
    names = [name for name in (always, added) if name] or ["day"]
    for name in ",".join(names).split(","):
        if name.strip() and name.strip() not in DIMENSIONS:
            raise UnknownDimension(name.strip(), "requests")
    return ",".join(names)


def _question(
    settings: Settings,
    names: str,
    when: tuple[str | None, str | None, str | None],
    timezone: str | None,
    filters: dict[str, list[str] | None],
    ledger: str,
) -> Question:
    from ..config import now
    from ..errors import Misuse
    from ..reports.dimensions import KNOWN, parse_dimensions
    from ..reports.usage import Question
    from ..zones import resolve_zone

    zone = resolve_zone(settings.timezone if timezone is None else timezone)
    if ledger != "requests":
        if timezone is not None and timezone != "UTC":
            o.say(settings, f"warning: the {ledger} ledger is kept in UTC days; --timezone changes nothing")
        zone = resolve_zone("UTC")
    given = {name: patterns for name, patterns in filters.items() if patterns}
    for name in given:
        if name not in KNOWN[ledger]:
            option = name.replace("_", "-")
            raise Misuse(
                f"the {ledger} ledger does not know --{option}",
                hint="leave it out, or choose another ledger with --ledger",
            )
    return Question(parse_dimensions(names, ledger), span(when, zone, now()), zone, given)


def _list_dimensions() -> None:
    from ..reports.dimensions import DIMENSIONS, KNOWN, LEDGERS

    for name, dimension in DIMENSIONS.items():
        ledgers = [ledger for ledger in LEDGERS if name in KNOWN[ledger]]
        typer.echo(f"{name:<16}{dimension.title:<18}{', '.join(ledgers)}")


def _title(name: str, asked: Question, ledger: str) -> str:
    what = {"requests": "Usage", "metered": "Metered usage", "billed": "Billed"}[ledger]
    return f"{what} by " + ", ".join(entry.title.lower() for entry in asked.dimensions)


def _known_ledger(name: str | None) -> None:
    from ..errors import Misuse
    from ..reports.dimensions import LEDGERS

    if name is not None and name not in LEDGERS:
        raise Misuse(f"there is no ledger '{name}'", hint=f"ledgers are: {', '.join(LEDGERS)}")


def has_unallocated(report: Report) -> bool:
    """Whether a report about teams has amounts that no team bears."""
    found = report.meta.get("unallocated")
    return isinstance(found, dict) and found["amount_usd"] != "0"


def needs_a_look(report: Report) -> bool:
    """Whether a person should look: something unpriced, unreadable or unallocated, or no data at all."""
    coverage = report.coverage
    return bool(
        report.unpriced
        or has_unallocated(report)
        or coverage.get("quarantined_lines")
        or coverage.get("missing_days")
        or coverage.get("first_event") is None
    )
