"""How long merging packs takes, and how much memory: 100 packs of 100,000 responses if nothing else is said.

    python tests/bench/merging.py [--packs 100] [--responses 100000] [--again]

Invents the packs of as many machines, takes the folder in with `claudecost ingest`, and prints processor
time, wall time and peak memory of that. `--again` merges them a second time after touching every pack:
nothing may come of it. What the store then holds is counted.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from claudecost.packing.envelope import KEY, Envelope, seal
from claudecost.store.migrations import question

SQL = (Path(__file__).parent / "merging.sql").read_text(encoding="utf-8")
LIMIT_S = 60


def invent(folder: Path, number: int, responses: int) -> None:
    """Write the pack of one machine."""
    path = folder / f"machine-{number}.parquet"
    with duckdb.connect() as connection:
        connection.execute(question("pack_shape.sql"))
        values = {"pack": number, "responses": responses}
        for statement in SQL.split(";\n\n"):
            wanted = {name: value for name, value in values.items() if f"${name}" in statement}
            connection.execute(statement, wanted)
        said = Envelope(f"machine-{number}", "bench", f"store-{number}", observations=responses).text()
        connection.execute(
            f"COPY (FROM told) TO '{path}' "
            f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{KEY}: '{said}'}})"
        )
    seal(path)


def ingest(folder: Path, store: Path) -> None:
    """Take the folder in and say what it cost."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "claudecost", "--db", str(store), "ingest", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - started
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stderr
    print(
        f"{processor:.1f} s of processor, {wall:.1f} s ({LIMIT_S} s at most), {after.ru_maxrss / 1024:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packs", type=int, default=100)
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--again", action="store_true", help="merge everything a second time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "packs"
        folder.mkdir()
        for number in range(asked.packs):
            invent(folder, number, asked.responses)
        size = sum(path.stat().st_size for path in folder.iterdir())
        print(f"{asked.packs:,} packs, {size / 1e6:,.0f} MB")
        store = Path(made) / "store.db"
        ingest(folder, store)
        if asked.again:
            for path in folder.iterdir():
                os.utime(path)
            ingest(folder, store)


if __name__ == "__main__":
    main()
