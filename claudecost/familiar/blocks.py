"""The document `ccusage blocks` is, as JSON, from our windows by `model_id` and `speed`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..money import rounded
from ..reports.blocks.block import Block
from .figures import Json, added, model_name, moment, number

#: Beyond so many percent of the limit a projection is a warning.
WARNING = 80


def of_blocks(blocks: Sequence[Block], *, limit: int | None = None, with_cost: bool = True) -> Json:
    """All windows and gaps; with `limit` in tokens the open one says what its projection is of it."""
    rows = [_block(block, limit) for block in blocks]
    return {"blocks": rows if with_cost else [_costless(row) for row in rows]}


def _block(block: Block, limit: int | None) -> Json:
    found = added(block.rows)
    burn, projection = block.burn, block.projection
    start = moment(block.start)
    row: Json = {
        "id": f"gap-{start}" if block.is_gap else start,
        "startTime": start,
        "endTime": moment(block.end),
        "actualEndTime": moment(block.last_at) if block.last_at else None,
        "isActive": block.is_active,
        "isGap": block.is_gap,
        "entries": block.totals["responses"],
        "models": sorted({model_name(one) for one in block.rows}),
        "costUSD": number(found["cost"]),
        "totalTokens": found["totalTokens"],
        "tokenCounts": {
            "inputTokens": found["inputTokens"],
            "outputTokens": found["outputTokens"],
            "cacheCreationInputTokens": found["cacheCreationTokens"],
            "cacheReadInputTokens": found["cacheReadTokens"],
        },
        "burnRate": None,
        "projection": None,
    }
    if burn is not None and block.is_active:
        row["burnRate"] = {
            "tokensPerMinute": number(burn.tokens_per_minute),
            "tokensPerMinuteForIndicator": number(burn.fresh_tokens_per_minute),
            "costPerHour": number(burn.usd_per_hour),
        }
    if projection is not None:
        row["projection"] = {
            "totalTokens": projection.total_tokens,
            "totalCost": number(projection.cost_usd),
            "remainingMinutes": projection.remaining_minutes,
        }
        if limit is not None:
            row["tokenLimitStatus"] = _status(projection.total_tokens, limit)
    return row


def _costless(row: Json) -> Json:
    """As ccusage does it: the rate per hour stays."""
    row = {key: value for key, value in row.items() if key != "costUSD"}
    if row["projection"]:
        row["projection"] = {key: value for key, value in row["projection"].items() if key != "totalCost"}
    return row


def _status(projected: int, limit: int) -> Json:
    percent = rounded(Decimal(projected) * 100 / limit, 4)
    return {
        "limit": limit,
        "projectedUsage": projected,
        "percentUsed": number(percent),
        "status": "exceeds" if percent > 100 else "warning" if percent > WARNING else "ok",
    }
