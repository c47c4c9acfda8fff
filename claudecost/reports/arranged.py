"""A report arranged as asked for: projects one after another, models below each row, or less of it.

Nothing here changes a figure; totals stay what they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..errors import Misuse
from .matching import matches
from .shape import Report

#: What a narrow table keeps besides what names its rows, the activity of a session, and money.
ESSENTIAL = ("input_tokens", "output_tokens")


def by_project(report: Report) -> Report:
    """All rows of a project together, projects in order of their names, the nameless last."""
    names = [row["project"] for row in report.rows]
    order = sorted(range(len(names)), key=lambda place: (names[place] is None, str(names[place])))
    rows = [report.rows[place] for place in order]
    return replace(report, rows=rows, under=[report.under[place] for place in order] if report.under else [])


def said_once(report: Report) -> Report:
    """For people: a project stands on the first of its rows only."""
    rows, before = [], object()
    for row in report.rows:
        project = row["project"]
        rows.append({**row, "project": ""} if project == before else row)
        before = project
    return replace(report, rows=rows)


def with_models(report: Report, detail: Report) -> Report:
    """The report with the rows of another below its own: those by model as well, of the same labels."""
    names = [column.key for column in report.columns if column.kind == "text"]
    if "model" in names:
        return report
    below: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for row in detail.rows:
        label = row["model"] if row["model"] is not None else "(none)"
        named = {**dict.fromkeys(names, ""), names[0]: label} if names else {}
        below.setdefault(tuple(row[name] for name in names), []).append({**row, **named, "last_activity": ""})
    under = [below.get(tuple(row[name] for name in names), []) for row in report.rows]
    return replace(report, under=under, bars=None)


def compact(report: Report) -> Report:
    """Only what says most, for a narrow table; formats for machines keep every column."""
    columns = tuple(
        replace(column, priority=-1) if column.kind == "integer" and column.key not in ESSENTIAL else column
        for column in report.columns
    )
    return replace(report, columns=columns)


def without_cost(report: Report) -> Report:
    """Tokens only, in every format: no amount, and no note of one."""
    columns = tuple(column for column in report.columns if column.kind not in ("money", "amount"))
    meta = {key: value for key, value in report.meta.items() if key != "unallocated"}
    if isinstance(notes := meta.get("notes"), list):
        meta["notes"] = [note for note in notes if "$" not in str(note)]
    return replace(report, columns=columns, meta=meta, bars=None)


def parse_aliases(text: str | None) -> dict[str, str]:
    """`shop=Web shop,-home-ann-api=API` as pattern and name; raises Misuse for a part without `=`."""
    aliases: dict[str, str] = {}
    for part in (text or "").split(","):
        project, equals, name = (word.strip() for word in part.partition("="))
        if project and equals and name:
            aliases[project] = name
        elif part.strip():
            raise Misuse(
                f"--project-aliases: {part.strip()[:60]!r} gives no project a name",
                hint="write it like shop=Web shop,api=API",
            )
    return aliases


def with_aliases(report: Report, aliases: Mapping[str, str]) -> Report:
    """The report with projects under the names given them.

    A project goes by any name `--project` takes; of several that mean it the longest counts.
    """
    if not aliases or all(column.key != "project" for column in report.columns):
        return report
    return replace(report, rows=[_renamed(row, aliases) for row in report.rows])


def _renamed(row: dict[str, object], aliases: Mapping[str, str]) -> dict[str, object]:
    project = row["project"]
    if not isinstance(project, str):
        return row
    meant = [pattern for pattern in aliases if matches(project, pattern, "project")]
    return {**row, "project": aliases[max(meant, key=len)]} if meant else row


def unsaid(report: Report, warnings: Sequence[str]) -> Report:
    """The report without some of its warnings: they tell of a filter nobody asked for."""
    return replace(report, warnings=[one for one in report.warnings if one not in warnings])
