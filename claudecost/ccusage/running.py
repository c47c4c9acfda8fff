"""Ask the ccusage that is installed what it really says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

#: It is given so many seconds; it takes two for a gigabyte.
PATIENCE = 120

#: What would let it read something else than it is asked to, or more.
_FOREIGN = ("CCUSAGE_CLAUDE_EXTRA_DIRS", "CCUSAGE_MODEL_ALIASES")


@dataclass(frozen=True)
class Said:
    """What it says: USD as it prints them, and tokens; None where `problem` says why there is nothing."""

    version: str | None = None
    usd: Decimal | None = None
    tokens: int | None = None
    problem: str | None = None


def ask_ccusage(
    roots: Sequence[Path],
    days: tuple[date | None, date | None],
    zone: str,
    environ: Mapping[str, str] = os.environ,
) -> Said:
    """Its total for these roots over whole days, both included (None: no such end), in a time zone.

    Runs `ccusage claude daily --json --offline`, by its full path and without a shell. Never raises.
    """
    found = shutil.which("ccusage", path=environ.get("PATH"))
    if found is None:
        return Said(problem="no `ccusage` is on the PATH")
    if any("," in str(root) for root in roots):
        return Said(problem="it cannot be told of a directory with a comma in its name")
    command = [found, "claude", "daily", "--json", "--offline", "--timezone", zone]
    for option, day in zip(("--since", "--until"), days, strict=True):
        command += [option, f"{day:%Y%m%d}"] if day is not None else []
    version = None
    try:
        version = _run([found, "--version"], environ, roots).strip().rpartition(" ")[2][:40] or None
        answer = json.loads(_run(command, environ, roots), parse_float=Decimal)
        totals = answer["totals"]
        return Said(version, Decimal(totals["totalCost"]), int(totals["totalTokens"]))
    except subprocess.TimeoutExpired:
        return Said(version, problem=f"it did not answer within {PATIENCE} seconds")
    except (OSError, subprocess.CalledProcessError) as error:
        return Said(version, problem=f"it failed: {_reason(error)}")
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return Said(version, problem="its answer is not the JSON that ccusage 20 prints")


def _run(command: Sequence[str], environ: Mapping[str, str], roots: Sequence[Path]) -> str:
    kept = {name: value for name, value in environ.items() if name not in _FOREIGN}
    told = ",".join(str(root) for root in roots)
    return subprocess.run(
        command,
        env=kept | {"CLAUDE_CONFIG_DIR": told, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=PATIENCE,
        encoding="utf-8",
        errors="replace",
    ).stdout


def _reason(error: OSError | subprocess.CalledProcessError) -> str:
    """Its own last words, or the system's."""
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    said = [line.strip() for line in (error.stderr or "").splitlines() if line.strip()]
    return said[-1][:200] if said else f"exit code {error.returncode}"
