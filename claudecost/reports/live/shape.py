"""The figures of the live view, and all its renderer knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Used:
    """What was used: cost in USD, exact, a lower bound where tokens are unpriced."""

    cost_usd: Decimal = Decimal(0)
    responses: int = 0
    tokens: int = 0
    unpriced_tokens: int = 0


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """The window that is open, from `start` to `end` (UTC).

    Rates are None while there has been too little usage to tell. `coming_usd` is what its end sees if it
    goes on like this.
    """

    start: datetime
    end: datetime
    usd_per_hour: Decimal | None = None
    tokens_per_minute: Decimal | None = None
    coming_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A model or a session: what it used in the open window, today, this month.

    `place` is the project of a session.
    """

    name: str | None
    window: Used
    today: Used
    month: Used
    place: str | None = None


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """Everything the view shows, as it was at `taken_at`.

    `window` None: none is open. `models` are those of the month, `sessions` those of today and of the window,
    the busiest first. `unpriced` names models of the month without a price.
    """

    taken_at: datetime
    window: OpenWindow | None
    total: LiveRow
    models: tuple[LiveRow, ...]
    sessions: tuple[LiveRow, ...]
    unpriced: tuple[str, ...] = ()
