"""Invented organisations with everything that happened in them; the same every time.

`month` is Fernwood Garden Supply's October 2026, `small` a handful of facts to work out by hand,
`enterprise` a Claude Enterprise organisation, `many` as much as a benchmark wants.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from . import fernwood, larkspur
from .company import Company, Key, User, Workspace
from .facts import Fact
from .usage import executed, used

DEFAULT = Workspace("wrkspc_01DEFAULT", "Default")
PLATFORM = Workspace("wrkspc_01PLATFORM", "Platform", {"team": "platform", "cost_center": "CC-100"})


def month() -> Company:
    """A Console organisation's October: four workspaces, keys, people, batches, every kind of price."""
    return fernwood.october()


def enterprise() -> Company:
    """A Claude Enterprise organisation's week: people, groups, Slack, services of the organisation."""
    return larkspur.week()


def small() -> Company:
    """Five facts on 5 and 6 October 2026; the costs stand beside them, in cents, before 10 % discount."""
    off = Decimal("0.90")
    noon = datetime(2026, 10, 5, 12, tzinfo=UTC)
    million = 1_000_000
    key = Key("apikey_01CI", "ci-runner", PLATFORM.id, created_by="user_01ANN")
    ann = User("user_01ANN", "ann@fernwood.example", "Ann", "admin", account_uuid="0a11-ann")
    facts = (
        # 400 input, 500 written for 5 minutes, 800 for an hour, 20 read, 2,000 output; 3 for searches
        used(
            noon,
            "claude-opus-5-5",
            (million, million, million, million, million),
            workspace_id=PLATFORM.id,
            api_key_id=key.id,
            discount=off,
            web_searches=3,
            requests=100,
        ),
        # half of 400: a batch
        used(
            noon + timedelta(hours=1),
            "claude-opus-5-5",
            (million, 0, 0, 0, 0),
            workspace_id=PLATFORM.id,
            api_key_id=key.id,
            service_tier="batch",
            product="message_batches_api",
            discount=off,
            requests=100,
        ),
        # Ann in the Console, default workspace, no key: 1,000
        used(
            noon + timedelta(hours=2),
            "claude-sonnet-5-5",
            (0, 0, 0, 0, million),
            user_id=ann.id,
            product="claude_console",
            discount=off,
            requests=20,
        ),
        # code execution, 5: one hour, without discount
        executed(noon + timedelta(hours=3), 60, workspace_id=PLATFORM.id, api_key_id=key.id),
        # the next day, 2,200: output, kept in the United States, which is 10 % more
        used(
            noon + timedelta(days=1),
            "claude-opus-5-5",
            (0, 0, 0, 0, million),
            workspace_id=PLATFORM.id,
            api_key_id=key.id,
            inference_geo="us",
            discount=off,
            requests=20,
        ),
    )
    return Company(
        "5a11e57e-0000-4000-8000-000000000001",
        "Small Things",
        facts,
        DEFAULT,
        (PLATFORM,),
        (key,),
        (ann,),
        key_workspace_id=PLATFORM.id,
    )


def many(days: int = 365, keys: int = 200, until: date = date(2026, 11, 20)) -> Company:
    """A big organisation: so many keys, each used every day; two models, ten workspaces."""
    workspaces = tuple(Workspace(f"wrkspc_{n:04d}", f"Team {n}") for n in range(10))
    owned = tuple(Key(f"apikey_{n:05d}", f"service-{n}", workspaces[n % 10].id) for n in range(keys))
    first = max(until - timedelta(days=days), date(2026, 1, 1))
    facts = [
        _busy(first + timedelta(days=day), number, key)
        for day in range((until - first).days)
        for number, key in enumerate(owned)
    ]
    now = datetime.combine(until, time(12), UTC)
    return Company(
        "b16b16b1-0000-4000-8000-000000000002",
        "Many Keys",
        tuple(facts),
        DEFAULT,
        workspaces,
        owned,
        now=now,
        key_workspace_id=workspaces[0].id,
    )


def _busy(day: date, number: int, key: Key) -> Fact:
    """One fact of a key's day, in numbers that differ from key to key and day to day."""
    mixed = (day.toordinal() * 7919 + number * 104729) % 9973
    models = ("claude-haiku-4-5-20251001", "claude-opus-4-8")
    model = models[number % 2] if day >= date(2026, 5, 28) else models[0]
    at = datetime.combine(day, time(mixed % 24, mixed % 60), UTC)
    tokens = (1000 + mixed, 100 * mixed, 0, 900 * mixed, 10 * mixed)
    return used(at, model, tokens, workspace_id=key.workspace_id, api_key_id=key.id, requests=50 + mixed % 7)


BY_NAME: dict[str, Callable[[], Company]] = {
    "month": month,
    "small": small,
    "enterprise": enterprise,
    "many": many,
}
