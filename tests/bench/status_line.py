"""What a status line costs: processor time and memory of a call, and what a thousand of them leave behind.

    python tests/bench/status_line.py              # the usual tail, and the longest one that is read
    python tests/bench/status_line.py --calls 1000 # and whether anything is left behind

The history does not matter: a status line reads the end of one transcript and a small file, whose size is
printed. Aims: 50 ms and 20 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
#: What the installed script does.
FRONT_DOOR = "import re, sys; from claudecost.__main__ import main; sys.exit(main())"

#: Between two answers lie results of tools: most of a transcript's bytes.
TOOL_RESULT = json.dumps({"type": "user", "message": {"content": "result " * 600}}) + "\n"

#: Compiled modules go where they are in nobody's way; without any a call costs twice as much.
BYTE_CODE = "byte-code"

SESSION = "3f2a0000-0000-4000-8000-000000000001"


def line(number: int, words: int) -> str:
    """A response's line of a transcript, with an answer of some length."""
    return json.dumps(
        {
            "type": "assistant",
            "uuid": f"00000000-0000-4000-8000-{number:012d}",
            "requestId": f"req_01{number:022d}",
            "timestamp": f"2026-11-20T11:{number // 60 % 60:02}:{number % 60:02}.000Z",
            "sessionId": SESSION,
            "message": {
                "id": f"msg_01{number:022d}",
                "model": "claude-opus-5",
                "stop_reason": "end_turn",
                "content": [{"type": "text", "text": "word " * words}],
                "usage": {"input_tokens": 5, "cache_read_input_tokens": 90_000, "output_tokens": 700},
            },
        }
    )


def home(directory: Path, tail: int) -> tuple[dict[str, str], bytes]:
    """A home with a transcript that has grown by `tail` bytes since the last ingest, and what to send."""
    folder = directory / ".claude" / "projects" / "-home-ann-shop"
    folder.mkdir(parents=True)
    path = folder / f"{SESSION}.jsonl"
    path.write_text("".join(line(number, 20) + "\n" for number in range(500)))
    environment = {
        **os.environ, "HOME": str(directory), "PYTHONPATH": str(ROOT), "TZ": "UTC",
        "CLAUDECOST_NOW": "2026-11-20T12:00:00Z", "PYTHONPYCACHEPREFIX": str(directory / BYTE_CODE),
    }  # fmt: skip
    for name in (
        "PYTHONDONTWRITEBYTECODE",
        "CLAUDE_CONFIG_DIR",
        "CLAUDECOST_DB",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
    ):
        environment.pop(name, None)
    command = [sys.executable, "-m", "claudecost", "ingest", "-q"]
    subprocess.run(command, env=environment, check=True)
    with path.open("a") as file:
        number = 500
        while tail > 0:
            tail -= file.write(line(number, 400) + "\n" + TOOL_RESULT)
            number += 1
    return environment, json.dumps({"session_id": SESSION, "transcript_path": str(path)}).encode()


def measure(tail: int, calls: int) -> None:
    """Print what calls cost, and what is there afterwards that was not there before."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        environment, given = home(directory, tail)
        before = {path for path in directory.rglob("*") if BYTE_CODE not in path.parts}
        command = [sys.executable, "-c", FRONT_DOOR, "statusline"]
        costs = []
        subprocess.run(command, env=environment, input=given, capture_output=True, check=True)
        for _ in range(calls):
            started = processor_time()
            done = subprocess.run(command, env=environment, input=given, capture_output=True, check=True)
            costs.append(processor_time() - started)
        after = {path for path in directory.rglob("*") if BYTE_CODE not in path.parts}
        small = next(directory.glob(".cache/claudecost/status-*.json"))
        left = sorted(str(path) for path in after - before)
        costs.sort()
        print(done.stdout.decode().strip())
        print(
            f"tail {tail / 2**20:.1f} MB, {calls} calls: least {costs[0] * 1e3:.0f} ms, "
            f"median {costs[calls // 2] * 1e3:.0f} ms of processor time; "
            f"small file {small.stat().st_size:,} B; left behind: {left or 'nothing'}, "
            f"processes: {children() or 'none'}"
        )


def bare(calls: int) -> None:
    """Print what Python itself costs here just now."""
    costs = []
    for _ in range(calls):
        started = processor_time()
        subprocess.run([sys.executable, "-c", "import json"], check=True)
        costs.append(processor_time() - started)
    print(f"python -c 'import json': least {min(costs) * 1e3:.0f} ms of processor time")


def memory() -> None:
    """Print the peak memory of one call, by itself."""
    code = (
        "import resource, sys\nsys.argv = ['claudecost', 'statusline']\n"
        "from claudecost.__main__ import main\ntry:\n    main()\nfinally:\n"
        "    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, 'MB', file=sys.stderr)"
    )
    with tempfile.TemporaryDirectory() as name:
        for tail in (0, 4 * 2**20):
            environment, given = home(Path(name) / str(tail), tail)
            command = [sys.executable, "-c", code]
            done = subprocess.run(command, env=environment, input=given, capture_output=True, check=True)
            print(f"tail {tail / 2**20:.0f} MB: peak memory {done.stderr.decode().strip()}")


def children() -> list[str]:
    """Processes of ours that are still there."""
    own = str(os.getpid())
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == own:
            found.append(path.parent.name)
    return found


def processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=15)
    calls = parser.parse_args().calls
    bare(15)
    memory()
    measure(20_000, calls)
    measure(4 * 2**20, min(calls, 15))


if __name__ == "__main__":
    main()
