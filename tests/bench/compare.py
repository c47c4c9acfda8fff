"""How fast and how lean, beside ccusage on the same history in one run; prints the README's table.

    npm i ccusage @ccusage/ccusage-linux-x64
    python tests/bench/compare.py --ccusage node_modules/.bin/ccusage --folder /tmp/history

Histories are made once and kept in the folder (1 GB, and 10 GB unless --short). Ours and the peer's runs
alternate, so that a busy machine is busy for both; quoted are medians, and ratios of medians.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
OURS = [sys.executable, "-m", "claudecost"]
REPORT = ["daily", "--json"]


class Run(NamedTuple):
    """One finished command: seconds on the wall, peak memory in MB of its largest process."""

    seconds: float
    megabytes: float


class Bench:
    """The folder with histories and stores, and how to run either tool on them."""

    def __init__(self, folder: Path, peer: Path, runs: int) -> None:
        self.folder, self.peer, self.runs = folder, peer.resolve(), runs
        self.home = folder / "home"
        self.home.mkdir(parents=True, exist_ok=True)

    def history(self, name: str, megabytes: int) -> Path:
        """A history of some size, made if it is not there yet."""
        root = self.folder / name
        if not root.exists():
            make = [sys.executable, str(HERE / "corpus.py"), str(root), "--megabytes", str(megabytes)]
            subprocess.run([*make, "--era", "mixed"], check=True, stdout=subprocess.DEVNULL)
        return root

    def ours(self, *arguments: str, root: Path | None = None, store: str = "store") -> Run:
        """Run claudecost once."""
        where = [] if arguments[0].startswith("--") else ["--db", str(self.folder / f"{store}.db")]
        return self._run([*OURS, *arguments, *where], root)

    def theirs(self, root: Path) -> Run:
        """Run ccusage once."""
        return self._run([str(self.peer), "claude", "daily", "--json", "--offline"], root)

    def forget(self, store: str = "store") -> None:
        """Remove a store, so that the next report is a first one."""
        for path in self.folder.glob(f"{store}.db*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _run(self, command: Sequence[str], root: Path | None) -> Run:
        environment = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(HERE.parent.parent),
        }
        if root is not None:
            environment["CLAUDE_CONFIG_DIR"] = str(root)
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if os.waitstatus_to_exitcode(status):
            raise SystemExit(f"{' '.join(command)} failed")
        return Run(seconds, used.ru_maxrss / 1024)


def median(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(
        statistics.median(run.seconds for run in runs), statistics.median(run.megabytes for run in runs)
    )


def in_turn(first: Callable[[], Run], second: Callable[[], Run], runs: int) -> tuple[Run, Run]:
    """Run two things alternately and give the median of each."""
    pairs = [(first(), second()) for _ in range(runs)]
    return median([a for a, _ in pairs]), median([b for _, b in pairs])


def first_report(bench: Bench, root: Path) -> Run:
    """The first import and report."""
    bench.forget()
    return bench.ours(*REPORT, root=root)


def grown_report(bench: Bench, root: Path) -> Run:
    """A report after one session grew by a hundred lines."""
    session = sorted((root / "projects").glob("*/*.jsonl"))[17]
    subprocess.run(
        [sys.executable, str(HERE / "corpus.py"), "--grow", str(session), "--lines", "100"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return bench.ours(*REPORT, root=root)


def ten_million_events(bench: Bench) -> Run:
    """A report over ten million events: those of the 1 GB store, each many times at other instants."""
    import duckdb

    many = bench.folder / "many.db"
    if not many.exists():
        shutil.copy(bench.folder / "store.db", many)
        with duckdb.connect(str(many)) as connection:
            connection.execute((HERE / "ten_million.sql").read_text())
    ask = ("report", "--by", "day,model,project", "--json", "--no-ingest")
    return median([bench.ours(*ask, store="many") for _ in range(bench.runs)])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--ccusage", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--short", action="store_true", help="leave out the 10 GB history")
    given = parser.parse_args()
    bench = Bench(given.folder, given.ccusage, given.runs)
    small = bench.history("1gb", 1000)
    bench.ours("--help")  # byte code and page cache

    print("| what | claudecost | ccusage | ratio |\n|---|---|---|---|")
    first, peer = in_turn(lambda: first_report(bench, small), lambda: bench.theirs(small), bench.runs)
    row("first import and report, 1 GB", first, peer)
    row("the same, peak memory", first, peer, memory=True)
    same, peer = in_turn(lambda: bench.ours(*REPORT, root=small), lambda: bench.theirs(small), bench.runs)
    row("report when nothing changed", same, peer)
    grown, peer = in_turn(lambda: grown_report(bench, small), lambda: bench.theirs(small), bench.runs)
    row("report after one session grew by 100 lines", grown, peer)
    many = ten_million_events(bench)
    print(f"| report by day, model and project over 10 million events | {many.seconds:.2f} s | | |")
    for option in ("--help", "--version"):
        print(f"| `{option}` | {median([bench.ours(option) for _ in range(9)]).seconds * 1000:.0f} ms | | |")
    if not given.short:
        print_large(bench, first, small)


def print_large(bench: Bench, first_small: Run, small: Path) -> None:
    """What a history ten times longer costs."""
    large = bench.history("10gb", 10_000)
    bench.forget("large")
    first = bench.ours(*REPORT, root=large, store="large")
    again, same = in_turn(
        lambda: bench.ours(*REPORT, root=large, store="large"),
        lambda: bench.ours(*REPORT, root=small),
        bench.runs,
    )
    print(f"| first import and report, 10 GB | {first.seconds:.1f} s, {first.megabytes:.0f} MB | | |")
    print(f"| peak memory, 10 GB against 1 GB | | | {first.megabytes / first_small.megabytes:.2f} |")
    ratio = again.seconds / same.seconds
    print(f"| report when nothing changed, 10 GB against 1 GB | {again.seconds:.2f} s | | {ratio:.2f} |")


def row(what: str, ours: Run, theirs: Run, *, memory: bool = False) -> None:
    """One line of the table."""
    if memory:
        a, b, unit, digits = ours.megabytes, theirs.megabytes, "MB", 0
    else:
        a, b, unit, digits = ours.seconds, theirs.seconds, "s", 2
    print(f"| {what} | {a:.{digits}f} {unit} | {b:.{digits}f} {unit} | {a / b:.2f} |", flush=True)


if __name__ == "__main__":
    main()
