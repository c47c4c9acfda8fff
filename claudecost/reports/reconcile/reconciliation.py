"""Computed against billed on the finest grain both have, and every difference given its cause.

The cells are made in SQL, and settled there (`settling.py`). What is left is the
residual, and stands for itself. Amounts are taken apart by subtraction only, so
causes and residual add up to the difference exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from ...periods import Period
from ..ledgers import lay_out, lost_rows
from ..usage import EARLIEST, LATEST, Answers, naive
from ..usage import question as usage_question
from .settling import Apart, Prices, load, question, settle

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

AMOUNTS = ("computed_usd", "billed_usd", "difference_usd")

#: What a row's difference is made of; they add up to it, and over all rows to what the causes come to.
PARTS = ("cause_usd", "discount_usd", "rounding_usd", "residual_usd")

#: Dimensions every metered row knows, whatever its source's `dimensions` say.
_METERED_KNOWS = frozenset(("cost_type", "token_type"))


@dataclass(frozen=True)
class Cause:
    """What one cause comes to, USD; `factor` for a discount."""

    cause: str
    factor: Decimal | None
    difference_usd: Decimal
    cells: int


class OneSided(NamedTuple):
    """Days of which a side (`usage` or `bill`) has no figures: the first, the last, and how many."""

    missing: str
    first_day: str
    last_day: str
    days: int


@dataclass(frozen=True)
class Reconciliation:
    """The outcome: `grain` names the key columns, `residual_usd` is what no cause explains.

    `largest_residual_usd` is the largest of a single cell. `sides` lists source, ledger, kind of traffic and
    days covered of everything that stands; `one_sided` the days of which the other side has no figures.
    `lost_rows` counts lines of the files behind either side that could not be read.
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
    one_sided: list[OneSided]
    lost_rows: int

    @property
    def difference_usd(self) -> Decimal:
        """What is billed less what is computed."""
        return self.billed_usd - self.computed_usd


def reconcile(store: Answers, period: Period, prices: Prices) -> Reconciliation:
    """Compare the two ledgers over a period; the cells stay behind as the temporary view `explained`."""
    bounds = {"since": naive(period.since, EARLIEST), "until": naive(period.until, LATEST)}
    apart = _lay_out(store, bounds)
    _make_cells(store, bounds, apart, prices)
    store.run(question("explained.sql"))
    store.run(question("comparable.sql"))
    settle(store, bounds, apart, prices)
    causes = [Cause(*row) for row in store.rows(question("causes.sql"))]
    [(computed, billed, residual, largest, cells, agreeing, unpriced)] = store.rows(question("totals.sql"))
    beyond = sum(
        store.rows(usage_question("beyond.sql").replace("metered_rows", view), bounds)[0][0]
        for view in ("metered_rows", "billed_rows")
    )
    return Reconciliation(
        grain=tuple(name for name in ("day", *KEYS) if any(name in names for names in apart.values())),
        causes=[cause for cause in causes if cause.cause != "unexplained"],
        computed_usd=computed,
        billed_usd=billed,
        residual_usd=residual,
        largest_residual_usd=largest,
        cells=cells,
        agreeing=agreeing,
        unpriced_tokens=unpriced,
        sides=_told(store, bounds),
        beyond=beyond,
        one_sided=[OneSided(*row) for row in store.rows(question("one_sided.sql"), bounds)],
        lost_rows=sum(lost_rows(store, ledger, bounds) for ledger in ("metered", "billed")),
    )


