"""`schedule`: what to give cron, systemd or launchd, so that claudecost runs by itself."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import Misuse
from . import options as o
from . import schedule_shown

if TYPE_CHECKING:
    from datetime import time

    from ..config import Settings
    from ..scheduling import Job, Schedule, Unit

FORMATS = ("crontab", "systemd", "launchd")
EMAILS = ("weekly", "monthly")

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
    webhook: Annotated[
        bool, typer.Option("--webhook", help="Check them, and post levels newly reached to the webhook.")
    ] = False,
    at: Annotated[
        str, typer.Option("--at", metavar="HH:MM", help="When a mail goes out; the rest runs just before.")
    ] = "07:30",
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="crontab, systemd or launchd.")
    ] = "crontab",
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="DIR",
            parser=o.file_to_write,
            help="Write the files into this directory instead of printing.",
        ),
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
            raise Misuse(f"there is no mail '{kind}'", hint=f"--email takes {' or '.join(EMAILS)}")
    if format not in FORMATS:
        raise Misuse(f"there is no format '{format}'", hint=f"formats are: {', '.join(FORMATS)}")
    settings = o.settings_of(context)
    section = settings.sections.get("webhook")
    if webhook and section is None:
        from ..webhook import NoWebhook

        raise NoWebhook
    jobs = jobs_for(moment, email or (), budget=budget, webhook=webhook)
    units = _units(format, _schedule(settings, jobs, context.find_root().meta, os.environ))
    if to is None:
        write("\n".join(unit.text for unit in units))
    else:
        _write_into(to, units)
    mails = bool(email) and schedule_shown.has_password_in_environment(settings.sections.get("smtp"))
    for line in schedule_shown.how_to_install(format, units, to, mails=mails):
        o.say(settings, line)
    for line in schedule_shown.about_webhook(section, budget=budget, webhook=webhook):
        o.say(settings, line)


def _time(text: str) -> time:
    """`--at` on a clock of 24 hours; raises Misuse for anything else."""
    from datetime import time

    found = _TIME.fullmatch(text)
    if found is None:
        raise Misuse(f"--at {text[:40]} is no time of day", hint="write it like 07:30 or 18:00")
    return time(int(found[1]), int(found[2]))


def _schedule(
    settings: Settings, jobs: tuple[Job, ...], given: Mapping[str, Any], environ: Mapping[str, str]
) -> Schedule:
    """The jobs with this claudecost, its options, and the places it writes to."""
    from ..config import default_cache
    from ..scheduling import Program, Schedule

    options: list[str] = []
    for name in o.SETTINGS:  # or the variables that stand in for them
        if path := given.get(name) or environ.get(f"CLAUDECOST_{name.upper()}"):
            options += [f"--{name}", str(Path(path).expanduser().absolute())]
    if (seconds := given.get("lock_timeout")) is not None:
        options += ["--lock-timeout", str(seconds)]
    if given.get("skip_if_running"):
        options += ["--skip-if-running"]
    kept = {name: environ[name] for name in KEPT_VARIABLES if environ.get(name)}
    program = Program(_front_door(), tuple(options), kept)
    return Schedule(jobs, program, Path.home(), (settings.db.absolute().parent, default_cache()))


def _front_door() -> tuple[str, ...]:
    """The script installed beside this Python, else Python and the module; links stay as they are."""
    python = Path(sys.executable).absolute()
    script = python.with_name("claudecost")
    return (str(script),) if os.access(script, os.X_OK) else (str(python), "-m", "claudecost")


def _units(format: str, schedule: Schedule) -> list[Unit]:
    from ..scheduling import Unit, crontab, launchd, systemd

    if format == "crontab":
        return [Unit("claudecost.crontab", "", crontab(schedule))]
    return systemd(schedule) if format == "systemd" else launchd(schedule)


def _write_into(folder: Path, units: list[Unit]) -> None:
    """Each file whole or not at all; raises CannotWriteError."""
    from ..renderers.output import CannotWriteError, write_file

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWriteError(folder, error) from error
    for unit in units:
        write_file(unit.text, folder / unit.name)
