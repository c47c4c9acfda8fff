"""The months that have been closed, with the rates they were closed at."""

from __future__ import annotations

from datetime import UTC, datetime

from ..reports.parts import Closed
from ..reports.usage import Answers, Basis

CLOSED = "SELECT closing_id, month, since, until, closed_at, cards FROM closings ORDER BY since"


def closed_months(store: Answers) -> list[Closed]:
    """Every closed month, oldest first."""
    rows = store.rows(CLOSED)
    if not rows:
        return []
    from ..pricing.compiled import cards_from_json

    return [
        Closed(month, _utc(since), _utc(until), _utc(at), Basis(cards_from_json(cards), closing=number))
        for number, month, since, until, at, cards in rows
    ]


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
