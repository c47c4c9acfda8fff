"""What Claude Code writes at the end of a run: the client's own totals of a session."""

from __future__ import annotations

from typing import Any


def cost_state(session: str, total: float | str, models: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A `cost-state` record; `models` maps a model to its output tokens and price, or to its whole usage."""
    usage = {
        name: said
        if isinstance(said, dict)
        else {
            "inputTokens": 10,
            "outputTokens": said[0],
            "cacheReadInputTokens": 0,
            "cacheCreationInputTokens": 0,
            "webSearchRequests": 0,
            "costUSD": said[1],
        }
        for name, said in models.items()
    }
    return {
        "type": "cost-state",
        "sessionId": session,
        "totalCostUSD": total,
        "startTime": 1_794_000_000_000,
        "modelUsage": usage,
        "hasUnknownModelCost": False,
    } | more
