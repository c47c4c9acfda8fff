"""The command line that shows the same amount, for whoever wants to check it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
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


def exactly(name: str | None) -> str:
    """The glob that matches one name and no other."""
    return "(none)" if name is None else escape(name)
