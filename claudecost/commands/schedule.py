"""`schedule`: what to give cron, systemd or launchd, so that claudecost runs by itself."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Misuse
from . import options as o

if TYPE_CHECKING:
    from datetime import time

    from ..config import Settings
    from ..scheduling import Program, Schedule, Unit

FORMATS = ("crontab", "systemd", "launchd")
EMAILS = ("weekly", "monthly")

#: Options of this run that hold in the schedule as well, and the variables that may stand in for them.
KEPT_OPTIONS = ("db", "config", "pricing", "teams")

#: Variables a scheduler would not know. None of them is a secret: keys and passwords are never written.
KEPT_VARIABLES = (
    "CLAUDE_CONFIG_DIR",
    "CLAUDECOST_TIMEZONE",
    "CLAUDECOST_MACHINE",
    "CLAUDECOST_LEDGER",
    "CLAUDECOST_CURRENCY",
    "CLAUDECOST_EXCHANGE_RATES",
    "CLAUDECOST_LOCK_TIMEOUT",
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
)

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def schedule(
    context: typer.Context,
    email: Annotated[
        list[str] | None,
        typer.Option("--email", metavar="weekly|monthly", help="Mail it, Mondays or on the 1st; repeatable."),
    ] = None,
    budget: Annotated[bool, typer.Option("--budget", help="Check the budgets every day.")] = False,
    at: Annotated[
        str, typer.Option("--at", metavar="HH:MM", help="When a mail goes out; the rest runs just before.")
    ] = "07:30",
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="crontab, systemd or launchd.")
    ] = "crontab",
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="Write the files into this directory instead of printing."),
    ] = None,
) -> None:
    """Print what makes cron, systemd or launchd run claudecost; installs nothing.

    New usage is taken in every day in any case, since Claude Code deletes its
    transcripts after 30 days. The lines hold the absolute paths of this
    claudecost, the --db, --config, --pricing and --teams of this run, and the
    settings of its environment, but no key and no password.
    """
    from ..renderers.output import write
    from ..scheduling import jobs_for

    moment = _time(at)
    for kind in email or ():
        if kind not in EMAILS:
            raise Misuse(f"there is no {kind} mail", hint=f"--email takes {' or '.join(EMAILS)}")
    if format not in FORMATS:
        raise Misuse(f"there is no format '{format}'", hint=f"formats are: {', '.join(FORMATS)}")
    settings = o.settings_of(context)
    given = context.find_root().meta
    planned = _schedule(settings, _program(given, os.environ), os.environ)
    units = _units(format, planned(jobs_for(moment, email or (), budget=budget)))
    if to is None:
        write("\n".join(unit.text for unit in units))
    else:
        _write_into(to, units)
    for line in _how(format, units, to):
        o.say(settings, line)
