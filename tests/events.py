"""What a store says happened, in the words of `pathologies/README.md`; for tests to compare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from claudecost.intake import Intake, Outcome, ingest
from claudecost.store import Store

SAMPLES = Path(__file__).parent.parent / "samples"

EVENTS = """
SELECT
    e.kind, p.model_id AS model, g.session_id AS session, g.project, g.agent_id AS agent,
    left(strftime(e.happened_at, '%Y-%m-%dT%H:%M:%S.%f'), 23) || 'Z' AS at,
    e.input_tokens, e.cache_write_5m_tokens, e.cache_write_1h_tokens, e.cache_read_tokens,
    e.output_tokens, e.web_search_requests, e.provisional, e.lines
FROM usage_events AS e
JOIN profiles AS p USING (profile_id)
JOIN origins AS g USING (origin_id)
"""


def take_in(store: Store, *paths: Path, machine: str = "laptop") -> Outcome:
    """Ingest some paths as a person would name them."""
    return ingest(store, Intake(paths, machine))


def events(store: Store) -> list[dict[str, Any]]:
    """Every billed item in the store, in an order that depends on nothing but the items."""
    with store.reading() as reader:
        rows = reader.rows(EVENTS)
        names = reader.columns()
    return in_order([dict(zip(names, row, strict=True)) for row in rows])


def in_order(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sorted by everything there is to sort by."""
    return sorted(found, key=lambda event: [str(event[key]) for key in ("at", *sorted(event))])
