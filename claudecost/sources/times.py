"""Timestamps of transcripts: one spelling for all, so that text compares as time does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

#: Claude Code did not exist before, nor do transcripts reach so far ahead: such times are broken clocks.
EARLIEST, LATEST = "2023-01-01", "2100-01-01"
_LAST_SECOND = int(datetime.fromisoformat(f"{LATEST}T00:00:00Z").timestamp()) - 1


def utc_text(value: Any) -> str | None:
    """`2026-08-04T09:15:22.417000` in UTC for any ISO 8601 instant; None for what is no believable time.

    A time without an offset is UTC, as all real transcripts are; fractions beyond microseconds are cut.
    """
    if type(value) is not str:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if len(value) == 24 and value[23] == "Z" and value[10:20:3] == "T::." and value[7] == "-":
        text = value[:23] + "000"
    else:
        try:
            naive = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
        except OverflowError:
            return None
        text = naive.isoformat(timespec="microseconds")
    return text if EARLIEST <= text < LATEST else None


def from_ns(nanoseconds: int) -> str:
    """The same spelling for a file's modification time, which can be any number of years away."""
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    seconds = min(max(seconds, 0), _LAST_SECOND)
    moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None, microsecond=rest // 1000)
    return moment.isoformat(timespec="microseconds")
