"""Packs for tests: of a store, and everything a store knows, to compare stores by."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from claudecost.intake.packing import Packed, pack
from claudecost.packing.disguise import Disguise
from claudecost.store import Store

SALT = bytes(range(32))

#: All that is derived, and whose it is; numbers of files included, which are the same everywhere.
TOLD = """
SELECT e.*, g.*, p.*, f.path, f.machine AS file_machine
FROM usage_events AS e
JOIN origins AS g USING (origin_id)
JOIN profiles AS p USING (profile_id)
JOIN files AS f USING (file_id)
ORDER BY ALL
"""


def packed(
    store: Store, path: Path, machine: str = "laptop", disguise: Disguise | None = None,
    since: datetime | None = None,
) -> Packed:  # fmt: skip
    """The pack of a store at a path."""
    return pack(store, path, machine, disguise or Disguise(b""), since)


def told(store: Store) -> list[tuple[Any, ...]]:
    """Every usage event with whose it is, which file and line speak for it, and in how many it was seen."""
    with store.reading() as reader:
        return reader.rows(TOLD)
