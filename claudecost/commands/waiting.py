"""`--lock-timeout` and `--skip-if-running`: what a run does while another one has the store."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Error, Exit, Misuse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

LockTimeout = Annotated[
    str | None,
    typer.Option(
        "--lock-timeout",
        metavar="SECONDS",
        help="How long to wait for another claudecost (5; CLAUDECOST_LOCK_TIMEOUT).",
    ),
]
SkipIfRunning = Annotated[
    bool,
    typer.Option(
        "--skip-if-running",
        help="Exit 75 without a word where one is running: at once, or after --lock-timeout.",
    ),
]


def as_asked(given: Mapping[str, object]) -> AbstractContextManager[None]:
    """The patience these options ask for, from the options given on a command line; raises Misuse.

    Without `--lock-timeout`, `--skip-if-running` has none: the next run will do.
    """
    from contextlib import nullcontext

    from ..store.lock import waiting

    if (written := given.get("lock_timeout")) is not None:
        return waiting(_seconds(str(written)))
    return waiting(0.0) if given.get("skip_if_running") else nullcontext()


def _seconds(written: str) -> float:
    """Seconds, 0 or more; `nan` and `inf` are no number of them."""
    try:
        seconds = float(written)
    except ValueError:
        seconds = -1.0
    if 0 <= seconds < inf:
        return seconds
    raise Misuse(
        f"--lock-timeout {written[:40]} is not a number of seconds", hint="write it like 0, 2.5 or 60"
    )


def is_skipped(error: Error, words: Sequence[str]) -> bool:
    """Whether a run ends without a word: another has the store, and that was said to be fine."""
    return error.exit_code == Exit.BUSY and "--skip-if-running" in words
