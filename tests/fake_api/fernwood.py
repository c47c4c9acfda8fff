"""Fernwood Garden Supply, October 2026: an invented shop that pays by the token.

Two prices change in its month (Anthropic: Pricing): on the 7th cache reads of Sonnet 5.5 halve, and
Haiku 5.5 comes out. The contract takes 8 % off tokens and searches, nothing off the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from .company import Batch, Company, Item, Key, ServiceAccount, User, Workspace
from .facts import Coding, Fact, Managed
from .usage import executed, ran, used

DISCOUNT = Decimal("0.92")
FIRST = date(2026, 10, 1)
DAYS = 31
HAIKU_FROM = date(2026, 10, 7)
PRIORITY_DAY = date(2026, 10, 21)
REFUSAL_DAY = date(2026, 10, 14)

DEFAULT = Workspace("wrkspc_01FWDEFAULT", "Default")
PLATFORM = Workspace("wrkspc_01FWPLATFORM", "Platform", {"team": "platform", "cost_center": "CC-100"})
DATA = Workspace("wrkspc_01FWDATA", "Data, Science", {"team": "data", "cost_center": "CC-200"})
CODE = Workspace("wrkspc_01FWCODE", "Claude Code")

ANN = User("user_01FWANN", "ann@fernwood.example", "Ann", "admin", account_uuid="7d1f0a52-ann")
BEN = User("user_01FWBEN", "Ben@fernwood.example", "Ben", "developer", account_uuid="7d1f0a52-ben")
CHLOE = User(
    "user_01FWCHLOE", "chloe@fernwood.example", None, "claude_code_user", account_uuid="7d1f0a52-chl"
)
NIGHTLY = ServiceAccount("svac_01FWNIGHTLY", "nightly-reports", "Stock figures, every night")

CI = Key("apikey_01FWCI", "ci-runner", PLATFORM.id, created_by=ANN.id)
SHOP = Key("apikey_01FWSHOP", "shop-assistant", PLATFORM.id, created_by=ANN.id)
ETL = Key("apikey_01FWETL", "etl", DATA.id, created_by=BEN.id)
ETL_NEW = Key("apikey_01FWETLNEW", "etl", DATA.id, created_by=BEN.id)
REPORTS = Key("apikey_01FWNIGHT", "nightly", DATA.id, created_by=BEN.id, principal=NIGHTLY.id)
OLD = Key("apikey_01FWOLD", "prototype", None, "archived", created_by=ANN.id)
ANN_CODE = Key("apikey_01FWCCANN", "claude_code_key_ann_x7qa", CODE.id, created_by=ANN.id)
CHLOE_CODE = Key("apikey_01FWCCCHL", "claude_code_key_chloe_m2zd", CODE.id, created_by=CHLOE.id)
KEYS = (CI, SHOP, ETL, ETL_NEW, REPORTS, OLD, ANN_CODE, CHLOE_CODE)

OPUS, SONNET, HAIKU, OLDER = "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-4-8"

SESSION = Managed("sesn_01FWSTOCK", "agent_01FWSTOCK", "env_01FWPROD", "depl_01FWSTOCK")


class Habit(NamedTuple):
    """Something that happens every day at a time, with so many tokens per request."""

    at: time
    requests: int
    model: str
    tokens: tuple[int, int, int, int, int]
    how: dict[str, Any]


def _by(key: Key | None, **how: Any) -> dict[str, Any]:
    whose = {"workspace_id": key.workspace_id, "api_key_id": key.id} if key else {}
    return {**whose, **how}


#: Tokens per request: uncached, written for 5 minutes, for an hour, read, output.
HABITS = (
    Habit(time(0, 5), 40, SONNET, (900, 0, 2_500, 14_000, 700), _by(REPORTS, service_account_id=NIGHTLY.id)),
    Habit(
        time(0, 35), 12, OPUS, (2_000, 3_000, 0, 30_000, 1_500), _by(REPORTS, service_account_id=NIGHTLY.id)
    ),
    Habit(time(6, 10), 90, SONNET, (400, 1_200, 0, 9_000, 350), _by(SHOP)),
    Habit(time(7, 45), 130, SONNET, (410, 1_100, 0, 9_100, 360), _by(SHOP)),
    Habit(time(8, 2), 60, OPUS, (1_200, 4_000, 0, 38_000, 900), _by(CI)),
    Habit(time(8, 30), 25, OLDER, (3_000, 2_000, 0, 16_000, 1_100), _by(CI)),
    Habit(time(9, 0), 140, SONNET, (420, 900, 0, 9_300, 340), _by(SHOP, web_searches=6)),
    Habit(time(9, 20), 75, OPUS, (1_250, 4_100, 0, 41_000, 950), _by(CI)),
    Habit(time(10, 15), 30, OPUS, (2_500, 0, 6_000, 52_000, 1_800), _by(ETL)),
    Habit(time(10, 40), 28, OPUS, (2_600, 0, 6_100, 51_000, 1_700), _by(ETL_NEW)),
    Habit(time(11, 5), 9, OPUS, (1_800, 2_000, 0, 24_000, 2_100), _by(ETL, speed="fast")),
    Habit(time(11, 55), 20, SONNET, (5_000, 0, 0, 0, 1_300), _by(ETL_NEW, inference_geo="us")),
    Habit(time(13, 30), 11, OPUS, (5_500, 1_000, 0, 8_000, 1_250), _by(CI, inference_geo="us")),
    Habit(time(14, 0), 150, SONNET, (430, 950, 0, 9_200, 355), _by(SHOP)),
    Habit(time(15, 25), 6, OLDER, (2_200, 0, 0, 12_000, 2_000), _by(CI, speed="fast")),
    Habit(time(16, 10), 80, SONNET, (440, 980, 0, 9_400, 345), _by(SHOP, web_searches=3)),
    Habit(time(17, 45), 3, OPUS, (20_000, 0, 0, 260_000, 3_500), _by(ETL)),
    Habit(time(19, 30), 15, OLDER, (2_900, 1_900, 0, 15_500, 1_050), _by(OLD)),
    Habit(time(23, 59), 18, SONNET, (450, 0, 0, 8_800, 330), _by(SHOP)),
)

HAIKU_HABITS = (
    Habit(time(9, 10), 300, HAIKU, (1_500, 0, 0, 2_000, 120), _by(SHOP)),
    Habit(time(12, 20), 45, HAIKU, (100_000, 0, 0, 0, 400), _by(ETL_NEW)),
    Habit(time(12, 25), 45, HAIKU, (100_001, 0, 0, 0, 400), _by(ETL_NEW)),
)


def october() -> Company:
    """The month, a little more than 25 facts a day, fewer at weekends."""
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    batches = tuple(_batches())
    batched = [item.fact for batch in batches for item in batch.items if item.fact]
    facts = [fact for number, day in enumerate(days) for fact in _day(number, day)]
    return Company(
        "f3a9c0de-7d1f-4a52-9b1e-000000000010",
        "Fernwood Garden Supply",
        (*facts, *batched),
        DEFAULT,
        (PLATFORM, DATA, CODE),
        KEYS,
        (ANN, BEN, CHLOE),
        (NIGHTLY,),
        batches=batches,
        key_workspace_id=DATA.id,
    )


def _day(number: int, day: date) -> Iterator[Fact]:
    working = day.weekday() < 5
    for place, habit in enumerate(HABITS):
        if working or place % 2:
            yield _fact(habit, day, number, place)
    if day >= HAIKU_FROM:
        for place, habit in enumerate(HAIKU_HABITS):
            yield _fact(habit, day, number, place)
    if working:
        yield from _people(number, day)
    yield from _tools(day)
    if day == PRIORITY_DAY:
        yield from _priority(day)
    if day == REFUSAL_DAY:
        yield _fact(Habit(time(15, 0), 1, OPUS, (7_000, 0, 0, 20_000, 0), _by(SHOP, billed=False)), day, 0, 0)


def _fact(habit: Habit, day: date, number: int, place: int) -> Fact:
    """A habit on one day: not quite as many requests as on another."""
    requests = habit.requests + (number * 7 + place * 3) % 5 if habit.requests > 1 else 1
    tokens = tuple(count * requests for count in habit.tokens)
    at = datetime.combine(day, habit.at, UTC)
    how = {"discount": DISCOUNT, **habit.how}
    return used(at, habit.model, _five(tokens), requests=requests, **how)


def _five(tokens: tuple[int, ...]) -> tuple[int, int, int, int, int]:
    first, second, third, fourth, fifth = tokens
    return first, second, third, fourth, fifth


def _people(number: int, day: date) -> Iterator[Fact]:
    """Claude Code on keys and on a seat's plan, and the Console playground, which has no key."""
    did = Coding("vscode", lines_added=120 + number, lines_removed=15, commits=2, edits_accepted=9)
    remote = Coding(
        "unknown", is_remote=True, lines_added=30, pull_requests=1, edits_accepted=2, edits_rejected=1
    )
    seat = Coding("tmux", "subscription", "team", lines_added=80, edits_accepted=5)
    code = {"product": "claude_code"}
    ann, chloe = _by(ANN_CODE, user_id=ANN.id, **code), _by(CHLOE_CODE, user_id=CHLOE.id, **code)
    yield from (
        _fact(Habit(at, requests, model, tokens, how), day, number, place)
        for place, (at, requests, model, tokens, how) in enumerate(
            (
                (time(9, 40), 55, OPUS, (60, 2_400, 900, 61_000, 800), {**ann, "coding": did}),
                (time(14, 20), 42, OPUS, (55, 2_200, 800, 58_000, 780), {**chloe, "coding": did}),
                (time(14, 25), 7, SONNET, (80, 700, 0, 21_000, 420), {**chloe, "coding": did}),
                (time(16, 45), 20, OPUS, (50, 0, 3_000, 44_000, 600), {**chloe, "coding": remote}),
                (
                    time(18, 0),
                    33,
                    OPUS,
                    (70, 1_800, 0, 39_000, 510),
                    {"user_id": BEN.id, "coding": seat, **code},
                ),
                (
                    time(10, 5),
                    4,
                    SONNET,
                    (1_300, 0, 0, 0, 640),
                    {"user_id": BEN.id, "product": "claude_console"},
                ),
            )
        )
    )


