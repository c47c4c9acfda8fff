"""A window with its figures, how fast they grow, and where that leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ...money import rounded
from ..usage import add_up
from .windows import Window

MINUTE = timedelta(minutes=1)

#: Digits kept of what is divided; amounts themselves keep all of theirs.
PLACES = 6


@dataclass(frozen=True, slots=True)
class Burn:
    """How fast a window is used, from its first response to its last; rounded to a millionth.

    `tokens_per_minute` counts all tokens, `fresh_tokens_per_minute` input and output without the cache.
    """

    tokens_per_minute: Decimal
    fresh_tokens_per_minute: Decimal
    usd_per_hour: Decimal


@dataclass(frozen=True, slots=True)
class Projection:
    """What a window comes to if it goes on as it has; rounded to a millionth and whole tokens."""

    total_tokens: int
    cost_usd: Decimal
    remaining_minutes: int


@dataclass(frozen=True)
class Block:
    """A window, or a gap between two.

    `rows` are its groups by label (`model` if nothing else was asked) with all measures, exact; empty in a
    gap, where `first_at` and `last_at` are None. `now` decides what is active.
    """

    start: datetime
    end: datetime
    first_at: datetime | None
    last_at: datetime | None
    rows: tuple[Mapping[str, Any], ...]
    totals: Mapping[str, Any]
    now: datetime

    @property
    def is_gap(self) -> bool:
        """Whether nothing happened here."""
        return self.first_at is None

    @property
    def is_active(self) -> bool:
        """Whether the window is open now."""
        return not self.is_gap and self.start <= self.now < self.end

    @property
    def models(self) -> list[str]:
        """The models of its rows, in order of the alphabet; what names none is `(none)`."""
        return sorted({str(row["model"] or "(none)") for row in self.rows if "model" in row})

    @property
    def burn(self) -> Burn | None:
        """How fast it is used; None for a gap, and while there has been one instant of usage only."""
        if self.first_at is None or self.last_at is None or self.last_at <= self.first_at:
            return None
        minutes = _minutes(self.last_at - self.first_at)
        fresh = self.totals["input_tokens"] + self.totals["output_tokens"]
        return Burn(
            rounded(self.totals["total_tokens"] / minutes, PLACES),
            rounded(fresh / minutes, PLACES),
            rounded(self.totals["cost_usd"] * 60 / minutes, PLACES),
        )

    @property
    def remaining(self) -> timedelta:
        """How long it is still open; nothing for what is over."""
        return max(self.end - self.now, timedelta()) if self.is_active else timedelta()

    @property
    def projection(self) -> Projection | None:
        """What it comes to at the rate so far; None for what is over and where there is no rate."""
        if not self.is_active or (burn := self.burn) is None:
            return None
        left = _minutes(self.remaining)
        tokens = self.totals["total_tokens"] + burn.tokens_per_minute * left
        cost = self.totals["cost_usd"] + burn.usd_per_hour * left / 60
        return Projection(int(rounded(tokens, 0)), rounded(cost, PLACES), int(rounded(left, 0)))


def blocks_of(
    windows: Sequence[Window], rows: Mapping[int, Sequence[Mapping[str, Any]]], now: datetime
) -> list[Block]:
    """The windows with their rows, by the number of each, and the gaps between them."""
    found: list[Block] = []
    for number, window in enumerate(windows):
        if number and (gap := _gap(windows[number - 1], window, now)):
            found.append(gap)
        own = tuple(rows.get(number, ()))
        found.append(Block(window.start, window.end, window.first_at, window.last_at, own, add_up(own), now))
    return found


def used(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks in which something happened."""
    return (block for block in blocks if not block.is_gap)


def largest_before(blocks: Sequence[Block]) -> int:
    """The most tokens any window that is over has had: what `--token-limit max` measures by; 0 for none."""
    return max((one.totals["total_tokens"] for one in used(blocks) if not one.is_active), default=0)


def _gap(before: Window, after: Window, now: datetime) -> Block | None:
    """More time than a window is open without a response; the gap begins when that much has passed."""
    starts = before.last_at + (before.end - before.start)
    if after.first_at <= starts:
        return None
    return Block(starts, after.first_at, None, None, (), add_up(()), now)


def _minutes(span: timedelta) -> Decimal:
    return Decimal(span // timedelta(microseconds=1)) / Decimal(MINUTE // timedelta(microseconds=1))
