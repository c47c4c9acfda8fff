"""What a report says of closed months it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...zones import instant
from ..parts import Closed
from ..shape import Report


def with_closed(report: Report, closed: Sequence[Closed]) -> Report:
    """The report with the closed months in it named: in its header, and as a note for people."""
    if not closed:
        return report
    listed = [{"month": one.month, "closed_at": instant(one.closed_at)} for one in closed]
    said = [
        f"{one.month} is closed: its figures are those of {one.closed_at:%Y-%m-%d}; "
        f"`claudecost restate {one.month}` shows what has changed since"
        for one in closed
    ]
    notes = report.meta.get("notes")
    before = notes if isinstance(notes, list) else []
    return replace(report, meta={**report.meta, "closed": listed, "notes": [*before, *said]})
