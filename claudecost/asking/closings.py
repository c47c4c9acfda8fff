"""What was closed, as reports: one month just now, or all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..money import dollars, plain
from ..reports.closed.figures import NOTHING, Cell, Figures
from ..reports.shape import Column, Report
from ..reports.usage import Answers
from ..zones import instant
from .closing import OPEN, ClosedNow

COLUMNS = (
    Column("responses", "Responses", "integer", "Resp.", 20),
    Column("total_tokens", "Total tokens", "integer", "Total", 30),
    Column("cost_usd", "Cost (USD)", "money", "Cost", 100),
    Column("unpriced_tokens", "Unpriced tokens", "integer", None, -1),
)

LISTED = """
SELECT
    c.month, c.closed_at, c.closed_with, c.book_version, c.book_sha256, c.teams_sha256, c.events_sha256,
    c.figures_sha256, c.accepted,
    (SELECT coalesce(sum(cost_usd), 0) FROM closed_figures AS f
        WHERE f.closing_id = c.closing_id AND f.ledger = 'requests') AS cost_usd,
    (SELECT count(*) FROM restatements AS r WHERE r.closing_id = c.closing_id) AS restatements
FROM closings AS c
ORDER BY c.since
"""


def closed_report(closed: ClosedNow) -> Report:
    """The month just closed: its figures by team, with what they were frozen with."""
    teams: dict[str, Figures] = {}
    for (_, team, _, _), figures in closed.figures["requests"].items():
        teams[team] = teams.get(team, NOTHING) + figures
    rows = [_row(team, figures) for team, figures in teams.items()]
    whole = sum(teams.values(), NOTHING)
    others = {
        ledger: sum(figures.values(), NOTHING).cost_usd
        for ledger, figures in closed.figures.items()
        if ledger != "requests" and figures
    }
    notes = [f"closed with {OPEN[name]}: {what}" for name, what in closed.accepted.items()]
    notes += [_by_team(ledger, closed.figures[ledger]) for ledger in others]
    if closed.allocation is None:
        notes.append("closed without a team file: everything in it is unallocated, for good")
    notes.append(f"every report of {closed.month.name} now shows these figures")
    return Report(
        name="close",
        title=f"{closed.month.name} is closed",
        columns=(Column("team", "Team", "text"), *COLUMNS),
        rows=sorted(rows, key=_dearest),
        totals=_row("", whole),
        meta={
            "dimensions": ["team"],
            "ledger": "requests",
            "period": {
                "since": instant(closed.month.since),
                "until": instant(closed.month.until),
                "timezone": "UTC",
            },
            "price_book": {"version": closed.book.version, "sha256": closed.book.sha256},
            "currency": "USD",
            "closed_at": instant(closed.closed_at),
            "teams_sha256": closed.allocation.sha256 if closed.allocation else None,
            "accepted": dict(closed.accepted),
            "ledgers": {ledger: plain(amount) for ledger, amount in others.items()},
            "notes": notes,
        },
    )


def _by_team(ledger: str, figures: Mapping[Cell, Figures]) -> str:
    """What was frozen of another ledger, team by team."""
    teams: dict[str, Decimal] = {}
    for (_, team, _, _), one in figures.items():
        teams[team] = teams.get(team, Decimal(0)) + one.cost_usd
    whole = sum(figures.values(), NOTHING)
    lower = " +? (some of it has no price)" if whole.unpriced_tokens else ""
    each = ", ".join(
        f"{team} {dollars(amount)}" for team, amount in sorted(teams.items(), key=lambda one: -one[1])
    )
    return f"frozen as well: the {ledger} ledger, {dollars(whole.cost_usd)}{lower}: {each}"


def _dearest(row: Mapping[str, Any]) -> tuple[Decimal, str]:
    return -row["cost_usd"], row["team"]


def _row(team: str, figures: Figures) -> dict[str, Any]:
    return {
        "team": team,
        "responses": figures.responses,
        "total_tokens": figures.total_tokens,
        "cost_usd": figures.cost_usd,
        "unpriced_tokens": figures.unpriced_tokens,
    }


def closings_report(store: Answers) -> Report:
    """Every closed month: when it was closed, what it came to, with which book, rules and events."""
    names = (
        "month", "closed_at", "closed_with", "book_version", "book_sha256", "teams_sha256", "events_sha256",
        "figures_sha256", "accepted", "cost_usd", "restatements",
    )  # fmt: skip
    rows = [dict(zip(names, row, strict=True)) for row in store.rows(LISTED)]
    for row in rows:
        row["closed_at"] = f"{row['closed_at']:%Y-%m-%dT%H:%M:%SZ}"
        row["cost_usd"] = Decimal(row["cost_usd"])
        row["accepted"] = ", ".join(json.loads(row["accepted"])) or None
    return Report(
        name="closings",
        title="Closed months" if rows else "No month is closed yet",
        columns=(
            Column("month", "Month", "text"),
            Column("closed_at", "Closed", "instant"),
            Column("book_version", "Price book", "text"),
            Column("accepted", "Accepted", "text"),
            Column("cost_usd", "Cost (USD)", "money", "Cost", 100),
            Column("restatements", "Restatements", "integer", "Restated", 50),
            *(
                Column(name, name, "text", None, -1)
                for name in ("closed_with", "book_sha256", "teams_sha256", "events_sha256", "figures_sha256")
            ),
        ),
        rows=rows,
        meta={"dimensions": ["month"], "currency": "USD", "nothing": "`claudecost close MONTH` closes one"},
    )
