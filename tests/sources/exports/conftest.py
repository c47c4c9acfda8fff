"""Downloads to read, written as text in the tests that read them."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claudecost.sources.exports.formats import recognise_export
from claudecost.sources.exports.reading import Export, read_export
from claudecost.sources.given import Given

ReadCsv = Callable[..., Export]

#: 2026-11-02 08:30 UTC.
WRITTEN_AT = 1_793_608_200


@pytest.fixture(scope="session")
def read_csv(tmp_path_factory: pytest.TempPathFactory) -> ReadCsv:
    """Read a download that nobody read before; text is dedented and written as the Console does."""
    folder = tmp_path_factory.mktemp("downloads")

    def read(content: str | bytes, name: str = "download.csv", **given: Any) -> Export:
        path = folder / name
        raw = textwrap.dedent(content).lstrip().encode() if isinstance(content, str) else content
        path.write_bytes(raw)
        os.utime(path, (WRITTEN_AT, WRITTEN_AT))
        source = recognise_export(raw)
        assert source is not None, "not recognised"
        return read_export(Given(str(path), 7, name, "laptop", **given), source)

    return read


def rows_of(export: Export, kind: str) -> list[dict[str, Any]]:
    """The rows of a ledger, without what is null or zero in them."""
    [frame] = [table.frame for table in export.ledgers.tables if table.kind == kind]
    rows: list[dict[str, Any]] = frame.to_dicts()  # type: ignore[attr-defined]
    return [{name: value for name, value in row.items() if value not in (None, 0)} for row in rows]


def written(path: Path, content: bytes) -> Given:
    """A file with some bytes, of which nothing else is known."""
    path.write_bytes(content)
    return Given(str(path), 1, path.name, "laptop")
