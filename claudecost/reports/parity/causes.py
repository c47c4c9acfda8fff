"""Why ccusage says something else: the causes in the order they are told apart, and which one it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

#: First what is counted, valued at our prices.
COUNTING = (
    "other_sources",
    "transcripts_gone",
    "not_looked_at",
    "not_in_store",
    "no_timestamp",
    "null_fields",
    "unusual_lines",
    "not_responses",
    "advisor",
    "compaction",
    "fallback",
    "forks",
    "no_request_id",
    "no_ids",
    "sidechain_replays",
    "reused_ids",
    "merged",
    "other_line",
    "iterations",
    "dated_otherwise",
)

#: Then what it charges for what it counts, one rule exchanged after the other.
PRICING = (
    "cache_writes",
    "unpriced_there",
    "recorded_cost",
    "unpriced_here",
    "refusals",
    "web_search",
    "batch",
    "geography",
    "fast_mode",
    "long_prompts",
    "dated_prices",
    "prices",
)

#: What is left between its rules and what a binary really says.
BINARY = ("float_sums", "unexplained")

CAUSES = (*COUNTING, *PRICING, *BINARY)

#: Why a line with usage is passed over there -> the cause that is.
PASSED = {
    "null": "null_fields",
    "timestamp": "no_timestamp",
    "spelling": "unusual_lines",
    "strict": "unusual_lines",
    "labels": "unusual_lines",
}


@dataclass(frozen=True)
class Difference:
    """What ccusage has more (or less, below 0): USD, exact, and tokens."""

    usd: Decimal = Decimal(0)
    tokens: int = 0

    def __bool__(self) -> bool:
        return bool(self.usd or self.tokens)


@dataclass(frozen=True)
class Looked:
    """What became of the transcripts there.

    `seen` are responses of which it reads a line at all, `elsewhere` those it counts outside the period,
    `passed` those it passes over, and why. `where` says of a path we read whether it is `gone`, `outside`
    what ccusage looks at, or `there`.
    """

    seen: Collection[str] = frozenset()
    elsewhere: Collection[str] = frozenset()
    passed: Mapping[str, str] = field(default_factory=dict)
    where: Callable[[str], str] = lambda path: "there"


@dataclass(frozen=True)
class Unlike:
    """One response and kind of item that the two sides count differently; see by_response.sql."""

    response: str
    kind: str
    source: str | None
    path: str | None
    ours: int | None
    theirs: int | None
    tokens: int
    micro_usd: Decimal
    lacks_message_id: bool
    lacks_request_id: bool
    sessions: int
    has_sidechain: bool
    is_known: bool


def cause_of(one: Unlike, looked: Looked) -> str:
    """The cause of one difference in what is counted."""
    if one.theirs is None:
        return _not_there(one, looked)
    if one.ours is None:
        return _not_here(one)
    if one.theirs > one.ours:
        return _more_often(one)
    if one.theirs < one.ours:
        return "merged"
    return "other_line" if one.tokens else "iterations"


def _not_there(one: Unlike, looked: Looked) -> str:
    """Why ccusage counts nothing of what we count."""
    if one.source != "claude-code":
        return "other_sources"
    if one.kind != "message":
        return one.kind
    if one.response in looked.elsewhere:
        return "dated_otherwise"
    if one.response in looked.seen:
        return "merged"
    if one.response in looked.passed:
        return PASSED[looked.passed[one.response]]
    where = looked.where(one.path or "")
    return {"gone": "transcripts_gone", "outside": "not_looked_at"}.get(where, "unusual_lines")


def _not_here(one: Unlike) -> str:
    """Why we count nothing of what ccusage counts."""
    if one.is_known:
        return "dated_otherwise"
    return "not_responses" if one.response.startswith("other:") else "not_in_store"


def _more_often(one: Unlike) -> str:
    """Why ccusage counts a response more often than we do."""
    if one.lacks_message_id:
        return "no_ids"
    if one.lacks_request_id:
        return "forks" if one.sessions > 1 else "no_request_id"
    return "sidechain_replays" if one.has_sidechain else "reused_ids"
