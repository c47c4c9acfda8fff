"""`teams`: whether the team file says what it should, and which rule hits whom."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import BadConfig, Error, Exit, Misuse
from . import options as o
from .period import span

if TYPE_CHECKING:
    from ..asking import Desk
    from ..records import Allocation

app = typer.Typer(
    help="Who bears what: check the team file, explain a rule.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class NotMet(Error):
    """Nothing in the store goes under a name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"nothing in the store goes under '{name[:80]}'",
            hint="name a person's e-mail address, a project (its path or last part), an API key,\n"
            "a workspace, or a response's id as `explain` shows it",
        )


@app.command("check")
def check(
    context: typer.Context,
    since: o.Since = None,
    until: o.Until = None,
    period: o.Period = None,
    as_json: o.AsJson = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
) -> None:
    """Check the team file against everything in the store.

    Names rules that never matched or are always beaten, people matched by two
    teams, days between two memberships, and the largest contributors to what
    is unallocated in each ledger. --strict exits 3 when there is anything of it.
    """
    from ..asking import desk
    from ..config import now
    from ..renderers.output import check_writable, write
    from ..zones import resolve_zone
    from . import teams_shown

    settings = o.settings_of(context)
    check_writable(output)
    when = span((since, until, period), resolve_zone("UTC"), now())
    intake = o.own_transcripts(context, settings, no_ingest=no_ingest)
    with desk(settings, intake=intake, progress=o.progress_for(settings)) as opened:
        found = teams_shown.checked(opened, _needed(opened), when)
        o.tell_unreadable(settings, opened.outcome)
    write(json.dumps(found, indent=2) + "\n" if as_json else teams_shown.check_text(found, output), output)
    if strict and not found["is_clean"]:
        raise typer.Exit(Exit.LOOK)


@app.command("explain")
def explain(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="A response's id, an e-mail address, a project, a key ...")
    ],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DAY", help="On this UTC day; else the response's own, or today."),
    ] = None,
    as_json: o.AsJson = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
) -> None:
    """Say which rule gives something to which team on a day, and which others would hit."""
    from ..asking import desk
    from ..config import now
    from ..renderers.output import check_writable, write
    from . import teams_shown

    settings = o.settings_of(context)
    check_writable(output)
    day = _day(on)
    intake = o.own_transcripts(context, settings, no_ingest=no_ingest)
    with desk(settings, intake=intake, progress=o.progress_for(settings)) as opened:
        found: dict[str, Any] | None = teams_shown.explained(opened, _needed(opened), what, day, now().date())
        o.tell_unreadable(settings, opened.outcome)
    if found is None:
        raise NotMet(what)
    write(json.dumps(found, indent=2) + "\n" if as_json else teams_shown.explain_text(found, output), output)


def _needed(opened: Desk) -> Allocation:
    if opened.allocation is None:
        raise BadConfig(
            "there is no team file",
            hint="write one (README, For finance) and name it with --teams FILE, CLAUDECOST_TEAMS\n"
            "or `teams` in claudecost.yaml",
        )
    return opened.allocation


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misuse(f"--on {text[:40]} is not a day", hint="write it like 2026-10-16") from None
