"""Which project a working directory belongs to.

Claude Code names a project's folder after the directory the session began in,
every character but letters and digits turned to `-`. That cannot be reversed,
but it can be recognised: the ancestor of `cwd` that encodes to the folder's
name is the project, wherever `cd` went since. Git worktrees count for their
repository.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_NOT_KEPT = re.compile(r"[^A-Za-z0-9]")
_CLAUDE_WORKTREE = re.compile(r"^(.+?)[\\/]\.claude[\\/]worktrees[\\/][^\\/]+")
_GIT_WORKTREE = re.compile(r"^gitdir: (.+)[\\/]\.git[\\/]worktrees[\\/][^\\/]+\s*$")

#: Longer names are cut here and get a hash (client 2.1.224 and later).
LONGEST_NAME = 200


def encode(directory: str) -> str:
    """The folder name Claude Code gives a working directory: `/home/ann/my.app` is `-home-ann-my-app`."""
    return _NOT_KEPT.sub("-", directory)[:LONGEST_NAME]


@lru_cache(maxsize=4096)
def project_of(cwd: str | None, folder: str | None, look_on_disk: bool = False) -> str | None:
    """The project's directory; the folder's name where no record says more, None without either.

    With `look_on_disk` (this user's own history) a linked git worktree is resolved through its `.git` file.
    """
    if not cwd:
        return folder
    if match := _CLAUDE_WORKTREE.match(cwd):
        return match[1]
    for ancestor in _ancestors(cwd):
        if folder is not None and encode(ancestor) == folder[:LONGEST_NAME]:
            return (_repository(ancestor) or ancestor) if look_on_disk else ancestor
    return (_repository(cwd) or cwd) if look_on_disk else cwd


def _ancestors(directory: str) -> list[str]:
    """The directory itself and everything above it, longest first, in its own spelling."""
    trimmed = directory.rstrip("/\\") or directory
    ends = [match.start() for match in re.finditer(r"[\\/]", trimmed) if match.start() > 0]
    return [trimmed, *(trimmed[:end] for end in reversed(ends))]


def _repository(directory: str) -> str | None:
    """The main repository of a linked worktree (`git worktree add`), else None."""
    try:
        pointer = (Path(directory) / ".git").read_bytes()[:4096].decode("utf-8", "replace")
    except (OSError, ValueError):  # a directory of a name that no disk can hold
        return None
    match = _GIT_WORKTREE.match(pointer)
    return match[1] if match else None
