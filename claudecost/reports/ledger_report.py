"""An answer on the metered or the billed ledger laid out as a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from ..zones import instant
from .dimensions import Dimension
from .ledgers import LedgerAnswer, Told
from .shape import Column, Report
from .usage import Question
from .usage_report import Layout, many, ordered, unmatched

METERED = (
    Column("input_tokens", "Input", "integer", None, 35),
    Column("cache_write_5m_tokens", "Cache write 5m", "integer", "Write 5m", 30),
    Column("cache_write_1h_tokens", "Cache write 1h", "integer", "Write 1h", 40),
    Column("cache_read_tokens", "Cache read", "integer", "Read", 50),
    Column("output_tokens", "Output", "integer", None, 60),
    Column("web_search_requests", "Searches", "integer", None, -1),
    Column("total_tokens", "Total tokens", "integer", "Total", 80),
    Column("cost_usd", "Cost (USD)", "money", "Cost", 100),
    Column("cost_low_usd", "Lowest cost (USD)", "money", "Lowest", -1),
    Column("cost_high_usd", "Highest cost (USD)", "money", "Highest", 90),
    Column("unpriced_tokens", "Unpriced tokens", "integer", None, -1),
)

BILLED = (
    Column("billed_usd", "Billed (USD)", "money", "Billed", 100),
    Column("list_usd", "At list price (USD)", "money", "List", 90),
    Column("rows", "Rows", "integer", None, -1),
)

FIGURES = {"metered": METERED, "billed": BILLED}

#: Columns that mean nothing where the figures are exact.
_BRACKET = ("cost_low_usd", "cost_high_usd")


def ledger_report(
    name: str,
    title: str,
    ledger: str,
    asked: Question,
    answer: LedgerAnswer,
    header: Mapping[str, object],
    layout: Layout,
) -> Report:
    """The report a person or a script gets; raises Misuse for a sort column there is not."""
    columns = _columns(ledger, asked.dimensions, answer.totals)
    by_size = ("cost_usd", "total_tokens") if ledger == "metered" else ("billed_usd", "rows")
    there = [row for row in answer.rows if any(row[column.key] for column in FIGURES[ledger])]
    rows = ordered(there, asked.dimensions, columns, layout, by_size)
    return Report(
        name=name,
        title=title,
        columns=columns,
        rows=rows[: layout.limit],
        left_out=len(rows[layout.limit :]) if layout.limit is not None else 0,
        totals=answer.totals,
        meta={
            "dimensions": [entry.name for entry in asked.dimensions],
            "ledger": ledger,
            "period": asked.period.as_json(),
            **header,
            "currency": "USD",
        },
        unpriced=[
            {
                "model": found.card.profile.model_id,
                "responses": None,
                "tokens": found.tokens,
                "first_seen": instant(found.first_at),
                "reason": found.card.unpriced_reason or "no price on that day",
            }
            for found in answer.unpriced
            if found.tokens
        ],
        coverage=_coverage(answer.told),
        warnings=[*_warnings(ledger, answer), *unmatched(answer.matched)],
    )


def _columns(ledger: str, dimensions: Sequence[Dimension], totals: Mapping[str, Any]) -> tuple[Column, ...]:
    """A person sees the upper end of a bracket only where there is one."""
    named = tuple(Column(entry.name, entry.title, "text") for entry in dimensions)
    is_exact = ledger == "metered" and totals["cost_low_usd"] == totals["cost_high_usd"]
    figures = (
        Column(figure.key, figure.title, figure.kind, figure.short, -1)
        if is_exact and figure.key in _BRACKET
        else figure
        for figure in FIGURES[ledger]
    )
    return (*named, *figures)


def _coverage(told: Sequence[Told]) -> dict[str, object]:
    """How far the figures reach, and who tells them; `until` is the day after the last one."""
    first = min((entry.since for entry in told), default=None)
    last = max((entry.until for entry in told), default=None)
    return {
        "first_event": None if first is None else f"{first}T00:00:00Z",
        "last_event": None if last is None else f"{last}T00:00:00Z",
        "machines": [],
        "files": len(told),
        "quarantined_lines": 0,
        "sources": [
            {
                "source": entry.source,
                "organization": entry.organization or None,
                "traffic": entry.traffic,
                "grade": entry.grade,
                "since": entry.since.isoformat(),
                "until": entry.until.isoformat(),
                "days": entry.days,
                "taken_at": instant(entry.taken_at.replace(tzinfo=UTC)),
            }
            for entry in told
        ],
    }


def _warnings(ledger: str, answer: LedgerAnswer) -> list[str]:
    """What a reader has to know to trust the figures."""
    said = []
    if answer.is_empty:
        said.append(
            f"the store has no {ledger} figures; take in an export of the Console with `claudecost ingest`, "
            "or fetch them with `claudecost sync`"
        )
    totals = answer.totals
    if ledger == "metered":
        said.extend(_brackets(totals))
    if missing := answer.missing_days:
        said.append(f"no figures for {many(missing, 'day')} between the first and the last day covered")
    if answer.beyond:
        said.append(left_out(answer.beyond))
    notional = sorted({entry.grade for entry in answer.told} & {"estimated", "notional"})
    if notional:
        said.append(f"some of it is {' and '.join(notional)}: not what is owed, see coverage")
    return said


def left_out(rows: int) -> str:
    """What becomes of rows that are neither in the period nor out of it."""
    if rows == 1:
        return "1 row reaches out of the period and cannot be divided; it is left out"
    return f"{many(rows, 'row')} reach out of the period and cannot be divided; they are left out"


def _brackets(totals: Mapping[str, Any]) -> list[str]:
    said = []
    if count := totals["cache_write_unknown_tokens"]:
        said.append(
            f"{many(count, 'cache write token')} of unknown life are priced as kept five minutes; "
            "the highest cost takes them as kept one hour"
        )
    if count := totals["unsplit_prompt_tokens"]:
        said.append(f"{many(count, 'prompt token')} are not split into meters and have no price")
    if totals["cost_low_usd"] != totals["cost_high_usd"]:
        said.append(
            "some of it cannot be priced exactly from sums (prices that follow the length of a prompt, cache "
            "writes of unknown life): the cost shown is the lowest it can be, and Highest the highest"
        )
    return said
