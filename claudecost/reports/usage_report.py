"""An answer laid out as a report: columns, order, what to say beside the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ..errors import Misuse
from ..zones import instant
from .dimensions import Dimension, TimeDimension, choices, in_time, start_of
from .matching import Met
from .project_names import repository_of
from .shape import Column, Report
from .usage import SHOWN, UNDATED, Answer, Answers, Question, Unpriced, question

#: Columns of every usage report after its dimensions, in the order of the contract.
FIGURES = (
    Column("responses", "Responses", "integer", "Resp.", 20),
    Column("input_tokens", "Input", "integer", None, 35),
    Column("cache_write_5m_tokens", "Cache write 5m", "integer", "Write 5m", 30),
    Column("cache_write_1h_tokens", "Cache write 1h", "integer", "Write 1h", 40),
    Column("cache_read_tokens", "Cache read", "integer", "Read", 50),
    Column("output_tokens", "Output", "integer", None, 60),
    Column("web_search_requests", "Searches", "integer", None, -1),
    Column("total_tokens", "Total tokens", "integer", "Total", 80),
    Column("cost_usd", "Cost (USD)", "money", "Cost", 100),
    Column("unpriced_tokens", "Unpriced tokens", "integer", None, -1),
    Column("unpriced_responses", "Unpriced responses", "integer", None, -1),
    Column("provisional_responses", "Provisional responses", "integer", None, -1),
)

LAST_ACTIVITY = Column("last_activity", "Last activity", "instant", "Last", 45)


@dataclass(frozen=True)
class Layout:
    """How to order and cut the rows: by which column, which way, how many."""

    sort: str | None = None
    descending: bool | None = None
    limit: int | None = None
    with_last_activity: bool = False


def usage_report(
    name: str,
    title: str,
    asked: Question,
    answer: Answer,
    header: Mapping[str, object],
    coverage: dict[str, object],
    layout: Layout,
) -> Report:
    """The report a person or a script gets; raises Misuse for a sort column there is not."""
    columns = _columns(asked.dimensions, layout)
    rows = [row for row in answer.rows if any(row[name] for name in SHOWN)]
    if layout.with_last_activity:
        for row in rows:
            is_dated = row["last_at"] < UNDATED
            row["last_activity"] = instant(row["last_at"].replace(tzinfo=UTC)) if is_dated else None
    totals = answer.totals
    rows = ordered(rows, asked.dimensions, columns, layout)
    meta: dict[str, object] = {
        "dimensions": [entry.name for entry in asked.dimensions],
        "ledger": "requests",
        "period": asked.period.as_json(),
        **header,
        "currency": "USD",
    }
    return Report(
        name=name,
        title=title,
        columns=columns,
        rows=rows[: layout.limit],
        left_out=len(rows[layout.limit :]) if layout.limit is not None else 0,
        totals=totals,
        meta=meta,
        unpriced=listed(answer.unpriced),
        coverage={key: coverage[key] for key in _COVERAGE},
        warnings=[*warnings_of(totals, coverage), *unmatched(answer.matched)],
        bars="cost_usd" if is_over_time(asked.dimensions) else None,
    )


def is_over_time(dimensions: Sequence[Dimension]) -> bool:
    """Whether the rows follow time first, so that bars beside them show how the cost went."""
    return bool(dimensions) and isinstance(dimensions[0], TimeDimension)


_COVERAGE = ("first_event", "last_event", "machines", "files", "quarantined_lines")


def _columns(dimensions: Sequence[Dimension], layout: Layout) -> tuple[Column, ...]:
    named = tuple(Column(entry.name, entry.title, "text") for entry in dimensions)
    extra = (LAST_ACTIVITY,) if layout.with_last_activity else ()
    return (*named, *extra, *FIGURES)


def ordered(
    rows: list[dict[str, Any]],
    dimensions: Sequence[Dimension],
    columns: Sequence[Column],
    layout: Layout,
    by_size: tuple[str, str] = ("cost_usd", "total_tokens"),
) -> list[dict[str, Any]]:
    """By the column asked for; else by time where there is one, else the largest first."""
    sort = _sort_key(layout.sort, [column.key for column in columns])
    by_label = sorted(rows, key=lambda row: [_text(row[entry.name]) for entry in dimensions])
    if sort is None:
        times = [entry for entry in dimensions if isinstance(entry, TimeDimension)]
        dearest = sorted(by_label, key=lambda row: [row[name] for name in by_size], reverse=True)
        if not times:
            return dearest[::-1] if layout.descending is False else dearest
        return sorted(
            dearest,
            key=lambda row: [in_time(entry, row[entry.name]) for entry in times],
            reverse=bool(layout.descending),
        )
    known = [row for row in by_label if row[sort] is not None]
    missing = [row for row in by_label if row[sort] is None]
    return sorted(known, key=lambda row: row[sort], reverse=bool(layout.descending)) + missing


def _sort_key(wanted: str | None, names: Sequence[str]) -> str | None:
    """The column meant by a name or by how it begins (`cost`: `cost_usd`); raises Misuse for none or two."""
    if wanted is None or wanted in names:
        return wanted
    begun = [name for name in names if wanted and name.startswith(wanted)]
    if len(begun) != 1:
        raise Misuse(f"there is no column '{wanted}' to sort by", hint=choices("columns", names))
    return begun[0]


def _text(value: str | None) -> tuple[bool, str]:
    return value is None, value or ""


class NoTime(Misuse):
    """`--last` of a report that has no days, weeks or months to count."""

    def __init__(self, asked: Question) -> None:
        is_session = any(entry.name == "session" for entry in asked.dimensions)
        super().__init__(
            "--last counts buckets of time",
            hint="for the newest sessions: --sort last_activity --desc --limit N"
            if is_session
            else "add a time dimension, for example --by day",
        )


def newest(asked: Question, rows: Sequence[Mapping[str, Any]], last: int) -> Question:
    """The same question from the newest buckets of its first time dimension on, as far as it has any."""
    times = [entry for entry in asked.dimensions if isinstance(entry, TimeDimension)]
    if not times:
        raise NoTime(asked)
    labels = {row[times[0].name] for row in rows} - {None}
    starts = sorted(start_of(times[0], label, asked.zone) for label in labels)[-last:]
    if not starts or (asked.period.since is not None and asked.period.since > starts[0]):
        return asked
    return replace(asked, period=replace(asked.period, since=starts[0]))


def listed(unpriced: Sequence[Unpriced]) -> list[dict[str, object]]:
    """One entry per model as logged and reason, the most tokens first."""
    entries: dict[tuple[object, object], dict[str, Any]] = {}
    for found in unpriced:
        model = found.card.profile.model_id
        entry = entries.setdefault(
            (model, found.reason),
            {
                "model": model,
                "responses": 0,
                "tokens": 0,
                "first_seen": found.first_at,
                "reason": found.reason,
            },
        )
        entry["responses"] += found.responses
        entry["tokens"] += found.tokens
        known = [at for at in (entry["first_seen"], found.first_at) if at is not None]
        entry["first_seen"] = min(known, default=None)
    for entry in entries.values():
        entry["first_seen"] = entry["first_seen"] and instant(entry["first_seen"])
    return sorted(entries.values(), key=lambda entry: (-entry["tokens"], str(entry["model"])))


def warnings_of(totals: Mapping[str, Any], coverage: Mapping[str, Any]) -> list[str]:
    """What a reader has to know to trust the figures."""
    said = []
    if coverage["first_event"] is None and not coverage["undated"]:
        said.append("the store is empty: no transcripts have been found")
    if count := totals["provisional_responses"]:
        said.append(
            f"{many(count, 'response')} never logged a final output count: what is counted is a lower bound"
        )
    if count := totals["unbilled_responses"]:
        tokens = totals["unbilled_tokens"]
        said.append(
            f"{many(count, 'refusal')} without output ({tokens:,} tokens) "
            f"{'is' if count == 1 else 'are'} not billed and not counted above"
        )
    if count := totals["disputed_responses"]:
        said.append(
            f"{many(count, 'response')} logged with differing models or prompts; "
            "the line with the most output was used"
        )
    if count := coverage["quarantined_lines"]:
        said.append(
            f"{many(count, 'line')} of the transcripts could not be read; `claudecost ingest --damage` "
            "lists them"
        )
    if count := coverage["undated"]:
        said.append(
            f"{many(count, 'response')} without a date (batch results): in no day and no period until you "
            "take in the list of batches, or their files again with `claudecost ingest --at`"
        )
    if count := coverage["bad_values"]:
        said.append(f"{many(count, 'token count')} in the transcripts made no sense and counted as 0")
    if count := coverage["unknown_iterations"]:
        said.append(f"{many(count, 'usage iteration')} of a type not known were left out")
    return said


def unmatched(matched: Mapping[str, Met]) -> list[str]:
    """A line for each filter that matches nothing at all, with what it may have meant."""
    return [
        f"{what} matches nothing in the store{_instead(what, found)}"
        for what, found in matched.items()
        if not found
    ]


def _instead(what: str, found: Met) -> str:
    option, _, pattern = what.partition(" ")
    if option == "--project" and (repository := repository_of(pattern)):
        return f"; worktrees are counted with their repository: -p {repository}"
    if found.near:
        return f"; did you mean {' or '.join(found.near)}?"
    return "; `claudecost session` lists them" if option == "--session" else ""


def many(count: int, thing: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def default_ledger(store: Answers) -> str:
    """`requests` if the store has any, else the first of the organisation's ledgers it has figures of."""
    [(requests, metered, billed)] = store.rows(question("default_ledger.sql"))
    return "requests" if requests else "metered" if metered else "billed" if billed else "requests"


def coverage_of(store: Answers) -> dict[str, object]:
    """How far the store reaches, over all of it; instants as RFC 3339 text, None if it is empty."""
    [row] = store.rows(question("coverage.sql"))
    names = (
        "first_event",
        "last_event",
        "machines",
        "files",
        "quarantined_lines",
        "bad_values",
        "unknown_iterations",
        "undated",
    )
    found = dict(zip(names, row, strict=True))
    for end in ("first_event", "last_event"):
        moment: datetime | None = found[end]
        found[end] = None if moment is None else instant(moment.replace(tzinfo=UTC))
    found["machines"] = found["machines"] or []
    return found
