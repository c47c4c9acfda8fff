"""A service and a timer for each job, for the user's own systemd.

The quoting is systemd's (systemd.syntax(7), systemd.service(5)): words in double quotes, `\\` and `"`
escaped, `%%` for `%`. A `:` in front of the program keeps `$` from naming a variable (systemd 244).
"""

from __future__ import annotations

from collections.abc import Iterable

from .jobs import Job, Schedule, Unit

FOLDER = "~/.config/systemd/user"

CALENDAR = {"day": "*-*-*", "week": "Mon *-*-*", "month": "*-*-01"}

#: systemd starts no program with one of these in its name, however it is quoted.
REFUSED = "'\"\\"

SERVICE = """\
# {folder}/{name}.service
[Unit]
Description=claudecost {summary}

[Service]
Type=oneshot
ExecStart=:{command}
{environment}# Files of its own are private; everything else it can only read.
UMask=0077
NoNewPrivileges=true
ProtectSystem=strict
ReadOnlyPaths=-%h/.claude -%h/.config/claude
ReadWritePaths={writes}
"""

TIMER = """\
# {folder}/{name}.timer
[Unit]
Description=claudecost {summary}

[Timer]
OnCalendar={when}
# Made up for after the machine was off.
Persistent=true

[Install]
WantedBy=timers.target
"""


def systemd(schedule: Schedule) -> list[Unit]:
    """A `.service` and a `.timer` for each job; the first comment of each says where it goes."""
    schedule.refuse("a systemd unit", {})
    return [unit for job in schedule.jobs for unit in _units(job, schedule)]


def _units(job: Job, schedule: Schedule) -> list[Unit]:
    name = f"claudecost-{job.name}"
    about = {"folder": FOLDER, "name": name, "summary": job.summary}
    environment = "".join(
        f"Environment={_quoted(f'{key}={value}')}\n" for key, value in schedule.program.environ.items()
    )
    service = SERVICE.format(
        **about,
        command=_words(_startable(schedule.program.line(job))),
        environment=environment,
        # A minus in front: one that is not there yet is no reason to fail.
        writes=_words(f"-{path}" for path in (*schedule.writes, "/tmp")),
    )
    timer = TIMER.format(**about, when=f"{CALENDAR[job.every]} {job.at:%H:%M}:00")
    return [Unit(f"{name}.service", FOLDER, service), Unit(f"{name}.timer", FOLDER, timer)]


def _startable(line: list[str]) -> list[str]:
    """The line, begun by a shell where systemd would not take the program's name for one."""
    is_taken = not any(char in line[0] for char in REFUSED)
    return line if is_taken else ["/bin/sh", "-c", 'exec "$0" "$@"', *line]


def _words(words: Iterable[str]) -> str:
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    """A word as a unit file holds it."""
    doubled = word.replace("%", "%%")
    if all(char.isalnum() or char in "/._-+=:@,%" for char in doubled):
        return doubled
    return '"' + doubled.replace("\\", "\\\\").replace('"', '\\"') + '"'
