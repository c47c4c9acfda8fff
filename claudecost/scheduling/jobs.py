"""What runs, how often, and with which words: the same for every scheduler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Literal

from ..errors import Misuse

#: Minutes before the mail at which the rest runs, so that jobs do not wait for one another's store.
INGEST_BEFORE, BUDGET_BEFORE = 15, 5

MINUTES_A_DAY = 24 * 60

Every = Literal["day", "week", "month"]


class Unwritable(Misuse):
    """A name no scheduler's file can hold as it is."""

    def __init__(self, word: str, format: str, what: str) -> None:
        super().__init__(
            f"{format} cannot hold {what}: {word if word.isprintable() else ascii(word)[1:-1]}",
            hint="move the file to a path without it, or choose another --format",
        )


@dataclass(frozen=True, slots=True)
class Job:
    """One command and when it runs, on the clocks of the machine: every day, on Mondays, or on the 1st."""

    name: str
    summary: str
    words: tuple[str, ...]
    every: Every
    at: time


@dataclass(frozen=True, slots=True)
class Program:
    """How to start claudecost where nothing is known: absolute words first, then the options of this run.

    `environ` is what has to be set besides, never anything secret.
    """

    front_door: tuple[str, ...]
    options: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict)

    def line(self, job: Job) -> list[str]:
        """The words of a job's command line."""
        return [*self.front_door, *job.words, "--quiet", *self.options]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The jobs, the program, and the only places it writes to."""

    jobs: tuple[Job, ...]
    program: Program
    home: Path
    writes: tuple[Path, ...] = ()

    def refuse(self, format: str, forbidden: Mapping[str, str]) -> None:
        """Raise Unwritable for a word with a character the format cannot write; `forbidden` names them."""
        words = [*self.program.front_door, *self.program.options, *map(str, self.writes)]
        for word in [*words, *self.program.environ.values()]:
            for char in word:
                if char in forbidden:
                    raise Unwritable(word, format, forbidden[char])
                if not char.isprintable():
                    raise Unwritable(word, format, "a character that cannot be seen")


@dataclass(frozen=True, slots=True)
class Unit:
    """A file a scheduler reads: its name, where it goes (`~` is the home directory) and its text."""

    name: str
    folder: str
    text: str


def jobs_for(at: time, emails: Sequence[str], *, budget: bool, webhook: bool = False) -> tuple[Job, ...]:
    """Taking in what is new every day, and what was asked for besides; `at` is when a mail goes out.

    The daily ingest is always there: Claude Code deletes its transcripts after 30 days. `webhook` has the
    check of the budgets post what is newly reached.
    """
    jobs = [
        Job("ingest", "takes in new usage", ("ingest",), "day", _before(at, INGEST_BEFORE)),
    ]
    if budget or webhook:
        words = ("budget", "check", *(["--webhook"] if webhook else []))
        post = " and posts new levels" if webhook else ""
        summary = f"checks the budgets{post} (exit 4: exceeded)"
        jobs.append(Job("budget", summary, words, "day", _before(at, BUDGET_BEFORE)))
    if "weekly" in emails:
        jobs.append(Job("email-weekly", "mails the week that is over", ("email", "weekly"), "week", at))
    if "monthly" in emails:
        jobs.append(Job("email-monthly", "mails the month that is over", ("email", "monthly"), "month", at))
    return tuple(jobs)


def _before(at: time, minutes: int) -> time:
    """The same, earlier; before midnight it is the day before, which a daily job may be."""
    hours, rest = divmod((at.hour * 60 + at.minute - minutes) % MINUTES_A_DAY, 60)
    return time(hours, rest)
