"""A closed month against today: one thing exchanged at a time, so that every difference has one cause.

Closed events become today's in two steps (what the rule of duplicates makes of the same lines, then what was
not there), closed rates become today's, closed bearers become today's. The steps begin at the closed figures
and end at today's, so causes add up to the difference exactly, cell by cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...records import RateCard
from ..parts import Closed
from ..usage import Answers, Basis, naive
from .figures import NOTHING, Cell, Figures, digest_of, figures_of, month_question
from .freezing import events_digest, frozen_events
from .questions import question

#: The causes in the order they are told apart.
CAUSES = ("duplicates", "late_data", "price_correction", "allocation_change")

#: The closed events with the rule of duplicates of today, over the lines of then.
RULED_ANEW = "events_ruled_anew"


DIGEST = "SELECT events_sha256 FROM closings WHERE closing_id = $closing"


@dataclass(frozen=True)
class Restatement:
    """A closed month's figures, what today would give, and each cause's part of the difference, by cell.

    `is_intact` is False where what was frozen no longer has the digest it was closed with.
    """

    closed: Closed
    ledger: str
    before: Mapping[Cell, Figures]
    after: Mapping[Cell, Figures]
    causes: Mapping[str, Mapping[Cell, Figures]]
    events_sha256: str
    is_intact: bool

    def cause(self, name: str) -> Figures:
        """A cause's part of the difference, over all cells."""
        return add(self.causes[name])


def add(cells: Mapping[Cell, Figures]) -> Figures:
    """The sum over cells."""
    whole = NOTHING
    for figures in cells.values():
        whole += figures
    return whole


def restate(store: Answers, ledger: str, closed: Closed, today: Basis) -> Restatement:
    """Compare a closed month with what today's data, prices and rules give; `today` is today's basis."""
    closing = closed.basis.closing
    assert closing is not None
    bounds = {"since": naive(closed.since, closed.since), "until": naive(closed.until, closed.until)}
    asked = month_question(closed.since, closed.until)
    [(closed_sha256,)] = store.rows(DIGEST, {"closing": closing})
    today_sha256 = events_digest(store, "usage_events", bounds)
    store.run(question("ruled_anew.sql").replace("$closing", str(closing)))
    then = replace(closed.basis, cards=_both(closed.basis.cards, today.cards), allocation=today.allocation)
    steps = [
        replace(then, events=RULED_ANEW),
        replace(then, events="usage_events"),
        replace(then, events="usage_events", cards=today.cards),
        today,
    ]
    if ledger != "requests":
        steps[0] = closed.basis  # no rule of duplicates over single lines there
    found = [figures_of(store, ledger, asked, closed.basis)]
    # The very events of then, by their digest: neither of the first two steps can change anything.
    if ledger == "requests" and closed_sha256 == today_sha256:
        found += found * 2
    found += [figures_of(store, ledger, asked, basis) for basis in steps[len(found) - 1 :]]
    causes = {
        name: _difference(before, after)
        for name, before, after in zip(CAUSES, found[:-1], found[1:], strict=True)
    }
    return Restatement(
        closed,
        ledger,
        found[0],
        found[-1],
        causes,
        today_sha256,
        _has_kept(store, closing, ledger, found[0])
        and events_digest(store, frozen_events(closing), bounds) == closed_sha256,
    )


def _both(closed: Sequence[RateCard], today: Sequence[RateCard]) -> list[RateCard]:
    """The rates a month was closed at, and today's for what had not been met then."""
    known = {card.profile.profile_id for card in closed}
    return [*closed, *(card for card in today if card.profile.profile_id not in known)]


def _difference(before: Mapping[Cell, Figures], after: Mapping[Cell, Figures]) -> dict[Cell, Figures]:
    cells = dict.fromkeys((*before, *after))
    found = {cell: after.get(cell, NOTHING) - before.get(cell, NOTHING) for cell in cells}
    return {cell: figures for cell, figures in found.items() if figures}


def _has_kept(store: Answers, closing: int, ledger: str, figures: Mapping[Cell, Figures]) -> bool:
    """Whether the figures computed from what was frozen are those that were kept beside it."""
    kept = {
        (None if day is None else str(day), team, cost_center, model): Figures(*values)
        for day, team, cost_center, model, *values in store.rows(
            question("kept_figures.sql"), {"closing": closing, "ledger": ledger}
        )
    }
    return digest_of({ledger: kept}) == digest_of({ledger: figures})
