"""A report that is not about everything says so: in its title and in its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .shape import Report


def with_filters(report: Report, filters: Mapping[str, Sequence[str]]) -> Report:
    """The report with the filters it was asked with; unchanged without any."""
    if not filters:
        return report
    words = [f"{name.replace('_', ' ')} {' or '.join(patterns)}" for name, patterns in filters.items()]
    return replace(
        report,
        title=f"{report.title}, only {', '.join(words)}",
        meta={**report.meta, "filters": {name: list(patterns) for name, patterns in filters.items()}},
    )
