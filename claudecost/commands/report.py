"""`report` and the named reports on top of it: usage and cost by anything, over any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit
from . import familiar as f
from . import options as o
from .report_asked import Asked, check_early, list_dimensions, reports_of

if TYPE_CHECKING:
    from pathlib import Path

    from ..config import Settings
    from ..reports.shape import Report


Last = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="The newest N days, weeks or months with usage.")
]
LastOfClaude = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="The last N days, weeks or months, used or not.")
]


def usage_command(name: str, by: str, summary: str, *, of_claude_code: bool = False) -> Callable[..., None]:
    """A report command: always grouped by `by`, and by whatever --by adds.

    `of_claude_code` stands on Claude Code's own usage unless --source names another.
    """

    def command(
        context: typer.Context,
        also_by: Annotated[
            str | None,
            typer.Option("--by", metavar="DIM[,DIM...]", help="Group by these; `--by help` lists them."),
        ] = None,
        since: o.Since = None,
        until: o.Until = None,
        period: o.Period = None,
        last: Last = None,
        timezone: o.Timezone = None,
        breakdown: f.Breakdown = False,
        instances: f.Instances = False,
        session_id: f.SessionIdLong = None,
        model: o.OnlyModels = None,
        project: o.OnlyProjects = None,
        project_aliases: f.Aliases = None,
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
        order: f.Order = None,
        limit: o.Limit = None,
        as_of: o.AsOf = None,
        ledger: o.Ledger = None,
        week_starts: f.WeekStarts = None,
        sections: f.Sections = None,
        tokens_as: Annotated[
            str | None,
            typer.Option(metavar="NAME", help="Tokens in this tokenizer's measure too, as a range: T1."),
        ] = None,
        currency: Annotated[
            str | None,
            typer.Option(metavar="CODE", help="Show this currency too, by the day's rate (exchange_rates)."),
        ] = None,
        compact: f.Compact = False,
        no_cost: f.NoCost = False,
        format: o.Format = None,
        as_json: o.AsJson = False,
        json_shape: f.JsonShape = None,
        by_agent: f.ByAgent = False,
        as_csv: o.AsCsv = False,
        csv_raw: o.CsvRaw = False,
        ascii: o.Ascii = False,
        output: o.Output = None,
        no_ingest: o.NoIngest = False,
        strict: o.Strict = False,
    ) -> None:
        if also_by == "help":
            list_dimensions()
            return
        from ..asking import desk
        from ..renderers.output import check_writable

        settings = o.settings_of(context)
        chosen, shape = f.chosen_format(format, as_json, as_csv, output, json_shape)
        check_writable(output)
        asked = Asked(
            name=name, by=by, also_by=also_by, when=(since, until, period), last=last, timezone=timezone,
            filters={
                "model": model, "project": project, "user": user, "team": team, "cost_center": cost_center,
                "session": [*(session or []), session_id] if session_id else session, "machine": machine,
                "source": source or (["claude-code"] if of_claude_code else None), "workspace": workspace,
                "api_key": api_key, "product": product,
            },
            sort=sort, descending=f.is_descending(order, desc), limit=limit,
            ledger=ledger or ("requests" if of_claude_code else settings.ledger),
            tokens_as=tokens_as, currency=currency or settings.currency,
            week_starts=week_starts or ("sunday" if of_claude_code else None),  # as in ccusage
            sections=tuple(part.strip() for part in (sections or "").split(",") if part.strip()),
            is_currency_asked=currency is not None, breakdown=breakdown, instances=instances,
            aliases=project_aliases, compact=compact, no_cost=no_cost, session_id=session_id,
            with_agents=by_agent, of_claude_code=of_claude_code, shape=shape,
            is_shape_asked=json_shape is not None, format=chosen,
        )  # fmt: skip
        check_early(asked, settings)
        if by_agent and not asked.is_ccusage:
            f.explain(context, ["--by-agent"], is_json=chosen == "json")
        with desk(
            settings,
            intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
            as_of=o.day_of(as_of),
            progress=o.progress_for(settings),
        ) as opened:
            if asked.is_ccusage:
                from .report_ccusage import document_of

                told = document_of(opened, settings, asked)
            else:
                reports = reports_of(opened, settings, asked)
            missing = o.tell_unreadable(settings, opened.outcome)
        if asked.is_ccusage:
            from .report_ccusage import show_document

            show_document(told, settings, output)
            is_complete = told.is_complete
        else:
            show(reports, chosen, settings, output, ascii=ascii, raw=csv_raw)
            is_complete = not any(map(needs_a_look, reports))
        if strict and (missing or not is_complete):
            raise typer.Exit(Exit.LOOK)

    if name == "session":  # there, as in ccusage, -i is a session
        command.__annotations__ |= {"instances": f.InstancesLong, "session_id": f.SessionId}
    if of_claude_code:
        command.__annotations__["last"] = LastOfClaude
    if name not in ("report", "weekly"):
        command.__annotations__["week_starts"] = f.WeekStartsHidden
    command.__doc__ = summary
    return f.accepting(command)


def show(
    reports: list[Report],
    chosen: str,
    settings: Settings,
    output: Path | None,
    *,
    ascii: bool,
    raw: bool,
) -> None:
    """Write one report, or those of --sections one after another: in JSON, by name under `sections`."""
    if len(reports) == 1:
        o.show(reports[0], chosen, settings, output, ascii=ascii, raw=raw)
        return
    import json
    import sys

    from ..renderers import FORMATS, RenderOptions, options_for
    from ..renderers.output import write

    options = RenderOptions(ascii=ascii, raw=raw)
    if output is None:
        options = options_for(sys.stdout, color=o.color_of(settings), ascii=ascii, raw=raw)
    if chosen != "json":
        write("\n".join(FORMATS[chosen](report, options) for report in _said_once(reports)), output)
        return
    texts = [FORMATS[chosen](report, options) for report in reports]
    sections = {report.name: json.loads(text) for report, text in zip(reports, texts, strict=True)}
    document = {"schema_version": 1, "report": "sections", "sections": sections}
    write(json.dumps(document, indent=2, allow_nan=False) + "\n", output)


def _said_once(reports: list[Report]) -> list[Report]:
    """Reports to be read one after another: what several warn of, only the last one says."""
    from ..reports.arranged import unsaid

    later = [
        [warning for one in reports[place + 1 :] for warning in one.warnings] for place in range(len(reports))
    ]
    return [unsaid(report, said) for report, said in zip(reports, later, strict=True)]


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
