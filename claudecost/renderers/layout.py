"""Which columns fit a width, and how wide each is. A number is shown whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from claudecost.reports.shape import Column

#: Blanks between two columns.
GAP = 2

#: A text column is not squeezed below the first while a number column can go instead, never below the second.
COMFORTABLE, TIGHT = 28, 12

#: Below this a table that has to hide columns is worth less than one record under another.
NARROW = 50

Measure = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that are shown, their titles and widths, and those that are not."""

    columns: tuple[Column, ...]
    titles: tuple[str, ...]
    widths: tuple[int, ...]
    hidden: tuple[Column, ...] = ()


def fit(
    columns: Sequence[Column], cells: Mapping[str, Sequence[str]], width: int | None, measure: Measure
) -> Layout | None:
    """The best table for a width; None when only a list of records can show it."""
    for titles in ({c.key: c.title for c in columns}, _short_titles(columns)):
        natural = {c.key: max(map(measure, (titles[c.key], *cells[c.key]))) for c in columns}
        if width is None or _needed(natural) <= width:
            return _layout(columns, titles, natural)
    return _squeezed(columns, titles, natural, width, measure) if width and width >= NARROW else None


def shorten(text: str, width: int, measure: Measure, ellipsis: str) -> str:
    """The text within a width, its middle left out: both ends of a path say more than its start."""
    if measure(text) <= width:
        return text
    room = max(width - len(ellipsis), 0)
    return _first(text, room // 2, measure) + ellipsis + _last(text, room - room // 2, measure)


def _squeezed(
    columns: Sequence[Column],
    titles: Mapping[str, str],
    natural: Mapping[str, int],
    width: int,
    measure: Measure,
) -> Layout | None:
    """A table with columns hidden, then with texts shortened further."""
    hidden = _hidden(
        columns, {c.key: _least(c, natural, titles, measure, COMFORTABLE) for c in columns}, width
    )
    kept = [column for column in columns if column not in hidden]
    for limit in (COMFORTABLE, TIGHT):
        least = {c.key: _least(c, natural, titles, measure, limit) for c in kept}
        if _needed(least) <= width:
            return _layout(kept, titles, _widened(least, natural, width), hidden)
    return None


def _first(text: str, room: int, measure: Measure) -> str:
    """The longest beginning that fits."""
    end = min(len(text), room)
    while end and measure(text[:end]) > room:
        end -= 1
    return text[:end]


def _last(text: str, room: int, measure: Measure) -> str:
    """The longest end that fits, measured as it stands: some characters widen the one before them."""
    start = max(len(text) - room, 0)
    while start < len(text) and measure(text[start:]) > room:
        start += 1
    return text[start:]


def _short_titles(columns: Sequence[Column]) -> dict[str, str]:
    return {column.key: column.short or column.title for column in columns}


def _layout(
    columns: Sequence[Column],
    titles: Mapping[str, str],
    widths: Mapping[str, int],
    hidden: Sequence[Column] = (),
) -> Layout:
    keys = [column.key for column in columns]
    return Layout(
        tuple(columns), tuple(titles[k] for k in keys), tuple(widths[k] for k in keys), tuple(hidden)
    )


def _needed(widths: Mapping[str, int]) -> int:
    return sum(widths.values()) + GAP * (len(widths) - 1)


def _least(
    column: Column, natural: Mapping[str, int], titles: Mapping[str, str], measure: Measure, limit: int
) -> int:
    """How narrow a column may get: numbers not at all, texts down to a limit or their title."""
    if column.kind != "text":
        return natural[column.key]
    return min(natural[column.key], max(limit, measure(titles[column.key])))


def _hidden(columns: Sequence[Column], least: dict[str, int], width: int) -> list[Column]:
    """The number columns that have to go, lowest priority first; the last of them always stays."""
    hidden: list[Column] = []
    numbers = sorted((c for c in columns if c.kind != "text"), key=lambda column: column.priority)
    for column in numbers[:-1]:
        if _needed(least) <= width:
            break
        hidden.append(column)
        del least[column.key]
    return [column for column in columns if column in hidden]


def _widened(least: dict[str, int], natural: Mapping[str, int], width: int) -> dict[str, int]:
    """Spare room given back to squeezed texts, evenly, those that need little first."""
    spare, widths = width - _needed(least), dict(least)
    squeezed = sorted(
        (key for key in least if least[key] < natural[key]), key=lambda k: natural[k] - least[k]
    )
    for left, key in zip(range(len(squeezed), 0, -1), squeezed, strict=True):
        given = min(natural[key] - least[key], spare // left)
        widths[key] += given
        spare -= given
    return widths
