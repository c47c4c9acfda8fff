"""Whether the clock can be believed, and whether days begin where they should."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ..errors import Error
from ..sources.claude_code.roots import own_roots, transcripts_below
from ..store import Store
from ..store.examining import examining
from ..zones import resolve_zone
from .finding import About, Finding, hint_of, in_short

THEME = "clock"

#: Clocks of one machine and its file server differ by less.
SKEW = timedelta(minutes=5)

#: This program did not exist before.
NOT_BEFORE = datetime(2026, 11, 1, tzinfo=UTC)

NEWEST = "SELECT max(happened_at) FROM usage_events WHERE happened_at < TIMESTAMP '9999-01-01'"

#: Transcripts of this store whose last line is younger than the file: two clocks are at work.
AHEAD = """
SELECT count(*)
FROM files
WHERE source = 'claude-code' AND size = read_to
  AND epoch_ns(last_at) - mtime_ns BETWEEN 300000000000 AND 86400000000000
"""


def findings(about: About) -> Iterator[Finding]:
    """The time, what is newer than it, the zone days are cut in."""
    yield from _now(about)
    yield from _newest_file(about)
    yield from _stored(about)
    yield from _zone(about)


def _now(about: About) -> Iterator[Finding]:
    moment = f"{about.now:%Y-%m-%d %H:%M} UTC"
    if pinned := about.environ.get("CLAUDECOST_NOW"):
        yield Finding(
            THEME, "note", f"CLAUDECOST_NOW holds the clock at {pinned[:40]}", "unset it for real reports"
        )
    elif about.now < NOT_BEFORE:
        yield Finding(THEME, "problem", f"the clock is in the past: {moment}", "set the machine's clock")
    else:
        yield Finding(THEME, "ok", f"it is {moment}")


def _newest_file(about: About) -> Iterator[Finding]:
    """The newest transcript against the real clock: one from the future means one of two clocks is wrong."""
    if about.home is None:
        return
    times = [
        found.status.st_mtime
        for found in transcripts_below(own_roots(about.environ, about.home))
        if found.status is not None
    ]
    if not times:
        return
    newest = datetime.fromtimestamp(min(max(times), 2**36), UTC)
    ahead = newest - datetime.now(UTC)
    if ahead > SKEW:
        yield Finding(
            THEME,
            "note",
            f"the newest transcript is from the future: {newest:%Y-%m-%d %H:%M} UTC",
            "the clock is slow, or the file came from a machine whose clock is fast",
        )
    else:
        yield Finding(THEME, "ok", f"the newest transcript was written {newest:%Y-%m-%d %H:%M} UTC")


def _stored(about: About) -> Iterator[Finding]:
    """The newest usage in the store, and files whose lines are younger than the files themselves."""
    store = Store(about.settings.db)
    try:
        if not store.exists():
            return
        with examining(store) as opened:
            if not opened.is_current:
                return
            [(newest,)] = opened.reader.rows(NEWEST)
            [(ahead,)] = opened.reader.rows(AHEAD)
    except Error:
        return  # the store's own theme says why
    if newest is not None and (future := newest.replace(tzinfo=UTC)) > about.now + SKEW:
        yield Finding(
            THEME,
            "note",
            f"there is usage from the future in the store: {future:%Y-%m-%d %H:%M} UTC",
            "a machine's clock was fast; its days are off by as much",
        )
    if ahead:
        yield Finding(
            THEME,
            "note",
            f"{ahead} transcripts have lines younger than the file: two clocks differ by more than 5 minutes",
            "set both clocks, those of the machine and of its file server",
        )


def _zone(about: About) -> Iterator[Finding]:
    try:
        zone = resolve_zone(about.settings.timezone)
        ZoneInfo("Europe/Berlin")
    except Error as error:
        yield Finding(THEME, "problem", f"the time zone: {in_short(error)}", hint_of(error))
        return
    except (KeyError, OSError, ValueError):
        yield Finding(THEME, "problem", "there is no time zone data", "install the package tzdata")
        return
    why = "TZ" if os.environ.get("TZ") else "the system"
    said = f" ({why} says so)" if about.settings.timezone == "local" else ""
    yield Finding(THEME, "ok", f"days are cut in {zone}{said}")
