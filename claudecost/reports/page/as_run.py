"""The page with the settings of its run in every command, so that each gives the same answer anywhere."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace

from .shape import Before, Page, Section


def as_run(page: Page, options: Sequence[str]) -> Page:
    """The page, its commands followed by these options: `--db /srv/team.db --teams /srv/teams.yaml`."""
    if not options:
        return page
    settings = shlex.join(options)

    def line(command: str) -> str:
        return f"{command} {settings}"

    def maybe(command: str | None) -> str | None:
        return None if command is None else line(command)

    def section(one: Section) -> Section:
        return replace(one, command=maybe(one.command), changes=maybe(one.changes))

    def before(one: Before | None) -> Before | None:
        return None if one is None else replace(one, command=line(one.command))

    return replace(
        page,
        before=before(page.before),
        trend_section=section(page.trend_section),
        budgets=[replace(one, command=line(one.command)) for one in page.budgets],
        oddities=[replace(one, command=line(one.command)) for one in page.oddities],
        sections=[section(one) for one in page.sections],
        doubts=[replace(one, command=maybe(one.command)) for one in page.doubts],
        command=line(page.command),
        total_command=line(page.total_command),
        budgets_command=line(page.budgets_command),
    )
