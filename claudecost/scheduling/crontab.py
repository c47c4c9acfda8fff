"""Lines for `crontab -e`. cron hands what follows the five fields to /bin/sh, after a reading of its own:

an unescaped `%` ends the command, and `\\%` is `%` (crontab(5)). What becomes of other backslashes differs
between crons, so a path with one is refused.
"""

from __future__ import annotations

from shlex import quote

from .jobs import Job, Program, Schedule

DAYS = {"day": "* * *", "week": "* * 1", "month": "1 * *"}

HEADING = """\
# claudecost: add these lines with `crontab -e`. They say nothing unless something goes wrong;
# cron mails that to you, or to whom a line `MAILTO=you@example.com` above them names.
"""


def crontab(schedule: Schedule) -> str:
    """The lines, each below a comment saying what it does."""
    schedule.refuse("a crontab", {"\\": "a backslash"})
    lines = [_lines(job, schedule.program) for job in schedule.jobs]
    return HEADING + "".join(lines)


def _lines(job: Job, program: Program) -> str:
    command = " ".join(
        [
            *(f"{name}={quote(value)}" for name, value in program.environ.items()),
            *map(quote, program.line(job)),
        ]
    ).replace("%", r"\%")
    return f"# {job.summary}\n{job.at.minute} {job.at.hour} {DAYS[job.every]}  {command}\n"
