"""How fast the organisation's figures come in and are reconciled; prints the README's table.

    python tests/bench/organisation.py --folder /tmp/ledgers

A million rows of a tokens CSV, beside DuckDB reading the same file into a table without understanding it, in
turn in one run; then a year of daily buckets of 200 keys, fetched from the fake API. Files are made once and
kept in the folder. Medians; trust ratios, not seconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
OURS = [sys.executable, "-m", "claudecost"]
PEER = (
    "import sys, duckdb; duckdb.connect(sys.argv[2]).execute("
    '"CREATE OR REPLACE TABLE t AS FROM read_csv(\'" + sys.argv[1] + "\', all_varchar = true)")'
)
FETCH = """
import os, subprocess, sys
sys.path.insert(0, sys.argv[1])
from datetime import date
from tests.fake_api import FakeApi, scenario
with FakeApi(scenario.many(365, 200, date(2026, 11, 20)), kind="console") as fake:
    settings = {"ANTHROPIC_ADMIN_KEY": fake.admin_key, "ANTHROPIC_BASE_URL": fake.url}
    subprocess.run([sys.executable, "-m", "claudecost", "sync", "-q"], env=os.environ | settings, check=True)
"""


def run(command: list[str], settings: dict[str, str]) -> tuple[float, float]:
    """Seconds on the wall and peak memory in MB of one command."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment | settings, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.monotonic() - started, usage.ru_maxrss / 1024


def median(runs: list[tuple[float, float]]) -> tuple[float, float]:
    """Medians of seconds and of memory."""
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)


def imported(folder: Path, runs: int) -> None:
    """A million rows: first import, the peer, and the same file again."""
    table = folder / "claude_api_tokens_2026_10.csv"
    if not table.exists():
        subprocess.run([sys.executable, str(HERE / "tokens_csv.py"), str(table)], check=True)
    first, peer, again = [], [], []
    for _ in range(runs):
        for left in folder.glob("rows.db*"):
            left.unlink()
        settings = {"CLAUDECOST_DB": str(folder / "rows.db"), "HOME": str(folder)}
        first.append(run([*OURS, "ingest", "-q", str(table)], settings))
        again.append(run([*OURS, "ingest", "-q", str(table)], settings))
        peer.append(run([sys.executable, "-c", PEER, str(table), str(folder / "peer.db")], settings))
    ours, theirs, unchanged = median(first), median(peer), median(again)
    print(f"| tokens CSV, a million rows (119 MB): import | {ours[0]:.2f} s, {ours[1]:.0f} MB |")
    print(f"| the same beside DuckDB's bare `read_csv` into a table | {ours[0] / theirs[0]:.2f} x |")
    print(f"| the same file again | {unchanged[0]:.2f} s |")


def reconciled(folder: Path, runs: int) -> None:
    """A year of daily buckets with 200 keys."""
    settings = {
        "CLAUDECOST_DB": str(folder / "year.db"),
        "CLAUDECOST_NOW": "2026-11-20T12:00:00Z",
        "HOME": str(folder),
    }
    if not (folder / "year.db").exists():
        run([sys.executable, "-c", FETCH, str(HERE.parent.parent)], settings)
    terminal = median([run([*OURS, "reconcile"], settings) for _ in range(runs)])
    document = median([run([*OURS, "reconcile", "--json"], settings) for _ in range(runs)])
    print(f"| a year of daily buckets, 200 keys: `reconcile` | {terminal[0]:.2f} s, {terminal[1]:.0f} MB |")
    print(f"| the same with `--json` | {document[0]:.2f} s |")


def main() -> None:
    """Run both and print the rows of the README's table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    imported(options.folder, options.runs)
    reconciled(options.folder, options.runs)


if __name__ == "__main__":
    main()
