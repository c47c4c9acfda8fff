"""`blocks`: usage by the five-hour windows plans count in, and the one that is open now."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit, Misuse
from . import familiar as f
from . import options as o
from .period import span

if TYPE_CHECKING:
    from datetime import datetime

    from ..asking import Desk
    from ..reports.blocks.block import Block
    from ..reports.shape import Report
    from ..reports.usage import Question
    from ..zones import Zone


def blocks(
    context: typer.Context,
    active: Annotated[bool, typer.Option("--active", "-a", help="Only the window that is open now.")] = False,
    recent: Annotated[bool, typer.Option("--recent", "-r", help="Those of the last three days.")] = False,
    token_limit: Annotated[
        str | None,
        typer.Option(
            "--token-limit", "-t", metavar="N", help="Measure by so many tokens; max: by the most so far."
        ),
    ] = None,
    session_length: Annotated[
        int, typer.Option("--session-length", "-n", min=1, max=168, metavar="HOURS", help="How long one is.")
    ] = 5,
    since: o.Since = None,
    until: o.Until = None,
    period: o.Period = None,
    timezone: o.Timezone = None,
    model: o.OnlyModels = None,
    project: o.OnlyProjects = None,
    session: o.OnlySessions = None,
    user: o.OnlyUsers = None,
    team: o.OnlyTeams = None,
    cost_center: o.OnlyCostCenters = None,
    machine: o.OnlyMachines = None,
    source: o.OnlySources = None,
    desc: o.Descending = None,
    order: f.Order = None,
    limit: o.Limit = None,
    as_of: o.AsOf = None,
    compact: f.Compact = False,
    no_cost: f.NoCost = False,
    format: o.Format = None,
    as_json: o.AsJson = False,
    json_shape: f.JsonShape = None,
    as_csv: o.AsCsv = False,
    csv_raw: o.CsvRaw = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
    live: Annotated[bool, typer.Option("--live", hidden=True)] = False,
) -> None:
    """Usage by windows of five hours, as plans count it.

    A window opens at the hour (UTC) of its first response, whoever's model that
    was, and the next response after five hours opens the next. --user and --source
    say whose windows they are; other filters only say what of them is counted.
    """
    from ..asking import desk
    from ..asking.blocks import blocks_question
    from ..config import now
    from ..renderers.output import check_writable
    from ..zones import resolve_zone

    if live:
        raise Misuse("blocks has no --live", hint="`claudecost live` watches the open window")
    settings = o.settings_of(context)
    chosen, shape = f.chosen_format(format, as_json, as_csv, output, json_shape)
    is_ccusage, desc = shape == "ccusage" and chosen == "json", f.is_descending(order, desc)
    check_writable(output)
    if active and recent:
        raise Misuse("--active and --recent do not go together", hint="leave one of them out")
    if (active or recent) and (since or until or period):
        raise Misuse(
            f"{'--active' if active else '--recent'} says when already",
            hint="leave it out, or leave out --since, --until and --period",
        )
    filters = {
        "model": model, "project": project, "session": session, "user": user, "team": team,
        "cost_center": cost_center, "machine": machine, "source": source,
    }  # fmt: skip
    zone, wanted = resolve_zone(timezone or settings.timezone), _limit(token_limit)
    given = {name: patterns for name, patterns in filters.items() if patterns}
    by = "model,model_id,speed" if is_ccusage else "model"
    when = span((since, until, period), zone, now(), may_be_empty=is_ccusage)
    asked = blocks_question(when, by, given)
    with desk(
        settings,
        intake=o.own_transcripts(context, settings, no_ingest=no_ingest),
        as_of=o.day_of(as_of),
        progress=o.progress_for(settings),
    ) as opened:
        found = _found(opened, asked, now(), session_length, active=active, recent=recent)
        most = _most(opened, asked, now(), session_length, wanted)
        asked = _when(asked, found, now(), active=active, recent=recent)
        report = _report(opened, asked, zone, found, session_length, most, active=active)
        missing = o.tell_unreadable(settings, opened.outcome)
    report = _cut(report, desc, limit)
    if is_ccusage:
        from .blocks_ccusage import show_document

        shown = found[-limit:] if limit else found
        show_document(shown[::-1] if desc else shown, most, report, settings, output, with_cost=not no_cost)
    else:
        o.show(f.arranged(report, compact, no_cost), chosen, settings, output, ascii=ascii, raw=csv_raw)
    if strict and (missing or report.unpriced or not report.rows):
        raise typer.Exit(Exit.LOOK)


def _limit(text: str | None) -> int | str | None:
    """`--token-limit` as a number or `max`; raises Misuse for anything else."""
    if text is None or text == "max":
        return text
    digits = text.replace(",", "").replace("_", "")
    if digits.isascii() and digits.isdecimal() and int(digits) > 0:
        return int(digits)
    raise Misuse(f"--token-limit {text} is no number of tokens", hint="write it like 500000, or max")


def _found(
    opened: Desk, asked: Question, moment: datetime, length: int, *, active: bool, recent: bool
) -> list[Block]:
    from ..asking.blocks import active_block, blocks, recent_blocks

    if active:
        one = active_block(opened, asked, moment, length)
        return [one] if one else []
    return (recent_blocks if recent else blocks)(opened, asked, moment, length)


def _when(asked: Question, found: list[Block], moment: datetime, *, active: bool, recent: bool) -> Question:
    """The question with the period that --active or --recent came to."""
    from dataclasses import replace

    from ..asking.blocks import RECENT
    from ..periods import Period

    if recent:
        return replace(asked, period=Period(moment - RECENT, None, asked.period.timezone))
    if active and found:
        return replace(asked, period=Period(found[0].start, found[0].end, asked.period.timezone))
    return asked


def _most(
    opened: Desk, asked: Question, moment: datetime, length: int, wanted: int | str | None
) -> int | None:
    """The limit in tokens; `max` is the most any window has had, however few of them are asked about."""
    if wanted is None or isinstance(wanted, int):
        return wanted
    from dataclasses import replace

    from ..asking.blocks import blocks
    from ..periods import Period
    from ..reports.blocks.block import largest_before

    ever = replace(asked, period=Period(None, None, "UTC"))
    return largest_before(blocks(opened, ever, moment, length)) or None


def _report(
    opened: Desk,
    asked: Question,
    zone: Zone,
    found: list[Block],
    length: int,
    limit: int | None,
    *,
    active: bool,
) -> Report:
    from dataclasses import replace

    from ..periods import Period
    from ..reports.blocks.block import used
    from ..reports.blocks.report import blocks_report
    from ..reports.closed.shown import with_closed
    from ..reports.filtered import with_filters
    from ..reports.usage_report import coverage_of

    answer = opened.answer(asked) if asked.filters and not found else None
    if found:
        whole = replace(asked, period=Period(found[0].start, found[-1].end, "UTC"), zone=UTC)
        is_lacking = any(
            one.totals["unpriced_tokens"] or one.totals["unpriced_responses"] for one in used(found)
        )
        if is_lacking or asked.filters:
            answer = opened.answer(whole)
    coverage = coverage_of(opened.reader)
    nothing = "no window is open now" if active and coverage["first_event"] else ""
    report = blocks_report(
        found, asked, zone, answer, opened.header(), coverage, length=length, limit=limit, nothing=nothing
    )
    if opened.is_looking_back:
        return with_filters(report, asked.filters)
    return with_closed(with_filters(report, asked.filters), opened.closed_in(asked.period))


def _cut(report: Report, descending: bool | None, limit: int | None) -> Report:
    """The newest windows if there is a limit, in the order asked for."""
    from dataclasses import replace

    rows = report.rows[-limit:] if limit else report.rows
    if len(rows) < len(report.rows) and rows[0]["status"] == "gap":
        rows = rows[1:]  # a gap between something and nothing
    left_out = len(report.rows) - len(rows)
    return replace(report, rows=rows[::-1] if descending else rows, left_out=left_out)
