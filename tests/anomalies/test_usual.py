"""A series' usual day: its own, of its own kind of day, and not moved by the odd dear one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claudecost.records import WorkingDays
from claudecost.reports.anomalies.usual import MICRO, Series, unusual, usual_before

MON_FRI = WorkingDays()
MONDAY = date(2026, 11, 16)


def series(*dollars: float, until: date = MONDAY) -> Series:
    """So many dollars on the days up to and with `until`."""
    first = until - timedelta(days=len(dollars) - 1)
    return Series({first + timedelta(days=n): int(amount * MICRO) for n, amount in enumerate(dollars)})


def weeks(working: float, off: float, count: int = 8) -> list[float]:
    """Whole weeks up to Sunday."""
    return ([working] * 5 + [off] * 2) * count


def test_a_day_far_above_its_kind_is_unusual_and_the_next_like_it_is_not() -> None:
    found = unusual(series(*weeks(10, 1), 40), MONDAY, MON_FRI)
    assert found is not None
    assert (found.median, found.spread, len(found.days)) == (10 * MICRO, 0, 40)
    assert unusual(series(*weeks(10, 1), 12), MONDAY, MON_FRI) is None


def test_days_off_are_held_against_days_off() -> None:
    sunday = MONDAY - timedelta(days=1)
    costs = series(*weeks(10, 1)[:-1], 10, until=sunday)
    found = unusual(costs, sunday, MON_FRI)
    assert found is not None
    assert found.median == 1 * MICRO
    assert unusual(costs, sunday - timedelta(days=2), MON_FRI) is None


def test_a_holiday_is_a_day_off() -> None:
    """Ten dollars on Christmas day are as unusual as on a Sunday."""
    christmas = date(2026, 12, 25)
    days = [10 if (christmas - timedelta(days=n)).weekday() < 5 else 1 for n in range(56, -1, -1)]
    working = WorkingDays(holidays=frozenset({christmas}))
    assert unusual(series(*days, until=christmas), christmas, MON_FRI) is None
    assert unusual(series(*days, until=christmas), christmas, working) is not None


def test_cents_call_nobody() -> None:
    assert unusual(series(*weeks(0.01, 0), 4.99), MONDAY, MON_FRI) is None
    assert unusual(series(*weeks(0.01, 0), 5.02), MONDAY, MON_FRI) is not None


def test_a_pipeline_that_runs_on_mondays_is_not_unusual_on_mondays() -> None:
    """Most of its days are nothing; it is held against those it ran on."""
    mondays = [30, 0, 0, 0, 0, 0, 0] * 8
    assert unusual(series(*mondays, 31), MONDAY, MON_FRI) is None
    found = unusual(series(*mondays, 90), MONDAY, MON_FRI)
    assert found is not None
    assert (found.median, len(found.days)) == (30 * MICRO, 8)


def test_what_was_never_used_on_days_off_is_held_against_all_its_days() -> None:
    saturday = MONDAY + timedelta(days=5)
    costs = series(*weeks(10, 0), 10, 10, 10, 10, 10, 500, until=saturday)
    found = unusual(costs, saturday, MON_FRI)
    assert found is not None
    assert found.median == 10 * MICRO


def test_a_series_too_young_has_no_usual_day() -> None:
    """Days before its first usage are no days it cost nothing: it was not there."""
    assert usual_before(series(10, 10, 500), MONDAY, MON_FRI) is None
    assert unusual(series(500), MONDAY, MON_FRI) is None
    before = usual_before(series(*[10] * 14, 500), MONDAY, MON_FRI)
    assert before is not None
    assert before.median == 10 * MICRO


def test_what_happens_every_other_week_is_no_news() -> None:
    """Half the working days are dear: no spread tells, but one in twenty at most may have been dearer."""
    fortnight = [5.0, 40, 5, 5, 5, 0, 0, 5, 5, 5, 5, 5, 0, 0] * 4
    assert unusual(series(*fortnight, 40), MONDAY, MON_FRI) is None
    assert unusual(series(*fortnight, 41), MONDAY, MON_FRI) is not None


@pytest.mark.parametrize("weeks_before", [0, 10, 30])
def test_only_eight_weeks_before_the_day_count(weeks_before: int) -> None:
    """So that the same day is told the same, whatever period is asked for."""
    older = [1_000.0] * 7 * weeks_before
    found = unusual(series(*older, *weeks(10, 1), 40), MONDAY, MON_FRI)
    assert found is not None
    assert found.median == 10 * MICRO


@given(st.lists(st.integers(0, 100), min_size=57, max_size=57), st.integers(0, 10_000))
@settings(deadline=None, max_examples=60)
def test_whatever_is_unusual_stays_so_when_it_costs_more(dollars: list[int], more: int) -> None:
    if unusual(series(*dollars), MONDAY, MON_FRI) is not None:
        assert unusual(series(*dollars[:-1], dollars[-1] + more), MONDAY, MON_FRI) is not None
