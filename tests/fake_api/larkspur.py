"""Larkspur Studio, 5 to 11 October 2026: an invented company on Claude Enterprise, billed by use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from .company import Company, Group, Member, User, Workspace
from .facts import Fact, Slack
from .usage import used

DISCOUNT = Decimal("0.90")
OPUS, SONNET = "claude-opus-5-5", "claude-sonnet-5-5"

DORA = User("user_01LSDORA", "dora@larkspur.example", "Dora", "admin", account_uuid="11c0ffee-dora")
EMIL = User("user_01LSEMIL", "emil@larkspur.example", "Emil", "user", account_uuid="11c0ffee-emil")
GONE = User("user_01LSGONE", "", None, "user", deleted=True, account_uuid="11c0ffee-gone")

DESIGN = Group("rbac_group_01LSDESIGN", "Design", (Member(DORA.id), Member(EMIL.id)))
EVERYONE = Group(
    "rbac_group_01LSALL",
    "Everyone",
    (Member(DORA.id), Member(EMIL.id, since=date(2026, 10, 7))),
    source_type="direct",
)

TALK = Slack("C01GARDEN", "engaged", "U01EMIL")
WATCH = Slack("C01GARDEN", "monitoring", None)


def week() -> Company:
    """Seven days of it."""
    days = [datetime(2026, 10, 5, tzinfo=UTC) + timedelta(days=number) for number in range(7)]
    return Company(
        "1a27590a-0000-4000-8000-000000000020",
        "Larkspur Studio",
        tuple(fact for number, day in enumerate(days) for fact in _day(day, number + 1)),
        Workspace("wrkspc_01LSNONE", "Default"),
        users=(DORA, EMIL, GONE),
        groups=(DESIGN, EVERYONE),
    )


def _day(day: datetime, number: int) -> Iterator[Fact]:
    habits: tuple[tuple[float, str, tuple[int, int, int, int, int], dict[str, Any]], ...] = (
        (8.5, SONNET, (900, 0, 0, 4_000, 700), {"user_id": DORA.id, "product": "chat"}),
        (9, OPUS, (60, 2_400, 0, 60_000, 900), {"user_id": DORA.id, "product": "claude_code"}),
        (10, OPUS, (70, 2_000, 500, 52_000, 850), {"user_id": EMIL.id, "product": "claude_code"}),
        (11, SONNET, (2_000, 0, 0, 9_000, 650), {"user_id": EMIL.id, "product": "cowork", "web_searches": 2}),
        (12, SONNET, (800, 0, 0, 0, 200), {"user_id": EMIL.id, "product": "claude_tag", "slack": TALK}),
        (13, SONNET, (300, 0, 0, 0, 40), {"product": "claude_tag", "slack": WATCH}),
        (14, SONNET, (500, 0, 0, 1_000, 90), {"user_id": GONE.id, "product": "chat"}),
        (15, OPUS, (900, 0, 0, 0, 90), {"product": "other"}),
    )
    for hours, model, tokens, how in habits:
        yield used(
            day + timedelta(hours=hours),
            model,
            (
                tokens[0] * number,
                tokens[1] * number,
                tokens[2] * number,
                tokens[3] * number,
                tokens[4] * number,
            ),
            requests=number,
            discount=DISCOUNT,
            **how,
        )
