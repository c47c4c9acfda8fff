"""Where windows open and close, and how little of the past it takes to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from claudecost.reports.blocks.windows import EPOCH, LENGTH, Hour, Window, cut, number_of, windows


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


def hours(moments: Sequence[datetime]) -> list[Hour]:
    """The hours of some responses."""
    found: dict[int, list[datetime]] = {}
    for moment in moments:
        found.setdefault(number_of(moment), []).append(moment)
    return [Hour(number, min(all_), max(all_)) for number, all_ in sorted(found.items())]


def opened(*moments: str, length: int = LENGTH) -> list[str]:
    """When windows open, as `day hour`."""
    return [f"{one.start:%d %H:%M}" for one in cut(hours([at(text) for text in moments]), length)]


def test_a_window_opens_at_the_hour_of_its_first_response() -> None:
    assert opened("02 09:59:59.999999") == ["02 09:00"]


def test_what_comes_within_five_hours_of_its_start_is_in_it() -> None:
    assert opened("02 09:50", "02 13:59:59.999999") == ["02 09:00"]


def test_the_next_one_opens_with_the_first_response_after_it() -> None:
    assert opened("02 09:50", "02 14:00") == ["02 09:00", "02 14:00"]
    assert opened("02 09:50", "02 14:30", "02 18:59", "02 19:00") == ["02 09:00", "02 14:00", "02 19:00"]


def test_without_a_break_one_follows_the_other_over_midnight() -> None:
    assert opened(*(f"02 {hour:02}:30" for hour in range(24)), "03 00:30", "03 01:30") == [
        "02 00:00",
        "02 05:00",
        "02 10:00",
        "02 15:00",
        "02 20:00",
        "03 01:00",
    ]


def test_a_window_may_be_of_another_length() -> None:
    assert opened("02 09:50", "02 10:10", "02 11:00", length=1) == ["02 09:00", "02 10:00", "02 11:00"]


@given(
    st.lists(st.integers(0, 60 * 24 * 40), min_size=1, max_size=60),
    st.integers(0, 60 * 24 * 40),
    st.integers(0, 60 * 24 * 20),
    st.integers(1, 30),
)
def test_reading_only_the_end_of_history_finds_the_same_windows(
    minutes: list[int], first: int, span: int, length: int
) -> None:
    """However busy the days before: it reads further back until it is sure."""
    start = at("01 00:00")
    moments = [start + timedelta(minutes=one) for one in minutes]
    since = start + timedelta(minutes=first)
    until = since + timedelta(minutes=span)

    def read(begin: datetime | None, end: datetime | None) -> list[Hour]:
        assert end is not None
        return hours([one for one in moments if (begin or EPOCH) <= one < end])

    def within(found: Sequence[Window]) -> list[Window]:
        return [one for one in found if since <= one.start < until]

    everything = cut(hours(moments), length)
    found = windows(read, since, until, length)
    assert [(one.start, one.first_at, one.last_at) for one in found] == [
        (one.start, one.first_at, one.last_at) for one in within(everything)
    ]


def test_a_quiet_past_is_not_read_whole() -> None:
    asked: list[datetime | None] = []

    def read(begin: datetime | None, end: datetime | None) -> list[Hour]:
        asked.append(begin)
        return hours([at("20 09:00")])

    windows(read, at("20 00:00"), None, LENGTH)
    assert asked == [at("20 00:00") - timedelta(hours=53)]
