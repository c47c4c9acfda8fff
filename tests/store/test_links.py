"""A store reached by two names is one store: the same locks, the same log, the same file."""

from __future__ import annotations

from pathlib import Path

import pytest
from events import SAMPLES, take_in

from claudecost.store import Store
from claudecost.store.lock import StoreBusy, holder_of, locked, waiting


@pytest.fixture
def names(tmp_path: Path) -> tuple[Path, Path]:
    """The store and a link to it in another folder."""
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(tmp_path / "store.db")
    return tmp_path / "store.db", link


def test_who_comes_by_a_link_waits_for_the_same_lock(names: tuple[Path, Path]) -> None:
    for one, other in (names, names[::-1]):
        with locked(one, "mail", exclusive=True):
            assert holder_of(other, "mail") is not None
            with waiting(0), pytest.raises(StoreBusy), locked(other, "mail", exclusive=True):
                pass


def test_a_store_begun_by_a_link_is_where_the_link_points(names: tuple[Path, Path]) -> None:
    path, link = names
    take_in(Store(link), SAMPLES, machine="laptop")
    assert link.is_symlink()
    assert path.is_file()
    assert list(link.parent.iterdir()) == [link], "nothing lies beside the link"
    with Store(path).reading() as reader:
        assert reader.responses() > 0
