"""`email`: last week's or month's figures as a mail, to each recipient theirs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Error, Exit
from . import email_setup
from . import options as o

if TYPE_CHECKING:
    from datetime import datetime

    from ..config import Settings
    from ..mailing.settings import Recipient
    from ..reports.digest.stretch import Kind, Stretch
    from .email_made import Mail

#: Which mails there are, and what each is about.
KINDS: dict[str, Kind] = {"weekly": "week", "monthly": "month"}


class NothingToMail(Error):
    """A store of totals only: there is no usage request by request to make a mail of."""

    def __init__(self, ledger: str) -> None:
        super().__init__(
            "a mail is about single responses, and this store has none",
            impact="nothing was sent",
            hint=f"`claudecost report --ledger {ledger}` shows what the organisation's own figures say",
        )


def email(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="weekly|monthly", help="Which mail.")],
    period: Annotated[
        str | None,
        typer.Option(
            "--period", metavar="WHEN", help="Another week or month than the last full one: 2026-W46."
        ),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="ADDRESS", help="Send it here instead of to the recipients configured."),
    ] = None,
    scope: Annotated[
        str | None,
        typer.Option("--scope", metavar="TEAM", help="This team's figures, and those of teams below it."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print recipients, subject and text; send nothing.")
    ] = False,
    eml: Annotated[
        Path | None,
        typer.Option(
            "--eml",
            metavar="FILE",
            parser=o.file_to_write,
            help="Write the mail to a file (several: FILE-1, FILE-2 ...).",
        ),
    ] = None,
    resend: Annotated[bool, typer.Option("--resend", help="Send it although it has been sent.")] = False,
    even_if_delayed: Annotated[
        bool, typer.Option("--even-if-delayed", help="Send figures although data seems to be missing.")
    ] = False,
    timezone: o.Timezone = None,
    as_json: o.AsJson = False,
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
) -> None:
    """Mail last week's or month's cost: amount, change, budgets, what moved, what is not known.

    Who gets what is in claudecost.yaml (`email` and `smtp`). A mail goes out once:
    running this again sends only what was not sent. Where data seems to be
    missing the mail says so and gives no figures. Exit 69 when a mail could not
    be sent, with a line for each.
    """
    from ..config import now
    from ..mailing.secret import password_of
    from ..mailing.settings import read_mailing, read_server
    from ..reports.digest.stretch import stretch_of
    from ..zones import resolve_zone
    from . import email_made as made
    from . import email_shown as shown

    settings, moment = o.settings_of(context), now()
    stretch = stretch_of(_kind(kind), period, resolve_zone(timezone or settings.timezone), moment)
    is_for_show = dry_run or eml is not None
    mailing = read_mailing(settings.sections)
    server = read_server(settings.sections)
    people = made.recipients(mailing, to, scope, settings, may_be_nobody=is_for_show)
    if not is_for_show:
        server = made.needed(server)
        password = None if server.password is None else password_of(server.password)
    shown.check_writable(eml, len(people))
    mails = _mails(context, settings, stretch, people, moment, no_ingest, even_if_delayed)
    composed = [made.with_message(mail, server, mailing.templates, moment) for mail in mails]
    if is_for_show:
        shown.show(composed, eml, settings, as_text=dry_run and not as_json)
        results = [made.Result(mail, "not sent", "only shown") for mail in composed]
    else:
        assert server is not None
        from .email_sent import send

        results = send(composed, server, password, settings.db, moment, resend=resend)
    if not any(mail.to.address for mail in mails):
        shown.tell_nobody(settings)
    if as_json and str(eml) != "-":
        shown.as_json(kind, stretch, results)
    shown.tell(settings, [] if is_for_show else results)
    if strict and any(mail.digest.needs_a_look for mail in mails):
        raise typer.Exit(Exit.LOOK)


def _kind(name: str) -> Kind:
    from ..errors import Misuse

    if name not in KINDS:
        raise Misuse(f"there is no mail '{name[:40]}'", hint=f"there are: {', '.join(KINDS)}")
    return KINDS[name]


def _mails(
    context: typer.Context,
    settings: Settings,
    stretch: Stretch,
    people: list[Recipient],
    moment: datetime,
    no_ingest: bool,
    even_if_delayed: bool,
) -> list[Mail]:
    """The figures of every mail; those of people with the same scope are made once."""
    from dataclasses import replace

    from ..asking import desk
    from ..asking.digest import gather, scope_of
    from ..mailing.words import sheet
    from .email_made import Mail, no_such_team

    found, setup = {}, email_setup.setup(context.find_root().meta, os.environ)
    intake = o.own_transcripts(context, settings, no_ingest=no_ingest)
    with desk(settings, intake=intake, progress=o.progress_for(settings)) as opened:
        if (ledger := opened.default_ledger(None)) != "requests":
            raise NothingToMail(ledger)
        o.tell_unreadable(settings, opened.outcome)
        teams = opened.allocation.teams if opened.allocation else {}
        gathered = gather(opened, settings, stretch, moment)
        for one in people:
            if one.team in found:
                continue
            if (scope := scope_of(teams, one.team)) is None:
                raise no_such_team(one, list(teams))
            digest = gathered.digest(scope)
            digest = replace(digest, is_delay_known=even_if_delayed, setup=setup)
            found[one.team] = digest, sheet(digest)
    return [Mail(one, *found[one.team]) for one in people]
