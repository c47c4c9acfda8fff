"""A `Report` in, text out; a renderer never knows where the rows came from, nor where the text goes.

To add one: a module with `render(report, options)`, a function here that imports it, and its name in
`FORMATS`. Each is imported only when asked for, so that nobody waits for a format he does not use.
"""

from __future__ import annotations

from collections.abc import Callable

from claudecost.renderers.options import RenderOptions, options_for
from claudecost.reports.shape import Report

Renderer = Callable[[Report, RenderOptions], str]

__all__ = ["FORMATS", "RenderOptions", "Renderer", "options_for"]


def _table(report: Report, options: RenderOptions) -> str:
    from claudecost.renderers.table import render

    return render(report, options)


def _json(report: Report, options: RenderOptions) -> str:
    from claudecost.renderers.json import render

    return render(report, options)


def _csv(report: Report, options: RenderOptions) -> str:
    from claudecost.renderers.delimited import render_csv

    return render_csv(report, options)


def _tsv(report: Report, options: RenderOptions) -> str:
    from claudecost.renderers.delimited import render_tsv

    return render_tsv(report, options)


def _markdown(report: Report, options: RenderOptions) -> str:
    from claudecost.renderers.markdown import render

    return render(report, options)


def _html(report: Report, options: RenderOptions) -> str:
    from claudecost.renderers.page import render_report

    return render_report(report, options)


#: Every format by the name `--format` takes.
FORMATS: dict[str, Renderer] = {
    "table": _table,
    "json": _json,
    "csv": _csv,
    "tsv": _tsv,
    "md": _markdown,
    "html": _html,
}
