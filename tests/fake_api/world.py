"""One organisation as the server sees it, and one request to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from .company import Company
from .facts import Fact, Facts
from .query import Query

Kind = Literal["console", "enterprise"]
Json = dict[str, Any]


@dataclass
class World:
    """A company, what the switches are set to, and answers already worked out.

    `refreshed_at` is how far the analytics data reaches. `priority_in_analytics_cost` decides what
    is not documented: whether the newer cost endpoint has Priority Tier (the older has not).
    """

    company: Company
    facts: Facts
    kind: Kind
    base_url: str
    now: datetime
    refreshed_at: datetime
    has_analytics: bool = True
    priority_in_analytics_cost: bool = False
    worked_out: dict[str, Any] = field(default_factory=dict)

    def once(self, key: str, work: Callable[[], Any]) -> Any:
        """The result of some work, done the first time only: pages of one walk share it."""
        if key not in self.worked_out:
            self.worked_out[key] = work()
        return self.worked_out[key]

    def metered(self, start: datetime, end: datetime) -> list[Fact]:
        """What the organisation's meters saw in a period."""
        return [fact for fact in self.facts.between(start, end) if fact.metered]


@dataclass(frozen=True)
class Ask:
    """A request that was let in: its parameters, the ids in its path, its headers in lower case, its body."""

    world: World
    path: str
    query: Query
    ids: tuple[str, ...]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def betas(self) -> set[str]:
        return {beta.strip() for beta in self.headers.get("anthropic-beta", "").split(",")}

    @property
    def version(self) -> str:
        return self.headers.get("anthropic-version", "")


WIDTHS = {"1d": timedelta(days=1), "1h": timedelta(hours=1), "1m": timedelta(minutes=1)}


def floor(at: datetime, width: str) -> datetime:
    """The start of the UTC day, hour or minute."""
    whole = at.replace(second=0, microsecond=0)
    if width == "1m":
        return whole
    return whole.replace(minute=0) if width == "1h" else whole.replace(minute=0, hour=0)


def stamp(at: datetime) -> str:
    """As the API writes a moment."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
