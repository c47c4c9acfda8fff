"""Which directories CLAUDE_CONFIG_DIR names: one, or several where other tools made a list of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path


def configured_directories(environ: Mapping[str, str]) -> list[Path]:
    """What CLAUDE_CONFIG_DIR names, in its order, there or not; empty where it is not set.

    To Claude Code the value is one literal directory; only if there is no such directory is it read as the
    comma-separated list that other tools made of it. A directory of that whole name without `projects`, such
    as a tool makes by mistake, does not hide the parts that are there; it comes after them.
    """
    configured = environ.get("CLAUDE_CONFIG_DIR", "").strip()
    if not configured:
        return []
    whole = _expanded(configured)
    parts = [_expanded(part.strip()) for part in configured.split(",") if part.strip()]
    if not is_directory(whole):
        return parts
    there = [part for part in parts if part != whole and is_directory(part)]
    return [whole] if is_directory(whole / "projects") else [*there, whole]


def is_directory(path: Path) -> bool:
    """Whether there is such a directory, or one we may not look at; never raises."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def _expanded(text: str) -> Path:
    return Path(os.path.expanduser(text))  # noqa: PTH111 - leaves `~` alone where there is no such home
