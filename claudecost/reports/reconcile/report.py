"""A reconciliation laid out: its causes, its rows, its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ...money import plain
from ...periods import Period
from ...zones import instant
from ..ledger_report import damage, left_out
from ..shape import Column, Report
from ..usage_report import many
from .reconciliation import Cause, Reconciliation
from .words import CAUSES

TITLES = {
    "day": "Day",
    "workspace": "Workspace",
    "api_key": "API key",
    "actor": "Actor",
    "product": "Product",
    "model": "Model",
    "cost_type": "Cost type",
    "token_type": "Token type",
    "service_tier": "Tier",
    "context_window": "Context",
    "geo": "Geo",
    "speed": "Speed",
}

#: Stands for the rows in the document until they are put in as they are.
_ROWS = "rows go here"

_AMOUNTS = (
    Column("computed_usd", "Computed (USD)", "money", "Computed", 50),
    Column("billed_usd", "Billed (USD)", "money", "Billed", 60),
    Column("difference_usd", "Difference (USD)", "money", "Difference", 70),
)

_PARTS = (
    Column("cause_usd", "Of the cause (USD)", "money", "Cause", -1),
    Column("discount_usd", "Discount (USD)", "money", "Discount", -1),
    Column("rounding_usd", "Rounding (USD)", "money", "Rounding", -1),
    Column("residual_usd", "Residual (USD)", "money", "Residual", -1),
)


def bridge_report(found: Reconciliation, header: Mapping[str, object], period: Period) -> Report:
    """From what we compute to what is billed, one line per cause and the residual, which is always there."""
    ordered = sorted(found.causes, key=lambda cause: -abs(cause.difference_usd))
    steps = [
        ("computed: the metered usage at list price", None, found.computed_usd),
        *((_named(cause), cause.cells, cause.difference_usd) for cause in ordered),
        (
            "residual: no cause found"
            if found.largest_residual_usd
            else "residual: nothing left unexplained",
            None,
            found.residual_usd,
        ),
    ]
    return Report(
        name="reconcile",
        title="From our price of the usage to the bill",
        columns=(
            Column("step", "Step", "text"),
            Column("cells", "Cells", "integer", None, 10),
            Column("usd", "USD", "money", None, 100),
        ),
        rows=[dict(zip(("step", "cells", "usd"), step, strict=True)) for step in steps],
        totals={"cells": found.cells, "usd": found.billed_usd},
        meta={
            "total": "Billed",
            "ledger": "metered against billed",
            "period": period.as_json(),
            **header,
            "currency": "USD",
        },
        warnings=warnings_of(found),
    )


def _named(cause: Cause) -> str:
    """A cause in words; a discount by its size."""
    if cause.factor is None:
        return CAUSES[cause.cause]
    return f"discount of {plain((1 - cause.factor) * 100)} % off the list price"


def rows_report(keys: Sequence[str], rows: list[dict[str, Any]], period: Period, limit: int | None) -> Report:
    """The cells that differ, or sums over them, the largest difference first."""
    named = tuple(Column(key, TITLES[key], "text") for key in keys)
    return Report(
        name="reconcile",
        title="Differences" + (" by " + ", ".join(TITLES[key].lower() for key in keys) if keys else ""),
        columns=(*named, *_AMOUNTS, Column("cause", "Cause", "text"), *_PARTS),
        rows=[_texts(row) for row in rows[:limit]],
        left_out=len(rows[limit:]) if limit is not None else 0,
        totals={
            column.key: sum((row[column.key] for row in rows), Decimal(0)) for column in (*_AMOUNTS, *_PARTS)
        },
        meta={"period": period.as_json()},
    )


def as_json(
    found: Reconciliation,
    keys: Sequence[str],
    rows: Sequence[str],
    header: Mapping[str, object],
    period: Period,
) -> str:
    """The reconciliation in the shape scripts rely on, given its rows as JSON; amounts are exact decimals."""
    document = _as_object(found, keys, header, period)
    listed = ",\n".join(f"    {row}" for row in rows)
    text = json.dumps(document, indent=2, allow_nan=False, default=_digits)
    return text.replace(f'"{_ROWS}"', f"[\n{listed}\n  ]" if rows else "[]", 1) + "\n"


def _digits(amount: object) -> str:
    assert isinstance(amount, Decimal)
    return plain(amount)


def _as_object(
    found: Reconciliation, keys: Sequence[str], header: Mapping[str, object], period: Period
) -> dict[str, object]:
    causes: list[dict[str, object]] = [
        {
            "cause": cause.cause,
            **({} if cause.factor is None else {"factor": cause.factor}),
            "difference_usd": cause.difference_usd,
            "cells": cause.cells,
        }
        for cause in found.causes
    ]
    return {
        "schema_version": 1,
        "report": "reconcile",
        "period": period.as_json(),
        **header,
        "currency": "USD",
        "grain": list(keys),
        "rows": _ROWS,
        "causes": causes,
        "totals": {
            "computed_usd": found.computed_usd,
            "billed_usd": found.billed_usd,
            "difference_usd": found.difference_usd,
            "residual_usd": found.residual_usd,
            "cells": found.cells,
            "agreeing_cells": found.agreeing,
            "unpriced_tokens": found.unpriced_tokens,
        },
        "sides": [{name: _text(value) for name, value in side.items()} for side in found.sides],
        "warnings": warnings_of(found),
    }


def warnings_of(found: Reconciliation) -> list[str]:
    """What a reader has to know to trust the comparison."""
    said = damage(found.lost_rows)
    if found.unpriced_tokens:
        said.append(f"{many(found.unpriced_tokens, 'metered token')} have no price and compute to nothing")
    if any(side["grade"] in ("estimated", "notional") for side in found.sides):
        said.append("some of the usage is an estimate and no meter's count: its differences tell little")
    said.extend(
        f"no {missing} for {many(days, 'day')} the other side has figures of ({first_day} to {last_day}): "
        "take in what is missing"
        for missing, first_day, last_day, days in found.one_sided
    )
    if found.beyond:
        said.append(left_out(found.beyond))
    return said


def _texts(row: Mapping[str, Any]) -> dict[str, object]:
    return {name: _text(value) for name, value in row.items()}


def _text(value: object) -> object:
    """Days and instants as text; everything else as it is."""
    if isinstance(value, datetime):
        return instant(value.replace(tzinfo=UTC))
    return value.isoformat() if isinstance(value, date) else value
