"""What unusual days and their usual days were made of, fetched for all of them in two questions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from ..usage import Answers
from .effects import Row
from .finding import Found
from .spent import statement

#: A project and a model.
Pair = tuple[str | None, str | None]

#: The days of each unusual day: itself, and those it is held against.
WANTED = """
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT unnest(from_json($wanted, '[{"found": "INTEGER", "scope": "VARCHAR", "number": "BIGINT", "day": "DATE",
    "is_before": "BOOLEAN"}]'), recursive := TRUE)
"""
PARTS = """
SELECT found, is_before, part_no, project, model, cost_usd, total_tokens FROM day_parts ORDER BY part_no
"""

#: The columns of own.sql after the first, as `effects` names them.
OWN = (
    "day",
    "model",
    "speed",
    "service_tier",
    "input_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "cache_read_tokens",
    "output_tokens",
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one project and model cost, in exact dollars, and its tokens; `number` is for the store."""

    number: int
    cost_usd: Decimal
    total_tokens: int


@dataclass(frozen=True)
class MadeOf:
    """An unusual day and its `count` usual days together, by project and model."""

    count: int
    on_day: dict[Pair, Part] = field(default_factory=dict)
    before: dict[Pair, Part] = field(default_factory=dict)

    @cached_property
    def costs(self) -> Mapping[Pair, tuple[Decimal, Decimal]]:
        """What each cost on the day, and on an average usual day."""
        nothing = Part(0, Decimal(0), 0)
        return {
            pair: (part.cost_usd, self.before.get(pair, nothing).cost_usd / self.count)
            for pair, part in self.on_day.items()
        }

    @cached_property
    def mostly(self) -> Pair:
        """The project and model whose cost rose most."""
        return max(self.costs, key=lambda one: (self.costs[one][0] - self.costs[one][1], str(one)))


def made_of(store: Answers, found: Sequence[Found]) -> list[tuple[MadeOf, list[Row]]]:
    """For each unusual day what it was made of; and the rows of what it mostly was, by day and rate.

    Expects the temporary tables `spent` and `candidates`; the rows have what `effects` reads.
    """
    if not found:
        return []
    days = [entry for number, one in enumerate(found) for entry in _days(number, one)]
    store.run(WANTED, {"wanted": json.dumps(days)})
    store.run(statement("parts.sql"))
    made = [MadeOf(len(one.usual.days)) for one in found]
    for number, is_before, part_no, project, model, cost, tokens in store.rows(PARTS):
        of = made[number].before if is_before else made[number].on_day
        of[project, model] = Part(part_no, cost, tokens)
    own: list[list[Row]] = [[] for _ in found]
    parts = [one.on_day[one.mostly].number for one in made]
    for number, *values in store.rows(statement("own.sql"), {"parts": parts}):
        own[number].append(dict(zip(OWN, values, strict=True)))
    return list(zip(made, own, strict=True))


def _days(number: int, one: Found) -> list[dict[str, Any]]:
    entry = {"found": number, "scope": one.scope, "number": one.number}
    return [
        {**entry, "day": day.isoformat(), "is_before": day != one.day} for day in (one.day, *one.usual.days)
    ]
