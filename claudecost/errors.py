"""The shape of a complaint: what happened, where, how much it matters, what to do.

A `Problem` is noted and the run goes on; an `Error` stops it and carries the
exit code. Both print the same way, so a person learns to read one shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """The documented exit codes (README, "Exit codes")."""

    DONE = 0
    COULD_NOT = 1
    MISUSED = 2
    LOOK = 3
    OVER_BUDGET = 4
    BAD_DATA = 65
    UNAVAILABLE = 69
    CANNOT_WRITE = 73
    BUSY = 75
    NO_PERMISSION = 77
    BAD_CONFIG = 78
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and where known the line (from 1) and the byte offset (from 0) in it."""

    path: str
    line: int | None = None
    offset: int | None = None

    def __str__(self) -> str:
        line = f":{self.line}" if self.line is not None else ""
        offset = f" (byte {self.offset})" if self.offset is not None else ""
        return f"{self.path}{line}{offset}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd that cost us a line, a price or a file; counted, shown, survived."""

    what: str
    where: Place | None = None
    impact: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        return complaint("warning", self.what, self.where, self.impact, self.hint)

    def in_a_line(self) -> str:
        """What and where in one line, for cron's mail."""
        return one_line("warning", self.what, self.where)


class Error(Exception):
    """Something that stops the command; subclasses take the facts and write the sentence."""

    exit_code: Exit = Exit.COULD_NOT

    def __init__(
        self,
        what: str,
        *,
        where: Place | None = None,
        impact: str | None = None,
        hint: str | None = None,
        exit_code: Exit | None = None,
    ) -> None:
        super().__init__(what)
        self.what, self.where, self.impact, self.hint = what, where, impact, hint
        if exit_code is not None:
            self.exit_code = exit_code

    def __str__(self) -> str:
        return complaint("error", self.what, self.where, self.impact, self.hint)

    def in_a_line(self) -> str:
        """What and where in one line, for cron's mail."""
        return one_line("error", self.what, self.where)


class Misuse(Error):
    """The command line asks for something that does not exist or cannot be meant."""

    exit_code = Exit.MISUSED


class BadData(Error):
    """A file handed to us is not what it should be."""

    exit_code = Exit.BAD_DATA


class BadConfig(Error):
    """A configuration or price file cannot be used as it is."""

    exit_code = Exit.BAD_CONFIG


def complaint(severity: str, what: str, where: Place | None, impact: str | None, hint: str | None) -> str:
    """Lay out one complaint: severity and what; then where, impact and hint on lines of their own."""
    lines = [f"{severity}: {what}"]
    if where is not None:
        lines.append(f"  at {where}")
    if impact:
        lines.extend(f"  {line}" for line in impact.splitlines())
    if hint:
        first, *rest = hint.splitlines()
        lines.append(f"  hint: {first}")
        lines.extend(f"        {line}" for line in rest)
    return "\n".join(lines)


def one_line(severity: str, what: str, where: Place | None) -> str:
    """The first line of a complaint with its place behind it: `error: what (where)`."""
    first = what.splitlines()[0] if what else what
    return f"{severity}: {first}" + (f" ({where})" if where is not None else "")
