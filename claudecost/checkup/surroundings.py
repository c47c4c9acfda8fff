"""Room on the disk, and what cron will and will not know of this environment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from .finding import About, Finding

THEME = "surroundings"

#: Below the first nothing should be written; below the second a long history may not fit.
LEAST_FREE, FREE = 100 * 10**6, 10**9

#: Variables that change what a command does and that cron does not have.
LOCAL = ("CLAUDE_CONFIG_DIR", "TZ", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")

CRON_PATH = "/usr/bin:/bin"


def findings(about: About) -> Iterator[Finding]:
    """The disk the store lies on, and the environment."""
    yield from _disk(about.settings.db)
    yield from _cron(about)


def _disk(store: Path) -> Iterator[Finding]:
    there = next((one for one in (store, *store.parents) if one.exists()), None)
    if there is None:
        return
    free = shutil.disk_usage(there).free
    size = store.stat().st_size if store.exists() else 0
    says = f"{free / 1e9:,.1f} GB free where the store lies"
    if free < LEAST_FREE:
        yield Finding(THEME, "problem", says, "make room: nothing can be taken in")
    elif free < max(FREE, 2 * size):
        yield Finding(THEME, "note", says, "bringing the store up to date may need as much again as it has")
    else:
        yield Finding(THEME, "ok", says)


def _cron(about: About) -> Iterator[Finding]:
    """Cron starts with HOME, a short PATH and little else."""
    if not about.environ.get("HOME") and os.name == "posix":
        yield Finding(THEME, "note", "HOME is not set", "set it, as cron does")
    names = sorted(name for name in about.environ if name in LOCAL or name.startswith("CLAUDECOST_"))
    if names:
        yield Finding(
            THEME,
            "note",
            f"set here, unknown to cron: {', '.join(names)}",
            "`claudecost schedule` writes lines that carry what matters along",
        )
    if os.name == "posix" and shutil.which("claudecost", path=CRON_PATH) is None:
        yield Finding(
            THEME,
            "ok",
            "cron does not find claudecost by its name; `claudecost schedule` writes it whole",
        )
