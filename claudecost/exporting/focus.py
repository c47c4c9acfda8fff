"""Charges as FOCUS files (FinOps Open Cost and Usage Specification 1.4 and 1.2), many rows at a time.

What a row says besides its figures follows from its day, its origin or its SKU, of which there are few: their
fields are put into CSV once each, and a row is those pieces and its numbers, joined set-wise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..renderers.delimited import field
from ..reports.exporting.focus import Charges
from .focus_columns import FIGURES, SOURCES, Account, columns

if TYPE_CHECKING:
    import polars as pl

#: Rows put into text at a time.
SLICE = 20_000


@dataclass(frozen=True)
class Piece:
    """Neighbouring columns with one source; the fields they have for one of its values, as CSV."""

    source: str
    names: tuple[str, ...]

    def text(self, value: Any, *, raw: bool) -> str:
        """The fields, `raw` without the guard against spreadsheet formulas."""
        return ",".join(field(SOURCES[name][1](value), raw=raw) for name in self.names)


def pieces(names: Sequence[str]) -> list[Piece]:
    """The columns in runs of one source; figures each by itself."""

    def run_of(name: str) -> tuple[str, str]:
        source = SOURCES[name][0]
        return source, name if source in FIGURES else ""

    return [Piece(source, tuple(run)) for (source, _), run in groupby(names, key=run_of)]


class FocusText:
    """One part's charges as lines of CSV, for one or more versions at once."""

    def __init__(self, part: Charges, account: Account, *, raw: bool) -> None:
        import polars as pl

        rows = pl.DataFrame(part.rows)
        kinds = rows.select("sku_no", "meter", "unit_price").unique().sort(pl.all()).with_row_index("kind")
        skus = pl.DataFrame(part.skus)
        self._raw = raw
        self.rows = rows.join(kinds, on=["sku_no", "meter", "unit_price"], how="left", maintain_order="left")
        self._values: dict[str, list[Any]] = {
            "account": [account],
            "day": self.rows["day"].unique().sort().to_list(),
            "origin": pl.DataFrame(part.origins).to_dicts(),
            "kind": kinds.join(skus, on="sku_no", how="left", maintain_order="left").to_dicts(),
        }

    def lines(self, versions: Sequence[str]) -> Iterator[list[bytes]]:
        """Slices of rows, each once per version."""
        import polars as pl

        laid_out = [pieces(columns(version)) for version in versions]
        texts = [[self._texts(piece) for piece in found] for found in laid_out]
        days = {day: number for number, day in enumerate(self._values["day"])}
        for part in self.rows.iter_slices(SLICE):
            at = {
                "day": part["day"].replace_strict(days, return_dtype=pl.UInt32),
                "origin": part["origin_no"] - 1,
                "kind": part["kind"],
            }
            figures = {
                "cost": _decimals(part["cost_usd"]),
                "consumed": _decimals(part["consumed_quantity"]),
                "pricing": _decimals(part["pricing_quantity"]),
            }

            def column(
                piece: Piece,
                known: pl.Series | None,
                at: Any = at,
                figures: Any = figures,
                rows: int = len(part),
            ) -> pl.Series:
                if known is None:
                    found: pl.Series = figures[piece.source]
                    return found
                is_one = piece.source not in at
                return known.new_from_index(0, rows) if is_one else known.gather(at[piece.source])

            yield [_joined(list(map(column, *both))) for both in zip(laid_out, texts, strict=True)]

    def _texts(self, piece: Piece) -> pl.Series | None:
        import polars as pl

        if piece.source in FIGURES:
            return None
        return pl.Series(
            [piece.text(value, raw=self._raw) for value in self._values[piece.source]], dtype=pl.String
        )


def header(version: str) -> bytes:
    """The line of column names."""
    return (",".join(columns(version)) + "\n").encode()


def _decimals(amounts: pl.Series) -> pl.Series:
    """Every digit and no more, with a point: `0.25`, `1200.0`."""
    import polars as pl

    digits = amounts.cast(pl.String).str.strip_chars_end("0")
    whole = digits.str.ends_with(".")
    return digits.to_frame("n").select(pl.when(whole).then(pl.col("n") + "0").otherwise("n")).to_series()


def _joined(parts: Sequence[pl.Series]) -> bytes:
    """The parts side by side as lines; they are CSV already."""
    import polars as pl

    frame = pl.DataFrame({str(number): part for number, part in enumerate(parts)})
    buffer = BytesIO()
    frame.write_csv(buffer, include_header=False, quote_style="never")
    return buffer.getvalue()
