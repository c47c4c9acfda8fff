"""`plan`: what is on a plan and what is not, and what a plan is worth."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit
from . import options as o
from .period import span

if TYPE_CHECKING:
    from ..reports.shape import Report

#: Whoever has this set pays by API key, whatever plan he is on. Only whether it is set is looked at.
KEY = "ANTHROPIC_API_KEY"


def plan(
    context: typer.Context,
    on: Annotated[
        str | None,
        typer.Option("--plan", metavar="NAME", help="As if all that no rule is about were on this plan."),
    ] = None,
    seat: Annotated[
        str | None, typer.Option(metavar="SEAT", help="The seat of --plan, where it is sold by the seat.")
    ] = None,
    since: o.Since = None,
    until: o.Until = None,
    period: o.Period = None,
    timezone: o.Timezone = None,
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
    """Show what your plan is worth: usage at list price by month, beside what the plan costs.

    Which usage is on a plan, paid by API key or by a cloud, the data tells in
    part; the rest say rules in `billing:` of claudecost.yaml, and what nothing
    tells is shown as not known:

    \b
      billing:
        rules:
          - {machine: ci, paid: api}
          - {account: ann@example.com, plan: Max 5x, from: 2026-03-01}
        extra_usage:
          - {plan: Max 5x, month: 2026-10, usd: "12.50"}

    Rules ask by account, machine, project, entrypoint and source; the first
    that hits decides. For a plan the amounts are API-equivalents, what the same
    usage would have cost, and nobody owes them; `Programs` is what the Agent
    SDK and `claude -p` used.
    """
    from ..asking import desk
    from ..asking.plans import configured, plan_value
    from ..config import now
    from ..errors import Misuse
    from ..renderers.output import check_writable
    from ..zones import resolve_zone

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    if seat is not None and on is None:
        raise Misuse("--seat is the seat of a plan", hint="name the plan: --plan Team --seat premium")
    zone = resolve_zone(timezone or settings.timezone)
    day, wanted = o.day_of(as_of), span((since, until, period), zone, now())
    by = configured(settings, day or now().date(), (on, seat) if on else None)
    with desk(
        settings,
        intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
        as_of=day,
        progress=o.progress_for(settings),
    ) as opened:
        report = plan_value(opened, by, wanted, zone, now().astimezone(zone).date(), _surroundings())
        missing = o.tell_unreadable(settings, opened.outcome)
    o.show(report, chosen, settings, output, ascii=ascii, raw=csv_raw)
    if strict and (missing or _needs_a_look(report)):
        raise typer.Exit(Exit.LOOK)


def _surroundings() -> list[str]:
    """What the present environment says about who pays."""
    if not os.environ.get(KEY):
        return []
    return [
        f"{KEY} is set in this environment: what Claude Code does from here is paid by that key, not by a "
        "plan; which past sessions were, transcripts do not tell"
    ]


def _needs_a_look(report: Report) -> bool:
    """Whether a person should look: something unpriced, unreadable or paid nobody knows how, or no data."""
    return bool(
        report.unpriced
        or any(row["kind"] == "unknown" for row in report.rows)
        or report.coverage.get("quarantined_lines")
        or report.coverage.get("first_event") is None
    )
