"""Subscriptions on a day: what a plan is called, what it costs, which credit comes with it.

A plan that was renamed is one plan; its newest name stands for it. Source of names, prices and credits:
`pricing/plans.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from claudecost.pricing import timeline
from claudecost.pricing.book import Book
from claudecost.pricing.rows import Credit, Plan

#: The credit for the API, the Console and the Agent SDK that is part of some plans.
INCLUDED, IN_FORCE = "included_api", "in force"

#: The credit that was announced for 2026-06-15 and paused before it began.
ANNOUNCED = "agent_sdk"

#: `Max (Max 5x)`, `Team premium seat`: who gets a credit, as plans.yaml writes it.
_WHO = re.compile(r"(?P<plan>.+?)(?: (?P<seat>\w+) seat)?(?: by usage)?(?: \(.+\))?")


class Plans:
    """The plans of a book: every name there is, prices and credits as they were known on a day."""

    def __init__(self, book: Book, as_of: date) -> None:
        self._known = book.as_of(as_of)
        self._named = book.plans
        self._newest = {row.plan: row.renamed for row in book.renames}

    @cached_property
    def seats(self) -> Mapping[str, tuple[str, ...]]:
        """Every name a plan goes by, and the seats it is sold in (none: it is sold whole)."""
        found: dict[str, dict[str, None]] = {}
        for row in self._named:
            of = found.setdefault(row.plan, {})
            if row.seat is not None:
                of[row.seat] = None
        return {name: tuple(of) for name, of in found.items()}

    def newest(self, name: str) -> str:
        """The name that stands for a plan: the last it was given."""
        seen: set[str] = set()
        while name in self._newest and name not in seen:
            seen.add(name)
            name = self._newest[name]
        return name

    def called(self, plan: str, day: date) -> str:
        """What a plan was called on a day; its newest name where no row is in force."""
        newest = self.newest(plan)
        same = [row for row in self._named if self.newest(row.plan) == newest]
        row = timeline.in_force(timeline.spans(same), day)
        return row.plan if row else newest

    def price(self, plan: str, seat: str | None, per: str, day: date) -> Plan | None:
        """The price of a plan, or of one seat of it, paid by the month or the year; None for no price."""
        newest = self.newest(plan)
        rows = [
            row
            for row in self._known.plans
            if self.newest(row.plan) == newest and row.seat == seat and row.per == per
        ]
        return timeline.in_force(timeline.spans(rows), day)

    def credit(self, plan: str, seat: str | None, day: date) -> Credit | None:
        """The API credit that comes with a plan on a day; None for none."""
        return self._credit(INCLUDED, plan, seat, day, IN_FORCE)

    def paused_credit(self, plan: str, seat: str | None, day: date) -> Credit | None:
        """A credit once announced for this day that never began; None for none."""
        return self._credit(ANNOUNCED, plan, seat, day, "paused")

    def _credit(self, name: str, plan: str, seat: str | None, day: date, status: str) -> Credit | None:
        newest = self.newest(plan)
        rows = [
            row
            for row in self._known.credits
            if row.credit == name and row.per == "month" and self._is_for(row, newest, seat)
        ]
        row = timeline.in_force(timeline.spans(rows), day)
        return row if row is not None and row.status == status else None

    def _is_for(self, credit: Credit, plan: str, seat: str | None) -> bool:
        """Whether a plan gets a credit; a plan named without a seat gets it in every seat."""
        for who in credit.plans.split(", "):
            if (named := _WHO.fullmatch(who)) and self.newest(named["plan"]) == plan:
                return named["seat"] in (None, seat)
        return False
