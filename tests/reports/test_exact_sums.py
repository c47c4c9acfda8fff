"""Amounts of more than 28 digits, where Python's own arithmetic begins to round without a word."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from claudecost.money import product, total
from claudecost.periods import Period
from claudecost.records import Exchange
from claudecost.reports.closed.figures import Figures
from claudecost.reports.converted import with_currency_of_days
from claudecost.reports.dimensions import parse_dimensions
from claudecost.reports.ledgers import add_up as add_up_of_ledger
from claudecost.reports.parts import together
from claudecost.reports.shape import Column, Report
from claudecost.reports.usage import AMOUNTS, MEASURES, Answer, Question, add_up
from claudecost.zones import resolve_zone

#: Twelve million dollars to the twenty-first decimal: a large company's split of a year.
LONG = Decimal("12345678.123456789012345678901")
TWICE = Decimal("24691356.246913578024691357802")


def row(model: str) -> dict[str, Any]:
    amounts: dict[str, Any] = {name: LONG if name in AMOUNTS else 1 for name in MEASURES}
    return {"model": model, "last_at": date(2026, 10, 1)} | amounts


def test_totals_keep_every_digit() -> None:
    assert add_up([row("a"), row("b")])["cost_usd"] == TWICE
    assert add_up_of_ledger([{"billed_usd": LONG}, {"billed_usd": LONG}], ["billed_usd"]) == {
        "billed_usd": TWICE
    }


def test_parts_of_a_period_keep_every_digit() -> None:
    answers = [Answer([row("a")], {}, [], {}), Answer([row("a")], {}, [], {})]
    found = together(parse_dimensions("model"), answers)
    assert [one["cost_usd"] for one in found.rows] == [TWICE] == [found.totals["cost_usd"]]


def test_figures_of_a_closing_keep_every_digit() -> None:
    one = Figures(1, 1, LONG, 0)
    assert (one + one).cost_usd == TWICE
    assert ((one + one) - one).cost_usd == LONG


def test_conversion_keeps_every_digit() -> None:
    exchange = Exchange("EUR", "rates.csv", "", {date(2026, 10, 1): Decimal("0.912345")})
    asked = Question(
        parse_dimensions("model", "billed"), Period(None, None, "UTC"), resolve_zone("UTC"), exchange=exchange
    )
    columns = (Column("model", "Model", "text"), Column("billed_usd", "Billed", "money"))
    report = Report("report", "", columns, [{"model": "a", "billed_usd": LONG}], {"billed_usd": LONG})
    days = [{"model": "a", "day": "2026-10-01", "billed_usd": LONG}] * 2
    found = with_currency_of_days(report, asked, days, "billed_usd")
    once = product(LONG, Decimal("0.912345"))
    assert found.rows[0]["billed_eur"] == found.totals["billed_eur"] == total([once, once])  # type: ignore[index]
