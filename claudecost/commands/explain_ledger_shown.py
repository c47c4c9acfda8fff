"""What `explain` shows of the organisation's ledgers: an object for scripts, rows for files, a text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Any

from ..asking import Desk
from ..asking.explaining_ledgers import LedgerExplanation, explain_ledger, tokens_of_row
from ..money import dollars, plain
from ..records import WHOLE
from ..renderers.notes import header
from ..reports.explaining.explanation import RateMet
from ..reports.explaining.ledger_bearers import BorneRows
from ..reports.explaining.ledgers import Metered, Source, SourceRow
from ..reports.explaining.requests import by_teams
from ..reports.shape import Column, Report
from ..reports.usage import Question
from ..zones import instant
from .explain_json import item_json, rate_json, share_of
from .explain_meters import Unbroken, many, meters, of_filters, percent, rate_named, used, why_rate
from .explain_shares import NO_TEAMS, BorneLine, bearer_lines, of_shared


def of_ledger(desk: Desk, asked: Question, ledger: str, limit: int) -> LedgerShown:
    """A cell of a ledger explained and ready to be shown."""
    return LedgerShown(ledger, asked, explain_ledger(desk, ledger, asked, limit), desk.header(), limit)


@dataclass(frozen=True)
class LedgerShown:
    """An explanation, and what it is about."""

    ledger: str
    asked: Question
    found: LedgerExplanation
    book: Mapping[str, object]
    limit: int

    def needs_a_look(self) -> bool:
        """Whether something of it has no price, or there is nothing in it."""
        return bool(self.found.cell.get("unpriced_tokens")) or not self.found.rows

    def as_json(self) -> str:
        """The object scripts rely on; see README."""
        found, others = self.found, self.found.others
        document: dict[str, object] = {
            "schema_version": 1,
            "report": "explain",
            "ledger": self.ledger,
            "filters": {name: list(patterns) for name, patterns in self.asked.filters.items()},
            "period": self.asked.period.as_json(),
            **self.book,
            "closed": list(found.closed),
            "currency": "USD",
            "cell": {name: _plain(value) for name, value in found.cell.items()},
            "rates": [_metered_json(one) for one in found.metered],
            "bearers": [_borne_json(one, self.ledger) for one in found.bearers],
            "rows": [_row_json(row) for row in found.rows],
            "others": others
            and {
                "items": others.items,
                "rows": others.rows,
                "total_tokens": others.total_tokens,
                "amount_usd": plain(others.amount_usd),
            },
            "sources": [_source_json(source) for source in found.sources],
            "warnings": list(found.warnings),
        }
        return json.dumps(document, indent=2) + "\n"

    def as_report(self) -> Report:
        """One row per source row listed and one for the rest, for CSV, TSV and Markdown."""
        names = list(self.found.rows[0].labels) if self.found.rows else []
        columns = (
            *(
                Column(name, name, "text")
                for name in ("path", "row", "source", "starts_at", "ends_at", *names)
            ),
            *(Column(name, name, "integer") for name in ("rows", "total_tokens")),
            *(Column(name, name, "text") for name in ("share", "amount_usd", "high_usd", "list_usd")),
            *(Column(name, name, "text") for name in ("whole_billed_usd", "team", "rule")),
        )
        rows = [_row_of(row) for row in self.found.rows]
        if others := self.found.others:
            rest: dict[str, Any] = dict.fromkeys(column.key for column in columns)
            rest |= {"path": "(others)", "rows": others.rows, "total_tokens": others.total_tokens}
            rows.append(rest | {"amount_usd": plain(others.amount_usd)})
        meta = self._meta() | {"dimensions": ["path", "row"]}
        return Report("explain", self._title(), columns, rows, meta=meta, warnings=list(self.found.warnings))

    def as_text(self) -> list[str]:
        """The cell, how it is made, the source rows, and which sources stand."""
        found = self.found
        empty = Report("explain", self._title(), (), [], meta=self._meta())
        lines = [*header(empty), "", *self._cell()]
        for closed in found.closed:
            lines.append(f"{closed['month']} as it was closed at {closed['closed_at']}")
        if not found.rows:
            lines += ["", "nothing is in this cell"]
        if found.metered:
            lines += ["", "How it is made", *_made(found)]
        if found.rows:
            lines += ["", "Who bears it"]
            lines += self._bearers() if found.bearers else [NO_TEAMS]
            lines += ["", "Rows of the sources, largest first"]
            for row in found.rows:
                lines += _row_lines(row)
        if others := found.others:
            tokens = f", {many(others.total_tokens, 'token')}" if others.total_tokens else ""
            lines.append(f"  and {many(others.items, 'more row')}{tokens}: {plain(others.amount_usd)} USD")
        if found.sources:
            lines += ["", "Who tells it", *_told(found)]
        if found.warnings:
            lines += ["", *(f"warning: {warning}" for warning in found.warnings)]
        return lines

    def _cell(self) -> Iterator[str]:
        cell = self.found.cell
        if self.ledger == "billed":
            shared = of_shared((one.share, one.items) for one in self.found.bearers) if self._is_cut() else ""
            yield f"{dollars(cell['billed_usd'])} billed in {many(cell['rows'], 'row')}{shared}"
            yield f"exactly {plain(cell['billed_usd'])} USD"
            return
        low, high = cell["cost_low_usd"], cell["cost_high_usd"]
        yield f"{dollars(low)} for {many(cell['total_tokens'], 'token')}"
        if low == high:
            yield f"exactly {plain(low)} USD"
        else:
            yield f"between {plain(low)} and {plain(high)} USD: totals do not tell single prompts apart"
        if missing := cell["unpriced_tokens"]:
            yield f"a lower bound: {many(missing, 'token')} without a price"

    def _is_cut(self) -> bool:
        return by_teams(self.asked)

    def _bearers(self) -> Iterator[str]:
        lines = [
            BorneLine(one.rule, one.team, one.share, one.rows, one.items, one.amount_usd, one.unpriced_tokens)
            for one in self.found.bearers
        ]
        yield from bearer_lines(lines, self.limit, "row")

    def _meta(self) -> dict[str, object]:
        return {"ledger": self.ledger, "period": self.asked.period.as_json(), **self.book, "currency": "USD"}

    def _title(self) -> str:
        if self.ledger == "metered":
            return "Metered usage" + of_filters(self.asked.filters)
        return "Amounts billed" + of_filters(self.asked.filters, "for")


def _plain(value: object) -> object:
    return plain(value) if isinstance(value, Decimal) else value


def _metered_json(one: Metered) -> dict[str, object]:
    high = None if one.is_exact else rate_json(one.high)
    return {**rate_json(one.low), "source_rows": one.rows, "unsplit_tokens": one.unsplit_tokens, "high": high}


def _row_json(row: SourceRow) -> dict[str, object]:
    told: dict[str, object] = {
        "path": row.path,
        "row": row.row,
        "source": row.source,
        "starts_at": instant(row.starts_at.replace(tzinfo=UTC)),
        "ends_at": instant(row.ends_at.replace(tzinfo=UTC)),
        **row.labels,
        "share": share_of(row.share),
        "team": row.team,
        "rule": row.rule,
    }
    if row.billed_usd is not None:
        return told | {
            "billed_usd": plain(row.billed_usd),
            "list_usd": _plain(row.list_usd),
            "whole_billed_usd": _plain(row.whole_billed_usd),
            "whole_list_usd": _plain(row.whole_list_usd),
        }
    told |= {"items": [item_json(item) for item in row.low], "unsplit_tokens": row.unsplit_tokens}
    high = None if row.high == row.low else [item_json(item) for item in row.high]
    return told | {"amount_usd": plain(row.amount), "high": high}


def _borne_json(one: BorneRows, ledger: str) -> dict[str, object]:
    told: dict[str, object] = {"rule": one.rule, "team": one.team, "share": share_of(one.share)}
    if ledger == "billed":
        return told | {"items": one.items, "rows": one.rows, "billed_usd": plain(one.amount_usd)}
    amounts = {"cost_usd": plain(one.amount_usd), "cost_high_usd": plain(one.high_usd)}
    return told | {"items": one.items, **amounts, "unpriced_tokens": one.unpriced_tokens}


def _source_json(source: Source) -> dict[str, object]:
    return {
        "path": source.path,
        "source": source.source,
        "since": source.since.isoformat(),
        "until": source.until.isoformat(),
        "rows": source.rows,
        "stands": [{"since": first.isoformat(), "until": last.isoformat()} for first, last in source.stands],
        "why_not": source.why or None,
    }


def _row_of(row: SourceRow) -> dict[str, Any]:
    high = plain(sum((item.amount for item in row.high if item.amount is not None), Decimal(0)))
    return {
        "path": row.path,
        "row": str(row.row),
        "source": row.source,
        "starts_at": instant(row.starts_at.replace(tzinfo=UTC)),
        "ends_at": instant(row.ends_at.replace(tzinfo=UTC)),
        **row.labels,
        "rows": row.counts,
        "total_tokens": tokens_of_row(row),
        "share": share_of(row.share),
        "amount_usd": plain(row.amount),
        "high_usd": None if row.billed_usd is not None else high,
        "list_usd": _plain(row.list_usd),
        "whole_billed_usd": _plain(row.whole_billed_usd),
        "team": row.team,
        "rule": row.rule,
    }


def _made(found: LedgerExplanation) -> Iterator[str]:
    """Each kind of rows at its cheapest rate; the dearest beside it where that is another."""
    mets: list[RateMet] = [one.low for one in found.metered]
    yield from meters(mets, found.cell["cost_low_usd"], [_besides(one) for one in found.metered])


def _besides(one: Metered) -> list[str]:
    told = [f"    {many(one.rows, 'row')} of the sources"]
    if not one.is_exact:
        told.append(f"    or, at most, {plain(one.high.amount)}: {rate_named(one.high)}")
        told += [line for line in why_rate(one.high) if line not in set(why_rate(one.low))]
    if one.unsplit_tokens:
        told.append(f"    {many(one.unsplit_tokens, 'prompt token')} of no known kind: unpriced")
    return told


def _row_lines(row: SourceRow) -> Iterator[str]:
    day = f"{row.starts_at:%Y-%m-%d}"
    last = (row.ends_at - timedelta(microseconds=1)).date()
    span = day if last == row.starts_at.date() else f"{day} to {last}"
    whole = "it" if row.whole_billed_usd is None else plain(row.whole_billed_usd)
    part = "" if row.share == WHOLE else f", {percent(row.share)} of {whole}"
    yield f"  {span}  {plain(row.amount)} USD{part}"
    # An export is told by its lines, an answer of the organisation's service by its rows.
    place = f":{row.row}" if row.source.endswith("-csv") else f", row {row.row}"
    yield Unbroken(f"    {row.path}{place}")
    yield f"    {'; '.join(str(value) for value in row.labels.values() if value is not None)}"
    if row.low:
        yield f"    {used(row.low)}"
    if row.rule is not None:
        yield f"    {row.rule}"


def _told(found: LedgerExplanation) -> Iterator[str]:
    for source in found.sources:
        yield Unbroken(f"  {source.path}")
        rows = many(source.rows, "row")
        if source.stands:
            days = ", ".join(_days(first, last) for first, last in source.stands)
            yield f"    {source.source}, {rows}, stands for {days}"
        else:
            yield f"    {source.source}, {rows}, passed over: {source.why}"


def _days(since: date, until: date) -> str:
    last = until - timedelta(days=1)
    return str(since) if last == since else f"{since} to {last}"
