"""Files to read without a store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from claudecost.sources.claude_code.reading import Transcript, read_transcript
from claudecost.sources.reading import Reading

ReadBytes = Callable[..., Reading]


def unknown(path: Path) -> Transcript:
    """A file nobody read before, and of which nothing is known."""
    return Transcript(str(path), 1, str(path), None, "laptop", None, None, False, None)


@pytest.fixture(scope="session")
def read_bytes(tmp_path_factory: pytest.TempPathFactory) -> ReadBytes:
    """Read some bytes as a transcript nobody read before."""
    path = tmp_path_factory.mktemp("bytes") / "s1.jsonl"

    def read(content: bytes, **limits: int) -> Reading:
        path.write_bytes(content)
        return read_transcript(unknown(path), **limits)

    return read
