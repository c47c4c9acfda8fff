"""Rows of a sheet put into its XML set-wise: cell by cell a library takes ten times as long.

Written after ECMA-376 (Office Open XML), part 1, section 18.3.1: a row holds cells, a cell has a place, a
style and a value; texts stand in the cell itself (`inlineStr`), numbers in `<v>`, dates as days since the
30th of December 1899.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from .frame import mapped, told

if TYPE_CHECKING:
    import polars as pl

#: Rows put into text at a time.
SLICE = 20_000

#: Files in a workbook are all dated so: the earliest day a ZIP archive knows.
DATED = (1980, 1, 1, 0, 0, 0)

#: Characters a cell can have.
LONGEST = 32_767

_FIRST_ROW = re.compile(rb'<row r="2"[^>]*>(.*?)</row>', re.DOTALL)
_CELL = re.compile(rb'<c r="([A-Z]+)2"(?: s="([0-9]+)")?')

#: What XML 1.0 cannot hold, and `_xHHHH_` itself, are written as `_xHHHH_` (section 22.9.2.19, ST_Xstring).
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


def poured(workbook: bytes, sheet: str, frame: pl.DataFrame) -> bytes:
    """The workbook with all rows of a frame in a sheet that has its header and, as a pattern, the first."""
    buffer = BytesIO()
    with ZipFile(BytesIO(workbook)) as old, ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=4) as new:
        for entry in old.infolist():
            content = old.read(entry.filename)
            if entry.filename == sheet and len(frame) > 1:
                content = _filled(content, frame)
            name = ZipInfo(entry.filename, DATED)
            name.compress_type, name.external_attr = ZIP_DEFLATED, 0o600 << 16
            new.writestr(name, content, compresslevel=4)
    return buffer.getvalue()


def _filled(xml: bytes, frame: pl.DataFrame) -> bytes:
    first = _FIRST_ROW.search(xml)
    assert first is not None, "a sheet with a row has a second one"
    styles = {letters.decode(): style.decode() for letters, style in _CELL.findall(first[1])}
    rows = b"".join(_rows(frame, styles))
    last = str(len(frame) + 1).encode()
    used = re.sub(
        rb'<dimension ref="A1:([A-Z]+)2"/>', rb'<dimension ref="A1:\g<1>%b"/>' % last, xml[: first.start()]
    )
    return used + rows + xml[first.end() :]


def _rows(frame: pl.DataFrame, styles: dict[str, str]) -> Iterator[bytes]:
    import polars as pl

    texts = {name: _escapes(frame[name]) for name, kind in frame.schema.items() if kind == pl.String}
    letters = [_letters(number) for number in range(len(frame.columns))]
    numbered = frame.with_row_index("row number", offset=2)
    for part in numbered.iter_slices(SLICE):
        row = part["row number"].cast(pl.String)
        cells = [
            _cells(part[name], letter, styles.get(letter, "0"), row, texts.get(name))
            for letter, name in zip(letters, frame.columns, strict=True)
        ]
        line = part.select(
            pl.concat_str(
                [pl.lit('<row r="'), pl.lit(row), pl.lit('">'), *map(pl.lit, cells), pl.lit("</row>")],
                ignore_nulls=True,
            )
        ).to_series()
        yield "".join(line.to_list()).encode()


def _cells(
    column: pl.Series, letter: str, style: str, row: pl.Series, texts: dict[str, str] | None
) -> pl.Series:
    """A column's cells; None where there is nothing to say."""
    import polars as pl

    if texts is not None:
        opening, value, closing = f' s="{style}" t="inlineStr">', mapped(column, texts), "</c>"
    else:
        opening, value, closing = f' s="{style}"><v>', _number(column), "</v></c>"
    return pl.select(
        pl.concat_str(
            [pl.lit(f'<c r="{letter}'), pl.lit(row), pl.lit('"' + opening), pl.lit(value), pl.lit(closing)]
        )
    ).to_series()


def _number(column: pl.Series) -> pl.Series:
    import polars as pl

    if column.dtype == pl.Date:
        return (column.cast(pl.Int32) + 25569).cast(pl.String)
    if column.dtype == pl.Int64:
        return column.cast(pl.String)
    return column.cast(pl.Float64).cast(pl.String)


def _escapes(column: Any) -> dict[str, str]:
    """Every text of a column as XML."""
    return {text: _escaped(text) for text in told(column)}


def _escaped(text: str) -> str:
    spoken = _UNSPEAKABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text[:LONGEST])
    safe = spoken.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<is><t xml:space="preserve">{safe}</t></is>'


def _letters(number: int) -> str:
    """The name of a column: A, B, ... Z, AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
