"""The page and a single report as they come out of samples/, style and script left out: read them whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import claudecost
from events import SAMPLES
from test_golden import compare, normalised

from claudecost._version import __version__

from .conftest import TEAMS

GOLDEN = Path(__file__).parent / "golden"

CASES = {
    "page.html": "page --period 2026-11 --team warehouse -o -",
    "page-all.html": "page --since 2026-11-16 -o -",
    "budget.html": f"budget --config {SAMPLES}/claudecost.yaml --format html",
    "report.html": "report --by project,model --period 2026-11 --format html",
}


def without_style(document: str) -> str:
    """Without what is read in files of its own: the style, the script, and their digests."""
    document = re.sub(r"<(style|script)>.*?</\1>", r"<\1>...</\1>", document, flags=re.DOTALL)
    document = re.sub(r"sha256-[A-Za-z0-9+/=]{44}", "sha256-(digest)", document)
    document = re.sub(r"[0-9a-f]{64}", "(digest of the price book)", document)
    return document.replace(__version__, "0.0.0")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("empty_home")
def test_the_document_is_as_reviewed(
    name: str, sampled: Path, update_golden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDECOST_DB", str(sampled))
    monkeypatch.setenv("CLAUDECOST_TEAMS", str(TEAMS))
    said = claudecost(*CASES[name].split(), "--no-ingest")
    assert said.code == 0, said.err
    compare(GOLDEN / name, without_style(normalised(said.out)), update_golden)


def test_every_golden_file_belongs_to_a_case() -> None:
    assert {path.name for path in GOLDEN.iterdir() if path.suffix != ".actual"} == set(CASES)
