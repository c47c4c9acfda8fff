"""What a response used and what it should cost: shared by those who write samples/.

Prices and sums stand here a second time on purpose: an independent opinion on what a report should say.
"""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
DAY_MS = 86_400_000


class Dice:
    """Seeded chance, the same on every platform: only random() and getrandbits() are asked."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(f"fernwood/{seed}")

    def draw(self, quantiles: Sequence[tuple[float, float]]) -> float:
        """A value from a distribution given as (share below, value), straight lines in between."""
        share = self.random.random()
        for (low, low_value), (high, high_value) in pairwise(quantiles):
            if share < high:
                return low_value + (high_value - low_value) * (share - low) / (high - low)
        return quantiles[-1][1]

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all equally likely."""
        return options[int(self.random.random() * len(options))]

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True that share of the time."""
        return self.random.random() < share

    def uuid(self) -> str:
        """A version 4 UUID."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def hex(self, digits: int) -> str:
        """Lower-case hex digits."""
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"

    def base58(self, length: int) -> str:
        """Characters of the alphabet used in API ids."""
        return "".join(self.pick(BASE58) for _ in range(length))


def time_prefix(at: datetime) -> str:
    """The four time-ordered characters of an id: `dh..` in early August, `e9..` at its end, and so on."""
    since_august = (at - datetime(2026, 8, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    value = (2128 * 30 * DAY_MS + 26 * since_august) * 58**2 // (30 * DAY_MS)
    digits = ""
    for _ in range(4):
        value, digit = divmod(value, 58)
        digits = BASE58[digit] + digits
    return digits


@dataclass(frozen=True)
class Tokens:
    """The token counts of one sampling step."""

    fresh: int
    write_5m: int
    write_1h: int
    read: int
    output: int

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(*(mine + theirs for mine, theirs in zip(self.counts(), other.counts(), strict=True)))

    def counts(self) -> tuple[int, int, int, int, int]:
        """Fresh input, writes of both lifetimes, reads, output."""
        return self.fresh, self.write_5m, self.write_1h, self.read, self.output

    @property
    def prompt(self) -> int:
        """Everything the model read; price bands go by this."""
        return self.fresh + self.write_5m + self.write_1h + self.read

    def cache_creation(self) -> Json:
        """The writes by lifetime."""
        return {"ephemeral_1h_input_tokens": self.write_1h, "ephemeral_5m_input_tokens": self.write_5m}

    def iteration(self, kind: str, model: str | None = None) -> Json:
        """One entry of `usage.iterations`."""
        entry: Json = {
            "input_tokens": self.fresh,
            "output_tokens": self.output,
            "cache_read_input_tokens": self.read,
            "cache_creation_input_tokens": self.write_5m + self.write_1h,
            "cache_creation": self.cache_creation(),
            "type": kind,
        }
        return entry | ({"model": model} if model else {})


@dataclass
class Response:
    """One answer of the API, before it is spread over lines."""

    model: str
    at: datetime
    message_id: str
    request_id: str | None
    tokens: Tokens
    kinds: tuple[str, ...]
    stop: str = "tool_use"
    thinking: int = 0
    tier: str = "standard"
    geo: str = "not_available"
    speed: str = "standard"
    searches: int = 0
    final: bool = True
    placeholder: int = 1
    iterations: list[Json] | None = None
    beside: list[tuple[str, Tokens]] = field(default_factory=list)  # billed, but not in the top-level counts
    carried: int = 0  # tokens in the cache afterwards

    def usage(self, final: bool) -> Json:
        """The usage object, in its final shape or as it stood when the answer began."""
        tokens = self.tokens
        usage: Json = {
            "input_tokens": tokens.fresh,
            "cache_creation_input_tokens": tokens.write_5m + tokens.write_1h,
            "cache_read_input_tokens": tokens.read,
        }
        if not final:
            usage |= {"cache_creation": tokens.cache_creation(), "output_tokens": self.placeholder}
            return usage | {"service_tier": self.tier, "inference_geo": self.geo}
        usage |= {
            "output_tokens": tokens.output,
            "server_tool_use": {"web_search_requests": self.searches, "web_fetch_requests": 0},
            "service_tier": self.tier,
            "cache_creation": tokens.cache_creation(),
            "inference_geo": self.geo,
            "iterations": self.iterations,
            "speed": self.speed,
        }
        return usage | (
            {"output_tokens_details": {"thinking_tokens": self.thinking}} if self.thinking else {}
        )

    def billed(self) -> list[tuple[str, Tokens]]:
        """Model and tokens of each thing to pay for; a refusal before output costs nothing."""
        if self.stop == "refusal" and self.tokens.output == 0:
            return self.beside
        known = self.tokens if self.final else replace(self.tokens, output=self.placeholder)
        return [(self.model, known), *self.beside]


def identify(model: str, asked: datetime, dice: Dice) -> tuple[str, str | None]:
    """Message id and request id; Bedrock gives no request id."""
    if ".anthropic." in model:
        return f"msg_bdrk_01{dice.base58(22)}", None
    message = f"msg_011C{time_prefix(asked + timedelta(seconds=1))}{dice.base58(16)}"
    return message, f"req_011C{time_prefix(asked)}{dice.base58(16)}"


# ---------------------------------------------------------------- what it should cost

PRICES = (  # model, first day, USD per million: input, output, cache read; writes: 1.25 and 2 times the input
    ("claude-opus-5", "2026-07-24", "5", "25", "0.50"),
    ("claude-opus-5-5", "2026-09-22", "4", "20", "0.20"),
    ("claude-sonnet-5", "2026-06-30", "2", "10", "0.20"),
    ("claude-sonnet-5-5", "2026-09-28", "2", "10", "0.20"),
    ("claude-sonnet-5-5", "2026-10-07", "2", "10", "0.10"),
    ("claude-sonnet-4-6", "2026-02-17", "3", "15", "0.30"),
    ("claude-haiku-4-5-20251001", "2025-10-15", "1", "5", "0.10"),
    ("claude-haiku-5-5", "2026-10-07", "0.10", "0.50", "0.01"),
    ("claude-fable-5-2", "2026-11-09", "8", "40", "0.20"),
)


def canonical(model: str) -> str:
    """The model's id without the Bedrock prefix."""
    return model.removeprefix("us.anthropic.")


def price(response: Response, model: str, tokens: Tokens) -> Decimal | None:
    """List price of some tokens of a response, without searches; None when nobody knows it."""
    day = f"{response.at:%Y-%m-%d}"
    rows = [row for row in PRICES if row[0] == canonical(model) and row[1] <= day]
    if not rows:
        return None
    base, output, read = map(Decimal, rows[-1][2:])
    rates = base, base * Decimal("1.25"), base * 2, read, output
    amount = sum((rate * count for rate, count in zip(rates, tokens.counts(), strict=True)), Decimal(0))
    if model == "claude-haiku-5-5" and tokens.prompt > 100_000:
        amount *= 5
    if response.geo == "us" or model != canonical(model):
        amount *= Decimal("1.1")
    amount *= {"fast": 2, "standard": 1}[response.speed]
    return amount * (Decimal("0.5") if response.tier == "batch" else 1) / 1_000_000


@dataclass
class Total:
    """Responses, tokens and cost under one heading."""

    responses: int = 0
    tokens: int = 0
    read: int = 0
    cost: Decimal = Decimal(0)

    def cells(self) -> str:
        """The rest of a table row; the cost exactly."""
        return f"{self.responses:,} | {self.tokens:,} | {self.cost.normalize():f} |"


Heading = Callable[[str, Response, str], str]  # from the path of a file, a response in it, a model


def totals(ledger: Sequence[tuple[str, Response]], heading: Heading) -> dict[str, Total]:
    """What was planted, grouped by a heading."""
    result: dict[str, Total] = defaultdict(Total)
    for path, response in ledger:
        for position, (model, tokens) in enumerate(response.billed()):
            total = result[heading(path, response, canonical(model))]
            total.tokens += tokens.prompt + tokens.output
            total.read += tokens.read
            total.cost += price(response, model, tokens) or 0
            if position == 0:
                total.responses += 1
                total.cost += response.searches * Decimal("0.01")
    return dict(sorted(result.items()))


def table(rows: Mapping[str, Total]) -> str:
    """Totals as Markdown rows, with their sum."""
    values = rows.values()
    everything = Total(
        sum(total.responses for total in values),
        sum(total.tokens for total in values),
        sum(total.read for total in values),
        sum((total.cost for total in values), Decimal(0)),
    )
    lines = [f"| {name} | {total.cells()}" for name, total in rows.items()]
    return "\n".join([*lines, f"| **all** | {everything.cells()}"])
