"""Computed against billed on the finest grain both have, and every difference given its cause.

The cells are made and settled in SQL, one step per cause, surest evidence
first: a step only touches what no earlier one has settled. What is left is the
residual, and stands for itself. Amounts are taken apart by subtraction only, so
causes and residual add up to the difference exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

from ...periods import Period
from ...records import RateCard
from ..ledgers import lay_out
from ..rate_table import rate_table
from ..usage import EARLIEST, LATEST, Answers, naive
from ..usage import question as usage_question
from .factor import ONE, simplest

#: Key columns of a cell after the day, in the order a reader reads them.
KEYS = (
    "workspace",
    "api_key",
    "actor",
    "product",
    "model",
    "cost_type",
    "token_type",
    "service_tier",
    "context_window",
    "geo",
    "speed",
)

#: For each dimension, the kinds of traffic whose cells are told apart by it.
Flags = dict[str, list[str]]

#: Dimensions every metered row knows, whatever its source's `dimensions` say.
_METERED_KNOWS = frozenset(("cost_type", "token_type"))

#: A factor that less usage than this share agrees on is chance.
MAJORITY = 0.5

#: Cents taken for dollars, one way or the other.
UNITS = (Decimal(100), Decimal("0.01"))

#: Other rules the usage may have been billed under: the cause, what to price it as, the shift in days.
VARIANTS = (
    ("price_change", "as_is", -1),
    ("price_change", "as_is", 1),
    ("batch", "batch", 0),
    ("geography", "us", 0),
    ("fast_mode", "fast", 0),
)


@dataclass(frozen=True)
class Prices:
    """Rate cards of the profiles in the store: as they are, Priority Tier at standard; under other rules."""

    as_is: Sequence[RateCard]
    batch: Sequence[RateCard]
    us: Sequence[RateCard]
    fast: Sequence[RateCard]


@dataclass(frozen=True)
class Cause:
    """What one cause comes to, USD; `factor` for a discount."""

    cause: str
    factor: Decimal | None
    difference_usd: Decimal
    cells: int


@dataclass(frozen=True)
class Reconciliation:
    """The outcome: `grain` names the key columns, `residual_usd` is what no cause explains.

    `largest_residual_usd` is the largest of a single cell. `sides` lists source, ledger, kind of traffic and
    days covered of everything that stands.
    """

    grain: tuple[str, ...]
    causes: list[Cause]
    computed_usd: Decimal
    billed_usd: Decimal
    residual_usd: Decimal
    largest_residual_usd: Decimal
    cells: int
    agreeing: int
    unpriced_tokens: int
    sides: list[dict[str, object]]
    beyond: int

    @property
    def difference_usd(self) -> Decimal:
        """What is billed less what is computed."""
        return self.billed_usd - self.computed_usd


def question(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def reconcile(store: Answers, period: Period, prices: Prices) -> Reconciliation:
    """Compare the two ledgers over a period; the cells stay behind as the temporary view `explained`."""
    bounds = {"since": naive(period.since, EARLIEST), "until": naive(period.until, LATEST)}
    flags, grain, sides = _lay_out(store, bounds)
    _make_cells(store, bounds, flags, prices)
    store.run(question("explained.sql"))
    _settle(store, bounds, flags, prices)
    causes = [Cause(*row) for row in store.rows(question("causes.sql"))]
    [(computed, billed, residual, largest, cells, agreeing, unpriced)] = store.rows(question("totals.sql"))
    beyond = sum(
        store.rows(usage_question("beyond.sql").replace("metered_rows", view), bounds)[0][0]
        for view in ("metered_rows", "billed_rows")
    )
    named = [cause for cause in causes if cause.cause != "unexplained"]
    return Reconciliation(
        grain, named, computed, billed, residual, largest, cells, agreeing, unpriced, sides, beyond
    )


def rows(store: Answers, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The cells that differ, added up over everything but `keys` and their cause; the largest first."""
    listed = ", ".join(keys)
    sql = question("rows.sql").replace("NULL AS keys", listed or "NULL AS keys")
    sql = sql.replace("DESC, NULL", f"DESC, {listed or 'NULL'}")
    names = [*(keys or ["keys"]), "computed_usd", "billed_usd", "difference_usd", "cause"]
    return [dict(zip(names, row, strict=True)) for row in store.rows(sql)]


def _lay_out(
    store: Answers, bounds: Mapping[str, object]
) -> tuple[Flags, tuple[str, ...], list[dict[str, object]]]:
    """The rows of both sides, the finest grain both have, and who they are.

    The billed side is laid out first for what it could know, and again in the cut that suits the other.
    """
    wanted: list[str] = list(KEYS)
    for ledger in ("billed", "metered", "billed"):
        lay_out(store, ledger, wanted)
        known = _known(store, ledger, bounds)
        wanted = [name for name in KEYS if any(name in names for names in known.values())]
    sides = {ledger: _known(store, ledger, bounds) for ledger in ("metered", "billed")}
    traffics = sorted({traffic for known in sides.values() for traffic in known})
    flags: Flags = {f"by_{name}": [] for name in (*KEYS, "day", "id")}
    for traffic in traffics:
        shared = set.intersection(*(known[traffic] for known in sides.values() if traffic in known))
        for name in shared:
            flags[f"by_{name}"].append(traffic)
    grain = tuple(name for name in ("day", *KEYS) if flags[f"by_{name}"])
    return flags, grain, _told(store)