def rows(store: Answers, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The cells, added up over everything but `keys` and their cause; the largest difference first.

    Cells that agree are there as well, without a cause: rows add up to both sides.
    """
    names = [*(keys or ["keys"]), *AMOUNTS, "cause", *PARTS]
    found = [dict(zip(names, row, strict=True)) for row in store.rows(_rows_by(keys))]
    return [{name: value for name, value in row.items() if name != "keys"} for row in found]


def rows_as_json(store: Answers, keys: Sequence[str]) -> list[str]:
    """The same, each as the text of a JSON object: a year's cells are too many to build one by one here."""
    named = ", ".join(f"{key} := {key}" for key in keys)
    amounts, parts = (", ".join(f"{name} := digits({name})" for name in names) for names in (AMOUNTS, PARTS))
    fields = ", ".join([*([named] if named else []), amounts, "cause := row_cause", parts])
    store.run(question("digits.sql"))
    found = store.rows(f"SELECT to_json(struct_pack({fields}))::VARCHAR FROM ({_rows_by(keys)})")
    return [text if text.isascii() else json.dumps(json.loads(text)) for (text,) in found]


def _rows_by(keys: Sequence[str]) -> str:
    """The question for rows, with the key columns asked for in place of its NULL."""
    listed = ", ".join(keys)
    sql = question("rows.sql")
    return sql.replace("NULL AS keys", listed).replace("DESC, keys", f"DESC, {listed}") if keys else sql


def _lay_out(store: Answers, bounds: Mapping[str, object]) -> Apart:
    """The rows of both sides, and the finest grain both have.

    The billed side is laid out first for what it could know, and again in the cut that suits the other.
    """
    wanted: list[str] = list(KEYS)
    for ledger in ("billed", "metered", "billed"):
        lay_out(store, ledger, wanted)
        known = _known(store, ledger, bounds)
        wanted = [name for name in KEYS if any(name in names for names in known.values())]
    sides = [_known(store, ledger, bounds) for ledger in ("metered", "billed")]
    traffics = sorted({traffic for known in sides for traffic in known})
    return {
        traffic: set.intersection(*(known[traffic] for known in sides if traffic in known))
        for traffic in traffics
    }


def _known(store: Answers, ledger: str, bounds: Mapping[str, object]) -> dict[str, set[str]]:
    """What all snapshots of a ledger that stand can tell rows apart by, for each kind of traffic."""
    known: dict[str, set[str]] = {}
    for traffic, dimensions, is_daily, has_ids in store.rows(
        question("grain.sql").replace("FROM standing", f"FROM standing_{ledger}"), bounds
    ):
        names = set(dimensions) | ({"day"} if is_daily else set()) | ({"id"} if has_ids else set())
        if ledger == "metered":
            names |= _METERED_KNOWS
        known[traffic] = known.get(traffic, names) & names
    return known


def _told(store: Answers, bounds: Mapping[str, object]) -> list[dict[str, object]]:
    """Every source that has figures of the period, on either side."""
    names = ("source", "organization", "traffic", "grade", "since", "until", "taken_at", "days")
    return [
        {"ledger": ledger, **dict(zip(names, row, strict=True))}
        for ledger in ("metered", "billed")
        for row in store.rows(
            usage_question("ledger_coverage.sql").replace("FROM standing", f"FROM standing_{ledger}"), bounds
        )
    ]


def _make_cells(store: Answers, bounds: Mapping[str, object], apart: Apart, prices: Prices) -> None:
    """Both sides on one grain, as the temporary tables `lines` (usage, priced) and `cells`."""
    load(store, prices.as_is)
    labels = [
        {
            "profile_id": card.profile.profile_id,
            "model": card.identity.model,
            "service_tier": card.profile.service_tier or "standard",
            "speed": card.profile.speed or "standard",
            "geo": card.profile.geo,
            "is_priority": (card.profile.service_tier or "").startswith("priority"),
            "is_known": card.identity.known,
        }
        for card in prices.as_is
    ]
    store.run(question("profile_labels.sql"), {"labels": json.dumps(labels)})
    flags = [
        {"traffic": traffic, **{f"by_{name}": name in names for name in ("id", "day", *KEYS)}}
        for traffic, names in apart.items()
    ]
    store.run(question("told_apart.sql"), {"flags": json.dumps(flags)})
    for name in ("prices.sql", "lines.sql", "cells.sql"):
        store.run(question(name), bounds)
