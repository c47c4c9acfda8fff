"""The git remote of a project, looked up where the project lies on disk.

Transcripts do not say it. Git is not started for it: one key of one small file
is all there is to read, and whatever is in its way means that nothing is known.
"""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from ..ledger import Name
from ..times import from_ns
from .remote_name import remote_name

#: The kind of name a remote is kept as.
GIT_REMOTE = "git_remote"

#: Larger files are no configuration of a repository, and no pointer to one.
LARGEST_CONFIG = 64 * 1024
LARGEST_POINTER = 4096

_SECTION = re.compile(r'\[\s*remote\s+"([^"\\]*)"\s*\]\s*(?:[#;].*)?', re.IGNORECASE)
_ADDRESS = re.compile(r'url\s*=\s*(?:"([^"\\\s]+)"|([^"\\#;\s]+))\s*(?:\s[#;].*)?', re.IGNORECASE)

_CAREFULLY = (
    os.O_RDONLY
    | os.O_NONBLOCK
    | os.O_CLOEXEC
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
)  # fmt: skip


def remotes_of(projects: Iterable[str | None], machine: str) -> tuple[Name, ...]:
    """What the remotes of some project directories are called now, each project once."""
    named = {project: remote_of(project) for project in projects if project}
    if not any(named.values()):
        return ()
    attributes = json.dumps({"machine": machine}, ensure_ascii=False)
    now = from_ns(time.time_ns())
    return tuple(
        Name(GIT_REMOTE, project, remote, None, attributes, now)
        for project, remote in named.items()
        if remote
    )


@lru_cache(maxsize=4096)
def remote_of(project: str) -> str | None:
    """The name of the remote of the repository a directory lies in, as git would find it, else None."""
    directory = Path(project)
    try:
        if not directory.is_absolute() or not directory.is_dir():
            return None
        address = _address(_config(directory))
    except (OSError, ValueError):
        return None
    return remote_name(address) if address else None


def _config(project: Path) -> str:
    """The configuration of the nearest repository at or above a directory; raises OSError without one."""
    for directory in (project, *project.parents):
        with suppress(FileNotFoundError):
            return _config_at(directory / ".git")
    raise FileNotFoundError(project)


def _config_at(place: Path) -> str:
    """The configuration of the repository `.git` is, or, in a linked worktree or a submodule, points to."""
    try:
        return _text(place / "config", LARGEST_CONFIG)
    except NotADirectoryError:
        label, _, target = _text(place, LARGEST_POINTER).strip().partition(": ")
    if label != "gitdir":
        raise ValueError("not a pointer to a repository")
    repository, shared = place.parent / target, ""
    with suppress(FileNotFoundError):
        shared = _text(repository / "commondir", LARGEST_POINTER).strip()
    try:
        return _text(repository / shared / "config", LARGEST_CONFIG)
    except FileNotFoundError:
        raise ValueError("the repository is gone") from None


def _text(path: Path, most: int) -> str:
    """What a small regular file holds; raises OSError for anything else, and never waits."""
    descriptor = os.open(path, _CAREFULLY)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            raise OSError("no small regular file")
        return os.read(descriptor, most).decode("utf-8", "replace")
    finally:
        os.close(descriptor)


def _address(config: str) -> str | None:
    """The first address of `origin`, else of the remote that comes first."""
    found: dict[str, str] = {}
    remote = None
    for line in map(str.strip, config.splitlines()):
        if line.startswith("["):
            section = _SECTION.fullmatch(line)
            remote = section[1] if section else None
        elif remote is not None and (match := _ADDRESS.fullmatch(line)):
            found.setdefault(remote, match[1] or match[2])
    return found.get("origin") or next(iter(found.values()), None)
