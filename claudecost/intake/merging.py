"""Packs of other machines into the store: some at a time, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BadData, Problem
from ..sources.names import PACK
from ..sources.summary import Summary
from ..store import Saved, Store
from .what import Plan

if TYPE_CHECKING:
    from ..sources.formats import Task

#: Bytes of packs that are taken in at once, in one transaction; a larger pack is a round of its own.
BYTES_A_ROUND = 96 * 1024 * 1024

Progress = Callable[[int], None]


def take_out_packs(plan: Plan) -> list[tuple[Task, int]]:
    """The packs among what is to be read, with their sizes in bytes; the plan is left with the rest."""
    packs = [entry for entry in plan.to_read if getattr(entry[0], "source", None) == PACK]
    if packs:
        plan.to_read = [entry for entry in plan.to_read if entry not in packs]
    return packs


def take_in_packs(
    store: Store,
    packs: Sequence[tuple[Task, int]],
    spill: Path,
    progress: Callable[[int], AbstractContextManager[Progress | None]] | None,
) -> tuple[Summary, Saved]:
    """Merge packs, each whole or not at all; what they came to. Raises Stale, some of them being in."""
    from ..sources.workers import read_all

    summary, new, updated, total = Summary(), 0, 0, 0
    with progress(sum(size for _, size in packs)) if progress else nullcontext() as advance:
        for tasks in _rounds(packs):
            _empty(spill)
            read = read_all(tasks, spill, advance)
            try:
                with store.saving(spill, {}) as (_, saved):
                    pass
            except BadData as error:
                if len(tasks) > 1:  # one of them is to blame: one by one it will show which
                    parts = [take_in_packs(store, [task], spill, None) for task in tasks]
                else:
                    refused = Problem(error.what, error.where, error.impact, error.hint)
                    parts = [(Summary(refused=[refused]), Saved(0, 0, total))]
            else:
                parts = [(read, saved)]
            for part, saved in parts:
                summary.merge(part)
                new, updated, total = new + saved.new, updated + saved.updated, saved.total
    return summary, Saved(new, updated, total)


def _rounds(packs: Sequence[tuple[Task, int]]) -> Iterator[list[tuple[Task, int]]]:
    taken: list[tuple[Task, int]] = []
    for entry in packs:
        if taken and sum(size for _, size in taken) + entry[1] > BYTES_A_ROUND:
            yield taken
            taken = []
        taken.append(entry)
    if taken:
        yield taken


def _empty(spill: Path) -> None:
    for rows in spill.iterdir():
        rows.unlink()
