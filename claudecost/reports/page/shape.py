"""The shape of the page, all its renderer knows: figures, days, sections, and what to know about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..shape import Report


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the trend: a day or a month by its label, its cost in USD, exact, and what is in it.

    `is_open` says that it is not over yet, `is_closed` that its month has been closed.
    """

    label: str
    cost_usd: Decimal
    responses: int
    tokens: int
    unpriced_tokens: int
    is_open: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """The bars of the period, every one there is, without gaps; `grain` is `day` or `month`."""

    grain: str
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its table, what it is about in a sentence, and the command that shows the same.

    `key` is its anchor. `changes` is the command that shows its changes, where it has any. `bars` is the
    column drawn as bars beside its figures, `stack` those that are parts of a whole and drawn as one bar.
    `empty` is said where there is no row.
    """

    key: str
    title: str
    about: str
    report: Report
    command: str | None = None
    changes: str | None = None
    bars: str | None = None
    stack: tuple[str, ...] = ()
    empty: str = "nothing"


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget of a month: what of it is spent, where it is heading, how bad that is.

    `percent` None: a budget of nothing. `level` is `fine`, `near`, `heading` (most likely too little at the
    month's end) or `exceeded`; `words` says it. `marks` are the percentages somebody is told at. `command`
    shows what is spent.
    """

    title: str
    month: str
    spent_usd: Decimal
    budget_usd: Decimal
    percent: Decimal | None
    is_lower_bound: bool
    level: str
    words: str
    outlook: str
    is_over: bool
    marks: tuple[int, ...]
    command: str


@dataclass(frozen=True, slots=True)
class Oddity:
    """A day that cost far more than usual, in a sentence, and the command that shows it."""

    day: date
    amount_usd: Decimal
    sentence: str
    command: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that keeps the figures from being the last word: what, how much, what to do about it.

    `is_open` False: there is none of it, which is worth saying as well.
    """

    key: str
    title: str
    amount: str
    sentence: str
    is_open: bool
    command: str | None = None

    @property
    def is_strict(self) -> bool:
        """Whether `--strict` fails for it."""
        return self.is_open and self.key in ("unpriced", "unallocated", "quarantined")


@dataclass(frozen=True, slots=True)
class Before:
    """The period of equal length before: its days in words, its cost in USD, and what limits comparing."""

    words: str
    cost_usd: Decimal
    note: str | None
    command: str


@dataclass(frozen=True, slots=True)
class Page:
    """A period on one page; amounts in USD, exact.

    `since` and `through` are its first and last local day, `is_whole_days` whether it begins and ends with
    them. `before` is None where the store does not reach back. `cache_percent` is the share of prompt tokens
    read from the cache. `sections` are in the order of the page. `command` writes the page again,
    `budgets_command` shows the budgets. `unmatched` are the warnings about filters that match nothing.
    """

    since: date
    through: date
    today: date
    is_whole_days: bool
    written_at: str
    filters: list[tuple[str, str]]
    meta: dict[str, object]
    totals: dict[str, object]
    cost_usd: Decimal
    before: Before | None
    responses: int
    tokens: int
    unpriced_tokens: int
    cache_percent: Decimal | None
    cache_saved_usd: Decimal
    trend: Trend
    trend_section: Section
    budgets: list[Budget]
    oddities: list[Oddity]
    sections: list[Section]
    doubts: list[Doubt]
    coverage: dict[str, object]
    closed: list[tuple[str, str]]
    command: str
    total_command: str
    budgets_command: str
    unmatched: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
