"""Transcripts Claude Code will delete within days, and whether the store has what is in them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from ..sources.claude_code.client_settings import ClientSettings, client_settings
from ..sources.claude_code.roots import own_roots, transcripts_below
from ..sources.claude_code.statistics import Statistics, statistics
from .people import shown

Kept = Literal["whole", "partly", "not"]

WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Fading:
    """A transcript that is deleted at the client's first start after `goes_at` (it may be past).

    `kept`: the store has all of it, or what it held when it was last read, or nothing.
    """

    path: str
    goes_at: datetime
    size: int
    kept: Kept


@dataclass(frozen=True)
class OwnRoot:
    """A config root of this user: its settings, how many transcripts it has, and which will go within days.

    `unreadable` are files and directories that could not be looked at, with why.
    """

    path: str
    settings: ClientSettings
    statistics: Statistics | None
    transcripts: int
    fading: tuple[Fading, ...]
    unreadable: tuple[tuple[str, str], ...]


def own_roots_now(
    states: Sequence[tuple[Any, ...]],
    now: datetime,
    within: timedelta = WITHIN,
    environ: Mapping[str, str] = os.environ,
) -> list[OwnRoot]:
    """Every config root of this user; `states` is what the store knows of files (file_states.sql)."""
    known = {state[1]: state for state in states}
    return [_root(root, known, now, within) for root in own_roots(environ, Path.home())]


def _root(root: Path, known: Mapping[str, tuple[Any, ...]], now: datetime, within: timedelta) -> OwnRoot:
    settings = client_settings(root)
    lifetime = timedelta(days=settings.cleanup_days)
    fading, unreadable, count = [], [], 0
    for found in transcripts_below([root]):
        path = shown(found.path)
        if found.status is None or found.trouble is not None:
            unreadable.append((path, found.trouble or "cannot be read"))
            continue
        count += 1
        touched = datetime.fromtimestamp(min(max(found.status.st_mtime, 0), 2**36), UTC)
        if settings.is_readable and touched + lifetime <= now + within:
            state = known.get(path)
            fading.append(Fading(path, touched + lifetime, found.status.st_size, _kept(state, found.status)))
    fading.sort(key=lambda one: (one.goes_at, one.path))
    return OwnRoot(
        shown(str(root)), settings, statistics(root), count, tuple(fading), tuple(sorted(unreadable))
    )


def _kept(state: tuple[Any, ...] | None, status: os.stat_result) -> Kept:
    """Whether the file is as it was when it was last read to its end."""
    if state is None:
        return "not"
    size, mtime, is_unfinished = state[5], state[6], state[18]
    return (
        "whole" if (size, mtime) == (status.st_size, status.st_mtime_ns) and not is_unfinished else "partly"
    )
