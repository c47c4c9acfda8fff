"""An answer on the metered or the billed ledger laid out as a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date
from typing import Any

from ..zones import instant
from .dimensions import Dimension
from .ledgers import LedgerAnswer, Unpriced, gaps
from .shape import Column, Report
from .usage import Question
from .usage_report import Layout, is_over_time, many, ordered, unmatched

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

#: Runs of days named one by one.
MOST_NAMED = 3

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
    today: date,
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
            "sources": sorted({told.source for told in answer.told}),
        },
        unpriced=_unpriced(answer),
        coverage=_coverage(answer, _missing(asked, answer, today)),
        warnings=[*_warnings(ledger, asked, answer, today), *unmatched(answer.matched)],
        bars=by_size[0] if is_over_time(asked.dimensions) else None,
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


def _unpriced(answer: LedgerAnswer) -> list[dict[str, object]]:
    """One entry per model and reason, the most tokens first; sums do not know single responses."""
    entries: dict[tuple[str | None, str], list[Unpriced]] = {}
    for found in answer.unpriced:
        if found.tokens:
            reason = found.card.unpriced_reason or "no price on that day"
            entries.setdefault((found.card.profile.model_id, reason), []).append(found)
    listed: list[dict[str, object]] = [
        {
            "model": model,
            "responses": None,
            "tokens": sum(one.tokens for one in found),
            "first_seen": instant(min(one.first_at for one in found)),
            "reason": reason,
        }
        for (model, reason), found in entries.items()
    ]
    return sorted(listed, key=lambda entry: (-int(str(entry["tokens"])), str(entry["model"])))


def _missing(asked: Question, answer: LedgerAnswer, today: date) -> list[tuple[date, date]]:
    """Runs of days of the period that are over and have no figures."""
    period = asked.period
    since = None if period.since is None else period.since.astimezone(UTC).date()
    until = None if period.until is None else min(period.until.astimezone(UTC).date(), today)
    return gaps(answer.stretches, since, until)


def _coverage(answer: LedgerAnswer, missing: Sequence[tuple[date, date]]) -> dict[str, object]:
    """How far the figures reach, and who tells them; `until` is the day after the last one."""
    told = answer.told
    first = min((entry.since for entry in told), default=None)
    last = max((entry.until for entry in told), default=None)
    return {
        "first_event": None if first is None else f"{first}T00:00:00Z",
        "last_event": None if last is None else f"{last}T00:00:00Z",
        "machines": [],
        "files": len(told),
        "quarantined_lines": answer.lost_rows,
        "missing_days": sum((last - first).days + 1 for first, last in missing),
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


def _warnings(ledger: str, asked: Question, answer: LedgerAnswer, today: date) -> list[str]:
    """What a reader has to know to trust the figures."""
    said = [*damage(answer.lost_rows), *_not_told_apart(asked, answer)]
    if answer.is_empty:
        said.append(
            f"the store has no {ledger} figures; take in an export of the Console with `claudecost ingest`, "
            "or fetch them with `claudecost sync`"
        )
    totals = answer.totals
    if ledger == "metered":
        said.extend(_brackets(totals))
    said.extend(uncovered(_missing(asked, answer, today)))
    if answer.of_nobody:
        said.append(
            f"{many(answer.of_nobody, 'export')} of no named organisation left out beside those of several: "
            "take them in again with --organization"
        )
    if answer.beyond:
        said.append(left_out(answer.beyond))
    notional = sorted({entry.grade for entry in answer.told} & {"estimated", "notional"})
    if notional:
        said.append(f"some of it is {' and '.join(notional)}: not what is owed, see coverage")
    return said


def damage(lost_rows: int) -> list[str]:
    """That files behind the figures could not be read whole."""
    if not lost_rows:
        return []
    return [
        f"{many(lost_rows, 'line')} of the files behind these figures could not be read: the figures are too "
        "low; take in a whole export (`claudecost ingest --damage` lists the lines)"
    ]


def uncovered(missing: Sequence[tuple[date, date]], what: str = "figures") -> list[str]:
    """Which days nobody tells, the first few runs by name."""
    if not missing:
        return []
    days = sum((last - first).days + 1 for first, last in missing)
    named = [str(first) if first == last else f"{first} to {last}" for first, last in missing[:MOST_NAMED]]
    more = " and others" if len(missing) > MOST_NAMED else ""
    return [f"no {what} for {many(days, 'day')}: {', '.join(named)}{more}"]


def _not_told_apart(asked: Question, answer: LedgerAnswer) -> list[str]:
    """Dimensions asked for that the sources which stand know nothing of."""
    unknown = [entry.name for entry in asked.dimensions if answer.told and entry.name in answer.unknown]
    return [
        f"these figures are not told apart by {name}: choose another source with --source" for name in unknown
    ]


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
