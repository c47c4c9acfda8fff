"""Our total beside what ccusage makes of the same transcripts: the files on disk read by its rules.

What it counts depends on single lines, of which the store keeps the best; so the transcripts are read again,
as they are now. What is no longer there, ccusage cannot see, and that is a cause of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from ..ccusage import VERSION
from ..ccusage.costing import at_base_rates, priced
from ..ccusage.entry import Entry
from ..ccusage.ours import named
from ..ccusage.prices import price_of
from ..ccusage.running import ask_ccusage
from ..ccusage.transcripts import Reading, is_looked_at, read_roots, roots_of
from ..config import default_cache
from ..money import plain
from ..periods import Period
from ..pricing.compiled import compiled
from ..records import TOKEN_METERS, Profile, RateCard
from ..reports.parity.causes import Difference, Looked
from ..reports.parity.comparison import STEPS, compare
from ..reports.parity.report import Binary, Told, with_binary
from ..reports.usage import EARLIEST, LATEST, UNDATED, naive
from ..zones import Zone, midnight
from .desk import Desk

#: Clocks can be off by any number of years; a rate is found for these.
FIRST, LAST = datetime(1900, 1, 1), datetime(9998, 12, 31)

TRANSCRIPTS = "SELECT path FROM files WHERE source = 'claude-code'"


def parity(opened: Desk, period: Period, zone: Zone, *, asks_binary: bool = True) -> Told:
    """Compare a period; `asks_binary` also runs the ccusage on the PATH, if there is one."""
    opened.reader.take_room()
    paths = [path for (path,) in opened.reader.rows(TRANSCRIPTS)]
    gone = {path for path in paths if not Path(path).exists()}
    roots = roots_of(paths)
    reading = read_roots(roots)
    inside, elsewhere = _in_period(reading, period)
    variants, needed = _variants({entry.profile.profile_id: entry.profile for entry in inside})
    end = LATEST if period.since is None else UNDATED
    found = compare(
        opened.reader,
        (_row(entry) for entry in inside),
        variants,
        _cards(opened, needed),
        {"since": naive(period.since, EARLIEST), "until": naive(period.until, end)},
        datetime(opened.as_of.year, opened.as_of.month, opened.as_of.day),
        Looked(
            reading.seen,
            elsewhere,
            reading.passed,
            lambda path: "gone" if path in gone else "there" if is_looked_at(path) else "outside",
        ),
    )
    told = Told(
        found,
        VERSION,
        period,
        {**opened.header(), **opened.live_header(period)},
        {
            "roots": len(roots),
            "files": reading.files,
            "gone": len(gone),
            "lines_passed_over": dict(sorted(reading.reasons.items())),
        },
        _asked(roots, period, zone) if asks_binary else None,
        tuple(_warnings(opened, period)),
    )
    return with_binary(told)


def _warnings(opened: Desk, period: Period) -> Iterator[str]:
    if closed := [month.month for month in opened.closed_in(period)]:
        yield f"{', '.join(closed)}: closed, but this compares what is there today"


def _in_period(reading: Reading, period: Period) -> tuple[list[Entry], set[str]]:
    """Entries that lie in the period by the time of their own line, and the responses of all others."""
    since = None if period.since is None else period.since.timestamp() * 1000
    until = None if period.until is None else period.until.timestamp() * 1000
    inside: list[Entry] = []
    elsewhere = set()
    for entry in reading.kept:
        if (since is None or entry.at >= since) and (until is None or entry.at < until):
            inside.append(entry)
        else:
            elsewhere.add(entry.response)
    return inside, elsewhere


def _row(entry: Entry) -> dict[str, object]:
    """An entry as a row of there_table.sql, its amounts exact."""
    price = price_of(entry.model)
    by_tokens = slowly = base = Decimal(0)
    if price is not None:
        by_tokens = priced(price, entry.tokens, is_fast=entry.is_fast)
        slowly = priced(price, entry.tokens, is_fast=False)
        base = at_base_rates(price, entry.tokens)
    usd = by_tokens if entry.cost_usd is None else Decimal(entry.cost_usd)
    return {
        "response_key": entry.response,
        "kind": entry.kind,
        "profile_id": entry.profile.profile_id,
        "happened_at": _moment(entry.at).isoformat(" "),
        "has_message_id": entry.message_id is not None,
        "has_request_id": entry.request_id is not None,
        "session_id": entry.session,
        "is_sidechain": entry.is_sidechain,
        "model_id": entry.model,
        "web_search_requests": entry.searches,
        **{f"our_{meter}": getattr(entry.ours, meter) for meter in TOKEN_METERS},
        **{meter: getattr(entry.tokens, meter) for meter in TOKEN_METERS},
        "is_priced": price is not None,
        "is_recorded": entry.cost_usd is not None,
        "usd": plain(usd),
        "by_tokens_usd": plain(by_tokens),
        "at_standard_speed_usd": plain(slowly),
        "at_base_rates_usd": plain(base),
    }


def _moment(at: int) -> datetime:
    """Milliseconds as the store keeps a time, within the days that rates are laid out for."""
    moment = datetime.fromtimestamp(at / 1000, UTC).replace(tzinfo=None)
    return min(max(moment, FIRST), LAST)


def _variants(profiles: dict[int, Profile]) -> tuple[list[dict[str, object]], dict[int, Profile]]:
    """Which profile prices an entry at which step, and all the profiles that takes."""
    rows: list[dict[str, object]] = []
    needed: dict[int, Profile] = {}
    for number, profile in profiles.items():
        for step, variant in zip(STEPS, _steps(profile), strict=True):
            needed[variant.profile_id] = variant
            rows.append({"profile_id": number, "step": step, "priced_as": variant.profile_id})
    return rows, needed


def _steps(profile: Profile) -> Iterator[Profile]:
    """The profile at each of STEPS: a rule of ours less every time."""
    yield profile
    yield profile
    for without in ({"refused": False}, {}, {"service_tier": None}, {"geo": None}, {"speed": None}, {}, {}):
        changed = replace(profile, **without)
        profile = named(
            changed.model_id,
            changed.platform,
            changed.speed,
            changed.service_tier,
            changed.geo,
            changed.refused,
        )
        yield profile


def _cards(opened: Desk, needed: dict[int, Profile]) -> list[RateCard]:
    """Rate cards of the store's profiles and of all variants, by the same book."""
    more = [needed[number] for number in sorted(needed)]
    known = {card.profile.profile_id for card in opened.book.cards}
    missing = [profile for profile in more if profile.profile_id not in known]
    found = compiled(opened.pricing, opened.as_of, missing, default_cache()).cards if missing else ()
    return [*opened.book.cards, *found]


def _asked(roots: list[Path], period: Period, zone: Zone) -> Binary:
    """What the binary says; it knows whole days only."""
    if not roots:
        return Binary(problem="there are no transcripts to ask it about")
    first, last = _day(period.since, zone), _day(period.until, zone)
    if (period.since and first is None) or (period.until and last is None):
        return Binary(problem="it can be asked for whole days only")
    said = ask_ccusage(roots, (first, last and last - timedelta(days=1)), period.timezone)
    if said.usd is None or said.tokens is None:
        return Binary(said.version, problem=said.problem)
    return Binary(said.version, Difference(said.usd, said.tokens))


def _day(moment: datetime | None, zone: Zone) -> date | None:
    """The local day that begins at a moment; None where none does."""
    if moment is None:
        return None
    day = moment.astimezone(zone).date()
    return day if midnight(day, zone) == moment else None
