"""An organisation to sync with, and the command line that does it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from fake_api import FakeApi, Request, scenario

from .conftest import Ran, Run

ROOT = Path(__file__).parents[2]

#: Where the tests' own keys could come from.
VARIABLES = (
    "ANTHROPIC_ADMIN_KEY",
    "ANTHROPIC_ADMIN_API_KEY",
    "ANTHROPIC_ANALYTICS_KEY",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_LOG",
    "CLAUDECOST_SYNC_PATIENCE",
)

month = cache(scenario.month)
small = cache(scenario.small)
enterprise = cache(scenario.enterprise)

#: Everything a sync fetches, asked so that no row is added to another.
QUESTIONS = (
    ("metered", "day,workspace,model,service_tier,geo,speed,source"),
    ("billed", "day,workspace,api_key,actor,model,product,cost_type,token_type,source"),
)


def question(ledger: str, by: str) -> tuple[str, ...]:
    """The command line that asks it of October."""
    return ("report", "--ledger", ledger, "--by", by, "--period", "2026-10", "--json", "--no-ingest")


def reports(run: Run, db: Path) -> list[Any]:
    """What the organisation's ledgers in a store come to."""
    found = []
    for ledger, by in QUESTIONS:
        ran = run("--db", db, *question(ledger, by))
        assert ran.code == 0, ran.err
        shown = json.loads(ran.out)
        found.append({"rows": shown["rows"], "totals": shown["totals"]})
    return found


def synced(run: Run, fake: FakeApi, db: Path, *more: str) -> Ran:
    """October fetched from the fake; the key is in the environment."""
    return run("--db", db, "sync", "--period", "2026-10", "--base-url", fake.url, *more)


def good(requests: list[Request]) -> list[str]:
    """What was asked and answered, cursors included."""
    return [
        f"{request.path} {sorted(request.query.items())}" for request in requests if request.status == 200
    ]


@contextmanager
def begun(home: Path, db: Path, fake: FakeApi, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A sync of October in a process of its own, under way; it does not outlive the context."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home)}
    line = ["--db", str(db), "sync", "--period", "2026-10", "--base-url", fake.url, *more]
    process = subprocess.Popen(
        [sys.executable, "-m", "claudecost", *line],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something another process is about to do; gives up after a minute."""
    for _ in range(6000):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it did not happen")


def files_below(*tops: Path) -> Mapping[Path, bytes]:
    """Every file there, with its bytes."""
    return {path: path.read_bytes() for top in tops for path in top.rglob("*") if path.is_file()}
