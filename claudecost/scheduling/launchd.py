"""An agent for each job, for macOS (launchd.plist(5)): a property list each; made up for after sleep."""

from __future__ import annotations

from typing import Any

from .jobs import Job, Schedule, Unit

FOLDER = "~/Library/LaunchAgents"

#: launchd counts days of the week from Sunday, and wants numbers in decimal: 0077 is 63.
MONDAY, PRIVATE = 1, 0o077


def launchd(schedule: Schedule) -> list[Unit]:
    """A property list for each job; the first comment of each says where it goes."""
    schedule.refuse("a property list", {})
    return [_agent(job, schedule) for job in schedule.jobs]


def _agent(job: Job, schedule: Schedule) -> Unit:
    import plistlib

    label = f"claudecost.{job.name}"
    about: dict[str, Any] = {
        "Label": label,
        "ProgramArguments": schedule.program.line(job),
        "StartCalendarInterval": _calendar(job),
        "Umask": PRIVATE,
        "ProcessType": "Background",
        # launchd sends no mail: what went wrong is kept here.
        "StandardErrorPath": str(schedule.home / "Library" / "Logs" / "claudecost.log"),
    }
    if schedule.program.environ:
        about["EnvironmentVariables"] = dict(schedule.program.environ)
    declaration, rest = plistlib.dumps(about, sort_keys=False).decode("utf-8").split("\n", 1)
    name = f"{label}.plist"
    return Unit(name, FOLDER, f"{declaration}\n<!-- {FOLDER}/{name}: {job.summary} -->\n{rest}")


def _calendar(job: Job) -> dict[str, int]:
    day: dict[str, int] = {"week": {"Weekday": MONDAY}, "month": {"Day": 1}}.get(job.every, {})
    return day | {"Hour": job.at.hour, "Minute": job.at.minute}
