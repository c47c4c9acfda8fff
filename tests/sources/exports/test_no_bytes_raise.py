"""People hand over anything with `.csv` at its end; at worst it is refused in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claudecost.errors import BadData
from claudecost.sources.exports import encoding
from claudecost.sources.exports.formats import BY_SOURCE, recognise_export, why_not
from claudecost.sources.exports.reading import Export, read_export
from claudecost.sources.exports.table import LINE, Piece, Table

from .conftest import rows_of, written
from .test_formats import EVERY_VERSION

#: Downloads of every version, without the indentation they have in the tests.
VALID = [
    "\n".join(line.strip() for line in content.strip().splitlines()).encode() + b"\n"
    for contents in EVERY_VERSION.values()
    for content in contents
]

ODD = (
    b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\xff", b"\xef\xbb\xbf", b"\0", b"-", b"1e9",
    b"1.000,5", b"9" * 40, b"2026-10-05 00:30", b"10/11/2026", b"\xe2\x89\xa4", b"\xff\xfe", b'"\n"',
    "\u2028".encode(), b"\x85",
)  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bytes") / "spend-report-2026.csv"


@pytest.fixture
def in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few bytes, so that short files have many."""
    monkeypatch.setattr(encoding, "BLOCK", 61)


def attempt(file: Path, content: bytes, source: str) -> Export | None:
    """Read some bytes as a format; None where they are refused. Every line is accounted for."""
    given_file = written(file, content)._replace(since="2026-10-01", until="2026-11-01")
    try:
        export = read_export(given_file, source)
    except BadData:
        return None
    assert export.bytes_read == export.state.read_to == len(content)
    assert all(len(table.frame) == export.usage_lines for table in export.ledgers.tables)  # type: ignore[arg-type]
    if export.ledgers.tables or export.ledgers.names:
        assert export.lines == 1 + export.usage_lines + len(export.quarantined)
    lines = [lost.line for lost in export.quarantined]
    assert lines == sorted(set(lines))
    return export


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=300), source=st.sampled_from(sorted(BY_SOURCE)))
def test_no_bytes_make_recognising_or_reading_raise(file: Path, content: bytes, source: str) -> None:
    assert recognise_export(content) is None or recognise_export(content) in BY_SOURCE
    assert set(why_not(content)) <= set(BY_SOURCE)
    attempt(file, content, source)


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A valid download with some bytes cut out, put in or changed."""
    content = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        gap = draw(st.integers(0, 20))
        filling = draw(st.one_of(st.binary(max_size=4), st.sampled_from(ODD)))
        content = content[:start] + filling + content[start + gap :]
    return content


@pytest.mark.usefixtures("in_small_steps")
class TestInSmallSteps:
    """The same with a piece for every line or two."""

    @staticmethod
    @settings(max_examples=400, deadline=None)
    @given(content=spoiled())
    def test_no_damage_makes_recognising_or_reading_raise(file: Path, content: bytes) -> None:
        source = recognise_export(content)
        if source is not None:
            attempt(file, content, source)
        for other in why_not(content):
            with pytest.raises(BadData):
                read_export(written(file, content), other)


HEADER = "usage_date_utc,model_version,workspace,api_key,usage_input_tokens_no_cache,usage_output_tokens"

LABELS = st.one_of(
    st.sampled_from(["a", "b", "Default", 'say "hi"', "x, y", "one\ntwo", "≤", " edge ", "ab" * 30]),
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8).filter(
        lambda text: text != "--"
    ),
)
ROWS = st.lists(
    st.tuples(st.integers(1, 28), LABELS, LABELS, LABELS, st.integers(0, 10**12), st.integers(0, 99)),
    max_size=40,
)


def labelled(export: Export) -> Iterator[tuple[object, ...]]:
    models = {one.profile_id: one.model_id for one in export.ledgers.profiles}
    for row in rows_of(export, "metered"):
        yield (
            int(row["starts_at"][8:10]), models[row["profile_id"]], row["workspace"], row["api_key"],
            row.get("input_tokens", 0), row.get("output_tokens", 0),
        )  # fmt: skip


@pytest.mark.parametrize("block", [7, 61, 500, encoding.BLOCK])
@settings(max_examples=60, deadline=None)
@given(rows=ROWS, quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_rows_keep_their_labels_and_counts_however_the_file_is_cut(
    file: Path, block: int, rows: list[tuple[int, str, str, str, int, int]], quoting: int
) -> None:
    """Labels travel as codes from piece to piece: a code must mean the same text in all of them."""
    text = io.StringIO()
    text.write(HEADER + "\n")
    writer = csv.writer(text, lineterminator="\n", quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([f"2026-10-{day:02}", *rest] for day, *rest in rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "BLOCK", block)
        export = attempt(file, text.getvalue().encode(), "console-tokens-csv")

    assert export is not None
    assert export.quarantined == []
    expected = [
        (
            day,
            model.strip(),
            "Default" if team.casefold() == "default" else team.strip(),
            key.strip(),
            *counts,
        )
        for day, model, team, key, *counts in rows
    ]
    assert list(labelled(export)) == expected


#: Cells with quotes where they belong and where they do not.
CELLS = st.one_of(
    st.sampled_from(["", "a", '"a"', '"a,b"', '""', '"a""b"', ' "a"', '"a" ', '"a,"', '",a"', '"a\nb"']),
    st.text(st.sampled_from('a ",'), max_size=4),
)


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(
        st.text(st.sampled_from('ab ",\n'), max_size=40),
        st.lists(st.lists(CELLS, min_size=3, max_size=3).map(",".join), max_size=4).map("\n".join),
    )
)
def test_polars_and_we_agree_on_every_row(text: str) -> None:
    """What polars takes as being in order must be what line by line comes to; the rest is ours anyway."""
    content = f'"x",y,z\n{text}'.encode()
    table = Table([content], "any.csv")
    piece = Piece(2, content.split(b"\n", 1)[1])
    fast = table._in_order(piece) if piece.data else None
    if fast is None:
        return
    slow = table._line_by_line(piece)
    assert slow.lost == []
    assert stripped(fast) == stripped(slow.frame)


def stripped(frame: Any) -> list[tuple[Any, ...]]:
    return [
        tuple(cell.strip() if isinstance(cell, str) else cell or "" for cell in row)
        for row in frame.select("x", "y", "z", LINE).iter_rows()
    ]
