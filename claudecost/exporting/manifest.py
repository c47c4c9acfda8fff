"""What the files stand on and what they come to, for whoever checks them. No time of export, no path."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .folder import Written

SCHEMA_VERSION = 1
NAME = "manifest.json"


@dataclass(frozen=True)
class File:
    """One file of the export: how many rows, and what they add up to (exact text)."""

    written: Written
    rows: int
    totals: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """The file as the manifest lists it."""
        return {
            "name": self.written.name,
            "sha256": self.written.sha256,
            "bytes": self.written.size,
            "rows": self.rows,
            "totals": dict(self.totals),
        }


def manifest(standing: Mapping[str, Any], files: Sequence[File]) -> dict[str, Any]:
    """The manifest: what the figures stand on, then the files."""
    return {"schema_version": SCHEMA_VERSION, **standing, "files": [file.as_json() for file in files]}


def manifest_text(content: Mapping[str, Any]) -> str:
    """The manifest as JSON, ASCII only."""
    return json.dumps(content, indent=2, allow_nan=False) + "\n"
