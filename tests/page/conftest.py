"""Pages of the sample store and of stores with names nobody would choose; and a browser to open them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import Said, claudecost
from events import SAMPLES

from .browser import Browser, browsing, chromium

TEAMS = SAMPLES / "teams.yaml"

Write = Callable[..., Path]


@pytest.fixture
def page(empty_home: Path, sampled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """The page of a store in a file: `page("--period", "2026-10", store=store)`; no flags in its commands."""

    def write(*arguments: object, store: Path = sampled, teams: Path | None = TEAMS) -> Path:
        to = tmp_path / "page.html"
        monkeypatch.setenv("CLAUDECOST_DB", str(store))
        monkeypatch.setenv("CLAUDECOST_TEAMS", str(teams or ""))
        said = claudecost("page", "--no-ingest", "-o", to, *arguments)
        assert said.code == 0, said.err
        return to

    return write


@pytest.fixture
def ask(empty_home: Path, sampled: Path) -> Callable[[str], Said]:
    """A command line as the page names it, run over the sample store, answered in JSON."""

    def run(line: str) -> Said:
        import shlex

        program, *arguments = shlex.split(line)
        assert program == "claudecost"
        return claudecost(*arguments, "--json", "--no-ingest", "--db", sampled, "--teams", TEAMS)

    return run


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser, started once for all tests of a worker."""
    if chromium() is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    with browsing(tmp_path_factory.mktemp("profile")) as running:
        yield running
