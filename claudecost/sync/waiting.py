"""How long to wait before asking again, and for how long to go on."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ..errors import BadConfig

VARIABLE = "CLAUDECOST_SYNC_PATIENCE"

#: Seconds one request may go on waiting for an answer.
PATIENCE = 300.0

#: Seconds; a server that wants more is asked again after these, and then says so again.
LONGEST_WAIT = 120.0

FIRST_WAIT, LONGEST_BACKOFF = 0.5, 30.0


def patience(environ: Mapping[str, str]) -> float:
    """Seconds to go on waiting for one answer; raises BadConfig for what is no number of seconds."""
    text = environ.get(VARIABLE, "").strip()
    if not text:
        return PATIENCE
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise BadConfig(f"{VARIABLE} is not a whole number of seconds", hint="write it like 300")
    return float(text)


def backoff(attempt: int) -> float:
    """Seconds before the next try after so many failures, spread so that clients do not return together."""
    whole = min(FIRST_WAIT * 2.0 ** (attempt - 1), LONGEST_BACKOFF)
    return random.uniform(whole / 2, whole)


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """Seconds a `retry-after` header asks for, given as seconds or as a date; None where it says nothing."""
    text = (header or "").strip()
    if not text:
        return None
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)
