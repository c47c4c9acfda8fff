"""Tests share a path to their helpers, the sample store, and one switch."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what is printed now as what is expected (golden, errors, README); read the diff",
    )

    parser.addoption(
        "--thorough",
        action="store_true",
        help="run the long repetitions as well (marked thorough)",
    )


def pytest_configure(config: pytest.Config) -> None:
    import repeated

    repeated.THOROUGH = bool(config.getoption("--thorough"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long repetitions out, counted as deselected, unless they are asked for."""
    if config.getoption("--thorough"):
        return
    left_out = [item for item in items if item.get_closest_marker("thorough")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected outputs are to be written, not compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with everything in samples/, taken in on the machine `laptop`; for reading only."""
    from events import SAMPLES, take_in

    from claudecost.store import Store

    path = tmp_path_factory.mktemp("sampled") / "samples.db"
    take_in(Store(path), SAMPLES, machine="laptop")
    return path


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where ready-made rates are kept between the tests, so that not every one reads the price book."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def empty_home(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own for the test: no transcripts, no settings, noon of 2026-11-20 UTC."""
    from command_line import pinned

    home = tmp_path / "home"
    home.mkdir()
    for name, value in {**pinned(home), "XDG_CACHE_HOME": str(cache)}.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return home
