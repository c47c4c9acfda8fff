"""A home with transcripts, a store that has read some of them, and what the status line then says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import ROOT, Said, claudecost

from claudecost.statusline.figures import Figures, figures, today_in
from claudecost.statusline.kept import Kept, read
from claudecost.statusline.places import status_file
from claudecost.statusline.rates import GRAIN, Cost

SESSION = "3f2a0000-0000-4000-8000-000000000001"


@dataclass
class Desk:
    """A root with transcripts, a store beside it, and a clock."""

    home: Path
    root: Path
    db: Path
    monkeypatch: pytest.MonkeyPatch

    def at(self, moment: str) -> None:
        """Set the clock."""
        self.monkeypatch.setenv("CLAUDECOST_NOW", moment)

    def write(self, *lines: dict[str, Any], session: str = SESSION, agent: str | None = None) -> Path:
        """Add lines to a session's transcript, or to one of its subagents'."""
        folder = self.root / "projects" / "-home-ann-shop"
        path = folder / f"{session}.jsonl"
        if agent:
            path = folder / session / "subagents" / f"agent-{agent}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            for line in lines:
                file.write(json.dumps({**line, "sessionId": session}) + "\n")
        return path

    def ingest(self) -> None:
        """Bring the store up to date, and with it the small file."""
        said = claudecost("ingest", self.root, "--db", self.db, "-q")
        assert said.code == 0, said.err

    @property
    def kept(self) -> Kept:
        found, why = read(status_file(str(self.db)))
        assert why == ""
        return found

    def figures(self, transcript: Path | None, session: str | None = SESSION, zone: str = "UTC") -> Figures:
        """What there is to show."""
        from datetime import datetime

        now = datetime.fromisoformat(os.environ["CLAUDECOST_NOW"]).timestamp()
        given = str(transcript) if transcript else None
        return figures(self.kept, session, given, now, today_in(zone, now))

    def line(self, given: object = None, *options: str, data: bytes | None = None, **env: str) -> Said:
        """The whole command in a process of its own."""
        data = json.dumps(given).encode() if data is None else data
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "CLAUDECOST_DB": str(self.db), **env}
        done = subprocess.run(
            [sys.executable, "-m", "claudecost", "statusline", *options],
            input=data, env=environment, capture_output=True, check=False,
        )  # fmt: skip
        return Said(done.stdout.decode(), done.stderr.decode(), done.returncode)

    def reported(self, *words: object) -> Decimal:
        """The cost a report gives in all."""
        said = claudecost(*words, "--db", self.db, "--no-ingest", "--json", "-z", "UTC")
        assert said.code == 0, said.err
        return Decimal(said.json["totals"]["cost_usd"])


def usd(cost: Cost | None) -> Decimal:
    """An amount of the status line in dollars, exactly."""
    assert cost is not None
    return Decimal(cost.grains) / GRAIN


@pytest.fixture
def desk(tmp_path: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Desk(empty_home, tmp_path / "root", tmp_path / "store.db", monkeypatch)
