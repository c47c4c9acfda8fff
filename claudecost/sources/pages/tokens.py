"""Token counts and token types in the endpoints' words -> our meters.

Anthropic: Usage and Cost API, Usage and Cost Analytics API (the same five kinds of token in both).
"""

from __future__ import annotations

from typing import NamedTuple

from .node import Node

FIVE_MINUTES, ONE_HOUR = "ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"

#: `token_type` of cost rows; another one is kept as it came.
TOKEN_TYPES = {
    "uncached_input_tokens": "input",
    f"cache_creation.{FIVE_MINUTES}": "cache_write_5m",
    f"cache_creation.{ONE_HOUR}": "cache_write_1h",
    "cache_read_input_tokens": "cache_read",
    "output_tokens": "output",
}


class Tokens(NamedTuple):
    """The quantities of one row: tokens by meter, and searches."""

    input: int
    cache_write_5m: int
    cache_write_1h: int
    cache_write_unknown: int
    cache_read: int
    output: int
    web_searches: int


def tokens(of: Node) -> Tokens:
    """The quantities of a usage row; all of them are documented as always there."""
    writes = of.object("cache_creation")
    # A time to live nobody told us of is still a cache write somebody pays for.
    others = [
        key for key in writes.value if key.startswith("ephemeral_") and key not in (FIVE_MINUTES, ONE_HOUR)
    ]
    return Tokens(
        input=of.count("uncached_input_tokens"),
        cache_write_5m=writes.count(FIVE_MINUTES),
        cache_write_1h=writes.count(ONE_HOUR),
        cache_write_unknown=sum(writes.count(key) for key in others),
        cache_read=of.count("cache_read_input_tokens"),
        output=of.count("output_tokens"),
        web_searches=of.object("server_tool_use").count("web_search_requests"),
    )


def meter(token_type: str | None) -> str | None:
    """Our word for a cost row's token type."""
    return None if token_type is None else TOKEN_TYPES.get(token_type, token_type)
