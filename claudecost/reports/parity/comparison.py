"""From our total to what ccusage's rules give, one rule exchanged at a time.

First what is counted becomes ccusage's, at our prices; then its prices take the place of ours, step by step.
Each cause is the difference between two neighbouring steps, so every difference has one, and they add up
exactly.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise
from typing import Any

from ...money import PER_MILLION, exactly
from ...records import RateCard
from ..rate_table import rate_table
from ..usage import Answers
from ..usage import question as core_question
from .causes import CAUSES, Difference, Looked, Unlike, cause_of

#: Rows handed to the store at a time.
ROWS = 20_000

#: The steps at our prices, in order, and the cause that each brings.
STEPS = {
    "logged": None,
    "counted": "cache_writes",
    "billed": "refusals",
    "no_searches": "web_search",
    "no_tier": "batch",
    "no_geo": "geography",
    "no_speed": "fast_mode",
    "base": "long_prompts",
    "today": "dated_prices",
}


@dataclass(frozen=True)
class Unpriced:
    """A model ccusage has no price for: tokens, and what they cost at our prices."""

    model: str | None
    tokens: int
    usd: Decimal


@dataclass(frozen=True)
class Comparison:
    """Our total, what ccusage's rules give, and each cause's part of the difference; USD, exact.

    `responses` is how many responses (or items of one) a cause of what is counted has.
    """

    ours: Difference
    theirs: Difference
    causes: Mapping[str, Difference]
    responses: Mapping[str, int]
    unpriced: tuple[Unpriced, ...] = ()


def question(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def compare(
    store: Answers,
    there: Iterable[Mapping[str, object]],
    variants: Sequence[Mapping[str, object]],
    cards: Sequence[RateCard],
    bounds: Mapping[str, datetime],
    today: datetime,
    looked: Looked,
) -> Comparison:
    """Compare our events between `since` and `until` with the entries `there` (rows of there_table.sql).

    `variants` say by which profile an entry is priced at each step; `cards` has a card for all of them.
    """
    groups = {card.profile.profile_id: 0 for card in cards}
    store.run(core_question("rates.sql"), {"rates": rate_table(cards, groups)})
    store.run(question("there_table.sql"))
    for some in _batches(there):
        store.run(question("there_rows.sql"), {"there": json.dumps(some)})
    store.run(question("variants.sql"), {"variants": json.dumps(list(variants))})
    store.run(question("ours.sql"), dict(bounds))
    store.run(question("priced.sql"), {"today": today})
    causes = dict.fromkeys(CAUSES, Difference())
    responses: Counter[str] = Counter()
    for row in store.rows(question("by_response.sql")):
        one = Unlike(*row)
        cause = cause_of(one, looked)
        causes[cause] = add(causes[cause], Difference(_usd(one.micro_usd), one.tokens))
        responses[cause] += 1
    for way in _ways(store):
        for cause, difference in way:
            causes[cause] = add(causes[cause], difference)
    [(tokens, micro)] = store.rows(
        "SELECT coalesce(sum(tokens), 0)::BIGINT, coalesce(sum(micro_usd), 0) FROM parity_ours"
    )
    [(tokens_there, usd)] = store.rows(
        "SELECT coalesce(sum(input + cache_write_5m + cache_write_1h + cache_read + output), 0)::BIGINT, "
        "coalesce(sum(usd), 0) FROM parity_there"
    )
    unpriced = tuple(
        Unpriced(model, count, _usd(worth))
        for model, count, worth in store.rows(question("unpriced_there.sql"))
    )
    return Comparison(
        Difference(_usd(micro), tokens), Difference(Decimal(usd), tokens_there), causes, responses, unpriced
    )


def add(*parts: Difference) -> Difference:
    """Differences added up, exactly."""
    with exactly():
        return Difference(sum((part.usd for part in parts), Decimal(0)), sum(part.tokens for part in parts))


def less(one: Difference, other: Difference) -> Difference:
    """What one has more than the other."""
    with exactly():
        return Difference(one.usd - other.usd, one.tokens - other.tokens)


def _batches(rows: Iterable[Mapping[str, object]]) -> Iterable[list[Mapping[str, object]]]:
    some: list[Mapping[str, object]] = []
    for row in rows:
        some.append(row)
        if len(some) == ROWS:
            yield some
            some = []
    if some:
        yield some


def _ways(store: Answers) -> list[list[tuple[str, Difference]]]:
    """For each way from our prices to those there, its steps' differences."""
    ways: dict[str, dict[str, tuple[Any, ...]]] = {}
    for way, step, *values in store.rows(question("steps.sql")):
        ways.setdefault(way, {})[step] = tuple(values)
    return [
        [(cause, less(after, before)) for (_, before), (cause, after) in pairwise(_way(name, steps))]
        for name, steps in ways.items()
    ]


def _way(name: str, steps: Mapping[str, tuple[Any, ...]]) -> list[tuple[str, Difference]]:
    """The amounts along one way, each with the cause that leads to it; it ends at what ccusage says."""
    at_ours = {step: Difference(_usd(values[1]), values[0]) for step, values in steps.items()}
    tokens, usd, by_tokens, at_standard_speed, at_base_rates = steps["logged"][2:]
    end = Difference(Decimal(usd), tokens)
    begun = [("", at_ours["logged"]), ("cache_writes", at_ours["counted"])]
    if name != "priced":
        return [*begun, ({"recorded": "recorded_cost"}.get(name, name), end)]
    with exactly():
        fast = Difference(by_tokens - at_standard_speed)
        dear = Difference(at_standard_speed - at_base_rates)
    walked = list(begun)
    for step, cause in STEPS.items():
        if cause is None or step == "counted":
            continue
        # From where a surcharge of ours is gone, the one there is in its place.
        extra = {"no_speed": (fast,), "base": (fast, dear), "today": (fast, dear)}.get(step, ())
        walked.append((cause, add(at_ours[step], *extra)))
    return [*walked, ("prices", end)]


def _usd(micro: Decimal) -> Decimal:
    with exactly():
        return micro * PER_MILLION
