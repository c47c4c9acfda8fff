"""The shape every report has, and all a renderer knows: columns, rows, totals, and what to say about them.

Values follow the kind of their column: `text` is str, `integer` int, `money` and `percent` Decimal,
`instant` an aware datetime or RFC 3339 text. None is a missing value in any of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "integer", "money", "percent", "instant"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a report.

    Where a table is too wide it first uses the `short` titles, then hides number columns, those of the
    lowest `priority` first and of equal ones the leftmost. Text columns, which name the group, are never
    hidden. A negative priority is for machines: such a column is left out of tables made for people.
    """

    key: str
    title: str
    kind: Kind
    short: str | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """One question answered.

    `meta` is the JSON-ready header: `dimensions`, `ledger`, `period`, `price_book`, `currency`. `unpriced`
    has one entry per model without a price: `model`, `responses`, `tokens`, `first_seen`, `reason`.
    `totals` is over everything the filters admit, by column key; None for a report without totals.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: list[dict[str, object]]
    totals: dict[str, object] | None = None
    meta: dict[str, object] = field(default_factory=dict)
    unpriced: list[dict[str, object]] = field(default_factory=list)
    coverage: dict[str, object] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
