"""`ingest`: take in what is new, and say what was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit, Misuse, Place, Problem
from . import options as o

if TYPE_CHECKING:
    from ..config import Settings
    from ..intake import Outcome
    from ..sources.observation import Quarantined
    from ..sources.responses import LogPaths
    from ..store import Store

#: Trouble told line by line before it is only counted.
MOST_TOLD = 10


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Roots, directories or files; without any, your own Claude Code roots.",
            readable=False,
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Read every file as this format.")
    ] = None,
    machine: o.Machine = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="WHEN", help="The time of responses that carry none (batch results)."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="First day of a file that does not say what it covers."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Last day of such a file, included.")
    ] = None,
    organization: Annotated[
        str, typer.Option(metavar="NAME", help="Whose figures these are, if there are several organisations.")
    ] = "",
    damage: Annotated[
        bool, typer.Option("--damage", help="List every line that could not be read so far.")
    ] = False,
    as_json: o.AsJson = False,
    strict: o.Strict = False,
) -> None:
    """Take in new and changed files: transcripts, exports, logs, saved API answers.

    Tells by its content what a file is. Reads only what is new, counts nothing
    twice, and never forgets: what was read stays in the store when Claude Code
    deletes its transcripts.
    """
    from ..asking.status import keep_status_of
    from ..intake import Intake
    from ..intake import ingest as take_in
    from ..reports.dimensions import choices
    from ..sources.names import SOURCES
    from ..store import Store

    settings = o.settings_of(context)
    if source is not None and source not in SOURCES:
        raise Misuse(f"there is no source '{source}'", hint=choices("sources", SOURCES))
    store = Store(settings.db)
    first, after = _days(since, until)
    intake = Intake(
        tuple(paths or ()), machine or settings.machine, source=source, at=_instant(at), since=first,
        until=after, organization=organization, log_paths=_log_paths(settings),
    )  # fmt: skip
    outcome = take_in(store, intake, o.progress_for(settings))
    keep_status_of(settings, outcome)
    if as_json:
        found = as_object(outcome)
        if damage:
            found["quarantine"] = _all_damage(store)
        typer.echo(json.dumps(found, indent=2))
    else:
        _tell(outcome, context)
        if outcome.saved.new or outcome.saved.updated:
            _tell_late(settings, store)
        if damage:
            _list_damage(store)
    for refused in outcome.refused():
        o.complain_of(settings, refused)
    if outcome.refused():
        raise typer.Exit(Exit.BAD_DATA)
    if strict and (outcome.summary.quarantined_lines or outcome.unreadable() or outcome.summary.problems):
        raise typer.Exit(Exit.LOOK)


def _log_paths(settings: Settings) -> LogPaths | None:
    """Where the configuration file says response logs keep what, if it does."""
    if settings.log_time is None and settings.log_message is None:
        return None
    from ..sources.responses import LogPaths

    return LogPaths(settings.log_time, settings.log_message)


def _instant(text: str | None) -> str | None:
    """`--at` as UTC text; a day is its first instant."""
    from datetime import UTC, datetime

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Misuse(
            f"--at {text} is no time", hint="write it like 2026-10-07 or 2026-10-07T09:20:00Z"
        ) from None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds")


def _days(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """`--from` and `--to` as the first day and the day after the last; both or none."""
    from datetime import date, timedelta

    if since is None and until is None:
        return None, None
    if since is None or until is None:
        raise Misuse(
            "--from and --to belong together", hint="give the first and the last day the file covers"
        )
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        raise Misuse("--from and --to take days", hint="write them like 2026-10-01") from None
    if last < first:
        raise Misuse(f"--to {until} is before --from {since}")
    return first.isoformat(), (last + timedelta(days=1)).isoformat()


def as_object(outcome: Outcome) -> dict[str, object]:
    """What an ingest did, in the shape scripts rely on."""
    plan, summary, saved = outcome.plan, outcome.summary, outcome.saved
    return {
        "schema_version": 1,
        "files": {
            "seen": plan.seen + len(plan.unreadable),
            "read": summary.files,
            "unchanged": plan.unchanged,
            "unreadable": len(outcome.unreadable()),
        },
        "skipped_files": plan.skipped,
        "refused_files": [refused.where.path for refused in outcome.refused() if refused.where],
        "bytes_read": summary.bytes_read,
        "lines": {
            "read": summary.lines,
            "usage": summary.usage_lines,
            "not_usage": summary.lines - summary.usage_lines - summary.quarantined_lines,
            "quarantined": summary.quarantined_lines,
            "repaired": summary.repaired_lines,
            "unfinished": summary.unfinished_files,
        },
        "responses": {"new": saved.new, "updated": saved.updated, "total": saved.total},
        "ledger_rows": summary.ledger_rows,
        "quarantine": [
            {"path": path, "line": lost.line, "offset": lost.byte_offset, "reason": lost.reason}
            for path, lost in summary.quarantined
        ],
        "unreadable": [{"path": path, "reason": why} for path, why in outcome.unreadable()],
        "elapsed_seconds": round(outcome.elapsed_seconds, 3),
    }


def _tell(outcome: Outcome, context: typer.Context) -> None:
    from ..renderers.clean import clean

    settings = o.settings_of(context)
    plan, summary, saved = outcome.plan, outcome.summary, outcome.saved
    for path, why in outcome.unreadable()[:MOST_TOLD]:
        problem = Problem("could not be read", Place(clean(path)), f"{why}; its usage is missing")
        o.say(settings, str(problem))
    for problem in summary.problems[:MOST_TOLD]:
        o.say(settings, str(problem))
    damaged = _by_file(outcome)
    for lost in damaged[:MOST_TOLD]:
        o.say(settings, str(lost))
    if len(damaged) > MOST_TOLD:
        o.say(
            settings, f"... and {len(damaged) - MOST_TOLD:,} more damaged files; `claudecost ingest --damage`"
        )
    for export in summary.exports[:MOST_TOLD]:
        o.say(settings, clean(export))
    if plan.skipped:
        o.say(settings, f"{plan.skipped:,} files of no known format are left alone; name one to hear why")
    if not (plan.seen or plan.skipped or outcome.unreadable() or outcome.refused()):
        o.say(settings, "no transcripts found; name a directory that holds some, or set CLAUDE_CONFIG_DIR")
    o.say(
        settings,
        f"{summary.files:,} of {plan.seen:,} files read ({summary.bytes_read / 1e6:,.1f} MB), "
        f"{summary.lines:,} lines: {saved.new:,} responses new, {saved.updated:,} seen again, "
        + (f"{summary.ledger_rows:,} rows of the organisation's ledgers, " if summary.ledger_rows else "")
        + f"{saved.total:,} responses in the store ({outcome.elapsed_seconds:.2f} s)",
    )


def _tell_late(settings: Settings, store: Store) -> None:
    """Say when closed months have become more than they were closed with; their reports stay as they are."""
    from ..reports.closed.questions import question

    with store.reading() as reader:
        late = reader.rows(question("late.sql"))
    for month, more in late:
        o.say(
            settings,
            f"{month} is closed and stays as it is, but has {abs(more):,} responses "
            f"{'more' if more > 0 else 'fewer'} than then: `claudecost restate {month}`",
        )


def _by_file(outcome: Outcome) -> list[Problem]:
    """One problem per damaged file: its first damaged line, and how many more there are."""
    from ..renderers.clean import clean

    files: dict[str, list[Quarantined]] = {}
    for path, lost in outcome.summary.quarantined:
        files.setdefault(path, []).append(lost)
    problems = []
    for path, lines in files.items():
        first, others = lines[0], len(lines) - 1
        more = f", and {others:,} more after it" if others else ""
        what = f"a line could not be read ({first.reason})" + more
        impact = f"{'they are' if others else 'it is'} left out; everything else in the file is kept"
        problems.append(Problem(what, Place(clean(path), first.line, first.byte_offset or None), impact))
    return problems


def _all_damage(store: Store) -> list[dict[str, object]]:
    names = ("path", "line", "offset", "reason")
    with store.reading() as reader:
        return [dict(zip(names, row, strict=True)) for row in reader.damage()]


def _list_damage(store: Store) -> None:
    from ..renderers.clean import clean

    with store.reading() as reader:
        damaged = reader.damage()
    for path, line, offset, reason in damaged:
        typer.echo(f"{clean(str(Place(path, line, offset or None)))}: {reason}")
