"""Who bears what in the sample company."""

from __future__ import annotations

from pathlib import Path

import pytest

TEAMS = """\
version: 1
teams:
  shop: {name: Shop}
  data: {name: Data}
  warehouse: {}
rules:
  - split: {shop: 60, data: "33.3333", warehouse: "6.6667"}
    match: {machine: laptop, project: /build/shop}
people:
  ann@fernwood.example: shop
  ben@fernwood.example: warehouse
  chloe@fernwood.example: data
"""


@pytest.fixture
def teams(tmp_path: Path) -> Path:
    """A team file with a split that does not come out even."""
    path = tmp_path / "teams.yaml"
    path.write_text(TEAMS, encoding="utf-8")
    return path
