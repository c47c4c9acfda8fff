"""The rows of a CSV as columns we can calculate with: labels and counts.

A label is kept as a code, a small number that stands for its text: an export
repeats few texts over many rows, so that rules in Python are applied once per
text and not once per row. Counts become integers; a row with a cell that is no
count is put aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ...errors import Problem
from ..usage import MAX_COUNT
from .formats import Format
from .numbers import NOT_A_COUNT, count
from .rows import Lost
from .table import LINE, Batch

if TYPE_CHECKING:
    import polars as pl

#: The column of profile codes beside those of the file.
PROFILE = "profile of the row"

#: No label is longer, in characters; as for transcripts.
LONGEST_LABEL = 4096


class Sheet:
    """All rows of a file: `frame` holds their lines, label codes and counts.

    Only columns that the format wants and the file has are kept. `texts` says for each label column what its
    codes stand for, trimmed, `""` for empty cells. The labels that make a profile are kept as one code, in
    the column `PROFILE`; `profiles` says what it stands for: their texts, None for a column not there.
    `lost` are the rows put aside so far, `problems` what else was odd.
    """

    def __init__(self, wanted: Format, columns: Iterable[str], separator: str) -> None:
        import polars as pl

        self.columns, self.separator = frozenset(columns), separator
        self._profile = [name if name in self.columns else None for name in wanted.profile or ()]
        self._profiles: dict[tuple[int, ...], int] = {}
        self._labels, self._counts, self._loose = (
            [name for name in names if name in self.columns]
            for names in (wanted.labels, wanted.counts, wanted.loose)
        )
        texts = [*self._labels, *filter(None, self._profile)]
        self._kinds = {name: pl.Categorical(pl.Categories.random()) for name in texts}
        self._codes: dict[str, dict[str, int]] = {name: {} for name in texts}
        self.lost: list[Lost] = []
        self.problems: list[Problem] = []
        self._frames = [
            pl.DataFrame(
                schema=dict.fromkeys([LINE], pl.Int64)
                | dict.fromkeys([*self._labels, PROFILE], pl.UInt32)
                | dict.fromkeys([*self._counts, *self._loose], pl.Int64)
            )
        ]

    def add(self, batch: Batch) -> None:
        """Take some rows in."""
        import polars as pl

        frame = batch.frame
        self.lost += batch.lost
        columns = [frame[LINE]]
        columns += [self._encoded(frame[name]) for name in self._labels]
        columns.append(self._encoded_profiles(frame))
        bad = pl.repeat(False, frame.height, eager=True)
        for name in (*self._counts, *self._loose):
            counted, wrong = _counted(frame[name], may_be_blank=name in self._loose)
            columns.append(counted)
            bad = bad | wrong if wrong is not None else bad
        self._frames.append(self._without(pl.DataFrame(columns), bad, NOT_A_COUNT))

    def close(self) -> None:
        """Put the rows together; nothing is added after this."""
        import polars as pl

        self.frame = pl.concat(self._frames)
        self._frames = []
        self.texts = {name: list(codes) for name, codes in self._codes.items()}
        self.profiles = [self._profile_texts(codes) for codes in self._profiles]

    def _encoded(self, column: pl.Series) -> pl.Series:
        """A column's codes; a text gets its code the first time it is met.

        Polars numbers the texts of one batch quickly, but not the same texts alike in another batch.
        """
        import polars as pl

        labels, codes = column.fill_null("").cast(self._kinds[column.name]), self._codes[column.name]
        met = labels.unique()
        numbers = met.to_physical().to_list()
        ours = [0] * (max(numbers, default=-1) + 1)
        for number, text in zip(numbers, met.cast(pl.String).to_list(), strict=True):
            ours[number] = codes.setdefault(text.strip()[:LONGEST_LABEL], len(codes))
        return pl.Series(ours, dtype=pl.UInt32).gather(labels.to_physical()).alias(column.name)

    def _encoded_profiles(self, frame: pl.DataFrame) -> pl.Series:
        """The codes of combinations of labels; rows have few."""
        import polars as pl

        labels = pl.DataFrame([self._encoded(frame[name]) for name in self._profile if name])
        if not labels.width:
            return pl.repeat(0, frame.height, dtype=pl.UInt32, eager=True).alias(PROFILE)
        met = labels.unique()
        codes = [self._profiles.setdefault(row, len(self._profiles)) for row in met.iter_rows()]
        named = met.with_columns(pl.Series(PROFILE, codes, dtype=pl.UInt32))
        return labels.join(named, on=labels.columns, how="left", maintain_order="left")[PROFILE]

    def _profile_texts(self, codes: tuple[int, ...]) -> tuple[str | None, ...]:
        left = iter(codes)
        return tuple(name and self.texts[name][next(left)] for name in self._profile)

    def lose(self, rows: pl.Series, reason: str) -> None:
        """Put rows aside, by a column that is true for them."""
        self.frame = self._without(self.frame, rows, reason)

    def _without(self, frame: pl.DataFrame, rows: pl.Series, reason: str) -> pl.DataFrame:
        if not rows.any():
            return frame
        self.lost += [Lost(line, 0, reason) for line in frame.filter(rows)[LINE].to_list()]
        return frame.filter(~rows)

    def lose_texts(self, column: str, wrong: Sequence[bool], reason: str) -> None:
        """Put aside the rows whose label is wrong, said for each of the column's texts."""
        import polars as pl

        if any(wrong):
            self.lose(pl.Series(wrong, dtype=pl.Boolean).gather(self.frame[column]), reason)

    def used(self, column: str) -> list[int]:
        """Codes of the texts that rows still have, in order."""
        return self.frame[column].unique().sort().to_list()

    def line_of(self, column: str, text: str) -> int | None:
        """The first line with a text in a column."""
        import polars as pl

        first = self.frame.filter(pl.col(column) == self.texts[column].index(text))[LINE].min()
        return first if isinstance(first, int) else None

    def label(
        self, column: str, rule: Callable[[str], str | None] = lambda text: text or None
    ) -> pl.Series | None:
        """A column's texts by a rule, row by row; None where the file has no such column."""
        if column not in self.texts:
            return None
        return self.by_text(column, [rule(text) for text in self.texts[column]])

    def by_text(self, column: str, values: Sequence[str | None]) -> pl.Series:
        """What is said for each text of a column, row by row."""
        import polars as pl

        return pl.Series(values, dtype=pl.String).gather(self.frame[column])


def _counted(column: pl.Series, may_be_blank: bool) -> tuple[pl.Series, pl.Series | None]:
    """A column of counts, null where there is none; and which rows are wrong, None for no row."""
    import polars as pl

    counted = column.cast(pl.Int64, strict=False)
    if not counted.null_count() and bool(counted.is_between(0, MAX_COUNT).all()):
        return counted, None
    odd = counted.is_null() | (counted < 0) | (counted > MAX_COUNT)
    texts = column.fill_null("")
    written = texts.filter(odd).unique()
    read = pl.Series([count(text) for text in written.to_list()], dtype=pl.Int64)
    counted = counted.zip_with(~odd, texts.replace_strict(written, read, default=None, return_dtype=pl.Int64))
    wrong = counted.is_null()
    return counted, wrong & (texts.str.strip_chars() != "") if may_be_blank else wrong
