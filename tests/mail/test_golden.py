"""Mails of the sample company as they were last reviewed: read them in a browser and in a terminal.

`pytest tests/mail/test_golden.py --update-golden` writes them anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from test_golden import compare

from claudecost.mailing import html, text
from claudecost.mailing.words import sheet
from claudecost.reports.digest.stretch import Kind

from .figures import NOW, digest_of, gathered

GOLDEN = Path(__file__).parent / "golden"
MONDAY = datetime.fromisoformat("2026-11-23T07:30:00Z")


@dataclass(frozen=True)
class Case:
    """One mail: its kind, its period, whose it is, and when it is made."""

    kind: Kind
    period: str
    team: str | None = None
    now: datetime = NOW


CASES = {
    "weekly": Case("week", "2026-W46"),
    "weekly-shop": Case("week", "2026-W46", "shop"),
    "monthly": Case("month", "2026-10"),
    "monthly-data": Case("month", "2026-10", "data"),
    "delayed": Case("week", "2026-W47", now=MONDAY),
}


@pytest.mark.parametrize("name", CASES)
def test_the_mail_is_as_reviewed(name: str, sampled: Path, update_golden: bool) -> None:
    case = CASES[name]
    with gathered(sampled, case.kind, case.period, now=case.now) as found:
        said = sheet(digest_of(found, case.team))
    assert said.is_delayed == (name == "delayed")
    plain = f"Subject: {said.subject}\nPreheader: {said.preheader}\n\n{text.render(said)}"
    compare(GOLDEN / f"{name}.txt", normalised(plain), update_golden)
    compare(GOLDEN / f"{name}.html", normalised(html.render(said, image="trend")), update_golden)


def normalised(said: str) -> str:
    """Without what a new row in the price book would change."""
    return re.sub(r"List prices [0-9.]+ \([0-9a-f]{8}\)", "List prices 2026.00.00 (01234567)", said)


def test_every_golden_file_belongs_to_a_case() -> None:
    expected = {f"{name}.{end}" for name in CASES for end in ("txt", "html")}
    assert {path.name for path in GOLDEN.iterdir() if path.suffix != ".actual"} == expected


def test_the_same_mail_has_the_same_bytes(sampled: Path, tmp_path: Path, empty_home: Any) -> None:
    from command_line import claudecost

    from .figures import SAMPLES

    written = []
    for number in range(2):
        path = tmp_path / f"{number}.eml"
        said = claudecost(
            "email", "weekly", "--no-ingest", "--to", "finance@fernwood.example", "--eml", path,
            "--db", sampled, "--config", SAMPLES / "claudecost.yaml",
        )  # fmt: skip
        assert (said.code, said.err, said.out) == (0, "", "")
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert all(len(line) <= 78 for line in written[0].split(b"\r\n"))
    assert b"multipart/related" in written[0]
    assert b"Content-ID: <trend@claudecost>" in written[0]
    assert written[0].isascii()
