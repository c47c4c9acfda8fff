"""The page and single reports as HTML: one file, without a request to anywhere.

Figures are written twice, for people and exactly: `<data value="146.9182345">$146.92</data>`.
"""

from __future__ import annotations

from claudecost.renderers.clean import clean
from claudecost.renderers.notes import footnotes, for_people, header
from claudecost.renderers.options import RenderOptions
from claudecost.renderers.page.environment import fill
from claudecost.renderers.page.story import story_of
from claudecost.renderers.page.tables import amount_first, table_of
from claudecost.reports.page.shape import Page
from claudecost.reports.shape import Report

__all__ = ["render_page", "render_report"]


def render_page(page: Page) -> str:
    """The whole page as one HTML document."""
    return fill("page.html.j2", story=story_of(page))


def render_report(report: Report, options: RenderOptions) -> str:
    """One report as an HTML document of its own, in the look of the page."""
    title, facts = header(report)
    columns = for_people(report)
    command = report.meta.get("command")
    return fill(
        "report.html.j2",
        title=title,
        facts=facts,
        table=table_of(amount_first(report), "report", caption=title),
        notes=footnotes(report, columns),
        command=clean(command) if isinstance(command, str) else None,
    )
