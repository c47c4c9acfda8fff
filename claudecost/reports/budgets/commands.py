"""The command line that shows the same amount, for whoever wants to check it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from datetime import date
from glob import escape


def report_command(
    period: str, zone: str, by: str | None = None, filters: Iterable[tuple[str, str]] = ()
) -> str:
    """`claudecost report --period 2026-11 --team shop --timezone UTC`; filters as dimension and glob."""
    words = ["claudecost", "report", *(["--by", by] if by else []), "--period", period]
    for name, pattern in filters:
        option = f"--{name.replace('_', '-')}"
        words += [f"{option}={pattern}"] if pattern.startswith("-") else [option, pattern]
    return " ".join(shlex.quote(word) for word in [*words, "--timezone", zone])


def budget_command(month: str, zone: str, on: date | None = None, flags: Sequence[str] = ()) -> str:
    """`claudecost budget --month 2026-11 --timezone UTC`: what is left of budgets, and the month's end."""
    when = ["--month", month] if on is None else ["--on", on.isoformat()]
    return shlex.join(["claudecost", "budget", *when, "--timezone", zone, *flags])


def up_to(command: str, last: date) -> str:
    """A `report_command` of a month, as far as the day `last`."""
    span = f"--since {last.replace(day=1)} --until {last}"
    return re.sub(r"--period \S+|--since \S+ --until \S+", span, command, count=1)


def exactly(name: str | None) -> str:
    """The glob that matches one name and no other."""
    return "(none)" if name is None else escape(name)
