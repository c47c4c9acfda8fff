"""A look at the tree: what is new or changed since it was last read. Only stats files it knows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Problem
from ..sources.claude_code.roots import PACKS, Found, root_of, transcripts_below
from ..sources.names import TRANSCRIPT
from .people import People, shown
from .what import Intake, Plan, UnknownFormat

if TYPE_CHECKING:
    from ..sources.observation import FileState


def look(intake: Intake, states: Sequence[tuple[Any, ...]], tops: list[Path] | None = None) -> Plan:
    """Compare the tree with what the store knows; opens only files that may be of another format."""
    from ..sources.claude_code.glimpse import Fingerprint

    known = {state[1]: state for state in states}
    plan, people, taken = Plan(), None, Fingerprint()
    starts = tops if tops is not None else intake.tops()
    named = {str(path) for path in intake.paths}
    for found in taken.over(transcripts_below(starts, others=bool(intake.paths))):
        if found.status is None or found.trouble is not None:
            plan.unreadable.append((shown(found.path), found.trouble or "cannot be read"))
            continue
        path = shown(found.path)
        state, status = known.get(path), found.status
        if state is not None and not intake.tells_more() and state[3:8] == (
            status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
        ):  # fmt: skip
            plan.seen += 1
            plan.unchanged += 1
            continue
        people = people or People(intake)
        before = file_state(state) if state else None
        is_named = found.path in named
        source = _source_of(found, intake, is_named)
        if source is None:
            if is_named:
                plan.refused.append(_unknown(found.path, path))
            else:
                plan.skipped += 1
            continue
        plan.seen += 1
        if source == TRANSCRIPT:
            todo = status.st_size - (before.read_to if before and status.st_size > before.size else 0)
            plan.to_read.append((people.transcript(found, path, before), todo))
        else:
            plan.to_read.append((people.other(found.path, source, before, None), status.st_size))
    plan.fingerprint = None if intake.paths else taken.text()
    return plan


def _source_of(found: Found, intake: Intake, is_named: bool) -> str | None:
    """Which source reads a file, by its content unless it lies where only transcripts do."""
    if intake.source is not None:
        return intake.source
    is_below_root = root_of(found.path)[0] is not None and not found.path.lower().endswith(PACKS)
    if not intake.paths or is_below_root:
        return TRANSCRIPT
    from ..sources.formats import recognise

    try:
        source = recognise(found.path, intake.log_paths)
    except OSError:
        return TRANSCRIPT  # whoever reads it will say why it cannot be read
    return TRANSCRIPT if source is None and found.path.endswith(".jsonl") and not is_named else source


def _unknown(path: str, shown_path: str) -> Problem:
    from ..sources.formats import why_not

    refused = UnknownFormat(shown_path, why_not(path))
    return Problem(refused.what, refused.where, refused.impact, refused.hint)


def file_state(state: tuple[Any, ...]) -> FileState:
    """What the store knows of a file, from a row of file_states.sql."""
    from ..sources.observation import FileState

    return FileState(*state)
