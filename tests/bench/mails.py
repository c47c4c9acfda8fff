"""How long the weekly mail takes from a store of ten million events; prints the README's table.

    python tests/bench/mails.py --folder /tmp/year

The company of year.py (200 teams, 500 projects, 2,000 people), with 300,000 sessions of a year and 34 times
as many responses (`many.db`, made once and kept in the folder: a few minutes, 0.5 GB). The mail runs in turn
with a plain report by day over the same ten million events: trust the ratio, not the seconds.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from spent_on import Cost, spent_on
from year import year

HERE = Path(__file__).parent

#: A Monday after the last week with usage.
NOW = "2026-10-26T08:00:00Z"

BUDGETS = """timezone: UTC
budgets:
  limits: [{total: true, usd: 30000}, {model: "claude-opus-*", usd: 9000}]
"""


def many(folder: Path) -> tuple[Path, Path]:
    """The store of ten million events and its team file, made where they are not there yet."""
    once, teams = year(folder)
    store = folder / "many.db"
    if not store.exists():
        import duckdb

        draft = folder / "many.draft.db"
        shutil.copy(once, draft)
        with duckdb.connect(str(draft)) as connection:
            connection.execute((HERE / "mails.sql").read_text(encoding="utf-8"))
        draft.replace(store)
    return store, teams


def main() -> None:
    """Build, ask in turn, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    store, teams = many(options.folder)
    config = options.folder / "mail.yaml"
    config.write_text(BUDGETS, encoding="utf-8")
    settings = {"CLAUDECOST_NOW": NOW, "HOME": str(options.folder)}
    asked = ["--no-ingest", "--db", str(store), "--teams", str(teams), "--config", str(config), "-z", "UTC"]
    mails: list[Cost] = []
    reports: list[Cost] = []
    for _ in range(options.runs):
        mails.append(spent_on(["email", "weekly", "--dry-run", "--even-if-delayed", *asked], settings))
        reports.append(spent_on(["report", "--by", "day", "--json", *asked], settings))
    mail, report = (statistics.median(cost.cpu for cost in costs) for costs in (mails, reports))
    wall = statistics.median(cost.wall for cost in mails)
    peak = statistics.median(cost.peak for cost in mails)
    print(f"| the weekly mail, of ten million events | {wall:.1f} s, {mail:.1f} s of CPU, {peak:.0f} MB |")
    print(f"| the same beside `report --by day` of all of them, in CPU | {mail / report:.1f} x |")


if __name__ == "__main__":
    main()
