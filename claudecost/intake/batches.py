"""When batches ended: their results do not say, the list of batches does, whichever is taken in first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..sources.formats import Assigned, Task
from ..sources.names import BATCH, PAGE
from ..sources.responses.batches import batch_id_of, outcomes_in, read_batches
from .look import file_state
from .people import People
from .what import Intake, Plan

#: A list of batches is small; a larger page is another one.
LARGEST_LIST = 64 * 1024 * 1024


def dated(plan: Plan, intake: Intake, states: Sequence[tuple[Any, ...]], kept: Iterable[str]) -> None:
    """Give the results to read the time their batch ended, and read those again that had none until now.

    `kept` are the batches the store knows, as JSON text. Changes the plan.
    """
    pages = [task.given.path for task in _of(plan, PAGE)]
    if not (pages or _of(plan, BATCH)):
        return
    batches = [json.loads(text) for text in kept]
    for path in pages:
        batches += _listed(path)
    if not batches:
        return
    if pages:
        _again(plan, intake, states)
    plan.to_read = [(_with_time(task, batches), size) for task, size in plan.to_read]


def _of(plan: Plan, source: str) -> list[Assigned]:
    return [task for task, _ in plan.to_read if isinstance(task, Assigned) and task.source == source]


def _listed(path: str) -> list[dict[str, str]]:
    try:
        found = Path(path)
        return read_batches(found.read_bytes()) if found.stat().st_size <= LARGEST_LIST else []
    except OSError:
        return []


def _again(plan: Plan, intake: Intake, states: Sequence[tuple[Any, ...]]) -> None:
    """Files of results read without a time, if they still stand where they stood."""
    planned = {task.given.shown_path for task in _of(plan, BATCH)}
    people = People(intake)
    for state in states:
        known = file_state(state)
        if known.source != BATCH or known.last_at is not None or known.path in planned:
            continue
        if Path(known.path).is_file():
            plan.to_read.append((people.other(known.path, BATCH, known, None), known.size))
            plan.seen += 1


def _with_time(task: Task, batches: Sequence[dict[str, str]]) -> Task:
    """Results of a batch with the time it ended; anything else as it is."""
    if not isinstance(task, Assigned) or task.source != BATCH:
        return task
    at = task.given.at or _ended(task.given.path, batches)
    return task._replace(given=task.given._replace(at=at))


def _ended(path: str, batches: Sequence[dict[str, str]]) -> str | None:
    """When the batch of a file of results ended: by the id in its name, else by how its requests did.

    Counts that several batches share tell nothing.
    """
    by_id = {batch["id"]: batch["ended_at"] for batch in batches}
    if (batch_id := batch_id_of(path)) is not None:
        return by_id.get(batch_id)
    try:
        with Path(path).open("rb") as stream:
            did = outcomes_in(stream)
    except OSError:
        return None
    same = {batch["id"] for batch in batches if did.items() <= batch.items()}
    return by_id[same.pop()] if len(same) == 1 else None
