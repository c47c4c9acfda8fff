"""Responses a closed month holds which are told in another month today: they stay, and are nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from ..usage import Answers
from .questions import question

#: Whether any have moved, by open store: nothing changes in one while it is asked.
_FOUND: WeakKeyDictionary[Answers, tuple[tuple[int, ...] | None, bool]] = WeakKeyDictionary()


def lay_out_moved(store: Answers, closings: Sequence[int]) -> bool:
    """Make the temporary table `moved_out`, one row per response; whether it has any.

    A month told today exactly as it was closed, which is nearly always so, costs two sums over it.
    """
    wanted = tuple(closings)
    asked, found = _FOUND.get(store, (None, False))
    if asked != wanted:
        store.run("CREATE OR REPLACE TEMP TABLE moved_out (response_key VARCHAR)")
        for closing in wanted:
            values = {"closing": closing}
            [(is_same,)] = store.rows(question("same_keys.sql"), values)
            if not is_same:
                store.run(question("moved_out.sql"), values)
        [(found,)] = store.rows("SELECT EXISTS (FROM moved_out)")
        _FOUND[store] = (wanted, bool(found))
    return bool(found)
