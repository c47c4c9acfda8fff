"""Charges in the grain of FOCUS, part by part: closed months as they were, all else as it is today."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Protocol

from ..dimensions import parse_dimensions
from ..parts import Closed, parts_of
from ..rate_table import ANY_PROMPT
from ..usage import EARLIEST, UNDATED, Answers, Basis, Question, lay_out_events, load_rates, naive

#: What charges are told apart by, besides day, meter, price and the prompts it is for.
DIMENSIONS = "team,cost_center,workspace,api_key,source,model,service_tier,speed,geo,provider"

#: The meters, by their number in focus_rows.sql.
METERS = ("input", "cache_write_5m", "cache_write_1h", "cache_read", "output", "web_search")

ROWS = "SELECT * FROM focus_rows ORDER BY day, origin_no, sku_no, meter, unit_price"
ORIGINS = "SELECT DISTINCT * EXCLUDE (origin_group) FROM focus_origins ORDER BY origin_no"
SKUS = "SELECT DISTINCT * EXCLUDE (rate_no) FROM focus_skus ORDER BY sku_no"


class Columns(Protocol):
    """A table in columns, in the form that Arrow's libraries hand to one another."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream of the table's batches."""


class Tables(Answers, Protocol):
    """A store that answers in columns as well."""

    def table(self, sql: str) -> Columns:
        """One question as columns; to be read before the next question is put."""


@dataclass(frozen=True)
class Charges:
    """The charges of a month or a part of one, and what their numbers mean; to be read before the next.

    `rows`: day, origin_no, sku_no, meter, unit_price, consumed_quantity, pricing_quantity, cost_usd; sorted.
    """

    rows: Columns
    origins: Columns
    skus: Columns


def charges(store: Tables, asked: Question, basis: Basis, closed: Sequence[Closed]) -> Iterator[Charges]:
    """Every charge of the period of `asked`, oldest part first."""
    asked = replace(asked, dimensions=parse_dimensions(DIMENSIONS))
    for period, month in parts_of(asked.period, closed):
        yield from _charges(store, replace(asked, period=period), month.basis if month else basis)


def _charges(store: Tables, asked: Question, basis: Basis) -> Iterator[Charges]:
    """Rates and events are laid out once; the charges of one month at a time are enough to hold."""
    _, labels = load_rates(store, asked, basis.cards)
    lay_out_events(store, asked, basis)
    store.run(_question("focus_origins.sql"))
    shown = [{"profile_group": number, **label} for number, label in labels.items()]
    store.run(_question("focus_skus.sql"), {"labels": json.dumps(shown), "any_prompt": ANY_PROMPT})
    since, until = naive(asked.period.since, EARLIEST), naive(asked.period.until, UNDATED)
    for first, after in months(since, until):
        store.run(_question("focus_rows.sql"), {"since": first, "until": after})
        yield Charges(store.table(ROWS), store.table(ORIGINS), store.table(SKUS))


def months(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretch cut where UTC months begin."""
    while since < until:
        after = min(
            (since.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=0), until
        )
        yield since, after
        since = after


def _question(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")
