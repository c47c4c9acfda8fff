"""Days of all series that may be unusual, found in the store: the exact rule is for few of very many.

A company has thousands of projects and people, each a series with a year of days. What of the rule can be
said in SQL leaves out nearly all of them (candidates.sql); the others are looked at in full, the dearest
first, and only as long as one could still be among those that are told of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from ...records import WorkingDays
from ..usage import Answers
from .shape import Scope
from .spent import statement
from .usual import LOOK_BACK, MINIMUM_USD, MOST_DEARER

#: So many candidates are fetched at a time.
AT_A_TIME = 200

#: Which days people work, of the days asked about and those looked back on.
KINDS = """
CREATE OR REPLACE TEMP TABLE kinds AS
SELECT unnest(from_json($kinds, '[{"day": "DATE", "is_working": "BOOLEAN"}]'), recursive := TRUE)
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A day that may be unusual: its series, numbered within its scope, with exact costs by day.

    `costs` reaches back as far as the rule looks and has the day itself; a day missing cost nothing.
    """

    scope: Scope
    number: int
    name: str | None
    day: date
    costs: dict[date, Decimal]

    @property
    def cost_usd(self) -> Decimal:
        """What the day cost."""
        return self.costs[self.day]


def lay_out_candidates(store: Answers, days: Sequence[date], working: WorkingDays) -> None:
    """Make the temporary tables `series` and `candidates` of these days, which follow one another.

    Expects the temporary table `spent`, which begins LOOK_BACK before the first of them.
    """
    reached = [*(days[0] - timedelta(days=n) for n in range(1, LOOK_BACK.days + 1)), *days]
    kinds = [{"day": day.isoformat(), "is_working": working.has(day)} for day in reached]
    store.run(KINDS, {"kinds": json.dumps(kinds)})
    asked = {"first": days[0], "last": days[-1], "least": MINIMUM_USD}
    store.run(statement("series.sql"), asked)
    further = {"look_back": LOOK_BACK.days, "places": MOST_DEARER + 1}
    store.run(statement("candidates.sql"), {**asked, **further})


def candidates(store: Answers, scope: Scope) -> Iterator[Candidate]:
    """The candidates of a kind of series, the dearest first, fetched as they are asked for."""
    after = 0
    while True:
        values = {"scope": scope, "after": after, "upto": after + AT_A_TIME, "look_back": LOOK_BACK.days}
        rows = store.rows(statement("history.sql"), values)
        number = after
        for (number, name, day), own in groupby(rows, key=lambda row: row[:3]):
            yield Candidate(scope, number, name, day, {used_on: cost for *_, used_on, cost in own})
        after += AT_A_TIME
        if number < after:
            return
