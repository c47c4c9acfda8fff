"""Bringing the store up to date: look what has changed, have it read, have it kept."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from ..sources.claude_code.roots import own_roots, transcripts_below
from ..sources.summary import Summary
from ..store import NoStore, Reader, Saved, Stale, Store
from .look import look
from .merging import take_in_packs, take_out_packs
from .what import Intake, Outcome, Plan

#: The store's note of the fingerprint of this user's own roots when they were last all read.
OWN_ROOTS = "fingerprint of own roots"

#: Called with bytes done since the last call.
Progress = Callable[[int], None]

#: Given the bytes there are to read, something to report progress to while reading.
ProgressOver = Callable[[int], AbstractContextManager[Progress | None]]


def has_own_transcripts() -> bool:
    """Whether this user has any Claude Code root with a transcript in it."""
    return any(True for _ in transcripts_below(own_roots(os.environ, Path.home())))


@contextmanager
def up_to_date(
    store: Store, intake: Intake, progress: ProgressOver | None = None
) -> Iterator[tuple[Reader, Outcome]]:
    """The store, open for questions, after everything new has been taken in."""
    states = None
    if store.exists():
        with store.reading() as reader:
            glimpsed = intake.glimpse.text() if intake.glimpse else None
            if glimpsed is not None and glimpsed == reader.note(OWN_ROOTS):
                yield reader, Outcome(Plan(), Summary(), Saved(0, 0, 0), 0.0)
                return
            states = reader.file_states()
            plan = None if glimpsed else look(intake, states)
            if plan and not plan.to_read:
                yield reader, Outcome(plan, Summary(), Saved(0, 0, 0), 0.0)
                return
    with _taken_in(store, intake, progress, states) as found:
        yield found


def ingest(store: Store, intake: Intake, progress: ProgressOver | None = None) -> Outcome:
    """Read what is new or changed and keep it, in one transaction; one ingest at a time."""
    with _taken_in(store, intake, progress, None) as (_, outcome):
        return outcome


@contextmanager
def _taken_in(
    store: Store, intake: Intake, progress: ProgressOver | None, states: Sequence[tuple[Any, ...]] | None
) -> Iterator[tuple[Reader, Outcome]]:
    """Everything new taken in, and the store still open; `states` is what was known a moment ago, if asked.

    Should somebody else have taken in the same meanwhile, it is read again from what is known then.
    """
    started = time.monotonic()
    tops = intake.tops()
    with store.ingesting() as spill, ExitStack() as stack:
        while True:
            known = _states(store) if states is None else states
            plan = look(intake, known, tops)
            if intake.paths and plan.to_read:
                from .batches import dated

                dated(plan, intake, known, _batches(store))
            packs = take_out_packs(plan)
            if not (plan.to_read or packs) and store.exists():
                reader = _nothing_new(store, plan, stack)
                saved = Saved(0, 0, reader.responses())
                yield reader, Outcome(plan, Summary(), saved, time.monotonic() - started)
                return
            summary = _read(plan, spill, progress)
            plan.to_read.clear()  # a long history's list is as large as what the store may use
            is_whole = plan.fingerprint is not None and not summary.unreadable
            notes = {OWN_ROOTS: str(plan.fingerprint)} if is_whole else {}
            try:
                if packs:
                    with store.saving(spill, notes) as (_, saved):
                        pass
                    merged, more = take_in_packs(store, packs, spill, progress)
                    summary.merge(merged)
                    saved = Saved(saved.new + more.new, saved.updated + more.updated, more.total)
                    reader = stack.enter_context(store.reading())
                else:
                    reader, saved = stack.enter_context(store.saving(spill, notes))
            except Stale:
                states = None
                for rows in spill.iterdir():  # the next reading may need fewer writers
                    rows.unlink()
                continue
            yield reader, Outcome(plan, summary, saved, time.monotonic() - started)
            return


def _nothing_new(store: Store, plan: Plan, stack: ExitStack) -> Reader:
    if plan.fingerprint is not None:
        store.remember(OWN_ROOTS, plan.fingerprint)
    return stack.enter_context(store.reading())


def _read(plan: Plan, spill: Path, progress: ProgressOver | None) -> Summary:
    from ..sources.workers import read_all

    todo = sum(size for _, size in plan.to_read)
    with progress(todo) if progress else nullcontext() as advance:
        return read_all(plan.to_read, spill, advance)


def _batches(store: Store) -> list[str]:
    """The batches the store knows, as JSON."""
    if not store.exists():
        return []
    try:
        with store.reading() as reader:
            return reader.batches()
    except NoStore:
        return []


def _states(store: Store) -> list[tuple[Any, ...]]:
    if not store.exists():
        return []
    try:
        with store.reading() as reader:
            return reader.file_states()
    except NoStore:
        return []
