"""A GitHub table, for an issue, a pull request or a wiki page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import tzinfo

from claudecost.renderers.cells import Row, shown, shown_total
from claudecost.renderers.notes import NOTHING, footnotes, for_people, header, zone_of
from claudecost.renderers.options import RenderOptions
from claudecost.reports.shape import Column, Report

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])")


def render(report: Report, options: RenderOptions) -> str:
    """Title, facts, the table with its totals in bold, and the footnotes as a list."""
    title, facts = header(report)
    nothing = str(report.meta.get("nothing", NOTHING))
    parts = [f"**{escaped(title)}**", escaped(facts), _table(report) if report.rows else nothing]
    if notes := footnotes(report, for_people(report)):
        parts.append("\n".join(f"- {escaped(note)}" for note in notes))
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def _table(report: Report) -> str:
    columns, zone = for_people(report), zone_of(report)
    lines = [_line(escaped(column.title) for column in columns)]
    lines.append(_line("---" if column.kind == "text" else "--:" for column in columns))
    lines.extend(_line(_cell(column, row, zone) for column in columns) for row in report.rows)
    if report.totals is not None:
        lines.append(_line(_bold(shown_total(column, report, zone)) for column in columns))
    return "\n".join(lines)


def _cell(column: Column, row: Row, zone: tzinfo) -> str:
    text = shown(column, row, zone)
    return escaped(text) if column.kind == "text" else text


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _bold(text: str) -> str:
    return f"**{text}**" if text else ""
