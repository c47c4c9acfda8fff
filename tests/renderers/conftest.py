"""One tiny report with something of everything: a partly and a wholly unpriced group, a hostile name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claudecost.reports.shape import Column, Report

COLUMNS = (
    Column("project", "Project", "text"),
    Column("model", "Model", "text"),
    Column("responses", "Responses", "integer", short="Resp.", priority=1),
    Column("cache_read_tokens", "Cache read", "integer"),
    Column("cost_usd", "Cost", "money", priority=9),
    Column("unpriced_tokens", "Unpriced tokens", "integer", priority=-1),
)


def row(
    project: str | None, model: str, responses: int, tokens: int, cost: str, unpriced: int = 0
) -> dict[str, object]:
    values = (project, model, responses, tokens, Decimal(cost), unpriced)
    return {column.key: value for column, value in zip(COLUMNS, values, strict=True)}


@pytest.fixture(scope="session")
def tiny() -> Report:
    return Report(
        name="report",
        title="Usage by project and model",
        columns=COLUMNS,
        rows=[
            row("/home/ada/shop", "claude-opus-5-5", 51, 2811200, "2.0971234"),
            row("=cmd|\x1b[2J", "claude-zeta-9", 3, 1904, "0", unpriced=1904),
            row(None, "claude-sonnet-5", 2, 1234567, "1234.004", unpriced=5),
            row("a,b", "claude-haiku-5", 1, 0, "0.004"),
        ],
        totals={
            "responses": 57,
            "cache_read_tokens": 4047671,
            "cost_usd": Decimal("1236.1051234"),
            "unpriced_tokens": 1909,
        },
        meta={
            "dimensions": ["project", "model"],
            "ledger": "requests",
            "period": {
                "since": "2026-10-31T23:00:00Z",
                "until": "2026-11-19T23:00:00Z",
                "timezone": "Europe/Berlin",
            },
            "price_book": {"version": "2026.11.20", "sha256": "ab12", "as_of": "2026-11-20"},
        },
        unpriced=[
            {
                "model": "claude-zeta-9",
                "responses": 3,
                "tokens": 1909,
                "first_seen": "2026-11-02T08:00:00Z",
                "reason": "no price",
            }
        ],
        coverage={"files": 2, "machines": ["laptop"]},
        warnings=["one line was cut short"],
    )
