"""The figures every row of ccusage's JSON has, from rows of ours that tell models apart.

Its amounts are JSON numbers, so here, and nowhere else, a cost is rounded to the nearest double: after it has
been added up exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ..money import exactly

Row = Mapping[str, Any]
Json = dict[str, Any]

TOKENS = ("cacheCreationTokens", "cacheReadTokens", "inputTokens", "outputTokens")

#: What ccusage calls a project or session that has no name.
UNKNOWN = "unknown"


def number(amount: Any) -> float:
    """An exact amount as the double nearest to it; never -0.0."""
    return float(amount) or 0.0


def moment(at: datetime) -> str:
    """An instant as ccusage writes it: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def model_name(labels: Mapping[str, str | None]) -> str:
    """The id as it was logged, with `-fast` behind it in fast mode."""
    name = labels["model_id"] or UNKNOWN
    return f"{name}-fast" if labels.get("speed") == "fast" and not name.endswith("-fast") else name


def added(rows: Iterable[Row]) -> Json:
    """Tokens and exact cost of rows, under ccusage's names; `isMissing` if something has no price."""
    with exactly():
        found: Json = {**dict.fromkeys((*TOKENS, "totalTokens", "cost"), 0), "isMissing": False}
        for row in rows:
            found["cacheCreationTokens"] += row["cache_write_5m_tokens"] + row["cache_write_1h_tokens"]
            found["cacheReadTokens"] += row["cache_read_tokens"]
            found["inputTokens"] += row["input_tokens"]
            found["outputTokens"] += row["output_tokens"]
            found["totalTokens"] += row["total_tokens"]
            found["cost"] += row["cost_usd"]
            found["isMissing"] |= bool(row["unpriced_tokens"] or row["unpriced_responses"])
        return found


def counters(rows: Sequence[Row], *, with_cost: bool, names_sorted: bool) -> Json:
    """The fields every row has: tokens, cost, models and what each of them comes to."""
    by_model: dict[str, list[Row]] = {}
    for row in sorted(rows, key=model_name):
        by_model.setdefault(model_name(row), []).append(row)
    models = {name: added(own) for name, own in by_model.items()}
    largest_first = sorted(models, key=lambda name: (-models[name]["cost"], -models[name]["totalTokens"]))
    return {
        **_sums(rows, with_cost=with_cost),
        "modelBreakdowns": [_breakdown(name, models[name], with_cost) for name in largest_first],
        "modelsUsed": sorted(models) if names_sorted else largest_first,
    }


def totals(rows: Sequence[Row], *, with_cost: bool) -> Json:
    """The sums over everything; names the models that have no price, if there are any."""
    lacking = {model_name(row) for row in rows if row["unpriced_tokens"] or row["unpriced_responses"]}
    return _sums(rows, with_cost=with_cost) | ({"unpricedModels": sorted(lacking)} if lacking else {})


def _sums(rows: Iterable[Row], *, with_cost: bool) -> Json:
    found = added(rows)
    cost, _ = found.pop("cost"), found.pop("isMissing")
    return found | ({"totalCost": number(cost)} if with_cost else {})


def _breakdown(name: str, found: Json, with_cost: bool) -> Json:
    one = {"modelName": name, **found}
    cost, is_missing = one.pop("cost"), one.pop("isMissing")
    del one["totalTokens"]
    if with_cost:
        one["cost"] = number(cost)
    if is_missing:
        one["missingPricing"] = True
    return one