def _tools(day: date) -> Iterator[Fact]:
    """Code execution (the month's free hours are used up elsewhere) and an agent's session on Mondays."""
    at = datetime.combine(day, time(10, 20), UTC)
    yield executed(at, 90 + 3 * day.day, spans=4, discount=DISCOUNT, **_by(ETL))
    if day.weekday() == 0:
        agent = _by(CI, managed=SESSION)
        yield ran(at + timedelta(hours=1), 45, discount=DISCOUNT, **agent)
        yield used(
            at + timedelta(hours=1),
            OPUS,
            (9_000, 12_000, 0, 90_000, 4_000),
            product="managed_agents_api",
            discount=DISCOUNT,
            requests=5,
            **agent,
        )


def _priority(day: date) -> Iterator[Fact]:
    """A day served from a commitment: metered, and in no cost report."""
    for place, hour in enumerate((9, 13, 17)):
        habit = Habit(time(hour, 50), 35, OLDER, (2_000, 0, 0, 11_000, 900), _by(CI, service_tier="priority"))
        yield _fact(habit, day, 0, place)


def _batches() -> Iterator[Batch]:
    """Batches on Wednesdays in two workspaces; one is archived, and one is still running in November."""
    for number, day in enumerate((7, 14, 21, 28)):
        yield _batch(f"msgbatch_01FWD{day:02d}", ETL_NEW, date(2026, 10, day), 6 + number, archived=day == 7)
        yield _batch(f"msgbatch_01FWP{day:02d}", CI, date(2026, 10, day), 3, archived=False)
    yield Batch(
        "msgbatch_01FWRUNNING",
        DATA.id,
        datetime(2026, 11, 20, 9, tzinfo=UTC),
        None,
        tuple(Item(f"plants-{number}", "processing") for number in range(3)),
    )


def _batch(batch_id: str, key: Key, day: date, size: int, archived: bool) -> Batch:
    created = datetime.combine(day, time(20, 0), UTC)
    ended = created + timedelta(minutes=20)
    good = tuple(
        Item(f"{day:%d}-plant-{number}", "succeeded", _batched(key, ended, number)) for number in range(size)
    )
    others = tuple(Item(f"{day:%d}-{outcome}", outcome) for outcome in ("errored", "canceled", "expired"))
    gone = datetime(2026, 11, 5, tzinfo=UTC) if archived else None
    return Batch(batch_id, key.workspace_id, created, ended, good + others, gone)


def _batched(key: Key, at: datetime, number: int) -> Fact:
    how = _by(key, service_tier="batch", product="message_batches_api", discount=DISCOUNT)
    model = (SONNET, OPUS, HAIKU)[number % 3]
    geo = "us" if number == 4 else "global"
    tokens = (3_000 + 11 * number, 500, 1_500, 3_000, 400 + number)
    return used(at, model, tokens, inference_geo=geo, **how)
