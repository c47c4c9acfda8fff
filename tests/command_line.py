"""The command line as a person or a script meets it; for tests to run."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent

#: What could change an output from outside.
LOOSE = (
    "ANTHROPIC_API_KEY",
    "CLAUDE_CONFIG_DIR",
    "CLAUDECOST_CONFIG",
    "CLAUDECOST_DB",
    "CLAUDECOST_JSON",
    "CLAUDECOST_LOCK_TIMEOUT",
    "CLAUDECOST_MACHINE",
    "CLAUDECOST_PRICING",
    "CLAUDECOST_CURRENCY",
    "CLAUDECOST_EXCHANGE_RATES",
    "CLAUDECOST_TEAMS",
    "CLAUDECOST_TIMEZONE",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "PYTHONIOENCODING",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
)


@dataclass(frozen=True)
class Said:
    """What a command line printed, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal(io.TextIOWrapper):
    """A terminal as far as a program can tell."""

    def isatty(self) -> bool:
        return True


def pinned(home: Path) -> dict[str, str | None]:
    """An environment that is the same everywhere: the clock, the zone, nobody's home; None is unset."""
    settings: dict[str, str | None] = dict.fromkeys(LOOSE)
    clock = {"CLAUDECOST_NOW": "2026-11-20T12:00:00Z", "TZ": "UTC"}
    return settings | clock | {"HOME": str(home), "NO_COLOR": "1", "TERM": "xterm"}


def claudecost(*arguments: object, width: int | None = None) -> Said:
    """Run a command line here, in the environment as it is, on a terminal of some `width` or into a pipe."""
    from claudecost.cli import main

    raw, err = io.BytesIO(), io.StringIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8") if width is None else Terminal(raw, encoding="utf-8")
    if width is not None:
        os.environ["COLUMNS"] = str(width)
    try:
        with redirect_stdout(stream), redirect_stderr(err):
            code = main([str(argument) for argument in arguments])
        stream.flush()
    finally:
        os.environ.pop("COLUMNS", None)
    return Said(raw.getvalue().decode("utf-8"), err.getvalue(), int(code))


def claudecost_apart(*arguments: object, home: Path, where: Path = ROOT, **how: Any) -> Said:
    """Run a command line in a process of its own, as its users do."""
    return python("-m", "claudecost", *map(str, arguments), home=home, where=where, **how)


def python(*arguments: str, home: Path, where: Path = ROOT, **how: Any) -> Said:
    """Run this Python with our package, in the pinned environment."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for name, value in (pinned(home) | how.pop("env", {})).items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=where,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **how,
    )
    return Said(done.stdout, done.stderr, done.returncode)
