"""DuckDB itself, without the Python around it.

`import duckdb` takes 40 ms, of which 30 go into helpers for relations, other
databases and package metadata that nobody here uses: more than a report over a
year takes to answer. The native module beneath it is the same in 1.5 and 2.0;
should it move, the whole package does.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any


@cache
def duckdb() -> Any:
    """The module with `connect` and the exception classes.

    Control-C waits until it is there: half imported, it cannot be imported again, and aborts if one tries.
    """
    with _no_interruption():
        try:
            return import_module("_duckdb")
        except ImportError:
            return import_module("duckdb")


@contextmanager
def _no_interruption() -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
