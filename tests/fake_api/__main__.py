"""Serve a scenario for a person to look at: `python -m tests.fake_api --port 8808 --scenario month`."""

from __future__ import annotations

import argparse
from operator import attrgetter
from pathlib import Path
from typing import get_args

from . import FakeApi, scenario
from .company import Company
from .console_csv import Download, costs, spend_report, tokens_of_day, tokens_of_month
from .world import Kind

AT = attrgetter("at")


def downloads(company: Company, kind: Kind) -> list[Download]:
    """What a browser would save: the tokens, one day of them, the costs; or the spend report."""
    first, last = min(company.facts, key=AT).at.date(), max(company.facts, key=AT).at.date()
    if kind == "enterprise":
        return [spend_report(company, first, last)]
    return [tokens_of_month(company, last), tokens_of_day(company, last), costs(company, first, last)]


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.fake_api", description=__doc__)
    parser.add_argument("--port", type=int, default=8808)
    parser.add_argument("--scenario", choices=sorted(scenario.BY_NAME), default="month")
    parser.add_argument("--kind", choices=get_args(Kind), help="default: what the scenario is about")
    parser.add_argument("--no-analytics", action="store_true", help="as before the newer reports")
    parser.add_argument(
        "--downloads", type=Path, help="write the scenario's CSV files into this folder first"
    )
    asked = parser.parse_args()
    kind: Kind = asked.kind or ("enterprise" if asked.scenario == "enterprise" else "console")
    company = scenario.BY_NAME[asked.scenario]()
    if asked.downloads:
        for download in downloads(company, kind):
            (asked.downloads / download.name).write_text(download.text, encoding="utf-8", newline="\n")
    fake = FakeApi(company, kind, has_analytics=not asked.no_analytics, port=asked.port, log=True)
    names = ("admin_key", "analytics_key", "workspace_key", "oauth_token")
    keys = "".join(f"\n  {name:<14} {getattr(fake, name)}" for name in names)
    print(f"{company.name} ({kind}) at {fake.url}{keys}", flush=True)
    try:
        fake.serve_forever()
    except KeyboardInterrupt:
        print("stopped")


if __name__ == "__main__":
    main()
