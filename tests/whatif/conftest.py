"""`whatif` asked of a few responses made up for the test, or of the sample store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from events import take_in
from transcripts import write

from claudecost.store import Store

#: Asks a store what it would have cost, as JSON.
Whatif = Callable[..., Any]


@pytest.fixture
def whatif(tmp_path: Path, empty_home: Path) -> Whatif:
    """`whatif([response(...)], "--to", "claude-opus-5-5")`: the JSON of a store with these responses."""

    def ask(lines: Iterable[dict[str, Any]], *arguments: object) -> Any:
        store = tmp_path / "store.db"
        take_in(Store(store), write(tmp_path / "root", lines))
        said = claudecost("whatif", *arguments, "--db", store, "--no-ingest", "--json")
        assert said.code == 0, said.err
        return said.json

    return ask


@pytest.fixture
def samples(sampled: Path, empty_home: Path) -> Whatif:
    """The same of the sample store; the first argument is the command."""

    def ask(*arguments: object) -> Any:
        said = claudecost(*arguments, "--db", sampled, "--no-ingest", "--json")
        assert said.code == 0, said.err
        return said.json

    return ask