def _known(store: Answers, ledger: str, bounds: Mapping[str, object]) -> dict[str, set[str]]:
    """What all snapshots of a ledger that stand can tell rows apart by, for each kind of traffic."""
    known: dict[str, set[str]] = {}
    for traffic, dimensions, is_daily, has_ids in store.rows(
        question("grain.sql").replace("standing", f"standing_{ledger}"), bounds
    ):
        names = set(dimensions) | ({"day"} if is_daily else set()) | ({"id"} if has_ids else set())
        if ledger == "metered":
            names |= _METERED_KNOWS
        known[traffic] = known.get(traffic, names) & names
    return known


def _told(store: Answers) -> list[dict[str, object]]:
    """Every source that stands, on either side."""
    names = ("source", "organization", "traffic", "grade", "since", "until", "taken_at", "days")
    return [
        {"ledger": ledger, **dict(zip(names, row, strict=True))}
        for ledger in ("metered", "billed")
        for row in store.rows(usage_question("ledger_coverage.sql").replace("standing", f"standing_{ledger}"))
    ]


def _make_cells(store: Answers, bounds: Mapping[str, object], flags: Flags, prices: Prices) -> None:
    _load_rates(store, prices.as_is)
    labels = [
        {
            "profile_id": card.profile.profile_id,
            "model": card.identity.model,
            "service_tier": card.profile.service_tier or "standard",
            "speed": card.profile.speed or "standard",
            "geo": card.profile.geo,
            "is_priority": (card.profile.service_tier or "").startswith("priority"),
        }
        for card in prices.as_is
    ]
    store.run(question("profile_labels.sql"), {"labels": json.dumps(labels)})
    store.run(question("prices.sql"), bounds)
    for name in ("lines.sql", "cells.sql"):
        sql = question(name)
        store.run(sql, {**bounds, **{flag: on for flag, on in flags.items() if f"${flag}" in sql}})


def _load_rates(store: Answers, cards: Sequence[RateCard]) -> None:
    groups = {card.profile.profile_id: 0 for card in cards}
    store.run(usage_question("rates.sql"), {"rates": rate_table(cards, groups)})


def _settle(store: Answers, bounds: Mapping[str, object], flags: Flags, prices: Prices) -> None:
    """All steps, surest evidence first."""
    _find_discounts(store, None)
    _fit(store, "as_computed.sql", None)
    store.run(question("fees.sql"))
    _fit(store, "without_priority.sql", "priority_tier")
    store.run(question("unknown_models.sql"))
    store.run(question("brackets.sql"))
    store.run(question("time_zone.sql"))
    store.run(question("coverage.sql"))
    store.run(question("not_covered.sql"))
    if flags["by_token_type"]:
        store.run(question("cache_ttl.sql"))
    for cause, rule, days in VARIANTS:
        if not _is_open(store):
            break
        _load_rates(store, getattr(prices, rule))
        store.run(question("as_variant.sql"), {"days": days})
        store.run(question("settle.sql"), {"cause": cause})
    if _is_open(store) and flags["by_model"]:
        _find_discounts(store, "model")
        _fit(store, "as_computed.sql", None)
    if _is_open(store):
        _load_rates(store, prices.as_is)
        sql = question("refused.sql")
        store.run(sql, {**bounds, "by_token_type": bool(flags["by_token_type"])})
        store.run(question("refusals.sql"))
        store.run(question("other_ledgers.sql"))
        store.run(question("not_over.sql"))


def _fit(store: Answers, candidates: str, cause: str | None, **values: object) -> None:
    store.run(question(candidates), values or None)
    store.run(question("settle.sql"), {"cause": cause})


def _is_open(store: Answers) -> bool:
    return bool(store.rows("SELECT EXISTS (FROM cells WHERE how IS NULL)")[0][0])


def _find_discounts(store: Answers, by: str | None) -> None:
    """The factor of each kind of traffic, and with `by` of each model among what is left of it."""
    models = "model" if by else "NULL::VARCHAR"
    scopes = store.rows(f"SELECT DISTINCT traffic, {models} FROM cells WHERE how IS NULL ORDER BY ALL")
    for traffic, model in scopes:
        if by and model is None:
            continue
        scope = {"traffic": traffic, "model": model}
        factor, units = _agreed(store, scope)
        if units != 1:
            _fit(store, "in_other_units.sql", "units", units=units)
        if factor != ONE:
            store.run(
                "UPDATE cells SET factor = $factor WHERE how IS NULL AND traffic = $traffic "
                "AND ($model IS NULL OR model = $model)",
                {"factor": factor, **scope},
            )
            if units != 1:
                _fit(store, "in_other_units.sql", "units", units=units)


def _agreed(store: Answers, scope: Mapping[str, object]) -> tuple[Decimal, Decimal]:
    """The factor most of the usage agrees on, and the units under which it does; 1 and 1 if there is none."""
    for units in (ONE, *UNITS):
        found = store.rows(question("agreeing.sql"), {**scope, "units": units})
        if found:
            least, most, weight, everything = found[0]
            factor = simplest(least, most)
            if factor is not None and 0 < factor <= 1 and weight > MAJORITY * everything:
                return factor, units
    return ONE, ONE
