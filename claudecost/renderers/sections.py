"""Several tables in one output: one under another for people, one object for scripts, one wide CSV.

A CSV holds one table: every section's columns side by side, the first one saying which section a row is of.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from claudecost.renderers import FORMATS
from claudecost.renderers.cells import exact
from claudecost.renderers.options import RenderOptions
from claudecost.reports.shape import Column, Report


def stacked(title: str, sections: Sequence[Report], format: str, options: RenderOptions) -> str:
    """The sections one under another, each with its own title; for formats people read."""
    parts = [FORMATS[format](section, options) for section in sections]
    heading = [f"**{title}**\n"] if format == "md" else []
    return "\n".join([*heading, *parts])


def as_object(head: Mapping[str, object], sections: Sequence[Report]) -> str:
    """One JSON object: the head, then each section's rows under its name, columns in their order."""
    document = dict(head) | {section.name: _rows(section) for section in sections}
    return json.dumps(document, indent=2, allow_nan=False, default=exact) + "\n"


def in_one(sections: Sequence[Report]) -> Report:
    """One wide table: a row has the columns of its section and none of the others'."""
    columns: dict[str, Column] = {"section": Column("section", "Section", "text")}
    for section in sections:
        for column in section.columns:
            columns.setdefault(column.key, column)
    rows: list[dict[str, object]] = [
        {"section": section.name, **row} for section in sections for row in section.rows
    ]
    return replace(sections[0], columns=tuple(columns.values()), rows=rows)


def _rows(section: Report) -> list[dict[str, object]]:
    keys = [column.key for column in section.columns]
    return [{key: _value(row[key]) for key in keys if key in row} for row in section.rows]


def _value(value: object) -> object:
    return value if value is None or isinstance(value, int) else exact(value)
