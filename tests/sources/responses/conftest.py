"""Reading bytes as a file of some format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claudecost.sources.given import Given
from claudecost.sources.observation import Observation
from claudecost.sources.reading import Reading
from claudecost.sources.responses import read_responses

Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Read some bytes as a file nobody read before; `about` is what is said of the file."""
    folder = tmp_path_factory.mktemp("responses")

    def read_bytes(
        source: str, content: bytes, name: str = "log.jsonl", *, options: dict[str, Any] | None = None,
        **about: Any,
    ) -> Reading:  # fmt: skip
        path = folder / name
        path.write_bytes(content)
        given = Given(str(path), 1, str(path), "laptop", **about)
        return read_responses(given, source, **(options or {}))

    return read_bytes


def figures(seen: Observation) -> tuple[int, int, int, int, int]:
    """What an observation counts: input, cache writes of five minutes and of an hour, cache reads, output."""
    return (
        seen.input_tokens,
        seen.cache_write_5m_tokens,
        seen.cache_write_1h_tokens,
        seen.cache_read_tokens,
        seen.output_tokens,
    )


def only(reading: Reading) -> Observation:
    """The one observation there is."""
    [seen] = reading.observations
    return seen


def accounted(reading: Reading) -> tuple[int, int, int]:
    """Records with usage, without, and lost."""
    lost = len(reading.quarantined)
    return reading.usage_lines, reading.lines - reading.usage_lines - lost, lost


def missing(path: Path) -> Given:
    """A file that is not there."""
    return Given(str(path), 1, str(path), "laptop")
