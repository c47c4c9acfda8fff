"""Closing a month: its events, bearers and figures kept as they are, with the digests of all behind them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...money import plain
from ...records import Allocation, Rule
from ..bearers.laying_out import lay_out_bearers
from ..bearers.words import rule_in_words
from ..ledgers import snapshots_to_keep
from ..usage import Answers, Basis, naive
from .figures import Cell, Figures, digest_of, figures_of, month_question
from .moved import lay_out_moved
from .questions import question

LEDGERS = ("requests", "metered", "billed")

INSERT_FIGURES = """
INSERT INTO closed_figures
SELECT $closing, * FROM (SELECT unnest(from_json($rows, '[{"ledger": "VARCHAR", "day": "DATE",
    "team": "VARCHAR", "cost_center": "VARCHAR", "model": "VARCHAR", "responses": "BIGINT",
    "total_tokens": "BIGINT", "cost_usd": "DECIMAL(38,21)", "unpriced_tokens": "BIGINT"}]'),
    recursive := TRUE))
"""


INSERT_CLOSING = """
INSERT INTO closings
SELECT $closing, $month, $since, $until, $closed_at, $closed_with, $book_version, $book_sha256, $as_of::DATE,
    $teams_sha256, $events_sha256, $figures_sha256, $accepted, $cards, $teams, $snapshots,
    (SELECT coalesce(to_json(list(n ORDER BY kind, id)), '[]') FROM id_names AS n)::VARCHAR
"""


@dataclass(frozen=True)
class Closing:
    """What a closing is made of besides the store: the month (UTC), the edition of the book, the rules."""

    month: str
    since: datetime
    until: datetime
    closed_at: datetime
    closed_with: str
    book_version: str
    book_sha256: str
    as_of: str
    basis: Basis
    cards: str
    accepted: Mapping[str, object]


def freeze(books: Answers, closing: Closing) -> dict[str, dict[Cell, Figures]]:
    """Keep the month as it is now and return its figures by ledger; `books` takes rows, all or nothing."""
    bounds = {"since": naive(closing.since, closing.since), "until": naive(closing.until, closing.until)}
    [(number,)] = books.rows("SELECT coalesce(max(closing_id), 0) + 1 FROM closings")
    asked = month_question(closing.since, closing.until)
    figures: dict[str, dict[Cell, Figures]] = {}
    words: dict[str, str] = {}
    for ledger in LEDGERS:
        figures[ledger] = figures_of(books, ledger, asked, closing.basis)
        rules = lay_out_bearers(books, ledger, closing.basis)
        words |= in_words(rules, closing.basis.allocation)
        books.run(question("bearers.sql"), {"closing": number, "ledger": ledger, **bounds})
    lay_out_moved(books, closing.basis.outside)
    books.run(question("events.sql"), {"closing": number, **bounds})
    books.run(INSERT_FIGURES, {"closing": number, "rows": json.dumps(rows_of(figures))})
    allocation = closing.basis.allocation
    books.run(
        INSERT_CLOSING,
        {
            "closing": number,
            "month": closing.month,
            **bounds,
            "closed_at": naive(closing.closed_at, closing.closed_at),
            "closed_with": closing.closed_with,
            "book_version": closing.book_version,
            "book_sha256": closing.book_sha256,
            "as_of": closing.as_of,
            "teams_sha256": allocation.sha256 if allocation else None,
            "events_sha256": events_digest(books, frozen_events(number), bounds),
            "figures_sha256": digest_of(figures),
            "accepted": json.dumps(closing.accepted),
            "cards": closing.cards,
            "teams": json.dumps(words, ensure_ascii=False),
            "snapshots": json.dumps({name: snapshots_to_keep(books, name) for name in LEDGERS[1:]}),
        },
    )
    return figures


def in_words(rules: Sequence[Rule], allocation: Allocation | None) -> dict[str, str]:
    """Every rule in words by its number, for whoever asks later why."""
    name = allocation.path.replace("\\", "/").rpartition("/")[2] if allocation else ""
    return {str(rule.number): rule_in_words(rule, name) for rule in rules}


def frozen_events(closing: int) -> str:
    """The relation of a closing's events, with the columns of usage_events."""
    return f"(SELECT * EXCLUDE (closing_id) FROM closed_events WHERE closing_id = {closing:d})"


def events_digest(store: Answers, relation: str, bounds: Mapping[str, object]) -> str:
    """The digest of the events of a month in a relation with the columns of usage_events."""
    [(digest,)] = store.rows(
        question("digest.sql").replace("FROM usage_events", f"FROM {relation}"), dict(bounds)
    )
    return str(digest)


def rows_of(figures: Mapping[str, Mapping[Cell, Figures]]) -> list[dict[str, Any]]:
    """Figures by ledger as rows to keep."""
    return [
        {
            "ledger": ledger,
            "day": day,
            "team": team,
            "cost_center": cost_center,
            "model": model,
            "responses": one.responses,
            "total_tokens": one.total_tokens,
            "cost_usd": plain(one.cost_usd),
            "unpriced_tokens": one.unpriced_tokens,
        }
        for ledger, found in figures.items()
        for (day, team, cost_center, model), one in found.items()
    ]
