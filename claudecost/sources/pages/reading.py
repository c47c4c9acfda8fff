"""All pages of one answer -> snapshots, rows, profiles and names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ...errors import BadData
from ..identity import short_digest
from ..ledger import BILLED, METERED, SUBSCRIPTION, BilledRow, Ledgers, MeteredRow, Snapshot, Table
from ..times import utc_text
from . import endpoints
from .answer import Answer
from .claude_code import read_claude_code
from .figures import has_tokens, read_figures
from .frames import billed_table, metered_table
from .names import read_names
from .query import Query

#: Keys that are never null in a row that is grouped by them: pages of one answer agree about these.
ALWAYS_THERE = ("workspace_id", "product", "cost_type")

#: Nor are these, of a row with tokens; code execution has none of them.
ALWAYS_THERE_WITH_TOKENS = ("model", "service_tier", "context_window", "speed")

#: When what nobody knows the time of was true; anything else is newer.
LONG_AGO = "2023-01-01T00:00:00.000000"

Rows = Sequence[MeteredRow | BilledRow]

_NOTHING = Ledgers([], [], [], [])


def read_pages(
    documents: Sequence[dict[str, object]], query: Query, file_id: int, content_digest: str
) -> Ledgers:
    """One snapshot per ledger and kind of traffic from all pages of one answer, in any order.

    `content_digest` names the bytes the pages came in. Raises ChangedPage for a page that is not as
    documented, BadData for rows that overlap or whose days nobody knows; neither ever quotes a value.
    """
    if query.endpoint == endpoints.MESSAGE_BATCHES:
        raise BadData("message batches carry no figures of an organisation")
    if query.endpoint in endpoints.LISTS:
        return Ledgers([], [], [], read_names(documents, query))
    if query.endpoint == endpoints.EMPTY_PAGE:
        return _NOTHING
    answer = Answer(documents, query)
    (read_claude_code if query.endpoint == endpoints.CLAUDE_CODE else read_figures)(answer)
    span = _span(answer)
    if span is None or _tells_nothing(answer):
        return _NOTHING
    maker = _Maker(answer, span, file_id, content_digest)
    if query.endpoint in endpoints.COSTS:
        rows = answer.billed or {None: []}
        for traffic, billed in rows.items():
            maker.add(BILLED, traffic, billed)
    else:
        for traffic, metered in (answer.metered or {None: []}).items():
            maker.add(METERED, traffic, metered)
    return Ledgers(maker.snapshots, list(answer.profiles.values()), maker.tables, [])


class _Maker:
    """Gives rows their snapshot and their number."""

    def __init__(self, answer: Answer, span: tuple[date, date], file_id: int, content_digest: str) -> None:
        self._answer, self._span, self._file_id, self._digest = answer, span, file_id, content_digest
        self._taken_at = taken_at(answer)
        self._pull_id = _pull_id(answer, span, content_digest)
        self.snapshots: list[Snapshot] = []
        self.tables: list[Table] = []

    def add(self, ledger: str, told_traffic: str | None, rows: Rows) -> None:
        """One snapshot of these rows, and their table."""
        query, traffic = self._answer.query, told_traffic or self._answer.traffic()
        days = [day.isoformat() for day in self._span]
        snapshot_id = short_digest(ledger, traffic, *days, query.organization, self._digest)
        for number, row in enumerate(rows, start=1):
            row.snapshot_id, row.row_no = snapshot_id, number
        snapshot = Snapshot(
            snapshot_id=snapshot_id,
            pull_id=self._pull_id,
            file_id=self._file_id,
            source=query.endpoint,
            ledger=ledger,
            organization=query.organization,
            traffic=traffic,
            grade=_grade(query.endpoint, traffic),
            dimensions=self._answer.dimensions(),
            since=days[0],
            until=days[1],
            last_day=_last_day(rows, self._span[1], self._taken_at),
            taken_at=self._taken_at,
            is_daily=all(row.starts_at[:10] == _last_day_of(row.ends_at).isoformat() for row in rows),
            is_rounded=False,
            rows=len(rows),
        )
        self.snapshots.append(snapshot)
        self.tables.append(
            billed_table([row for row in rows if isinstance(row, BilledRow)])
            if ledger == BILLED
            else metered_table([row for row in rows if isinstance(row, MeteredRow)])
        )


def _grade(endpoint: str, traffic: str) -> str:
    if endpoint == endpoints.CLAUDE_CODE:
        return "notional" if traffic == SUBSCRIPTION else "estimated"
    return "billed" if endpoint in endpoints.COSTS else "metered"


def _span(answer: Answer) -> tuple[date, date] | None:
    """The UTC days covered: what was asked for, and what came if that is more; None when neither is known.

    Empty buckets count: nothing was used on those days.
    """
    firsts = [date.fromisoformat(starts_at[:10]) for starts_at, _ in answer.bounds]
    ends = [_last_day_of(ends_at) + timedelta(days=1) for _, ends_at in answer.bounds]
    asked_since, asked_until = utc_text(answer.query.since), utc_text(answer.query.until)
    if asked_since and asked_until and asked_since < asked_until:
        firsts.append(date.fromisoformat(asked_since[:10]))
        ends.append(_last_day_of(asked_until) + timedelta(days=1))
    return (min(firsts), max(ends)) if firsts else None


def _last_day_of(ends_at: str) -> date:
    """The last UTC day with an instant before this one."""
    return (datetime.fromisoformat(ends_at) - timedelta(microseconds=1)).date()


def _last_day(rows: Rows, until: date, taken_at: str) -> str | None:
    """The newest day with a row. A row over many days is no sign that the last ones were over already."""
    if not rows:
        return None
    newest = max(_last_day_of(row.ends_at) for row in rows)
    started = max(date.fromisoformat(row.starts_at[:10]) for row in rows)
    known = max(started, min(newest, date.fromisoformat(taken_at[:10])))
    return min(known, until - timedelta(days=1)).isoformat()


def taken_at(answer: Answer) -> str:
    """When the figures were true: what the oldest page says itself, else when it was pulled.

    A saved file's time of change may be any; what it shows had begun by then, whatever it says.
    """
    refreshed = [page.checked_object().maybe_instant("data_refreshed_at") for page in answer.pages]
    found = min((instant for instant in refreshed if instant), default=utc_text(answer.query.pulled_at))
    if found is None or (answer.query.group_by is None and not any(refreshed)):
        found = max([found or LONG_AGO, *(starts_at for starts_at, _ in answer.bounds)])
    return found


def _pull_id(answer: Answer, span: tuple[date, date], content_digest: str) -> int:
    """What pages of one answer share.

    A page somebody saved does not say which answer it belongs to. Pages of one endpoint that were refreshed
    at one instant, cut into equally long rows and grouped by the same keys are taken for one answer: pages
    of an answer are saved one by one, while the same question is hardly put twice between two refreshes.
    """
    query = answer.query
    refreshed = [page.maybe_instant("data_refreshed_at") for page in answer.pages]
    if query.group_by is not None or not all(refreshed) or not refreshed:
        return short_digest("answer", query.endpoint, *(day.isoformat() for day in span), content_digest)
    keys = [key for key in ALWAYS_THERE if key in answer.keys]
    keys += [key for key in ALWAYS_THERE_WITH_TOKENS if key in answer.keys_with_tokens]
    return short_digest(
        "saved", query.endpoint, query.organization, *sorted(map(str, refreshed)), *_cut(answer), *keys
    )


def _tells_nothing(answer: Answer) -> bool:
    """A saved page of usage without a token: of code execution there is nothing but a number of runs.

    Nor does it show what it is grouped by, so it might be taken for another answer about the same days.
    """
    rows = answer.metered.get(None, [])
    is_saved = answer.query.group_by is None and answer.query.endpoint == endpoints.ANALYTICS_USAGE
    return is_saved and bool(rows) and not any(has_tokens(row) for row in rows)


def _cut(answer: Answer) -> list[str]:
    """How time is cut: the length of buckets, or the whole range where rows have it for their bounds."""
    lengths = {
        datetime.fromisoformat(ends_at) - datetime.fromisoformat(starts_at)
        for starts_at, ends_at in answer.bounds
    }
    if len(answer.bounds) == 1 and lengths != {timedelta(days=1)}:
        return [text for span in answer.bounds for text in span]
    return [str(length) for length in sorted(lengths)]
