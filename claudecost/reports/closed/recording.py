"""A restatement kept: a dated note beside the closing, cell by cell and cause by cause."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ...money import plain
from ..usage import Answers
from .restating import Restatement

INSERT = """
INSERT INTO restatements
VALUES ($restatement, $closing, $at, $with, $book_version, $book_sha256, $teams_sha256, $events_sha256,
    $reason)
"""

INSERT_FIGURES = """
INSERT INTO restated_figures
SELECT $restatement, * FROM (SELECT unnest(from_json($rows, '[{"ledger": "VARCHAR", "day": "DATE",
    "team": "VARCHAR", "cost_center": "VARCHAR", "model": "VARCHAR", "cause": "VARCHAR",
    "responses": "BIGINT", "total_tokens": "BIGINT", "cost_usd": "DECIMAL(38,21)"}]'), recursive := TRUE))
"""


def keep(books: Answers, found: Sequence[Restatement], stamp: Mapping[str, object]) -> int:
    """Write a restatement of a month's ledgers down, with `stamp` (when, with what, why); its number."""
    [(number,)] = books.rows("SELECT coalesce(max(restatement_id), 0) + 1 FROM restatements")
    closing = found[0].closed.basis.closing
    events = {"events_sha256": found[0].events_sha256}
    books.run(INSERT, {"restatement": number, "closing": closing, **stamp, **events})
    rows = [
        {
            "ledger": one.ledger,
            "day": day,
            "team": team,
            "cost_center": cost_center,
            "model": model,
            "cause": cause,
            "responses": figures.responses,
            "total_tokens": figures.total_tokens,
            "cost_usd": plain(figures.cost_usd),
        }
        for one in found
        for cause, cells in one.causes.items()
        for (day, team, cost_center, model), figures in cells.items()
    ]
    books.run(INSERT_FIGURES, {"restatement": number, "rows": json.dumps(rows)})
    return int(number)
