"""One line, or one advisor's turn in it, as ccusage counts it."""

from __future__ import annotations

import msgspec

from ..records import Profile


class Tokens(msgspec.Struct, frozen=True, array_like=True):
    """Token counts of one entry, by meter in our order."""

    input: int
    cache_write_5m: int
    cache_write_1h: int
    cache_read: int
    output: int

    def total(self) -> int:
        """All of them."""
        return self.input + self.cache_write_5m + self.cache_write_1h + self.cache_read + self.output

    def prompt(self) -> int:
        """All but the output."""
        return self.total() - self.output


class Entry(msgspec.Struct):
    """One line as ccusage counts it, with what we need to price it our way.

    `at` is milliseconds since 1970. `cost_usd` is what the line says it cost, as text. `response` is our key
    of the response the line speaks of, `profile` what decides our rate of it, `searches` its web searches;
    `ours` are the tokens as we read them in this line.
    """

    message_id: str | None
    request_id: str | None
    session: str
    at: int
    is_sidechain: bool
    model: str | None
    is_fast: bool
    has_speed: bool
    tokens: Tokens
    cost_usd: str | None
    kind: str
    response: str
    profile: Profile
    searches: int
    ours: Tokens
