"""A report as the cells of an HTML table: what is shown, what it is exactly, how long its bar is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import tzinfo
from decimal import Decimal
from itertools import takewhile

from claudecost.renderers.cells import Row, exact, lacks_price, shown, shown_total
from claudecost.renderers.changes import signed, signed_percent
from claudecost.renderers.clean import clean
from claudecost.renderers.notes import for_people, zone_of
from claudecost.reports.shape import Column, Report

#: A name longer than this is cut where it is shown; so many of its last characters always stay.
LONG_NAME, TAIL = 34, 18

#: What a report is about: right of the names, where a narrow screen shows it.
AMOUNTS = ("cost_usd", "billed_usd")

#: Columns whose sign is always shown.
CHANGES = ("change_usd", "change_percent")

STACK_NAMES = {
    "input_percent": ("input", "input"),
    "cache_write_5m_percent": ("write-5m", "written for 5 minutes"),
    "cache_write_1h_percent": ("write-1h", "written for an hour"),
    "cache_read_percent": ("read", "read"),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A foreign name, cleaned: whole, and as it is shown.

    A path that is long is in two parts, of which the first may be cut: its end says more than its middle.
    """

    whole: str
    head: str
    tail: str

    @property
    def is_long(self) -> bool:
        """Whether it is cut, and shown whole only where one points at it."""
        return len(self.whole) > LONG_NAME


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar of parts, in percent of its width; `starts` is where it begins."""

    kind: str
    starts: str
    width: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows; `value` is the exact figure, None where there is none. `bar` is 0 to 100."""

    text: str
    value: str | None
    name: Name | None = None
    tone: str = ""
    bar: str | None = None
    parts: tuple[Part, ...] = ()
    stacked: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column's title and what it holds: `text`, `number`, or what is drawn: `bar`, `kinds`."""

    key: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    """An HTML table; `key` names its parts on the page."""

    key: str
    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...]
    labels: int


def table_of(
    report: Report, key: str, *, caption: str, bars: str | None = None, stack: tuple[str, ...] = ()
) -> Table:
    """The table of a report; the column `bars` is drawn against the largest of it, `stack` as one bar."""
    columns, zone = for_people(report), zone_of(report)
    heads = [_head(column) for column in columns]
    labels = next((place for place, one in enumerate(columns) if one.kind != "text"), len(columns))
    rows = [[_cell(column, row, zone) for column in columns] for row in report.rows]
    totals = [] if report.totals is None else [_total(column, report, zone) for column in columns]
    if bars is not None:
        heads.insert(labels, Head("bar", "", "bar"))
        largest = _largest(report, bars)
        for cells, row in zip(rows, report.rows, strict=True):
            cells.insert(labels, Cell("", None, bar=_width(row.get(bars), largest)))
        if totals:
            totals.insert(labels, Cell("", None))
    if stack:
        heads.insert(labels, Head("kinds", "Of the prompts", "kinds"))
        for cells, row in zip(rows, report.rows, strict=True):
            cells.insert(labels, _stacked(row, stack))
        if totals:
            totals.insert(labels, _stacked(report.totals or {}, stack))
    return Table(key, caption, tuple(heads), tuple(map(tuple, rows)), tuple(totals), labels)


def amount_first(report: Report) -> Report:
    """The report with its amount as the first of its figures, as on the page."""
    names = tuple(takewhile(lambda column: column.kind == "text", report.columns))
    amount = tuple(column for column in report.columns if column.key in AMOUNTS)
    rest = tuple(column for column in report.columns[len(names) :] if column not in amount)
    return replace(report, columns=(*names, *amount, *rest))


def name_of(text: str | None) -> Name:
    """A foreign name, harmless; a missing one is `(none)`."""
    whole = "(none)" if text is None else clean(text)
    if len(whole) <= LONG_NAME or not re.search(r"[/\\]", whole):
        return Name(whole, "", whole)
    return Name(whole, whole[:-TAIL], whole[-TAIL:])


def _head(column: Column) -> Head:
    return Head(column.key, clean(column.title), "text" if column.kind == "text" else "number")


def _cell(column: Column, row: Row, zone: tzinfo) -> Cell:
    value = row.get(column.key)
    if column.kind == "text":
        name = name_of(None if value is None else str(value))
        return Cell(name.whole, None if value is None else str(value), name, "none" if value is None else "")
    return Cell(_shown(column, row, zone), _exact(value), tone=_tone(column, row))


def _total(column: Column, report: Report, zone: tzinfo) -> Cell:
    totals = report.totals or {}
    value = totals.get(column.key)
    if column.kind == "text":
        text = shown_total(column, report, zone)
        return Cell(text, None, name_of(text))
    text = "" if value is None else _shown(column, totals, zone)
    return Cell(text, _exact(value), tone=_tone(column, totals))


def _shown(column: Column, row: Row, zone: tzinfo) -> str:
    value = row.get(column.key)
    if column.key in CHANGES and isinstance(value, Decimal):
        return signed(value) if column.kind == "money" else signed_percent(value)
    if column.kind == "percent" and value == 0 and column.key == "share_percent" and row.get("cost_usd"):
        return "<0.1%"
    return shown(column, row, zone)


def _exact(value: object) -> str | None:
    return None if value is None else exact(value)


def _tone(column: Column, row: Row) -> str:
    """Ochre for what is a lower bound, less weight for what is not there."""
    value = row.get(column.key)
    if column.kind == "money" and lacks_price(column, row):
        return "doubt"
    return "none" if value is None else ""


def _largest(report: Report, name: str) -> Decimal:
    amounts = [value for row in report.rows if isinstance(value := row.get(name), Decimal)]
    return max(amounts, default=Decimal(0))


def _width(value: object, largest: Decimal) -> str | None:
    """How long a bar is, in percent; what is more than nothing shows at least a hair of it."""
    if not isinstance(value, Decimal) or value <= 0 or largest <= 0:
        return None
    return f"{max(value * 100 / largest, Decimal('0.5')):.1f}"


def _stacked(row: Row, stack: tuple[str, ...]) -> Cell:
    parts, at, said = [], Decimal(0), []
    for key in stack:
        value = row.get(key)
        if not isinstance(value, Decimal):
            continue
        kind, words = STACK_NAMES[key]
        parts.append(Part(kind, f"{at:.1f}", f"{value:.1f}"))
        said.append(f"{value}% {words}")
        at += value
    return Cell("", None, parts=tuple(parts), stacked=", ".join(said))
