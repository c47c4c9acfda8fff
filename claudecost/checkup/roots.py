"""Where transcripts are looked for, whether they can be read, how long they stay, who takes them in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ..config_dirs import configured_directories, is_directory
from ..sources.claude_code.client_settings import ClientSettings, client_settings
from ..sources.claude_code.roots import own_roots, transcripts_below
from .finding import About, Finding, many

THEME = "roots"


def findings(about: About) -> Iterator[Finding]:
    """Every config root of this user."""
    if about.home is None:
        yield Finding(THEME, "problem", "there is no home directory", "set HOME")
        return
    roots = own_roots(about.environ, about.home)
    for named in configured_directories(about.environ):
        if is_directory(named):
            continue
        yield Finding(
            THEME,
            "note",
            f"CLAUDE_CONFIG_DIR names no directory: {named}",
            "correct it, or unset it to use ~/.claude",
        )
    if not roots:
        yield Finding(
            THEME,
            "note",
            f"no transcripts of this user: {about.home / '.claude' / 'projects'} is not there",
            "run Claude Code once, or name other places: claudecost ingest PATH",
        )
    for root in roots:
        yield from _root(root)
    if roots:
        yield _hook([client_settings(root) for root in roots])


def _root(root: Path) -> Iterator[Finding]:
    """One root: what is there, what cannot be looked at, what its settings say."""
    count, closed = 0, []
    for found in transcripts_below([root]):
        if found.status is None or found.trouble is not None:
            closed.append(found.path)
        elif os.access(found.path, os.R_OK):
            count += 1
        else:
            closed.append(found.path)
    if closed:
        yield Finding(
            THEME,
            "problem",
            f"{len(closed)} files or directories below {root} cannot be read, the first: {min(closed)}",
            "give this user the right to read them",
        )
    settings = client_settings(root)
    if not settings.is_readable:
        yield Finding(
            THEME,
            "note",
            f"{root / 'settings.json'} cannot be read; Claude Code then deletes nothing",
            "correct the file",
        )
    kept = f"deleted after {settings.cleanup_days} days" if settings.is_readable else "never deleted"
    yield Finding(THEME, "ok", f"{root}: {many(count, 'transcript')}, {kept}")


def _hook(settings: list[ClientSettings]) -> Finding:
    """Whether Claude Code itself tells the store when a conversation ends."""
    commands = [command for one in settings for command in one.session_end]
    if any("claudecost" in command for command in commands):
        return Finding(THEME, "ok", "a SessionEnd hook takes transcripts in when a conversation ends")
    return Finding(
        THEME,
        "note",
        "no SessionEnd hook of Claude Code: the store is as fresh as the last report",
        "`claudecost hook` shows the lines; or run `claudecost ingest` by `claudecost schedule`",
    )
