"""When claudecost runs by itself: jobs, written as a crontab, as systemd's units or as launchd's agents.

This room only writes texts. It installs nothing, starts nothing and looks at nothing outside.
"""

from __future__ import annotations

from .crontab import crontab
from .jobs import Job, Program, Schedule, Unit, Unwritable, jobs_for
from .launchd import launchd
from .systemd import systemd

__all__ = ["Job", "Program", "Schedule", "Unit", "Unwritable", "crontab", "jobs_for", "launchd", "systemd"]
