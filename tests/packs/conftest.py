"""Machines of one company, each with transcripts and a store of its own."""

from __future__ import annotations

import pytest
from events import take_in
from ingest.stores import Bench

from claudecost.store import Store


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """One directory for all examples, and an empty store made once."""
    folder = tmp_path_factory.mktemp("packs")
    (folder / "nothing").mkdir()
    take_in(Store(folder / "empty.db"), folder / "nothing")
    bench = Bench(folder / "example", folder / "empty.db")
    bench.clear()
    return bench
