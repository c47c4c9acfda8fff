"""Closing a month, and holding it against what today's data, prices and rules would give."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from .._version import __version__
from ..config import Settings, default_cache, now
from ..errors import BadConfig, Error, Misuse
from ..pricing.compiled import Compiled, cards_to_json, compiled
from ..records import Allocation
from ..reports.closed.figures import Cell, Figures, month_question
from ..reports.closed.freezing import Closing, freeze
from ..reports.closed.restating import Restatement, restate
from ..reports.ledgers import ask_ledger
from ..reports.parts import Closed, closings_of
from ..reports.usage import Basis, ask
from ..reports.usage_report import coverage_of
from ..store import Reader, Store
from ..zones import instant
from .closed import closed_months

#: What may be open in a month and can be accepted, with how it is said.
OPEN = {
    "not-over": "the month is not over",
    "unpriced": "usage without a price",
    "quarantined": "lines that could not be read, which may be of this month",
    "undated": "responses without a date, which may be of this month",
}


@dataclass(frozen=True)
class Month:
    """A UTC month: `2026-10`, its first instant and the first one after it."""

    name: str
    since: datetime
    until: datetime


class StillOpen(Error):
    """A month that cannot be closed as it is: everything open, each with the word that accepts it."""

    def __init__(self, month: str, found: Mapping[str, str]) -> None:
        words = " ".join(f"--accept {name}" for name in found)
        super().__init__(
            f"{month} is not closed: something in it is open",
            impact="\n".join(f"{OPEN[name]}: {what} ({name})" for name, what in found.items()),
            hint="mend it, or close the month with it, which is then recorded:\n"
            f"claudecost close {month} {words}",
        )


class ClosedAlready(Error):
    """Nothing closed is ever overwritten."""

    def __init__(self, month: Closed) -> None:
        super().__init__(
            f"{month.month} is closed since {month.closed_at:%Y-%m-%d}, and stays as it is",
            hint=f"`claudecost restate {month.month}` shows what today's data, prices and rules would give",
        )


class WithoutTeams(BadConfig):
    """A month was closed by a team file, and none is there to restate it by."""

    def __init__(self, month: str) -> None:
        super().__init__(
            f"{month} was closed with a team file, and there is none now",
            impact="everything would be recorded as moved to `unallocated`; nothing was recorded",
            hint="name the team file with --teams FILE, CLAUDECOST_TEAMS or `teams` in claudecost.yaml",
        )


class NotClosed(Error):
    """Only what is closed can be restated."""

    def __init__(self, month: str) -> None:
        super().__init__(
            f"{month} is not closed, so its reports show today's figures",
            hint=f"`claudecost close {month}` closes it",
        )


def month_of(text: str) -> Month:
    """`2026-10` as a UTC month; raises Misuse for anything else."""
    try:
        first = date.fromisoformat(f"{text}-01")
        if len(text) != 7:
            raise ValueError
    except ValueError:
        raise Misuse(
            f"{text[:40]!r} is not a month", hint="write it like 2026-10; books are kept in UTC"
        ) from None
    if _midnight(first) > now():
        raise Misuse(f"{text} has not begun", hint="a month is closed once it is over")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Month(text, _midnight(first), _midnight(after))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@dataclass(frozen=True)
class ClosedNow:
    """What closing a month came to."""

    month: Month
    figures: Mapping[str, Mapping[Cell, Figures]]
    accepted: Mapping[str, object]
    book: Compiled
    allocation: Allocation | None
    closed_at: datetime


def close_month(
    settings: Settings, month: Month, allocation: Allocation | None, accepted: Collection[str]
) -> ClosedNow:
    """Close a month of the store as it is; raises StillOpen and ClosedAlready, and changes nothing then."""
    moment = now()
    with Store(settings.db).booking() as books:
        closed = closed_months(books)
        if there := [one for one in closed if one.month == month.name]:
            raise ClosedAlready(there[0])
        book = compiled(settings.pricing, moment.date(), books.profiles(), default_cache())
        # What another closing holds already is no part of this one, wherever it is told today.
        basis = Basis(book.cards, allocation, outside=closings_of(closed))
        found = _open(books, month, basis, moment)
        refused = {name: what for name, what in found.items() if name not in accepted}
        if refused:
            raise StillOpen(month.name, refused)
        closing = Closing(
            month.name,
            month.since,
            month.until,
            moment,
            __version__,
            book.version,
            book.sha256,
            moment.date().isoformat(),
            basis,
            cards_to_json(book.cards),
            found,
        )
        figures = freeze(books, closing)
    return ClosedNow(month, figures, found, book, allocation, moment)


def _open(books: Reader, month: Month, basis: Basis, moment: datetime) -> dict[str, str]:
    """What is open in a month, in words."""
    found: dict[str, str] = {}
    if moment < month.until:
        found["not-over"] = f"it ends at {instant(month.until)}"
    asked = month_question(month.since, month.until)
    unpriced = [
        _unpriced_words(ledger, lacking)
        for ledger, lacking in (
            ("requests", ask(books, asked, basis).unpriced),
            ("metered", ask_ledger(books, "metered", asked, basis).unpriced),
        )
        if lacking
    ]
    if unpriced:
        found["unpriced"] = "; ".join(unpriced)
    coverage: dict[str, Any] = coverage_of(books)
    [(lines,)] = books.rows(MAY_BE_OF, {"since": int(month.since.timestamp()) * 10**9})
    if lines:
        found["quarantined"] = f"{lines:,} lines, see `claudecost ingest --damage`"
    if coverage["undated"]:
        found["undated"] = f"{coverage['undated']:,} responses of batches"
    return found


def _unpriced_words(ledger: str, lacking: Sequence[Any]) -> str:
    models = sorted({str(one.card.profile.model_id) for one in lacking})
    tokens = sum(one.tokens for one in lacking)
    return f"{tokens:,} tokens of {', '.join(models)} in the {ledger} ledger"


#: A file that has not changed since before the month has no line of it.
MAY_BE_OF = """
SELECT count(*)
FROM quarantine AS q
JOIN files AS f ON f.file_id = q.file_id
WHERE f.mtime_ns >= $since
"""


def restate_month(
    reader: Reader, settings: Settings, month: Month, allocation: Allocation | None, ledger: str
) -> Restatement:
    """A closed month beside what it would be today, with the difference by cause; raises NotClosed."""
    closed = next((one for one in closed_months(reader) if one.month == month.name), None)
    if closed is None:
        raise NotClosed(month.name)
    book = compiled(settings.pricing, now().date(), reader.profiles(), default_cache())
    return restate(reader, ledger, closed, Basis(book.cards, allocation))


def teams_of_closing(reader: Reader, month: Month) -> str | None:
    """The digest of the team file a month was closed with, None where there was none."""
    rows = reader.rows("SELECT teams_sha256 FROM closings WHERE month = $month", {"month": month.name})
    return rows[0][0] if rows else None


def record(settings: Settings, month: Month, allocation: Allocation | None, reason: str | None) -> int:
    """Keep a dated restatement of all ledgers beside the closing, which stays as it is; its number."""
    from ..reports.closed.recording import keep

    with Store(settings.db).booking() as books:
        if allocation is None and teams_of_closing(books, month):
            raise WithoutTeams(month.name)
        found = [
            restate_month(books, settings, month, allocation, ledger)
            for ledger in ("requests", "metered", "billed")
        ]
        book = compiled(settings.pricing, now().date(), books.profiles(), default_cache())
        return keep(
            books,
            found,
            {
                "at": now().astimezone(UTC).replace(tzinfo=None),
                "with": __version__,
                "book_version": book.version,
                "book_sha256": book.sha256,
                "teams_sha256": allocation.sha256 if allocation else None,
                "reason": reason,
            },
        )
