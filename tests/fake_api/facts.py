"""What happened, request by request: the one store every report of the fake is grouped from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from .prices import Prices

#: Token type as the cost reports spell it, the count of a fact, the price of it.
TOKEN_TYPES = (
    ("uncached_input_tokens", "uncached_input", "input"),
    ("cache_creation.ephemeral_5m_input_tokens", "cache_5m", "cache_5m"),
    ("cache_creation.ephemeral_1h_input_tokens", "cache_1h", "cache_1h"),
    ("cache_read_input_tokens", "cache_read", "cache_read"),
    ("output_tokens", "output", "output"),
)


class Managed(NamedTuple):
    """The Claude Managed Agents session some usage belongs to."""

    session_id: str
    agent_id: str
    environment_id: str
    deployment_id: str | None = None


class Slack(NamedTuple):
    """Where in Slack Claude was used, by whom, and in which spend category."""

    channel_id: str | None
    category: str
    user_id: str | None


class Federated(NamedTuple):
    """A caller known by a cloud only: the provider's type and details, and the subject."""

    type: str
    details: tuple[tuple[str, str], ...]
    subject: str | None = None


class Coding(NamedTuple):
    """What the Claude Code report knows beside tokens."""

    terminal: str = "vscode"
    customer_type: str = "api"
    subscription_type: str | None = None
    is_remote: bool = False
    sessions: int = 1
    lines_added: int = 0
    lines_removed: int = 0
    commits: int = 0
    pull_requests: int = 0
    edits_accepted: int = 0
    edits_rejected: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """Requests of one minute that are alike in everything; the tokens are those of all of them together.

    `workspace_id` None is the default workspace, `api_key_id` None the Console playground,
    `inference_geo` None a model from before the feature. Code execution and session time are facts
    of their own, without a model. `prices` are list prices with every modifier; `discount` is what
    remains of them, and of searches, under the contract. `billed` False is a refusal before any output.
    """

    at: datetime
    model: str | None = None
    prices: Prices | None = None
    workspace_id: str | None = None
    api_key_id: str | None = None
    user_id: str | None = None
    service_account_id: str | None = None
    federated: Federated | None = None
    service_tier: str | None = "standard"
    inference_geo: str | None = "global"
    speed: str | None = "standard"
    context_window: str | None = "0-200k"
    product: str | None = "messages_api"
    uncached_input: int = 0
    cache_5m: int = 0
    cache_1h: int = 0
    cache_read: int = 0
    output: int = 0
    web_searches: int = 0
    execution_spans: int = 0
    execution_usd: Decimal = Decimal(0)
    session_usd: Decimal = Decimal(0)
    requests: int = 1
    discount: Decimal = Decimal(1)
    billed: bool = True
    managed: Managed | None = None
    slack: Slack | None = None
    coding: Coding | None = None
    user_profile_id: str | None = None

    @property
    def total_tokens(self) -> int:
        return self.uncached_input + self.cache_5m + self.cache_1h + self.cache_read + self.output

    @property
    def calls(self) -> int:
        """What the reports count as requests: for code execution, its spans."""
        return self.execution_spans or self.requests

    @property
    def metered(self) -> bool:
        """Whether the organisation's usage reports see it; Claude Code on a seat's plan is not theirs."""
        return self.coding is None or self.coding.customer_type == "api"

    @property
    def priority(self) -> bool:
        """Served from a commitment, which the cost reports leave out."""
        return (self.service_tier or "").startswith("priority")


@dataclass(frozen=True, slots=True)
class Charge:
    """One component of what a fact costs, in cents, before and after the discount."""

    cost_type: str
    token_type: str | None
    list_cents: Decimal
    cents: Decimal


def charges(fact: Fact) -> Iterator[Charge]:
    """What a fact costs, component by component; nothing for a refusal without output."""
    if not fact.billed:
        return
    if fact.prices is not None:
        for token_type, count, price in TOKEN_TYPES:
            tokens: int = getattr(fact, count)
            if tokens:
                usd_per_million: Decimal = getattr(fact.prices, price)
                list_cents = (tokens * usd_per_million).scaleb(-4)
                yield Charge("tokens", token_type, list_cents, list_cents * fact.discount)
    if fact.web_searches:
        yield Charge("web_search", None, Decimal(fact.web_searches), fact.web_searches * fact.discount)
    if fact.execution_usd:
        yield Charge("code_execution", None, fact.execution_usd * 100, fact.execution_usd * 100)
    if fact.session_usd:
        yield Charge("session_usage", None, fact.session_usd * 100, fact.session_usd * 100)


class Facts(Sequence[Fact]):
    """Facts in the order of time, with a quick way to those of a period."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = sorted(facts, key=attrgetter("at"))

    def between(self, start: datetime, end: datetime) -> Sequence[Fact]:
        """Those from `start` on and before `end`."""
        first = bisect_left(self._facts, start, key=attrgetter("at"))
        return self._facts[first : bisect_left(self._facts, end, lo=first, key=attrgetter("at"))]

    def revised(self, day: date, times: int) -> Facts:
        """The same facts, with the tokens of one UTC day multiplied, as late data does it."""
        return Facts(_multiplied(fact, times) if fact.at.date() == day else fact for fact in self._facts)

    def __getitem__(self, index: int) -> Fact:  # type: ignore[override]
        return self._facts[index]

    def __len__(self) -> int:
        return len(self._facts)


def _multiplied(fact: Fact, times: int) -> Fact:
    return replace(
        fact,
        uncached_input=fact.uncached_input * times,
        cache_5m=fact.cache_5m * times,
        cache_1h=fact.cache_1h * times,
        cache_read=fact.cache_read * times,
        output=fact.output * times,
        requests=fact.requests * times,
    )
