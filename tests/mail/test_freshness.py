"""When a mail says that data is missing: the rule of `freshness.py`, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from claudecost.reports.digest.freshness import Seen, freshness
from claudecost.reports.digest.shape import Freshness
from claudecost.reports.digest.stretch import Stretch

WEEK = Stretch("week", date(2026, 11, 9), date(2026, 11, 16), UTC)
MONDAYS = [date(2026, 10, 12), date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2)]


def used(*days: date, machine: str = "ann", usd: str = "1") -> list[dict[str, Any]]:
    return [
        {"day": str(day), "machine": machine, "cost_usd": Decimal(usd),
         "last_at": datetime(day.year, day.month, day.day, 17)}
        for day in days
    ]  # fmt: skip


def working_days(first: date, count: int = 5) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


FOUR_WEEKS = [day for monday in MONDAYS for day in working_days(monday)]


def judged(rows: list[dict[str, Any]], *, stretch: Stretch = WEEK, own: str | None = None) -> Freshness:
    newest = max((row["last_at"] for row in rows), default=None)
    last = None if newest is None else newest.replace(tzinfo=UTC)
    days = [{**row, "is_own": row["machine"] == own} for row in rows]
    return freshness(days, rows, stretch, Seen(last, own=own))


def test_a_week_that_ends_on_friday_is_complete_where_nobody_works_on_weekends() -> None:
    found = judged(used(*FOUR_WEEKS, *working_days(WEEK.first)))
    assert not found.is_delayed
    assert found.late_days == found.gaps == ()


def test_a_friday_that_always_has_usage_and_has_none_now_is_late() -> None:
    found = judged(used(*FOUR_WEEKS, *working_days(WEEK.first, 4)))
    assert found.is_delayed
    assert found.late_days == (date(2026, 11, 13),)


def test_it_is_not_late_once_something_newer_has_come_in() -> None:
    found = judged(used(*FOUR_WEEKS, *working_days(WEEK.first, 4), date(2026, 11, 16)))
    assert not found.is_delayed
    assert found.gaps == (date(2026, 11, 13),)


def test_a_holiday_within_the_week_is_only_mentioned() -> None:
    days = [day for day in working_days(WEEK.first) if day != date(2026, 11, 11)]
    found = judged(used(*FOUR_WEEKS, *days))
    assert not found.is_delayed
    assert found.gaps == (date(2026, 11, 11),)


def test_one_day_that_has_usage_now_and_then_is_no_reason_but_two_are() -> None:
    sometimes = [day for day in FOUR_WEEKS if day.weekday() not in (3, 4) or day >= MONDAYS[2]]
    only_friday = [day for day in FOUR_WEEKS if day.weekday() != 4 or day >= MONDAYS[2]]
    assert not judged(used(*only_friday, *working_days(WEEK.first, 4))).is_delayed
    assert judged(used(*sometimes, *working_days(WEEK.first, 3))).is_delayed


def test_a_machine_that_has_gone_quiet_is_missed_if_it_had_a_tenth_of_the_cost() -> None:
    others = used(*FOUR_WEEKS, *working_days(WEEK.first), usd="9")
    for usd, is_delayed in (("1", True), ("0.9", False)):
        found = judged([*others, *used(*FOUR_WEEKS, machine="build", usd=usd)])
        assert found.is_delayed == is_delayed
        assert [(one.machine, one.last_day) for one in found.silent] == [("build", date(2026, 11, 6))]


def test_a_machine_that_was_not_used_every_week_is_not_missed() -> None:
    others = used(*FOUR_WEEKS, *working_days(WEEK.first))
    assert judged([*others, *used(*FOUR_WEEKS[5:], machine="build", usd="9")]).silent == ()


def test_what_this_run_has_read_on_its_own_machine_is_complete_however_little_it_is() -> None:
    rows = used(*FOUR_WEEKS, *working_days(WEEK.first, 1))
    assert judged(rows).is_delayed
    assert not judged(rows, own="ann").is_delayed


def test_nothing_new_on_the_only_machine_is_late_where_nothing_was_read_there() -> None:
    rows = used(*FOUR_WEEKS)
    assert not judged(rows, own="ann").is_stale
    assert judged(rows).is_stale


def test_a_new_store_expects_nothing_yet() -> None:
    assert not judged(used(*working_days(WEEK.first, 2))).is_delayed
    assert not judged(used(*working_days(MONDAYS[3]), *working_days(WEEK.first, 2))).is_delayed


def test_nothing_since_before_the_week_is_late_whatever_was_before() -> None:
    found = judged(used(date(2026, 9, 1)))
    assert found.is_stale
    assert found.is_delayed


def test_an_empty_store_has_no_figures_to_send() -> None:
    found = judged([])
    assert found.is_empty
    assert found.is_delayed


def test_a_month_is_judged_by_its_last_seven_days() -> None:
    month = Stretch("month", date(2026, 11, 1), date(2026, 12, 1), UTC)
    mondays = [date(2026, 10, 26), *(date(2026, 11, 2) + timedelta(days=7 * n) for n in range(4))]
    days = [day for monday in mondays for day in working_days(monday)]
    assert judged(used(*days), stretch=month).late_days == (date(2026, 11, 30),)
    assert not judged(used(*days, date(2026, 11, 30)), stretch=month).is_delayed
