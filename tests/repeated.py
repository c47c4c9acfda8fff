"""The same test with other inputs: the first every time, the others when asked for (`--thorough`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

#: Set by conftest.py before any test is imported.
THOROUGH = False


def examples(usual: int, thorough: int) -> int:
    """How many examples a slow property is tried on."""
    return thorough if THOROUGH else usual


def first_of(values: Sequence[Any], usual: int = 1) -> list[Any]:
    """Parameters for `parametrize`: so many as they are, the rest marked thorough."""
    return [*values[:usual], *(pytest.param(value, marks=pytest.mark.thorough) for value in values[usual:])]
