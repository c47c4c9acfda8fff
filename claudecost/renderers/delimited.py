"""CSV and TSV: a header of keys, every digit, and no cell that a spreadsheet would run as a formula.

A text that a spreadsheet could take for a formula gets a `'` in front; so does one that begins with `'`,
which makes it reversible: whoever reads the file removes one leading `'` (`unguarded`). Numbers are
never touched. A missing value is an empty field, and so is the cost of what has no price at all; an empty
text is `""`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from claudecost.renderers.cells import exact, lacks_price
from claudecost.renderers.options import RenderOptions
from claudecost.reports.shape import Column, Report

#: A formula's first character, after anything a spreadsheet may skip: blanks, controls, invisible marks.
_FORMULA = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]*[=+\-@\t\r\n＝＋－＠]|'")


def render_csv(report: Report, options: RenderOptions) -> str:
    """Comma separated values."""
    return "".join(_lines(report, ",", raw=options.raw))


def render_tsv(report: Report, options: RenderOptions) -> str:
    """Tab separated values, quoted like CSV where a text holds a tab or a line end."""
    return "".join(_lines(report, "\t", raw=options.raw))


def guarded(text: str) -> str:
    """The text with a `'` in front if a spreadsheet could run it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What was given to `guarded`."""
    return text.removeprefix("'")


def field(text: str | None, *, raw: bool = False) -> str:
    """One field of a CSV, guarded unless `raw`; None is empty."""
    if text is None:
        return ""
    return _quoted(text if raw else guarded(text), ",")


def _lines(report: Report, delimiter: str, *, raw: bool) -> Iterator[str]:
    yield delimiter.join(_quoted(column.key, delimiter) for column in report.columns) + "\n"
    for row in report.rows:
        line = delimiter.join(_field(column, row, delimiter, raw=raw) for column in report.columns)
        yield (line or '""') + "\n"


def _field(column: Column, row: Mapping[str, object], delimiter: str, *, raw: bool) -> str:
    value = row.get(column.key)
    if value is None or (not value and lacks_price(column, row)):
        return ""  # nothing known is not nothing to pay
    text = exact(value)
    return _quoted(text if raw or column.kind != "text" else guarded(text), delimiter)


def _quoted(text: str, delimiter: str) -> str:
    """RFC 4180 quotes where the text needs them."""
    if text and not any(char in text for char in (delimiter, '"', "\n", "\r")):
        return text
    return '"' + text.replace('"', '""') + '"'
