"""The command line over the sample store, for tests that only read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost

Ask = Callable[..., Said]


@pytest.fixture
def report(sampled: Path, empty_home: Path) -> Callable[..., Any]:
    """Ask the sample store for a report: `report("daily", "--last", 3)` is its JSON."""

    def ask(*arguments: object) -> Any:
        said = claudecost(*arguments, "--db", sampled, "--no-ingest", "--json")
        assert said.code == 0, said.err
        return said.json

    return ask


@pytest.fixture
def say(sampled: Path, empty_home: Path) -> Ask:
    """Ask the sample store anything: `say("daily", "--csv")`."""

    def ask(*arguments: object, width: int | None = None) -> Said:
        return claudecost(*arguments, "--db", sampled, "--no-ingest", width=width)

    return ask
