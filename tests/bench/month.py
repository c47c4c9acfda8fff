"""How fast a company's month is split, compared and written to files; prints the README's table.

    python tests/bench/month.py --folder /tmp/month

One million events of October 2026 from 100,000 origins, 200 teams and 1,000 rules. The store and its team
file (`store.db`, `teams.yaml`) are made once and kept in the folder; `--build-only` stops there. Every
command runs beside a plain `report --by day` in the same run: trust ratios, not seconds. What is not there is
skipped.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import astuple, dataclass, fields
from pathlib import Path

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent / "samples"
OURS = [sys.executable, "-m", "claudecost"]
NOW = "2026-11-20T12:00:00Z"
PICK = "CREATE OR REPLACE TEMP MACRO pick(n, salt, upto) AS (hash(n, salt) % upto)::BIGINT"


@dataclass(frozen=True)
class Size:
    """How large the company is."""

    events: int = 1_000_000
    origins: int = 100_000
    people: int = 2_000
    keys: int = 120
    files: int = 5_000
    teams: int = 200
    rules: int = 1_000


def build(folder: Path, size: Size = Size()) -> tuple[Path, Path]:
    """Make the store and the team file in a folder, where they are not there yet; returns both paths."""
    store, teams = folder / "store.db", folder / "teams.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    if not teams.exists():
        teams.write_text(team_file(size), encoding="utf-8")
    if not store.exists():
        draft = folder / "draft.db"
        draft.unlink(missing_ok=True)
        settings = {"CLAUDECOST_DB": str(draft), "HOME": str(folder), "CLAUDECOST_NOW": NOW}
        command = [*OURS, "ingest", "-q", str(SAMPLES / "ann"), "--machine", "laptop"]
        subprocess.run(command, env=os.environ | settings, check=True)
        _fill(draft, size)
        draft.replace(store)
    return store, teams


def _fill(store: Path, size: Size) -> None:
    """Everything in the store replaced by the invented month."""
    import duckdb

    names = ", ".join(
        f"{value} AS {field.name}" for field, value in zip(fields(size), astuple(size), strict=True)
    )
    with duckdb.connect(str(store)) as connection:
        connection.execute(PICK)
        connection.execute(f"CREATE TEMP TABLE settings AS SELECT {names}, TIMESTAMP '2026-10-01' AS since")
        connection.execute((HERE / "month.sql").read_text(encoding="utf-8"))


def team_file(size: Size) -> str:
    """Teams below divisions; rules by e-mail, project and API key, some of them splits or with dates."""
    divisions = max(1, size.teams // 20)
    lines = ["version: 1", "teams:"]
    lines += [
        f"  division-{n:02d}: {{name: Division {n}, cost_center: CC-{n:02d}00}}" for n in range(divisions)
    ]
    lines += [
        f"  team-{n:03d}: {{name: Team {n}, cost_center: CC-{n % divisions:02d}{n // divisions:02d}, "
        f"parent: division-{n % divisions:02d}}}"
        for n in range(size.teams - divisions)
    ]
    lines.append("rules:")
    lines += [f"  - {_rule(n, size, size.teams - divisions)}" for n in range(size.rules)]
    lines.append("people:")
    named = size.rules * 7 // 10
    lines += [
        f"  person{n:04d}@company.example: team-{n % (size.teams - divisions):03d}"
        for n in range(named, size.people * 19 // 20)
    ]
    return "\n".join(lines) + "\n"


def _rule(number: int, size: Size, teams: int) -> str:
    """Of ten rules seven are by e-mail, two by project and one by key; what is left stays unallocated."""
    team, other = number % teams, (number * 7 + 3) % teams
    kind, nth = number % 10, number // 10
    if kind < 7:
        match = f'{{email: "person{nth * 7 + kind:04d}@company.example"}}'
    elif kind < 9:
        name = f"project-{nth * 2 + kind - 7:03d}"
        match = f'{{project: "*/{name}", source: claude-code}}' if kind == 7 else f"{{project: {name}}}"
    else:
        match = f"{{api_key: service-{nth % size.keys:03d}}}"
    if number % 20 == 9 and team != other:
        return f'{{split: {{team-{team:03d}: 60, team-{other:03d}: "40"}}, match: {match}}}'
    dates = "from: 2026-10-12, " if number % 20 == 3 else ""
    return f"{{team: team-{team:03d}, {dates}match: {match}}}"


def run(command: list[str], settings: dict[str, str]) -> tuple[float, float] | None:
    """Seconds on the wall and peak memory in MB of one command; None where there is none, or it failed."""
    started = time.monotonic()
    process = subprocess.Popen(
        [*OURS, *command], env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    said = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 2:
        return None
    if code:
        print(f"failed: {' '.join(command)}\n{said}", file=sys.stderr)
        return None
    return time.monotonic() - started, usage.ru_maxrss / 1024


def commands(folder: Path) -> dict[str, list[str]]:
    """What is timed, by the name it has in the table; the first is what the others are beside."""
    target = Path(tempfile.mkdtemp(dir=folder)) / "files"
    return {
        "report --by day": ["report", "--by", "day", "--period", "2026-10", "--json", "--no-ingest"],
        "report --by team": ["report", "--by", "team", "--period", "2026-10", "--json", "--no-ingest"],
        "report --by team,day,model": [
            *("report", "--by", "team,day,model"), *("--period", "2026-10", "--json", "--no-ingest"),
        ],
        "compare": ["compare", "2026-W42", "2026-W43", "--by", "team", "--json", "--no-ingest"],
        "explain": ["explain", "--day", "2026-10-14", "--team", "team-007", "--json", "--no-ingest"],
        "export (all six files)": ["export", "--period", "2026-10", "--to", str(target), "--no-ingest"],
    }  # fmt: skip


def measure(folder: Path, runs: int) -> None:
    """Every command in turn, `runs` times over; medians, and ratios to the plain report."""
    store, teams = build(folder)
    settings = {
        "CLAUDECOST_DB": str(store),
        "CLAUDECOST_TEAMS": str(teams),
        "CLAUDECOST_NOW": NOW,
        "HOME": str(folder),
    }
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(runs):
        made = commands(folder)
        for name, command in made.items():
            if (took := run(command, settings)) is not None:
                found.setdefault(name, []).append(took)
        for left in folder.glob("tmp*"):
            shutil.rmtree(left)
    plain = statistics.median(seconds for seconds, _ in found["report --by day"])
    for name, times in found.items():
        seconds = statistics.median(run[0] for run in times)
        peak = statistics.median(run[1] for run in times)
        print(f"| `{name}` | {seconds:.2f} s, {peak:.0f} MB | {seconds / plain:.1f} x |")


def main() -> None:
    """Build, then print the rows of the README's table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--build-only", action="store_true")
    options = parser.parse_args()
    if options.build_only:
        print(*build(options.folder))
    else:
        measure(options.folder, options.runs)


if __name__ == "__main__":
    main()
