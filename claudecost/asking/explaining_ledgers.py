"""A cell of one of the organisation's ledgers taken apart: rates, source rows, and which sources stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ..money import total
from ..reports.explaining.ledger_bearers import BorneRows, borne_together
from ..reports.explaining.ledgers import (
    LedgerPart,
    Metered,
    Source,
    SourceRow,
    cost_of,
    explain_ledger_part,
    metered_together,
    rows_together,
)
from ..reports.explaining.requests import by_teams
from ..reports.ledger_parts import ask_ledger_in_parts, ledger_parts
from ..reports.matching import Met
from ..reports.usage import Question
from ..reports.usage_report import many, unmatched
from .desk import Desk
from .explaining import CLOSINGS, closed_entry, rules_of_closing, rules_of_today

#: The figures of a cell of each ledger, as its report names them.
FIGURES = {
    "metered": (
        "input_tokens",
        "cache_write_5m_tokens",
        "cache_write_1h_tokens",
        "cache_read_tokens",
        "output_tokens",
        "web_search_requests",
        "total_tokens",
        "cost_usd",
        "cost_low_usd",
        "cost_high_usd",
        "unpriced_tokens",
    ),
    "billed": ("billed_usd", "list_usd", "rows"),
}


@dataclass(frozen=True)
class Rest:
    """Source rows that are not listed, added up: tokens, and the amount (the cheapest it may be).

    `items` counts them; of these `rows` are dealt out to whoever is asked about.
    """

    items: int
    rows: int
    total_tokens: int
    amount_usd: Decimal


@dataclass(frozen=True)
class LedgerExplanation:
    """A cell of a ledger and everything it is made of."""

    cell: Mapping[str, Any]
    metered: tuple[Metered, ...]
    rows: tuple[SourceRow, ...]
    others: Rest | None
    sources: tuple[Source, ...]
    closed: tuple[Mapping[str, Any], ...]
    warnings: tuple[str, ...]
    bearers: tuple[BorneRows, ...]


def explain_ledger(desk: Desk, ledger: str, asked: Question, limit: int) -> LedgerExplanation:
    """The answer of a ledger to a question without dimensions, taken apart; it adds up, or this raises."""
    desk.reader.take_room()
    asked = replace(asked, dimensions=())
    closed = [] if desk.is_looking_back else desk.closed
    basis = replace(desk.basis(asked), allocation=desk.allocation)
    answer = ask_ledger_in_parts(desk.reader, ledger, asked, basis, closed)
    known = {number: row for number, *row in desk.reader.rows(CLOSINGS)} if closed else {}
    parts: list[LedgerPart] = []
    stood_on: list[Mapping[str, Any]] = []
    months = {month.basis.closing: month for month in closed}
    for period, stands_on in ledger_parts(asked.period, basis, closed):
        here = replace(asked, period=period)
        if (month := months.get(stands_on.closing)) is None:
            part = explain_ledger_part(desk.reader, ledger, here, stands_on, limit, rules_of_today(desk))
        else:
            closing = known[stands_on.closing]
            words = rules_of_closing(closing[-1])
            part = explain_ledger_part(desk.reader, ledger, here, stands_on, limit, words)
            if part.rows:
                stood_on.append(closed_entry(month, closing))
        parts.append(part)
    metered, rows = metered_together(parts), rows_together(parts, limit)
    bearers = borne_together(one for part in parts for one in part.bearers)
    cell = {name: answer.totals[name] for name in FIGURES[ledger]}
    _check(ledger, cell, metered)
    is_cut = by_teams(asked) and bool(bearers)
    return LedgerExplanation(
        cell,
        metered,
        rows,
        _rest(ledger, cell, rows, _how_many(ledger, cell, metered, bearers if is_cut else ())),
        tuple(_once(source for part in parts for source in part.sources)),
        tuple(stood_on),
        tuple(_warnings(answer.beyond, answer.of_nobody, answer.lost_rows, answer.matched)),
        bearers,
    )


def _check(ledger: str, cell: Mapping[str, Any], metered: Sequence[Metered]) -> None:
    """An explanation that does not add up to the cell explains another one: a bug of ours, never shown."""
    if ledger == "metered" and cost_of(metered) != (cell["cost_low_usd"], cell["cost_high_usd"]):
        raise AssertionError("the rates do not add up to the cell")


def _how_many(
    ledger: str, cell: Mapping[str, Any], metered: Sequence[Metered], shares: Sequence[BorneRows]
) -> int:
    """How many items a cell has: source rows, or the shares of them where it is cut by teams."""
    if ledger == "metered":
        return sum(one.rows for one in metered)
    return sum(one.items for one in shares) if shares else int(cell["rows"])


def _rest(ledger: str, cell: Mapping[str, Any], rows: Sequence[SourceRow], how_many: int) -> Rest | None:
    amount = cell["cost_usd" if ledger == "metered" else "billed_usd"]
    items = how_many - len(rows)
    left = items if ledger == "metered" else int(cell["rows"]) - sum(row.counts for row in rows)
    tokens = cell["total_tokens"] - sum(tokens_of_row(row) for row in rows) if ledger == "metered" else 0
    rest = Rest(items, left, tokens, amount - total(row.amount for row in rows))
    return rest if any((rest.items, rest.rows, rest.total_tokens, rest.amount_usd)) else None


def tokens_of_row(row: SourceRow) -> int:
    """Tokens of all meters of a metered row that are in the cell."""
    return row.unsplit_tokens + sum(item.borne for item in row.low if item.meter != "web_search")


def _once(sources: Any) -> list[Source]:
    """Each file once, with all stretches it stands for."""
    found: dict[tuple[str, object, object], Source] = {}
    for source in sources:
        key = source.path, source.since, source.until
        if (before := found.get(key)) is None:
            found[key] = source
        else:
            stands = tuple(dict.fromkeys((*before.stands, *source.stands)))
            found[key] = replace(before, stands=stands, why="" if stands else before.why)
    return list(found.values())


def _warnings(beyond: int, of_nobody: int, lost: int, matched: Mapping[str, Met]) -> list[str]:
    said = []
    if beyond:
        said.append(f"{many(beyond, 'row')} reach out of the period and are in no part of it")
    if of_nobody:
        said.append(f"{many(of_nobody, 'export')} left out: nobody said whose figures these are")
    if lost:
        said.append(f"{many(lost, 'line')} of the files behind these figures could not be read")
    return [*said, *unmatched(matched)]
