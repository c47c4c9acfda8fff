"""Usage by the day, laid out once: what makes a mail of ten million events a matter of seconds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from ...zones import Zone, quarters_of_offset
from ..bearers.laying_out import lay_out_bearers
from ..closed.moved import lay_out_moved
from ..usage import Answers, Basis, Question, load_rates, naive
from ..usage import question as usage_question

#: The events of the time asked about. A view takes no parameters; instants that are written out let the store
#: skip what is of other times.
EVENTS = """
CREATE OR REPLACE TEMP VIEW events_of AS FROM usage_events
WHERE happened_at >= TIMESTAMP '{since}' AND happened_at < TIMESTAMP '{until}'
"""

#: What a closed month holds is that month's, wherever it is told today.
NOT_MOVED = " AND response_key NOT IN (SELECT response_key FROM moved_out)"

#: The relation that questions are put to instead of the events.
BY_DAY = "events_by_day"


@cache
def statement(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def lay_out_days(store: Answers, asked: Question, basis: Basis, until: datetime) -> None:
    """Make `events_by_day` of what has happened since a question's period began, cut in its zone.

    For a question about teams `split_by_day` as well. `until` is after all events there are; the basis names
    today's rates and rules.
    """
    assert asked.period.since is not None
    load_rates(store, asked, basis.cards)
    is_moved = lay_out_moved(store, basis.outside)
    _lay_out_calendar(store, asked.zone, asked.period.since, until)
    events = EVENTS.format(since=naive(asked.period.since, until), until=naive(until, until))
    store.run(events + (NOT_MOVED if is_moved else ""))
    store.run(statement("days.sql"))
    if asked.dimensions:
        lay_out_bearers(store, "requests", basis)
        store.run(usage_question("part_of.sql"))
        store.run(statement("days_split.sql"))


def _lay_out_calendar(store: Answers, zone: Zone, since: datetime, until: datetime) -> None:
    first, last = (int(moment.astimezone(UTC).timestamp()) // 900 for moment in (since, until))
    offsets = quarters_of_offset(zone, since, until)
    rows = [{"starts": starts, "ends": ends, "shift": shift} for starts, ends, shift in offsets]
    values = {"grain": "day", "first": first, "last": last, "offsets": json.dumps(rows), "undated": last + 1}
    store.run(usage_question("calendar.sql"), values)
