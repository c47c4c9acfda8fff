"""The shape every report has, and all a renderer knows: columns, rows, totals, and what to say about them.

Values follow the kind of their column: `text` is str, `integer` int, `money` (US dollars), `amount` (of
another currency) and `percent` Decimal, `instant` an aware datetime or RFC 3339 text. None is a missing value
in any of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Kind = Literal["text", "integer", "money", "amount", "percent", "instant"]


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

    `meta` is the JSON-ready header: `dimensions`, `ledger`, `period`, `price_book`, `currency`; `notes` in it
    are sentences people are shown below the rows. `unpriced`
    has one entry per model without a price: `model`, `responses`, `tokens`, `first_seen`, `reason`.
    `totals` is over everything the filters admit, by column key; None for a report without totals.
    `left_out` counts rows that are in the totals but not in `rows`, because only so many were asked for.
    `bars` is the key of the money column a terminal with room to spare draws as bars; None for none.
    `under` has the parts of each row, shown below it in a table and nowhere else: as many lists as rows, or
    none at all; the first column names a part.
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
    left_out: int = 0
    bars: str | None = None
    under: list[list[dict[str, object]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a breakdown: its name, its cost in USD, and tokens without a price in it."""

    name: str | None
    cost_usd: Decimal
    unpriced_tokens: int


@dataclass(frozen=True, slots=True)
class Glance:
    """A month at a glance; amounts in USD, exact.

    `before_usd` is what had been spent by the same day of the month before, `month_before_usd` that whole
    month; None where the store does not reach back. `days` has one amount per day of the month up to the
    last one shown. `cache_percent` is the share of prompt tokens read from the cache.
    """

    month: str
    through: str
    is_current: bool
    timezone: str
    price_book: str
    cost_usd: Decimal
    responses: int
    tokens: int
    before_usd: Decimal | None
    month_before_usd: Decimal | None
    models: list[Part]
    projects: list[Part]
    other_models: int
    other_projects: int
    days: list[Decimal]
    days_in_month: int
    cache_percent: Decimal | None
    cache_saved_usd: Decimal
    unpriced: list[dict[str, object]]
    coverage: dict[str, object]
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From one cost to another, cause by cause.

    `report` has the whole of it in a line as its title, one row per cause that is not nothing, columns
    `cause` and `change_usd`, and the whole change as totals. `facts` are lines about the periods; `before`
    and `after`
    are their names and costs. `heading` is the first line a person sees.
    """

    report: Report
    facts: list[str]
    before: tuple[str, Decimal]
    after: tuple[str, Decimal]
    heading: str = "Why the cost changed"
