"""What the live view takes of a processor while a session is going on; prints the README's figures.

    python tests/bench/watched.py --folder /tmp/live [--db STORE] [--now INSTANT] [--seconds 60]

Runs `claudecost live` in a pseudo terminal beside a transcript that grows every three seconds, in a home of
its own in the folder. Without --db the store is that home's; with it, a copy of a large store. Counts user
and system time of the process and its children, after the first look. One machine: trust ratios, not seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import select
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from transcripts import response

#: The transcript grows this often, in seconds; the view is left alone this long before anything is counted.
EVERY, SETTLING = 3.0, 25.0
TOKENS = {"input": 500, "output": 12_000, "cache_read": 150_000, "cache_write_1h": 3_000}


def processor_seconds(process: int) -> float:
    """User and system time of a process and of its children that have ended. Source: proc(5)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def grow(home: Path, now: str | None) -> None:
    """A response more, at the present time."""
    number, at = time.time_ns(), now or datetime.now(UTC)
    line = response("claude-opus-5-5", at, TOKENS)
    line["message"]["id"], line["requestId"] = f"msg_01{number:022d}", f"req_01{number:022d}"
    path = home / ".claude" / "projects" / "-home-ann-shop" / "morning.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(line)}\n")


def measure(home: Path, store: Path, now: str | None, seconds: float) -> tuple[float, float]:
    """Processor seconds and seconds of the view, after it has settled."""
    environment = {**os.environ, "HOME": str(home), "TERM": "xterm", "TZ": "UTC"}
    environment |= {"CLAUDECOST_NOW": now} if now else {}
    command = [sys.executable, "-m", "claudecost", "live", "--db", str(store)]
    child, descriptor = pty.fork()
    if child == 0:
        os.execve(sys.executable, command, environment)
    began, grown, counted = time.monotonic(), 0.0, 0.0
    while (past := time.monotonic() - began) < SETTLING + seconds:
        if select.select([descriptor], [], [], 0.5)[0]:
            os.read(descriptor, 65536)
        if past < SETTLING:
            counted = processor_seconds(child)
        elif time.monotonic() - grown > EVERY:
            grow(home, now)
            grown = time.monotonic()
    used = processor_seconds(child) - counted
    os.write(descriptor, b"q")
    os.waitpid(child, 0)
    return used, seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--now")
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    home, store = given.folder / "home", given.folder / "store.db"
    home.mkdir(parents=True, exist_ok=True)
    if given.db is not None:
        shutil.copyfile(given.db, store)
    grow(home, given.now)
    used, seconds = measure(home, store, given.now, given.seconds)
    print(f"live: {used:.2f} s of a processor in {seconds:.0f} s: {100 * used / seconds:.2f} %")


if __name__ == "__main__":
    main()
