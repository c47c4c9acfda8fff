"""What is asked for again, and what is closed."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from claudecost.periods import Period
from claudecost.sync import held_of
from claudecost.sync.windows import is_closed, windows

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def period(since: str | None, until: str | None) -> Period:
    start, end = (datetime.fromisoformat(text) if text else None for text in (since, until))
    return Period(start, end, "UTC")


def cut(since: str | None, until: str | None, has_horizon: bool = True) -> list[str]:
    return [str(window) for window in windows(period(since, until), NOW, has_horizon)]


def test_windows_are_whole_months_so_that_the_same_days_are_the_same_question() -> None:
    assert cut("2026-09-15T00:00Z", "2026-10-03T00:00Z") == [
        "2026-09-01..2026-10-01",
        "2026-10-01..2026-11-01",
    ]
    assert cut("2026-10-01T00:00Z", "2026-11-01T00:00Z") == ["2026-10-01..2026-11-01"]


def test_days_of_a_person_elsewhere_reach_into_the_neighbouring_month() -> None:
    assert cut("2026-09-30T22:00Z", "2026-10-31T23:00Z")[0] == "2026-09-01..2026-10-01"


def test_nothing_is_asked_about_days_to_come() -> None:
    (window,) = windows(period("2026-11-01T00:00Z", "2027-03-01T00:00Z"), NOW, True)
    assert str(window) == "2026-11-01..2026-12-01"
    assert str(window.asked_until) == "2026-11-21"
    assert len(window.days()) == 20


def test_the_newer_endpoints_reach_back_a_year_and_not_before_2026() -> None:
    assert cut(None, None)[0] == "2026-01-01..2026-02-01"
    assert cut("2025-01-01T00:00Z", "2026-02-01T00:00Z") == ["2026-01-01..2026-02-01"]
    later = datetime(2027, 6, 10, 12, tzinfo=UTC)
    first = windows(period("2026-01-01T00:00Z", None), later, True)[0]
    assert str(first) == "2026-06-11..2026-07-01"
    assert cut("2025-12-01T00:00Z", "2026-01-01T00:00Z", has_horizon=False) == ["2025-12-01..2026-01-01"]


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 19), timezones=st.just(UTC)),
    days=st.integers(1, 400),
)
def test_windows_join_without_gaps_and_none_is_longer_than_a_question_may_be(
    start: datetime, days: int
) -> None:
    end = datetime.fromtimestamp(start.timestamp() + days * 86400, UTC)
    found = windows(Period(start, end, "UTC"), NOW, True)
    assert all(1 <= (window.until - window.since).days <= 31 for window in found)
    assert all(one.until == other.since for one, other in pairwise(found))
    assert found[0].since <= start.date()
    assert found[-1].asked_until >= min(end, NOW).date()


def test_a_month_is_closed_when_it_was_seen_after_its_last_day_could_be_revised() -> None:
    name = "/v1/organizations/analytics/cost"
    (september,) = windows(period("2026-09-01T00:00Z", "2026-10-01T00:00Z"), NOW, True)
    early, late = "2026-10-30T23:00:00", "2026-10-31T00:00:00"
    assert not is_closed(name, september, held_of([(f"{name} 2026-09-01..2026-10-01", early)]))
    assert is_closed(name, september, held_of([(f"{name} 2026-09-01..2026-10-01", late)]))
    assert is_closed(name, september, held_of([(f"{name} 2026-08-01..2026-10-01", late)]))
    assert not is_closed(name, september, held_of([(f"{name} by price 2026-09-01..2026-10-01", late)]))
    assert not is_closed(name, september, held_of([(f"{name} 2026-09-02..2026-10-01", late)]))


def test_of_two_pulls_of_a_month_the_younger_counts() -> None:
    label = "/a 2026-09-01..2026-10-01"
    held = held_of([(label, "2026-11-02T00:00:00"), (label, "2026-10-02T00:00:00"), ("/v1/users", "x")])
    assert held == {("/a", "2026-09-01", "2026-10-01"): "2026-11-02T00:00:00"}
