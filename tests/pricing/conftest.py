"""The shipped book, read once, and books made up for one test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from claudecost.pricing import Book, load_book


@pytest.fixture(scope="session")
def book() -> Book:
    """The book as shipped."""
    return load_book()


@pytest.fixture
def with_own(tmp_path: Path) -> Callable[..., Book]:
    """Lay own tables over the shipped book: `with_own(prices="prices:\\n- {...}")`."""

    def lay(**tables: str) -> Book:
        folder = tmp_path / "own"
        folder.mkdir(exist_ok=True)
        for name, text in tables.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_book(folder)

    return lay
