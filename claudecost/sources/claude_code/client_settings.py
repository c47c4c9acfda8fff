"""What Claude Code's own settings say of how long transcripts are kept and what runs when a session ends.

Read only, and only these keys (transcripts facts 1.4 and 7.4); a settings file may hold secrets.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

#: Days after which the client deletes a transcript, where nobody says otherwise.
DEFAULT_DAYS = 30

#: A settings file is small; what is larger is none.
MOST_BYTES = 8 * 1024 * 1024

#: Nobody keeps transcripts longer on purpose; the sum with a date would overflow.
MOST_DAYS = 36_500


class ClientSettings(NamedTuple):
    """How long a root's transcripts live, in days, and the commands run at the end of a session.

    `is_readable` False: there is a file, but it is no JSON object or may not be read; the client then deletes
    nothing. `odd` is a value of `cleanupPeriodDays` that the client rejects, as text.
    """

    cleanup_days: int = DEFAULT_DAYS
    is_readable: bool = True
    is_said: bool = False
    odd: str | None = None
    session_end: tuple[str, ...] = ()


class _Settings(msgspec.Struct):
    cleanupPeriodDays: Any = None  # noqa: N815 - the field's own name
    hooks: Any = None


_decode = msgspec.json.Decoder(_Settings).decode


def client_settings(root: Path) -> ClientSettings:
    """The settings of one config root; without a file, those of a client that was never told anything."""
    try:
        found = _decode(small_file(root / "settings.json"))
    except FileNotFoundError:
        return ClientSettings()
    except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return ClientSettings(is_readable=False)
    days, commands = found.cleanupPeriodDays, tuple(_session_end(found.hooks))
    if days is None:
        return ClientSettings(session_end=commands)
    if type(days) is not int or days < 1:
        return ClientSettings(odd=repr(days)[:20], session_end=commands)
    return ClientSettings(min(days, MOST_DAYS), is_said=True, session_end=commands)


def _session_end(hooks: Any) -> list[str]:
    """`hooks.SessionEnd[].hooks[].command`, wherever the shape holds."""
    groups = hooks.get("SessionEnd") if isinstance(hooks, dict) else None
    entries = [
        entry
        for group in (groups if isinstance(groups, list) else [])
        if isinstance(group, dict) and isinstance(group.get("hooks"), list)
        for entry in group["hooks"]
    ]
    commands = [entry.get("command") for entry in entries if isinstance(entry, dict)]
    return [command for command in commands if isinstance(command, str)]


def small_file(path: Path) -> bytes:
    """A regular file's bytes; never waits on a pipe, never reads a large one. Raises OSError, ValueError."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
            raise ValueError("no small regular file")
        with os.fdopen(os.dup(descriptor), "rb") as file:
            return file.read(MOST_BYTES)
    finally:
        os.close(descriptor)
