"""The fake as a person starts it, and as much of it as a benchmark wants."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO
from urllib.request import Request, urlopen

from . import FakeApi, scenario
from .client import NEW_COST, USAGE, get, rows

ROOT = Path(__file__).parents[2]


@contextmanager
def serving(*arguments: str) -> Iterator[IO[str]]:
    """The fake in a process of its own, and what it prints."""
    command = [sys.executable, "-m", "tests.fake_api", *arguments]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=quiet, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout
        finally:
            process.kill()


def test_a_person_can_serve_a_scenario_and_have_its_downloads(tmp_path: Path) -> None:
    with serving("--port", "0", "--scenario", "small", "--downloads", str(tmp_path)) as printed:
        line = printed.readline()
        key = printed.readline().split()[1]
        url = line.split(" at ")[1].strip()
        headers = {"x-api-key": key, "anthropic-version": "2023-06-01"}
        with urlopen(Request(f"{url}/v1/organizations/me", headers=headers), timeout=10) as answer:
            assert answer.status == 200
    assert line.startswith("Small Things (console)")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "claude_api_cost_2026_10_05_to_2026_10_06.csv",
        "claude_api_tokens_2026_10.csv",
        "claude_api_tokens_2026_10_06.csv",
    ]


def test_many_keys_make_many_rows_each_day() -> None:
    asked = {"starting_at": "2026-11-18T00:00:00Z", "ending_at": "2026-11-20T00:00:00Z"}
    with FakeApi(scenario.many(days=3, keys=30, until=date(2026, 11, 20))) as fake:
        old = rows(fake, USAGE, **asked, group_by=["api_key_id", "model"])
        new = rows(fake, NEW_COST, **asked, group_by=["api_key_id"], time_bucket_width="1d")
        assert len(old) == len(new) == 60
        assert get(fake, USAGE, **asked).status == 200
