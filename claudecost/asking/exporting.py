"""A month as files: the figures of the reports, asked once, and written in every form that was wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from .._version import __version__
from ..errors import Misuse
from ..exporting.folder import Folder
from ..exporting.manifest import NAME, File, manifest, manifest_text
from ..money import plain, total
from ..periods import Period
from ..records import Exchange
from ..reports.dimensions import parse_dimensions
from ..reports.exporting.usage import DIMENSIONS, Usage, unallocated, usage
from ..reports.parts import parts_of
from ..reports.shape import Report
from ..reports.usage import Question
from ..reports.usage_report import Layout
from ..zones import instant, resolve_zone
from .desk import Desk

#: The forms there are, by the file each makes.
FILES = {
    "csv": "usage.csv",
    "parquet": "usage.parquet",
    "xlsx": "usage.xlsx",
    "focus-1.4": "focus-1.4.csv",
    "focus-1.2": "focus-1.2.csv",
}
FOCUS = ("focus-1.4", "focus-1.2")

#: The ledger FOCUS files can be made of: only there price times quantity is the amount, digit for digit.
FOCUS_LEDGER = "requests"

CLOSINGS = """
SELECT month, closed_at, book_version, book_sha256, as_of, teams_sha256, figures_sha256
FROM closings
WHERE since < $until AND until > $since
ORDER BY since
"""

ORGANIZATIONS = "SELECT id, arg_max(name, seen_at) FROM names WHERE kind = 'organization' GROUP BY id"


@dataclass(frozen=True)
class Wanted:
    """What to export: whole UTC days of a ledger, in which forms; `raw` leaves the CSV unguarded."""

    period: Period
    ledger: str
    forms: tuple[str, ...]
    raw: bool = False


@dataclass(frozen=True)
class Exported:
    """What was written, and what to say of it beside the files."""

    manifest: dict[str, Any]
    warnings: list[str]
    needs_a_look: bool


def forms_of(wanted: Sequence[str] | None, ledger: str) -> tuple[str, ...]:
    """The forms to write, in their own order; raises Misuse for FOCUS of a ledger without exact prices."""
    if wanted is None:
        return tuple(form for form in FILES if ledger == FOCUS_LEDGER or form not in FOCUS)
    if ledger != FOCUS_LEDGER and (asked := [form for form in wanted if form in FOCUS]):
        raise Misuse(
            f"there is no {asked[0]} of the {ledger} ledger",
            hint="in FOCUS an amount is a price times a quantity, to the last digit; that holds for\n"
            "--ledger requests only. Leave it out: --formats csv,parquet,xlsx",
        )
    return tuple(form for form in FILES if form in wanted)


def export(desk: Desk, wanted: Wanted, currency: str | None, folder: Folder) -> Exported:
    """Write every file into the folder; raises CannotExport, TooManyRows, BadConfig."""
    zone = resolve_zone("UTC")
    asked = Question(parse_dimensions(",".join(DIMENSIONS), wanted.ledger), wanted.period, zone)
    exchange = desk.converted(asked, currency).exchange
    desk.reader.take_room()
    report = desk.report("export", "Export", asked, Layout(), None, wanted.ledger)
    table = usage(report, wanted.ledger, exchange)
    standing = _standing(desk, wanted, report, table, exchange)
    with ThreadPoolExecutor(1) as beside:  # one is Python's work, the other DuckDB's and the disk's
        tables = beside.submit(list, _usage_files(wanted, table, standing, folder))
        charged = list(_focus_files(desk, wanted, asked, folder))
    files = [*tables.result(), *charged]
    content = manifest(standing, files)
    folder.write(NAME, manifest_text(content).encode())
    return Exported(content, _warnings(report, table, wanted.forms), _needs_a_look(report, table))


def _usage_files(wanted: Wanted, table: Usage, standing: Mapping[str, Any], folder: Folder) -> Iterator[File]:
    """Usage as CSV, Parquet and XLSX, as far as they are wanted."""
    from ..exporting.frame import figures, frame_of, sums
    from ..exporting.tables import csv_of, parquet_of

    frame = frame_of(table)
    totals = sums(frame, figures(frame))
    for form in wanted.forms:
        if form in FOCUS:
            continue
        if form == "csv":
            content = csv_of(frame, raw=wanted.raw)
        elif form == "parquet":
            content = parquet_of(frame)
        else:
            from ..exporting.summary import summary_of
            from ..exporting.workbook import workbook_of

            content = workbook_of(table, frame, summary_of(standing, totals))
        yield File(folder.write(FILES[form], content), len(frame), totals)


def _focus_files(desk: Desk, wanted: Wanted, asked: Question, folder: Folder) -> Iterator[File]:
    """Charges in the versions of FOCUS that are wanted."""
    versions = [form.removeprefix("focus-") for form in wanted.forms if form in FOCUS]
    if not versions:
        return
    from ..exporting.focus_columns import Account
    from ..exporting.focus_files import write_focus
    from ..reports.exporting.focus import charges

    known = desk.reader.rows(ORGANIZATIONS)
    account = Account(*known[0]) if len(known) == 1 else Account()
    parts = charges(desk.reader, asked, desk.basis(asked), desk.closed)
    yield from write_focus(parts, account, {v: FILES[f"focus-{v}"] for v in versions}, folder, raw=wanted.raw)


def _standing(
    desk: Desk, wanted: Wanted, report: Report, table: Usage, exchange: Exchange | None
) -> dict[str, Any]:
    """What the figures stand on, all of it the same whenever and wherever it is asked for."""
    since, until = wanted.period.since, wanted.period.until
    assert since is not None
    assert until is not None
    bounds = {"since": since.replace(tzinfo=None), "until": until.replace(tzinfo=None)}
    closings = desk.reader.rows(CLOSINGS, bounds)
    months = [month for _, month in parts_of(wanted.period, desk.closed)]
    return {
        "tool": {"name": "claudecost", "version": __version__},
        "period": {"since": instant(since), "until": instant(until), "timezone": "UTC"},
        "ledger": wanted.ledger,
        "price_book": None if all(months) else _book(desk),
        "teams_sha256": desk.allocation.sha256 if desk.allocation is not None else None,
        "closed": [_closing(*row) for row in closings],
        "currency": "USD",
        "exchange": None if exchange is None else _exchange(exchange, table),
        "csv_is_guarded": not wanted.raw,
        "coverage": {name: value for name, value in report.coverage.items() if name in _COVERED},
        "totals": _totals(report, table),
        "unallocated": _sums(unallocated(table.rows), table),
        "unpriced": sorted(report.unpriced, key=lambda entry: [str(value) for value in entry.values()]),
    }


#: How far the store reaches, and what could not be read; which file was read when is left out.
_COVERED = ("first_event", "last_event", "machines", "files", "quarantined_lines", "missing_days")


def _totals(report: Report, table: Usage) -> dict[str, str | None]:
    """The report's own totals; None for what its sources do not say."""
    found = {name: value for name, value in (report.totals or {}).items() if name in _columns(table)}
    return {name: None if value is None else _text(value) for name, value in found.items()}


