"""A project as Claude Code names its directory of transcripts: `/home/ann/shop` is `-home-ann-shop`.

Read from Claude Code and facts on its transcripts: every character that is no ASCII letter or digit becomes
a `-`, which cannot be undone; so names are compared encoded, never decoded.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

_OTHER = re.compile(r"[^A-Za-z0-9]")

#: How an encoded path begins: at the root, or at a drive (`C--Users-ann`).
_ENCODED = re.compile(r"-|[A-Za-z]--")


#: A worktree Claude Code made, as a path or encoded, and the repository it is counted with.
_WORKTREE = re.compile(r"(.+?)(?:[\\/]\.|--)claude[\\/-]worktrees[\\/-].+")


def repository_of(pattern: str) -> str | None:
    """The repository a worktree is counted with, as its directory is named; None for what is no worktree."""
    found = _WORKTREE.fullmatch(pattern)
    return encoded(found[1]) if found else None


def encoded(project: str) -> str:
    """The name of the directory Claude Code keeps a project's transcripts in."""
    return _OTHER.sub("-", project)


def is_encoded(project: str, pattern: str) -> bool:
    """Whether a pattern is the project's directory name, or a glob over it."""
    return bool(_ENCODED.match(pattern)) and fnmatchcase(encoded(project), pattern)
