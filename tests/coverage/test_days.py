"""Days with usage, days without; weekends are no gap."""

from __future__ import annotations

from datetime import date

from claudecost.records import WorkingDays
from claudecost.reports.coverage.days import machine_days


def on(machine: str | None, *days: str) -> list[tuple[str | None, int]]:
    """Days as the question counts them, since 1970."""
    return [(machine, (date.fromisoformat(day) - date(1970, 1, 1)).days) for day in days]


TODAY = date(2026, 11, 20)


def test_a_weekend_without_usage_is_told_apart_from_a_working_day_without() -> None:
    """Friday the 6th, then Tuesday the 10th: Saturday and Sunday off, Monday missing."""
    [laptop] = machine_days(on("laptop", "2026-11-06", "2026-11-10"), TODAY)
    assert (laptop.days, laptop.missing_working_days, laptop.missing_days_off) == (2, 1, 2)
    [gap] = laptop.gaps
    assert (gap.first, gap.last, gap.days) == (date(2026, 11, 7), date(2026, 11, 9), 3)


def test_days_before_the_first_and_after_the_last_are_no_gap_but_silence() -> None:
    [laptop] = machine_days(on("laptop", "2026-11-16", "2026-11-17"), TODAY)
    assert laptop.gaps == ()
    assert laptop.silent_days == 2, "the 18th and the 19th; today is not over"


def test_each_machine_has_days_of_its_own() -> None:
    rows = [*on("laptop", "2026-11-16", "2026-11-18"), *on("build", "2026-11-17"), *on(None, "2026-11-17")]
    found = machine_days(rows, TODAY)
    assert [(one.machine, len(one.gaps)) for one in found] == [(None, 0), ("build", 0), ("laptop", 1)]


def test_whose_week_is_another_has_other_days_off() -> None:
    sunday_to_thursday = WorkingDays(frozenset({6, 0, 1, 2, 3}))
    [laptop] = machine_days(on("laptop", "2026-11-05", "2026-11-08"), TODAY, sunday_to_thursday)
    assert (laptop.missing_working_days, laptop.missing_days_off) == (0, 2)