def _columns(table: Usage) -> set[str]:
    return {column.key for column in table.columns}


def _book(desk: Desk) -> dict[str, object]:
    """The price book; `as_of` is the last day one of its rows became known, not the day of export."""
    from ..pricing import load_book

    known = load_book(desk.pricing).as_of(desk.as_of)
    as_of = known.known_until
    return {"version": known.version, "sha256": known.sha256, "as_of": as_of and as_of.isoformat()}


def _closing(
    month: str, closed_at: datetime, version: str, book: str, as_of: date, teams: str | None, figures: str
) -> dict[str, object]:
    return {
        "month": month,
        "closed_at": instant(closed_at.replace(tzinfo=UTC)),
        "price_book": {"version": version, "sha256": book, "as_of": as_of.isoformat()},
        "teams_sha256": teams,
        "figures_sha256": figures,
    }


def _exchange(exchange: Exchange, table: Usage) -> dict[str, object]:
    """The rates that were used, by the UTC day each was used for, and the days that have none."""
    used = {row["day"]: row for row in table.rows if row["exchange_rate"] is not None}
    return {
        "currency": exchange.currency,
        "sha256": exchange.sha256,
        "rates": [
            {
                "day": day.isoformat(),
                "published": used[day]["exchange_date"].isoformat(),
                "per_usd": plain(used[day]["exchange_rate"]),
            }
            for day in sorted(used)
        ],
        "days_without_rate": [day.isoformat() for day in table.days_without_rate],
    }


def _sums(rows: Sequence[Mapping[str, Any]], table: Usage) -> dict[str, str]:
    names = [name for name in ("responses", "rows", "total_tokens", table.amount) if name in _columns(table)]
    return {name: plain(total(row[name] for row in rows if row[name] is not None)) for name in names}


def _text(value: Any) -> str:
    return str(value) if isinstance(value, int) else plain(value)


def _warnings(report: Report, table: Usage, forms: Sequence[str]) -> list[str]:
    """What a reader has to know; days without a rate by name, the first and the last of each run."""
    said = list(report.warnings)
    if table.days_without_rate:
        days = ", ".join(_runs(table.days_without_rate))
        said.append(f"no exchange rate for {days}: the amounts of these days are not converted")
    for entry in report.unpriced:
        where = "unpriced, and in no FOCUS file" if any(form in FOCUS for form in forms) else "unpriced"
        said.append(f"{where}: {entry['model']}: {entry['tokens']:,} tokens ({entry['reason']})")
    return said


def _runs(days: Sequence[date]) -> Iterator[str]:
    first = last = days[0]
    for day in [*days[1:], None]:
        if day is not None and day == last + timedelta(days=1):
            last = day
            continue
        yield str(first) if first == last else f"{first} to {last}"
        if day is not None:
            first = last = day


def _needs_a_look(report: Report, table: Usage) -> bool:
    """Something unpriced, unallocated, unreadable or without a rate; or nothing at all."""
    coverage = report.coverage
    return bool(
        report.unpriced
        or unallocated(table.rows)
        or table.days_without_rate
        or coverage.get("quarantined_lines")
        or coverage.get("missing_days")
        or not table.rows
    )


def is_whole_days(period: Period) -> bool:
    """Whether a period has two ends, both at midnight UTC."""
    ends = (period.since, period.until)
    return all(end is not None and end.astimezone(UTC).time() == datetime.min.time() for end in ends)
