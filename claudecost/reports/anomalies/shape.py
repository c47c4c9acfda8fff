"""A day that cost far more than usual, and why, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Scope = Literal["total", "team", "project", "model", "user"]
Cause = Literal["project", "model", "price", "cache", "volume"]


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One local day of one series (`scope` and `name`, None for the total or for usage without a name).

    `amount_usd` is what the day cost, exactly; `usual_usd` the median of its kind of day (working days, days
    off) in the eight weeks before, `factor` how many times that (one digit; None for a usual day of nothing).
    `sentence` says it all to people, without markup; names in it are foreign text. `cause` is what changed
    most, `command` shows the day. `project` and `model` are what most of the excess was in; two anomalies of
    one day that agree in both tell of the same event (see `told_once`).
    """

    scope: Scope
    name: str | None
    day: date
    amount_usd: Decimal
    usual_usd: Decimal
    factor: Decimal | None
    cause: Cause
    project: str | None
    model: str | None
    sentence: str
    command: str

    @property
    def excess_usd(self) -> Decimal:
        """How much more than usual it cost; what anomalies are ranked by."""
        return self.amount_usd - self.usual_usd


#: Of several anomalies that tell of one event, the one that says most to most people.
_BEST = ("project", "total", "team", "model", "user")


def told_once(anomalies: Iterable[Anomaly], most: int = 5) -> list[Anomaly]:
    """Every event once, for a reader who sees all scopes: at most so many, the largest excess first."""
    events: dict[tuple[date, str | None, str | None], Anomaly] = {}
    for one in anomalies:
        kept = events.setdefault((one.day, one.project, one.model), one)
        if _BEST.index(one.scope) < _BEST.index(kept.scope):
            events[one.day, one.project, one.model] = one
    return sorted(events.values(), key=lambda one: (-one.excess_usd, one.day))[:most]
