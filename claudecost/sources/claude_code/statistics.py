"""What the client's own statistics say: `stats-cache.json`, kept longer than transcripts are.

Sums over everything the client ever counted at this root, computed up to a day; good for a look beside the
store's figures and for nothing else (transcripts facts 1.2).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ..usage import Tally, count
from .client_settings import small_file


class ModelTotals(NamedTuple):
    """Tokens of one model as the client counted them; cache writes however long kept."""

    model_id: str
    input_tokens: int
    cache_write_tokens: int
    cache_read_tokens: int
    output_tokens: int


class Statistics(NamedTuple):
    """A root's statistics: the last day they reach to, and each model's tokens."""

    last_day: date
    models: tuple[ModelTotals, ...]


class _Cache(msgspec.Struct):
    lastComputedDate: Any = None  # noqa: N815 - the field's own name
    modelUsage: Any = None  # noqa: N815


_decode = msgspec.json.Decoder(_Cache).decode


def statistics(root: Path) -> Statistics | None:
    """The statistics of a config root; None where there are none, or none that can be read."""
    try:
        cache = _decode(small_file(root / "stats-cache.json"))
        last_day = date.fromisoformat(cache.lastComputedDate)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    if not isinstance(cache.modelUsage, dict):
        return None
    odd = Tally()
    return Statistics(
        last_day,
        tuple(
            ModelTotals(
                model[:200],
                count(usage.get("inputTokens"), odd),
                count(usage.get("cacheCreationInputTokens"), odd),
                count(usage.get("cacheReadInputTokens"), odd),
                count(usage.get("outputTokens"), odd),
            )
            for model, usage in cache.modelUsage.items()
            if isinstance(usage, dict)
        ),
    )
