"""Levels newly reached, posted once each: the store remembers what was posted, by budget and month."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ..money import plain
from ..reports.budgets.shape import FINE, BudgetStatus, rank_of
from ..store import Store
from ..store.lock import locked, patiently
from ..webhook import Address, message, post

#: The note of the store: months, and in them the level last posted of every budget.
NOTE = "budget-alerts"

#: Months older than the newest so many are forgotten.
MONTHS = 13

Posted = dict[str, dict[str, str]]


def newly_reached(store: Path, budgets: Sequence[BudgetStatus]) -> list[BudgetStatus]:
    """The budgets at a level that has not been posted yet, in their order."""
    return _fresh(budgets, _posted(Store(store)))


def alert(store: Path, budgets: Sequence[BudgetStatus], address: Address) -> list[BudgetStatus]:
    """Post what is newly reached, as one message, and remember it; what was posted.

    Two at once post once: the second waits. Raises WebhookTrouble, and then remembers nothing.
    """
    with locked(store, "webhook", exclusive=True), patiently():
        keeping = Store(store)
        posted = _posted(keeping)
        fresh = _fresh(budgets, posted)
        if fresh:
            post(address, message(fresh))
            keeping.remember(NOTE, json.dumps(_with(posted, fresh), sort_keys=True))
    return fresh


def _posted(store: Store) -> Posted:
    with store.reading() as reader:
        kept = reader.note(NOTE)
    return json.loads(kept) if kept else {}


def _fresh(budgets: Sequence[BudgetStatus], posted: Posted) -> list[BudgetStatus]:
    return [one for one in budgets if one.rank > rank_of(posted.get(one.month, {}).get(_key(one), FINE))]


def _with(posted: Posted, fresh: Sequence[BudgetStatus]) -> Posted:
    kept = {month: dict(of) for month, of in posted.items()}
    for one in fresh:
        kept.setdefault(one.month, {})[_key(one)] = one.level
    return {month: kept[month] for month in sorted(kept)[-MONTHS:]}


def _key(status: BudgetStatus) -> str:
    """A budget with its amount: one that was raised begins anew."""
    return f"{status.title} {plain(status.budget_usd)}"
