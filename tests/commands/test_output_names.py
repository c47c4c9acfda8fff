"""`-o --json`: an option where the name of a file was forgotten is not taken for the name."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import claudecost


@pytest.mark.parametrize(
    "words",
    [
        "daily -o --no-ingest",
        "daily --output=--json",
        "report -o-json",
        "page -o --strict",
        "budget -o --no-ingest",
        "prices list -o --json",
        "pack -o --no-ingest",
        "export --period 2026-10 --to --no-ingest",
        "schedule weekly --to --help",
        "email weekly --eml --dry-run",
    ],
)
def test_an_option_is_no_name_of_a_file(
    sampled: Path, empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    said = claudecost(*words.split(), "--db", sampled)
    assert said.code == 2
    assert "stands where the name of a file or folder was expected" in said.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_may_be_called_so_and_a_dash_is_still_standard_output(
    sampled: Path, empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert claudecost("daily", "--no-ingest", "--json", "-o", "./-x", "--db", sampled).code == 0
    said = claudecost("daily", "--no-ingest", "--json", "-o", "-", "--db", sampled)
    assert (tmp_path / "-x").read_text() == said.out != ""
