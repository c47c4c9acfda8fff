"""The lines above and below a table: what it stands on, and what its numbers do not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from claudecost import money
from claudecost.renderers.cells import PARTLY, lacks_price
from claudecost.renderers.clean import clean
from claudecost.reports.shape import Column, Report

NOTHING = "no usage matches"

#: More unpriced models than this are counted, not listed.
LISTED = 10


def for_people(report: Report) -> tuple[Column, ...]:
    """The columns a person may see; those of negative priority are for machines."""
    return tuple(column for column in report.columns if column.priority >= 0)


def header(report: Report) -> list[str]:
    """The title, then the period, ledger and price book the report stands on."""
    facts = [_period_words(_part(report, "period"), zone_of(report))]
    if ledger := report.meta.get("ledger"):
        sources = report.meta.get("sources")
        told_by = f" ({', '.join(map(str, sources))})" if isinstance(sources, list) and sources else ""
        facts.append(f"ledger {ledger}{told_by}")
    if version := (book := _part(report, "price_book")).get("version"):
        digest = book.get("sha256")
        facts.append(f"prices {version}" + (f" ({str(digest)[:8]})" if digest else ""))
    return [clean(report.title), clean(", ".join(fact for fact in facts if fact))]


def footnotes(report: Report, columns: Iterable[Column]) -> list[str]:
    """What a reader of these columns has to know: what it comes to, missing prices, rounding, warnings."""
    shown = [column for column in columns if column.kind == "money"]
    notes = [clean(str(note)) for note in _listed(report, "notes")]
    notes += [*_left_out_note(report), *_partly_note(report, shown), *_unpriced_notes(report)]
    notes.extend(_rounding_notes(report, shown))
    for warning in report.warnings:
        text = warning if warning.startswith("warning:") else f"warning: {warning}"
        notes.extend(clean(line) for line in text.split("\n"))
    return notes


def zone_of(report: Report) -> tzinfo:
    """The zone the report's days were cut in, as far as its name tells; else UTC."""
    name = _part(report, "period").get("timezone")
    if not isinstance(name, str):
        return UTC
    try:
        if name.startswith("UTC") and name != "UTC":
            return datetime.strptime(name, "UTC%z").tzinfo or UTC
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def _part(report: Report, key: str) -> dict[str, object]:
    part = report.meta.get(key)
    return part if isinstance(part, dict) else {}


def _listed(report: Report, key: str) -> list[object]:
    part = report.meta.get(key)
    return part if isinstance(part, list) else []


def _period_words(period: dict[str, object], zone: tzinfo) -> str:
    """`2026-11-01 to 2026-11-19 (Europe/Berlin)`: whole days as days, the last one included."""
    if not period:
        return ""
    since, until = (_moment(period.get(end), zone) for end in ("since", "until"))
    start = since and _day_or_time(since)
    end = until and _day_or_time(until, last=True)
    match start, end:
        case None, None:
            words = "all time"
        case _, None:
            words = f"since {start}"
        case None, _:
            words = f"until {end}"
        case _:
            words = f"{start}" if start == end else f"{start} to {end}"
    name = period.get("timezone", "UTC")
    unknown = zone == UTC and name != "UTC"
    return f"{words} (UTC; days as in {name})" if unknown else f"{words} ({name})"


def _moment(text: object, zone: tzinfo) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(zone) if isinstance(text, str) else None


def _day_or_time(moment: datetime, *, last: bool = False) -> str:
    wall = moment.replace(tzinfo=None)
    if (wall.hour, wall.minute, wall.second, wall.microsecond) != (0, 0, 0, 0):
        return wall.isoformat(" ")
    return (wall.date() - timedelta(days=1) if last else wall.date()).isoformat()


def _left_out_note(report: Report) -> list[str]:
    rows = "1 more row is" if report.left_out == 1 else f"{report.left_out:,} more rows are"
    return [f"{rows} not shown; the totals are over all of them"] if report.left_out else []


def _partly_note(report: Report, columns: list[Column]) -> list[str]:
    rows = [*report.rows, *([report.totals] if report.totals else [])]
    partly = any(row.get(column.key) and lacks_price(column, row) for row in rows for column in columns)
    return [f"{PARTLY.strip()}: a lower bound, some of these tokens have no price"] if partly else []


def _unpriced_notes(report: Report) -> list[str]:
    notes = [
        f"unpriced: {_text(entry.get('model'))}: "
        + ("" if entry.get("responses") is None else f"{_many(entry['responses'], 'response')}, ")
        + f"{_many(entry.get('tokens'), 'token')} ({_text(entry.get('reason') or 'no price')})"
        for entry in report.unpriced[:LISTED]
    ]
    if len(report.unpriced) > LISTED:
        notes.append(f"unpriced: and {len(report.unpriced) - LISTED} more models; `claudecost prices check`")
    return notes


def _text(value: object) -> str:
    return "(none)" if value is None else clean(str(value))


def _count(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else _text(value)


def _many(value: object, thing: str) -> str:
    return f"{_count(value)} {thing}" + ("" if value == 1 else "s")


def _rounding_notes(report: Report, columns: Iterable[Column]) -> Iterator[str]:
    """Said where the cents of a column do not add to its total although the exact amounts do.

    Columns that come to the same share a line.
    """
    titles: dict[tuple[Decimal, Decimal], list[str]] = {}
    for column in columns:
        if sums := _rounding(report, column):
            titles.setdefault(sums, []).append(clean(column.title))
    for (cents, whole), names in titles.items():
        yield (
            f"{', '.join(names)}: the rounded amounts add to {money.dollars(cents)}; "
            f"the total {money.dollars(whole)} is rounded once, from the exact sum"
        )


def _rounding(report: Report, column: Column) -> tuple[Decimal, Decimal] | None:
    """What the cents of a column add to, and its total to the cent, where the two differ."""
    amounts = [value for row in report.rows if isinstance(value := row.get(column.key), Decimal)]
    whole = (report.totals or {}).get(column.key)
    if not isinstance(whole, Decimal) or money.total(amounts) != whole:
        return None
    cents = money.total([money.rounded(amount) for amount in amounts])
    return None if cents == money.rounded(whole) else (cents, money.rounded(whole))
