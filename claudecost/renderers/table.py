"""The report for a terminal. No number is ever shortened: what does not fit is hidden by name.

In a very narrow terminal the rows are shown one under another. rich knows how wide characters are and
how a terminal colours them; it is imported inside functions, and reads no text as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from claudecost.renderers.bar_column import bars_beside
from claudecost.renderers.cells import NOTHING_THERE, UNPRICED, shown, shown_total
from claudecost.renderers.layout import GAP, Layout, fit, shorten
from claudecost.renderers.notes import NOTHING, footnotes, for_people, header, zone_of
from claudecost.renderers.options import RenderOptions
from claudecost.renderers.widths import wrapped
from claudecost.reports.shape import Column, Report

BOLD, DIM, WARN, BAR = "bold", "dim", "yellow", "cyan"


class _Pen:
    """Draws text of a known width, in colour or not, in ASCII or not."""

    def __init__(self, options: RenderOptions) -> None:
        from rich.cells import cell_len

        self.measure = cell_len
        self.width, self.color = options.width, options.color
        self.ellipsis, self.rule = ("...", "-") if options.ascii else ("…", "─")
        self.branch = "-" if options.ascii else "└"

    def paint(self, text: str, style: str) -> str:
        """The text in a style, if this is the place for colour; decoration only."""
        from rich.color import ColorSystem
        from rich.style import Style

        if not (self.color and style and text):
            return text
        return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)

    def lines(self, texts: Iterable[str], style: str = "") -> Iterator[str]:
        """Sentences wrapped between words only, so that a number in them stays whole."""
        for text in texts:
            width = self.width or max(len(text), 1)
            for line in wrapped(text, width):
                yield self.paint(line, style)

    def cell(self, column: Column, text: str, width: int, style: str = "") -> str:
        """A text shortened and on the left, a number whole and on the right."""
        if column.kind == "text":
            text = shorten(text, width, self.measure, self.ellipsis)
        space = " " * (width - self.measure(text))
        drawn = self.paint(text, WARN if text == UNPRICED and column.kind == "money" else style)
        return drawn + space if column.kind == "text" else space + drawn


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The cells of a report as people see them: the columns, each row's texts, the totals' texts."""

    columns: tuple[Column, ...]
    rows: list[dict[str, str]]
    totals: list[dict[str, str]]

    def of(self, key: str) -> list[str]:
        """Every text of one column."""
        return [row[key] for row in (*self.rows, *self.totals)]


def render(report: Report, options: RenderOptions) -> str:
    """Header lines, the table or the list of records, footnotes."""
    pen = _Pen(options)
    sheet = _sheet(report, pen)
    layout = fit(sheet.columns, {c.key: sheet.of(c.key) for c in sheet.columns}, pen.width, pen.measure)
    title, facts = header(report)
    lines = [*pen.lines([title], BOLD), *pen.lines([facts], DIM), ""]
    if report.rows:
        bars = bars_beside(report, layout, options) if layout else []
        lines.extend(_table(sheet, layout, bars, pen) if layout else _records(sheet, pen))
    else:
        lines.append(str(report.meta.get("nothing", NOTHING)))
    notes = footnotes(report, layout.columns if layout else sheet.columns)
    if report.rows and layout and layout.hidden:
        notes.insert(0, _hidden_note(layout))
    if notes:
        lines.extend(["", *pen.lines(notes, WARN)])
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _sheet(report: Report, pen: _Pen) -> _Sheet:
    columns, zone = for_people(report), zone_of(report)
    rows = [{column.key: shown(column, row, zone) for column in columns} for row in _with_parts(report, pen)]
    totals = {column.key: shown_total(column, report, zone) for column in columns}
    return _Sheet(columns, rows, [] if report.totals is None else [totals])


def _with_parts(report: Report, pen: _Pen) -> Iterator[Mapping[str, object]]:
    """Every row, and what it is made of below it, indented."""
    first = report.columns[0].key
    for index, row in enumerate(report.rows):
        yield row
        for part in report.under[index] if report.under else ():
            yield {**part, first: f"  {pen.branch} {part[first]}"}


def _table(sheet: _Sheet, layout: Layout, bars: Sequence[str], pen: _Pen) -> Iterator[str]:
    """Titles, a rule, the rows with their bars, a rule, the totals; no frame, which would cost width."""
    rule = pen.rule * (sum(layout.widths) + GAP * (len(layout.widths) - 1))
    titles = {column.key: title for column, title in zip(layout.columns, layout.titles, strict=True)}
    yield from (_row(titles, layout, pen, BOLD), rule)
    for row, drawn in zip(sheet.rows, bars or [""] * len(sheet.rows), strict=True):
        yield _row(row, layout, pen) + " " * GAP + pen.paint(drawn, BAR)
    for row in sheet.totals:
        yield from (rule, _row(row, layout, pen, BOLD))


def _row(texts: Mapping[str, str], layout: Layout, pen: _Pen, style: str = "") -> str:
    pairs = zip(layout.columns, layout.widths, strict=True)
    return (" " * GAP).join(pen.cell(column, texts[column.key], width, style) for column, width in pairs)


def _hidden_note(layout: Layout) -> str:
    names = ", ".join(column.title for column in layout.hidden)
    return f"hidden at this width: {names}; widen the terminal or use --format csv"


def _records(sheet: _Sheet, pen: _Pen) -> Iterator[str]:
    """Each row as a block of `title  value` lines, the numbers under one another.

    A row without any number, such as a gap, is its names alone.
    """
    label = max(len(column.title) for column in sheet.columns)
    widths = [len(text) for column in sheet.columns if column.kind != "text" for text in sheet.of(column.key)]
    digits = max(widths, default=0)
    room = max((pen.width or 0) - label - GAP, 1)
    for index, row in enumerate((*sheet.rows, *sheet.totals)):
        yield from [""] * (index > 0)
        numbers = [row[column.key] for column in sheet.columns if column.kind != "text"]
        is_empty = all(text == NOTHING_THERE for text in numbers)
        for column in sheet.columns:
            if (text := row[column.key]) and not (is_empty and column.kind != "text"):
                width, style = (room, BOLD) if column.kind == "text" else (digits, "")
                yield column.title.ljust(label + GAP) + pen.cell(column, text, width, style)
