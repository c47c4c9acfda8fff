"""The days and hours that the rows of a sheet are about."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ...errors import BadData, Place
from .dates import ACCEPTED, NOT_A_DATE, PartOfHour, Span, Unclear, spans
from .download import Download
from .names import names_one_hour
from .sheet import Sheet


class Days(NamedTuple):
    """For each text of the date column its span, and the first and last day with rows (None: no rows)."""

    spans: list[Span | None]
    first: date | None
    last: date | None

    @property
    def starts(self) -> list[str | None]:
        """`starts_at` of each text."""
        return [span and span.starts_at for span in self.spans]

    @property
    def ends(self) -> list[str | None]:
        """`ends_at` of each text."""
        return [span and span.ends_at for span in self.spans]


def days(sheet: Sheet, column: str, download: Download) -> Days:
    """Read the date column; rows with no date in it are put aside.

    Raises BadData for dates that can be read in two ways, and for a file that holds less than whole hours.
    """
    path = download.given.shown_path
    if names_one_hour(download.name):
        raise _one_hour(Place(path))
    used = sheet.used(column)
    texts = [sheet.texts[column][code] for code in used]
    try:
        read = spans(texts, download.period)
    except Unclear as unclear:
        raise BadData(
            f"the date `{unclear.text}` in column {column} can be read in two ways: {unclear.others}",
            where=Place(path, sheet.line_of(column, unclear.text)),
            hint=f"download the file again and leave it as it is, or write its dates as one of\n{ACCEPTED}",
        ) from None
    except PartOfHour as part:
        raise _one_hour(Place(path, sheet.line_of(column, part.args[0]))) from None
    found: list[Span | None] = [None] * len(sheet.texts[column])
    for code, span in zip(used, read, strict=True):
        found[code] = span
    sheet.lose_texts(column, [span is None for span in found], NOT_A_DATE)
    seen = [span.starts_at[:10] for span in read if span is not None]
    return Days(
        found, *((date.fromisoformat(day) for day in (min(seen), max(seen))) if seen else (None, None))
    )


def _one_hour(where: Place) -> BadData:
    """Such a file would stand for the whole day and hide the other hours."""
    return BadData(
        "this file holds one hour's figures, not a day's",
        where=where,
        hint="download the day's or the month's file instead",
    )
