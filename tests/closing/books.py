"""A store of one's own to close: lines taken in by date, a team file, prices laid over."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from command_line import Said, claudecost
from events import take_in
from transcripts import response, write

from claudecost.store import Store

MILLION = {"input": 1_000_000}

TEAMS = "teams: {a: {}, b: {}}\nrules: [{team: a, match: {project: shop}}]\n"


@dataclass
class Shop:
    """A directory with a store, a team file and as many transcripts as a test writes."""

    directory: Path
    written: list[Path] = field(default_factory=list)

    @property
    def db(self) -> Path:
        return self.directory / "books.db"

    def take_in(self, lines: Iterable[dict[str, Any]], machine: str = "laptop") -> None:
        root = self.directory / f"root-{len(self.written)}"
        self.written.append(write(root, lines, name=f"session-{len(self.written)}"))
        take_in(Store(self.db), root, machine=machine)

    def say(self, *line: object) -> Said:
        (self.directory / "teams.yaml").touch()
        return claudecost(*line, "--db", self.db, "--teams", self.directory / "teams.yaml", "--no-ingest")

    def json(self, *line: object) -> Any:
        said = self.say(*line, "--json")
        assert said.code == 0, said.err
        return json.loads(said.out)

    def teams(self, text: str) -> None:
        (self.directory / "teams.yaml").write_text(text, encoding="utf-8")

    def costs(self, period: str, by: str = "team", *more: object) -> dict[Any, str]:
        found = self.json("report", "--by", by, "--period", period, "--timezone", "UTC", *more)
        return {row[by]: row["cost_usd"] for row in found["rows"]}


def usage(
    day: str, directory: str = "/home/ann/shop", model: str = "claude-opus-5", **how: Any
) -> dict[str, Any]:
    """A million input tokens: five dollars of Opus 5."""
    return response(model, f"{day}T12:00:00Z", MILLION, cwd=directory, **how)
