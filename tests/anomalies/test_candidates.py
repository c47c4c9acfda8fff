"""What SQL picks out has every unusual day in it, and what is told is what the rule alone would tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repeated import first_of

from claudecost.records import WorkingDays
from claudecost.reports.anomalies.candidates import candidates, lay_out_candidates
from claudecost.reports.anomalies.finding import MOST, find
from claudecost.reports.anomalies.shape import Scope
from claudecost.reports.anomalies.usual import MICRO, Series, unusual

from .company import Book, series_of

FIRST = date(2026, 10, 5)
DAYS = [FIRST + timedelta(days=n) for n in range(14)]
REACHED = [FIRST - timedelta(days=n) for n in range(56, 0, -1)] + DAYS
COLUMNS: dict[Scope, str | None] = {
    "total": None, "team": "team", "project": "project", "model": "model", "user": "user_name",
}  # fmt: skip

#: Amounts on both sides of all that the rule asks for: nothing, cents, five dollars to the digit, much.
AMOUNTS = st.one_of(
    st.just(Decimal(0)),
    st.sampled_from([Decimal(text) for text in ("0.01", "4.999999", "4.9999999", "5", "7.5", "10", "15")]),
    st.decimals(0, 60, places=7),
)


def unusual_days(costs: dict[date, Decimal], working: WorkingDays) -> list[date]:
    """By the rule alone, day by day."""
    series = Series({day: int(cost * MICRO) for day, cost in costs.items()})
    return [day for day in DAYS if unusual(series, day, working) is not None]


@given(
    costs=st.lists(AMOUNTS, min_size=len(REACHED), max_size=len(REACHED)),
    off=st.sets(st.sampled_from(REACHED), max_size=10),
    dear=st.dictionaries(st.sampled_from(DAYS), st.decimals(5, 300, places=6), max_size=4),
)
@settings(deadline=None, max_examples=150)
def test_no_unusual_day_is_left_out(costs: list[Decimal], off: set[date], dear: dict[date, Decimal]) -> None:
    spent = dict(zip(REACHED, costs, strict=True)) | dear
    working = WorkingDays(holidays=frozenset(off))
    book = Book()
    book.spend([{"day": day, "project": "shop", "cost_usd": cost} for day, cost in spent.items()])
    lay_out_candidates(book, DAYS, working)
    looked_at = {one.day for one in candidates(book, "project")}
    assert set(unusual_days(spent, working)) <= looked_at


def drawn(seed: int, projects: int) -> list[dict[str, Any]]:
    """A company at work: most days much alike, a few many times as dear, some projects young, some weekly."""
    random, spent = Random(seed), []
    for number in range(projects):
        usual, begins, weekly = random.uniform(1, 60), random.choice([0, 0, 0, 40, 52]), number % 7 == 0
        for count, day in enumerate(REACHED):
            if (
                count < begins
                or (weekly and day.weekday() != 1)
                or (day.weekday() > 4 and random.random() < 0.8)
            ):
                continue
            cost = usual * random.uniform(0.6, 1.4) * (random.choice([4, 9]) if random.random() < 0.03 else 1)
            spent.append(
                {
                    "day": day,
                    "project": f"p{number}" if number else None,
                    "model": random.choice(["opus", "haiku"]),
                    "user_name": f"u{number % 11}",
                    "team": f"t{number % 5}",
                    "cost_usd": Decimal(round(cost * 10**9)) / 10**9,
                }
            )
    return spent


def by_rule_alone(
    scope: Scope, spent: Sequence[dict[str, Any]], working: WorkingDays
) -> list[tuple[str | None, date, Decimal]]:
    """Every unusual day of every series of a scope, the largest excess first, cut as the answer is."""
    found = []
    for name, costs in series_of(spent, COLUMNS[scope]):
        series = Series({day: int(cost * MICRO) for day, cost in costs.items()})
        for day in DAYS:
            if (usual := unusual(series, day, working)) is not None:
                excess = costs[day] - Decimal(round(usual.median)) / MICRO
                found.append((-excess, day, name or "", name, costs[day]))
    return [(name, day, cost) for _, day, _, name, cost in sorted(found, key=lambda one: one[:3])][:MOST]


@pytest.mark.parametrize("seed", first_of(range(3)))
def test_a_company_is_told_of_what_the_rule_alone_finds(seed: int) -> None:
    working = WorkingDays(holidays=frozenset({date(2026, 10, 9)}))
    spent = drawn(seed, 120)
    book = Book()
    book.spend(spent)
    lay_out_candidates(book, DAYS, working)
    for scope in COLUMNS:
        found = [(one.name, one.day, one.cost_usd) for one in find(candidates(book, scope), working)]
        assert found == by_rule_alone(scope, spent, working), scope
    assert len(by_rule_alone("project", spent, working)) == MOST


def test_most_days_are_not_looked_at() -> None:
    book = Book()
    spent = drawn(7, 120)
    book.spend(spent)
    lay_out_candidates(book, DAYS, WorkingDays())
    shown = sum(row["day"] >= FIRST for row in spent)
    assert 0 < sum(1 for _ in candidates(book, "project")) < shown / 3


def test_without_a_team_file_there_are_no_series_of_teams() -> None:
    book = Book()
    book.spend([{"day": day, "project": "shop", "cost_usd": Decimal(50)} for day in REACHED])
    lay_out_candidates(book, DAYS, WorkingDays())
    assert list(candidates(book, "team")) == []
