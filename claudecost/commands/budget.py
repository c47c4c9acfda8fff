"""`budget`: what may be spent in a month, what is spent, and where the month is heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadConfig, Exit, Misuse
from . import options as o

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from ..config import Settings
    from ..reports.budgets.report import Month
    from ..reports.budgets.shape import BudgetStatus
    from ..webhook import Address
    from ..zones import Zone

MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="MONTH", help="Another month than this one: 2026-10.")
]
On = Annotated[
    str | None, typer.Option("--on", metavar="DAY", help="As its month stood at the end of this day.")
]
Webhook = Annotated[
    bool,
    typer.Option("--webhook", help="Post levels newly reached to the webhook of the configuration."),
]

app = typer.Typer(
    invoke_without_command=True,
    no_args_is_help=False,
    rich_markup_mode=None,
)

LONGEST_MONTH = 31

HOW = (
    "add a section to claudecost.yaml, or `budget_usd` to teams of the team file:\n"
    "budgets:\n"
    "  limits:\n"
    "    - {total: true, usd: 300}\n"
    '    - {project: "~/code/*", usd: "40.50", alerts: [50, 75, 90, 100]}'
)


@app.callback()
def budget(
    context: typer.Context,
    month: MonthOption = None,
    on: On = None,
    timezone: o.Timezone = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    csv_raw: o.CsvRaw = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
) -> None:
    """Show every budget of a month: spent, percent, where the month is heading, what is left day by day.

    The month's end is a range about eight months in ten end in: the days left
    are drawn from the last ten working days and the last eight days off.
    """
    if context.invoked_subcommand is not None:
        _refuse_misplaced(context)
        return
    from ..renderers.output import check_writable

    settings = o.settings_of(context)
    chosen = o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    found = _looked_at(context, settings, month, timezone, no_ingest, on)
    _show(found, _Showing(chosen, settings, output, ascii, csv_raw, o.flags_of(context)))


@app.command("check")
def check(
    context: typer.Context,
    month: MonthOption = None,
    timezone: o.Timezone = None,
    no_ingest: o.NoIngest = False,
    strict_unpriced: Annotated[
        bool,
        typer.Option(
            "--strict-unpriced/--no-strict-unpriced",
            help="Fail where usage has no price, for then nobody knows whether the budget holds.",
        ),
    ] = True,
    forecast: Annotated[
        bool, typer.Option("--forecast", help="Fail where the month will most likely end above its budget.")
    ] = False,
    webhook: Webhook = False,
) -> None:
    """For cron: exit 4 when a budget is exceeded, one line each on stderr; nothing to say, nothing said.

    Usage without a price in a budget's scope fails as well: the amount is then
    a lower bound. Levels that are reached, and months heading above their
    budget, are said and do not fail (but see --forecast). -v says what is fine.
    """
    settings = o.settings_of(context)
    address = _address(settings) if webhook else None
    found = _looked_at(context, settings, month, timezone, no_ingest)
    failed = _say(found.budgets, settings, strict_unpriced=strict_unpriced, forecast=forecast)
    if settings.verbosity:
        _say_more(found, settings)
    if address is not None:
        _post(found.budgets, settings, address)
    if failed:
        raise typer.Exit(Exit.OVER_BUDGET)


@app.command("webhook")
def webhook(
    context: typer.Context,
    month: MonthOption = None,
    timezone: o.Timezone = None,
    no_ingest: o.NoIngest = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be posted; post and remember nothing.")
    ] = False,
) -> None:
    """Post levels newly reached to the webhook of the configuration, as JSON that Slack understands.

    Every level of every budget is posted once a month; the store remembers
    which. Exit 69 when the service does not take it: the next run tries again.
    """
    settings = o.settings_of(context)
    address = _address(settings)
    found = _looked_at(context, settings, month, timezone, no_ingest)
    if dry_run:
        _show_message(found.budgets, settings)
    else:
        _post(found.budgets, settings, address)


def _refuse_misplaced(context: typer.Context) -> None:
    """An option in front of `check` would change nothing: say so instead."""
    for option in context.command.params:
        if option.name and context.params.get(option.name):
            spelled = max(option.opts, key=len)
            raise Misuse(
                f"{spelled} stands before {context.invoked_subcommand}, where it changes nothing",
                hint=f"write it after: claudecost budget {context.invoked_subcommand} {spelled} ...",
            )


def _looked_at(
    context: typer.Context,
    settings: Settings,
    month: str | None,
    timezone: str | None,
    no_ingest: bool,
    on: str | None = None,
) -> Month:
    """The budgets of a month, or as they stood `on` a day; raises BadConfig where there are none at all."""
    from ..asking import desk
    from ..asking.budgets import budget_status, configured, idle_in
    from ..config import now
    from ..reports.budgets.report import Month
    from ..reports.digest.budgets_then import as_they_stood
    from ..reports.overview import month_of
    from ..reports.usage_report import coverage_of
    from ..zones import resolve_zone

    zone = resolve_zone(timezone or settings.timezone)
    day = None if on is None else _day_of(on, month, zone)
    today = day or now().astimezone(zone).date()
    first = _first_of(month, zone, today)
    # Before the store is opened: what is wrong with the configuration need not wait for that.
    if not (limits := configured(settings).limits):
        raise BadConfig(f"there is no budget for {first:%Y-%m}", hint=HOW)
    intake = o.own_transcripts(context, settings, no_ingest=no_ingest)
    with desk(settings, intake=intake, progress=o.progress_for(settings)) as opened:
        budgets = budget_status(opened, settings, today, zone, first)
        found = Month(
            f"{first:%Y-%m}",
            month_of(first, zone),
            budgets if day is None else as_they_stood(budgets, day),
            opened.header(),
            coverage_of(opened.reader),
            day,
            idle_in(first, limits),
        )
        o.tell_unreadable(settings, opened.outcome)
    return found


def _day_of(on: str, month: str | None, zone: Zone) -> date:
    """The day of `--on`; raises Misuse for what is none, has not begun, or stands beside `--month`."""
    from ..config import now
    from ..periods import parse_period

    if month is not None:
        raise Misuse("--on names the month already", hint="leave out --month, or --on")
    period = parse_period(on, zone, now(), "--on")
    first, after = (moment.astimezone(zone).date() for moment in (period.since, period.until) if moment)
    if (after - first).days != 1:
        raise Misuse(f"--on {on} is not a day", hint="write it like 2026-11-15, or yesterday")
    return first


def _first_of(month: str | None, zone: Zone, today: date) -> date:
    """The first day of the month asked for; raises Misuse for what is none, or has not begun."""
    from ..config import YEARS, now
    from ..periods import parse_period

    if month is None:
        return today.replace(day=1)
    period = parse_period(month, zone, now(), "--month")
    first, after = (moment.astimezone(zone).date() for moment in (period.since, period.until) if moment)
    is_month = (first.day, after.day) == (1, 1) and (after - first).days <= LONGEST_MONTH
    if not is_month or first.year not in YEARS:
        raise Misuse(f"--month {month} is not a month", hint="write it like 2026-10, or last-month")
    return first


@dataclass(frozen=True)
class _Showing:
    """How and where to show the budgets."""

    format: str
    settings: Settings
    output: Path | None
    ascii: bool
    raw: bool
    flags: Sequence[str] = ()


def _show(found: Month, showing: _Showing) -> None:
    """To a person a picture, to a script rows, as JSON with their days."""
    import sys

    from ..renderers import RenderOptions, options_for
    from ..renderers.budgets import render
    from ..renderers.output import write
    from ..reports.budgets.report import as_json, budgets_on_a_page, budgets_report

    report = budgets_on_a_page(found, showing.flags) if showing.format == "html" else budgets_report(found)
    if showing.format == "json":
        write(as_json(found), showing.output)
    elif showing.format == "table":
        options = RenderOptions(ascii=showing.ascii)
        if showing.output is None:
            options = options_for(sys.stdout, color=o.color_of(showing.settings), ascii=showing.ascii)
        write(render(report, found.budgets, options), showing.output)
    else:
        o.show(report, showing.format, showing.settings, showing.output, ascii=showing.ascii, raw=showing.raw)


def _say(
    budgets: Sequence[BudgetStatus], settings: Settings, *, strict_unpriced: bool, forecast: bool
) -> bool:
    """One line for every budget there is something to say about; whether any of them fails the check."""
    from ..reports.budgets.report import (
        exceeded_words,
        heading_words,
        level_words,
        spent_words,
        unknown_words,
    )

    failed = False
    for status in budgets:
        if status.is_exceeded:
            o.complain(f"error: {exceeded_words(status)}")
            failed = True
            continue
        if status.is_lower_bound:
            (o.complain if strict_unpriced else _say_to(settings))(
                f"{'error' if strict_unpriced else 'warning'}: {unknown_words(status)}"
            )
            failed = failed or strict_unpriced
        elif (said := level_words(status)) is not None:
            o.say(settings, f"warning: {said}")
        if (said := heading_words(status)) is not None:
            (o.complain if forecast else _say_to(settings))(f"{'error' if forecast else 'warning'}: {said}")
            failed = failed or forecast
        elif settings.verbosity and status.level == "ok" and not status.is_lower_bound:
            o.say(settings, f"ok: {status.title}: {spent_words(status)} in {status.month}")
    return failed


def _say_more(found: Month, settings: Settings) -> None:
    """What is no matter of this month's budgets."""
    from ..reports.budgets.report import idle_words, later_words

    for status in found.budgets:
        if status.later_responses:
            o.say(settings, f"note: {later_words(status)}")
    for limit in found.idle:
        o.say(settings, f"note: {idle_words(limit, found.month)}")


def _say_to(settings: Settings) -> Callable[[str], None]:
    return lambda text: o.say(settings, text)


def _address(settings: Settings) -> Address:
    """Where to post to; raises BadConfig, before there is anything to post."""
    from ..webhook import read_webhook

    return read_webhook(settings.sections.get("webhook"))


def _post(budgets: Sequence[BudgetStatus], settings: Settings, address: Address) -> None:
    """Post the levels newly reached."""
    from ..asking.alerting import alert

    for status in alert(settings.db, budgets, address):
        if settings.verbosity:
            o.say(settings, f"posted: {status.title}, {status.level}, {status.month}")


def _show_message(budgets: Sequence[BudgetStatus], settings: Settings) -> None:
    """Print the message that would be posted; nothing where there is none."""
    import json

    from ..asking.alerting import newly_reached
    from ..renderers.output import write
    from ..webhook import message

    if fresh := newly_reached(settings.db, budgets):
        write(json.dumps(message(fresh), indent=2) + "\n")
