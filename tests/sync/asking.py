"""A sync of October 2026 against the fake, and what it handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

from fake_api import FakeApi, Request, scenario
from fake_api.company import Company

from claudecost.periods import Period
from claudecost.sync import ADMIN, ANALYTICS, Ask, Client, Held, Key, Outcome, Plan, Pull, Spool, Step, sync

OCTOBER = Period(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC), "UTC")

month = cache(scenario.month)


@contextmanager
def console(company: Company | None = None, has_analytics: bool = True) -> Iterator[FakeApi]:
    """A Console organisation that answers while the context is open."""
    with FakeApi(company or month(), kind="console", has_analytics=has_analytics) as fake:
        yield fake


def client_of(
    fake: FakeApi, key: str | None = None, environ: Mapping[str, str] | None = None, attempts: int = 8
) -> tuple[Client, list[float]]:
    """A client that notes how long it would have slept."""
    slept: list[float] = []
    kind = ADMIN if fake.kind == "console" else ANALYTICS
    secret = key or (fake.admin_key if fake.kind == "console" else fake.analytics_key)
    client = Client(
        Key(secret, kind), fake.url, environ=environ or {}, sleep=slept.append, attempts=attempts, timeout=10
    )
    return client, slept


@dataclass
class Synced:
    """What a sync handed over, and what it said of itself at the end."""

    pulls: list[Pull] = field(default_factory=list)
    outcome: Outcome | None = None

    def pull(self, name: str) -> Pull:
        """The one pull whose label begins so and goes on with its window."""
        (found,) = [pull for pull in self.pulls if pull.label.startswith(f"{name} 2")]
        return found

    def total(self, name: str, *columns: str) -> int:
        """The sum of counts over all rows of a pull."""
        return sum(row[column] for row in rows(self.pull(name)) for column in columns)

    def billed(self, name: str) -> Decimal:
        return sum((Decimal(row["billed_usd"]) for row in rows(self.pull(name))), Decimal(0))


def rows(pull: Pull) -> list[dict[str, Any]]:
    """All rows of a pull as the store will see them."""
    return [row for table in pull.ledgers.tables for row in cast(Any, table.frame).to_dicts()]


def synced(
    fake: FakeApi,
    directory: Path,
    plan: Plan,
    *,
    client: Client | None = None,
    period: Period = OCTOBER,
    held: Held | None = None,
    into: Synced | None = None,
    keep: Callable[[Pull], None] | None = None,
    progress: Callable[[Step], None] | None = None,
    most_pages: int = 10_000,
    now: datetime | None = None,
) -> Synced:
    """Sync, with pages spooled below a directory; pulls land in `into` even if the sync fails."""
    result = into or Synced()
    result.outcome = sync(
        client or client_of(fake)[0],
        plan,
        period,
        keep or result.pulls.append,
        held or {},
        Spool(directory / "spool"),
        now=now or fake.now,
        progress=progress,
        most_pages=most_pages,
    )
    return result


def with_limit(plan: Plan, limit: int) -> Plan:
    """The same plan in smaller pages, so that a small organisation has many."""

    def smaller(ask: Ask) -> Ask:
        asked = tuple((name, str(limit) if name == "limit" else value) for name, value in ask.parameters)
        return replace(ask, parameters=asked)

    lists, figures, fallback = (
        tuple(map(smaller, asks)) for asks in (plan.lists, plan.figures, plan.fallback)
    )
    return Plan(lists, figures, fallback)


def only(plan: Plan, number: int, limit: int = 1000) -> Plan:
    """One of the plan's figures and nothing else."""
    return with_limit(Plan((), (plan.figures[number],)), limit)


def questions(requests: list[Request]) -> list[str]:
    """What was asked, cursors included."""
    return [f"{request.path} {sorted(request.query.items())}" for request in requests]
