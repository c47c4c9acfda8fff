"""Organisations that are served while a test runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import FakeApi, scenario


@pytest.fixture(scope="module")
def october() -> Iterator[FakeApi]:
    """Fernwood's October; for reading only."""
    with FakeApi(scenario.month()) as fake:
        yield fake


@pytest.fixture
def small() -> Iterator[FakeApi]:
    """Five facts, and a fake of one's own to spoil."""
    with FakeApi(scenario.small()) as fake:
        yield fake


@pytest.fixture(scope="module")
def larkspur() -> Iterator[FakeApi]:
    """A Claude Enterprise organisation; for reading only."""
    with FakeApi(scenario.enterprise(), kind="enterprise") as fake:
        yield fake
