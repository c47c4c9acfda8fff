"""FOCUS files written part by part, with what their rows come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ..money import plain, total
from ..reports.exporting.focus import METERS, Charges
from .focus import FocusText, header
from .focus_columns import Account
from .folder import Folder
from .manifest import File

if TYPE_CHECKING:
    import polars as pl

WEB_SEARCH = METERS.index("web_search")


def write_focus(
    parts: Iterable[Charges], account: Account, names: Mapping[str, str], folder: Folder, *, raw: bool
) -> Iterator[File]:
    """One file per version (`names`: version to file); yields each as it was written."""
    versions = list(names)
    sums = _Sums()
    with folder.writing(names.values()) as files:
        for file, version in zip(files, versions, strict=True):
            file.write(header(version))
        for part in parts:
            text = FocusText(part, account, raw=raw)
            sums.add(text.rows)
            for slices in text.lines(versions):
                for file, content in zip(files, slices, strict=True):
                    file.write(content)
    for file in files:
        yield File(file.written(), sums.rows, sums.as_text())


class _Sums:
    """What the rows come to, exactly."""

    def __init__(self) -> None:
        self.rows = 0
        self._added = {name: total([]) for name in ("BilledCost", "tokens", "web_searches")}

    def add(self, rows: pl.DataFrame) -> None:
        import polars as pl

        searches = pl.col("meter") == WEB_SEARCH
        found = rows.select(
            pl.col("cost_usd").sum().alias("BilledCost"),
            pl.col("consumed_quantity").filter(~searches).sum().alias("tokens"),
            pl.col("consumed_quantity").filter(searches).sum().alias("web_searches"),
        ).row(0, named=True)
        self.rows += len(rows)
        self._added = {name: total([before, found[name]]) for name, before in self._added.items()}

    def as_text(self) -> dict[str, str]:
        return {name: plain(amount) for name, amount in self._added.items()}
