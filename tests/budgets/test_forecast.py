"""Where a month is heading: never below what is spent, never lower for more spent, and the range holds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claudecost.money import dollars
from claudecost.records import WorkingDays
from claudecost.reports.budgets.forecast import forecast, pace_before
from claudecost.reports.budgets.shape import Forecast

MON_FRI = WorkingDays()
TODAY, LAST = date(2026, 11, 20), date(2026, 11, 30)
FIRST = date(2026, 10, 1)

Costs = dict[date, Decimal]
cents = st.integers(0, 100_000).map(lambda count: Decimal(count) / 100)
months = st.fixed_dictionaries({FIRST + timedelta(days=n): cents for n in range(51)})


def days(start: date, *dollars: int) -> Costs:
    return {start + timedelta(days=n): Decimal(amount) for n, amount in enumerate(dollars)}


def spent(costs: Costs) -> Decimal:
    return sum((cost for day, cost in costs.items() if day >= TODAY.replace(day=1)), Decimal(0))


@given(months)
@settings(deadline=None, max_examples=40)
def test_it_is_a_range_and_never_below_what_is_spent(costs: Costs) -> None:
    found = forecast(costs, TODAY, LAST, MON_FRI)
    assert found is None or spent(costs) <= found.low_usd <= found.likely_usd <= found.high_usd


@given(months, st.integers(0, 50), cents)
@settings(deadline=None, max_examples=40)
def test_a_day_that_cost_more_lowers_nothing(costs: Costs, place: int, more: Decimal) -> None:
    """Any day that counts: one before the first usage would only say that the series is older and quieter."""
    costs[FIRST] = Decimal(1)
    day = FIRST + timedelta(days=place)
    dearer = costs | {day: costs[day] + more}
    was, now = forecast(costs, TODAY, LAST, MON_FRI), forecast(dearer, TODAY, LAST, MON_FRI)
    assert was is not None
    assert now is not None
    assert now.low_usd >= was.low_usd
    assert now.likely_usd >= was.likely_usd
    assert now.high_usd >= was.high_usd


@given(months)
@settings(deadline=None, max_examples=20)
def test_on_the_months_last_day_and_after_it_is_what_is_spent(costs: Costs) -> None:
    for today in (LAST, LAST + timedelta(days=3)):
        found = forecast(costs, today, LAST, MON_FRI)
        assert found == Forecast(spent(costs), spent(costs), spent(costs))


def test_with_nothing_to_come_the_end_is_shown_as_what_is_spent_is() -> None:
    """A cent of difference would be a cent somebody looks for."""
    for amount in ("146.9182345", "146.9249", "146.925"):
        quiet = {date(2026, 11, 2): Decimal(amount)}
        found = forecast(quiet, TODAY, LAST, MON_FRI)
        assert found is not None
        assert found.low_usd >= Decimal(amount) - Decimal("0.005")
        assert {dollars(end) for end in (found.low_usd, found.likely_usd, found.high_usd)} == {
            dollars(Decimal(amount))
        }


def test_days_that_all_cost_the_same_leave_no_doubt() -> None:
    """Six working days from Monday 23rd on, and today, Friday, which has cost nothing yet."""
    every_day = {
        FIRST + timedelta(days=n): Decimal(10 if MON_FRI.has(FIRST + timedelta(days=n)) else 1)
        for n in range(50)
    }
    so_far = spent(every_day)
    end = so_far + 10 + 6 * 10 + 4 * 1
    assert forecast(every_day, TODAY, LAST, MON_FRI) == Forecast(end, end, end)


def test_a_holiday_goes_at_the_pace_of_days_off() -> None:
    costs = {
        FIRST + timedelta(days=n): Decimal(10) for n in range(50) if (FIRST + timedelta(days=n)).weekday() < 5
    }
    plain = forecast(costs, TODAY, LAST, MON_FRI)
    thanksgiving = forecast(costs, TODAY, LAST, WorkingDays(holidays=frozenset({date(2026, 11, 26)})))
    assert plain is not None
    assert thanksgiving is not None
    assert plain.likely_usd - thanksgiving.likely_usd == 10


def test_today_counts_as_a_whole_day_until_it_has_cost_more() -> None:
    costs = {FIRST + timedelta(days=n): Decimal(10) for n in range(50)}
    morning = forecast(costs | {TODAY: Decimal(2)}, TODAY, LAST, MON_FRI)
    evening = forecast(costs | {TODAY: Decimal(10)}, TODAY, LAST, MON_FRI)
    late = forecast(costs | {TODAY: Decimal(25)}, TODAY, LAST, MON_FRI)
    assert morning == evening
    assert evening is not None
    assert late is not None
    assert late.likely_usd - evening.likely_usd == 15


def test_the_pace_is_of_the_last_ten_working_days_and_eight_days_off_of_last_month_too() -> None:
    costs = days(date(2026, 10, 1), *range(1, 41))  # to 9 November, each a dollar dearer
    pace = pace_before(date(2026, 11, 10), costs, MON_FRI)
    dollars = [[value // 1_000_000 for value in kind] for kind in (pace.working, pace.off)]
    assert dollars == [[27, 28, 29, 30, 33, 34, 35, 36, 37, 40], [17, 18, 24, 25, 31, 32, 38, 39]]


def test_old_days_do_not_count_and_a_quiet_time_is_a_pace_too() -> None:
    quiet = forecast(days(date(2026, 10, 15), 100, 100, 100), TODAY, LAST, MON_FRI)
    assert quiet == Forecast(Decimal(0), Decimal(0), Decimal(0))


@pytest.mark.parametrize("known", [0, 1, 2])
def test_without_three_working_days_there_is_no_telling(known: int) -> None:
    start = TODAY - timedelta(days=known)
    assert forecast(days(start, *[5] * known), TODAY, LAST, MON_FRI) is None
    assert forecast({}, TODAY, LAST, MON_FRI) is None


def test_a_single_day_ten_times_as_dear_moves_the_likely_end_little_and_the_upper_end_much() -> None:
    calm = {FIRST + timedelta(days=n): Decimal(10) for n in range(50)}
    wild = calm | {date(2026, 11, 12): Decimal(100)}
    was, now = forecast(calm, TODAY, LAST, MON_FRI), forecast(wild, TODAY, LAST, MON_FRI)
    assert was is not None
    assert now is not None
    assert now.likely_usd - was.likely_usd <= 90 + 90
    assert now.high_usd - was.high_usd >= 90 + 90


def test_about_eight_months_in_ten_end_within_the_range() -> None:
    """Over made-up months whose days really are alike; seeded, so it either holds or does not."""
    chance, held, tries = Random(5), 0, 200
    for _ in range(tries):
        costs = {
            FIRST + timedelta(days=n): Decimal(int(chance.lognormvariate(2, 0.8) * 100)) / 100
            for n in range(61)
        }
        known = {day: cost for day, cost in costs.items() if day < TODAY}
        found = forecast(known, TODAY, LAST, MON_FRI)
        assert found is not None
        held += found.low_usd <= spent(costs) <= found.high_usd
    assert 0.68 * tries <= held <= 0.92 * tries
