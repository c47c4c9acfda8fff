"""A fact from a few words: prices and context window are looked up, never written down twice."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from .facts import Fact
from .prices import CODE_EXECUTION_USD_PER_HOUR, SESSION_USD_PER_HOUR, Terms, prices_of

LONG_PROMPT = 200_000


def used(at: datetime, model: str, tokens: tuple[int, int, int, int, int], **how: Any) -> Fact:
    """Requests to a model; tokens are uncached input, 5-minute writes, 1-hour writes, reads, output."""
    uncached_input, cache_5m, cache_1h, cache_read, output = tokens
    prompt = (uncached_input + cache_5m + cache_1h + cache_read) // how.get("requests", 1)
    terms = Terms(
        how.get("speed", "standard"),
        how.get("service_tier", "standard"),
        how.get("inference_geo", "global"),
        prompt,
    )
    return Fact(
        at,
        model,
        prices_of(model, at.date(), terms),
        uncached_input=uncached_input,
        cache_5m=cache_5m,
        cache_1h=cache_1h,
        cache_read=cache_read,
        output=output,
        context_window="200k-1M" if prompt > LONG_PROMPT else "0-200k",
        **how,
    )


def executed(at: datetime, minutes: int, spans: int = 1, **whose: Any) -> Fact:
    """Code execution beyond the free hours: no model, no product, no tokens. Minutes in threes are exact."""
    usd = CODE_EXECUTION_USD_PER_HOUR * minutes / 60
    return _bare(at, execution_usd=usd, execution_spans=spans, product=None, **whose)


def ran(at: datetime, minutes: int, **whose: Any) -> Fact:
    """Running time of a Managed Agents session."""
    usd = SESSION_USD_PER_HOUR * Decimal(minutes) / 60
    return _bare(at, session_usd=usd, requests=0, product="managed_agents_api", **whose)


def _bare(at: datetime, **what: Any) -> Fact:
    nothing: dict[str, Any] = dict.fromkeys(("service_tier", "inference_geo", "speed", "context_window"))
    return Fact(at, **nothing, **what)
