"""The same test with other inputs: the first every time, the others when asked for (`--thorough`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest


def first_of(values: Sequence[Any], usual: int = 1) -> list[Any]:
    """Parameters for `parametrize`: so many as they are, the rest marked thorough."""
    return [*values[:usual], *(pytest.param(value, marks=pytest.mark.thorough) for value in values[usual:])]
