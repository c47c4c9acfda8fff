"""What `--since`, `--until`, `--period` and `--timezone` mean, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claudecost import zones
from claudecost.errors import Exit, Misuse
from claudecost.periods import (
    Period,
    label_day,
    label_month,
    label_quarter,
    label_week,
    label_year,
    parse_period,
    parse_range,
)
from claudecost.zones import UnevenOffsetError, midnight, quarters_of_offset, resolve_zone

#: A Friday afternoon, in week 47.
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)

ZONES = st.sampled_from(
    [
        "UTC",
        "Etc/GMT+12",
        "Europe/Berlin",
        "America/New_York",
        "America/Havana",
        "America/Santiago",
        "Africa/Casablanca",
        "Asia/Gaza",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Pacific/Apia",
    ]
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# --- the forms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-11-01", "2026-11-01", "2026-11-02"),
        ("20261101", "2026-11-01", "2026-11-02"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2025-12-31", "2025-12-31", "2026-01-01"),
        ("2026-11", "2026-11-01", "2026-12-01"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2026-W47", "2026-11-16", "2026-11-23"),
        ("2026Q4", "2026-10-01", "2027-01-01"),
        ("2026q1", "2026-01-01", "2026-04-01"),
        ("2026-Q2", "2026-04-01", "2026-07-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("7d", "2026-11-14", "2026-11-21"),
        ("1d", "2026-11-20", "2026-11-21"),
        ("today", "2026-11-20", "2026-11-21"),
        ("Yesterday ", "2026-11-19", "2026-11-20"),
        ("this-week", "2026-11-16", "2026-11-23"),
        ("last-week", "2026-11-09", "2026-11-16"),
        ("this-month", "2026-11-01", "2026-12-01"),
        ("last-month", "2026-10-01", "2026-11-01"),
        ("mtd", "2026-11-01", "2026-11-21"),
        ("ytd", "2026-01-01", "2026-11-21"),
    ],
)
def test_every_accepted_form_names_whole_local_days(text: str, since: str, until: str) -> None:
    expected = Period(at(f"{since}T00:00Z"), at(f"{until}T00:00Z"), "UTC")
    assert parse_period(text, UTC, NOW) == expected


def test_last_month_in_january_is_december_of_the_year_before() -> None:
    period = parse_period("last-month", UTC, at("2026-01-15T12:00Z"))
    assert (period.since, period.until) == (at("2025-12-01T00:00Z"), at("2026-01-01T00:00Z"))


def test_today_is_the_persons_day_not_the_day_in_utc() -> None:
    late = at("2026-11-20T23:30Z")
    assert parse_period("today", BERLIN, late).since == at("2026-11-20T23:00Z")
    assert parse_period("today", UTC, late).since == at("2026-11-20T00:00Z")


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-W01", "2025-12-29", "2026-01-05"),
        ("2020-W53", "2020-12-28", "2021-01-04"),
        ("2021-W01", "2021-01-04", "2021-01-11"),
    ],
)
def test_weeks_start_on_monday_even_when_that_is_last_year(text: str, since: str, until: str) -> None:
    period = parse_period(text, UTC, NOW)
    assert (period.since, period.until) == (at(f"{since}T00:00Z"), at(f"{until}T00:00Z"))


def test_this_week_on_new_years_day_began_in_december() -> None:
    assert parse_period("this-week", UTC, at("2021-01-01T12:00Z")).since == at("2020-12-28T00:00Z")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-01T09:00:00Z", "2026-11-01T09:00:00Z"),
        ("2026-11-01t09:00:00z", "2026-11-01T09:00:00Z"),
        ("2026-11-01 09:00:00+01:00", "2026-11-01T08:00:00Z"),
        ("2026-11-01T09:00:00.123456789-03:30", "2026-11-01T12:30:00.123456Z"),
    ],
)
def test_an_instant_is_taken_as_it_stands_at_either_end(text: str, instant: str) -> None:
    assert parse_range(text, None, BERLIN, NOW).since == at(instant)
    assert parse_range(None, text, BERLIN, NOW).until == at(instant)


# --- both ends ----------------------------------------------------------------------------------


def test_a_date_given_to_until_includes_that_day() -> None:
    period = parse_range("2026-11-01", "2026-11-01", UTC, NOW)
    assert (period.since, period.until) == (at("2026-11-01T00:00Z"), at("2026-11-02T00:00Z"))


@pytest.mark.parametrize(
    ("text", "until"),
    [("2026-10", "2026-11-01"), ("last-week", "2026-11-16"), ("7d", "2026-11-21"), ("mtd", "2026-11-21")],
)
def test_a_span_given_to_until_ends_where_the_span_ends(text: str, until: str) -> None:
    assert parse_range(None, text, UTC, NOW).until == at(f"{until}T00:00Z")


def test_an_end_not_given_is_open() -> None:
    assert parse_range(None, None, BERLIN, NOW) == Period(None, None, "Europe/Berlin")
    assert parse_range("2026", None, UTC, NOW).until is None


def test_the_resolved_instants_are_shown_in_utc() -> None:
    assert parse_period("2026-11-01", BERLIN, NOW).as_json() == {
        "since": "2026-10-31T23:00:00Z",
        "until": "2026-11-01T23:00:00Z",
        "timezone": "Europe/Berlin",
    }
    assert Period(None, None, "UTC").as_json() == {"since": None, "until": None, "timezone": "UTC"}


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["11/12/2026", "1.2.2026", "01-02-2026", "1/2/26", "2026/11/01"])
def test_what_could_be_two_days_is_refused_with_the_forms_that_cannot(text: str) -> None:
    with pytest.raises(Misuse, match="could be more than one day") as caught:
        parse_range(text, None, UTC, NOW)
    assert caught.value.exit_code is Exit.MISUSED
    for form in ("2026-11-01", "2026-W47", "2026Q4", "7d", "last-month", "ytd", "2026-11-01T09:00:00Z"):
        assert form in (caught.value.hint or "")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "d", "0d", "-1d", "7 d", "tomorrow", "now", "last-year"),
        *("2026-13", "2026-02-30", "2025-W53", "2026-W00", "2026Q5", "0000", "9999-12-31"),
        *("26", "202611", "2026-1-1", "2026-W5", "٢٠٢٦"),
        *("2026-11-01T09:00:00", "2026-11-01T09:00Z", "2026-11-01T24:00:00Z", "2026-11-01T09:00:60Z"),
        *("9999-12-31T23:59:59-01:00", "2026-11-01T09:00:00+24:00"),
    ],
)
def test_what_names_no_period_is_refused(text: str) -> None:
    with pytest.raises(Misuse):
        parse_range(text, None, UTC, NOW)
    with pytest.raises(Misuse):
        parse_range(None, text, UTC, NOW)


def test_an_instant_without_an_offset_is_told_what_it_lacks() -> None:
    with pytest.raises(Misuse, match="needs hours, minutes, seconds and an offset"):
        parse_range("2026-11-01T09:00", None, UTC, NOW)


def test_an_instant_alone_is_no_period() -> None:
    with pytest.raises(Misuse, match="has no length; give it to --since or --until"):
        parse_period("2026-11-01T09:00:00Z", UTC, NOW)


@pytest.mark.parametrize(
    ("since", "until"),
    [("2026-11-02", "2026-11-01"), ("2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z"), ("2026", "2025")],
)
def test_a_period_that_ends_before_it_starts_is_refused(since: str, until: str) -> None:
    with pytest.raises(Misuse, match="the period is empty"):
        parse_range(since, until, UTC, NOW)


@pytest.mark.parametrize("text", ["2026-11-21", "2027", "2026-W48", "2027Q1", "2026-12"])
def test_a_period_wholly_in_the_future_is_refused_and_says_what_day_it_is(text: str) -> None:
    with pytest.raises(Misuse, match=r"in the future.*today is 2026-11-20"):
        parse_period(text, UTC, NOW)


def test_a_period_that_has_begun_may_end_in_the_future() -> None:
    assert parse_range("2026-11-20", "2027-12-31", UTC, NOW).until == at("2028-01-01T00:00Z")


def test_the_words_of_a_refusal() -> None:
    with pytest.raises(Misuse) as caught:
        parse_range(None, "11/12/2026", UTC, NOW)
    assert str(caught.value) == (
        "error: --until: '11/12/2026' could be more than one day\n"
        "  hint: write 2026-11-01, 20261101 (a day), 2026-11 (a month), "
        "2026-W47 (a week, Monday to Sunday),\n"
        "        2026Q4 (a quarter), 2026 (a year), 7d (the last seven days, today included),\n"
        "        today, yesterday, this-week, last-week, this-month, last-month, mtd, ytd,\n"
        "        or an instant with its offset: 2026-11-01T09:00:00Z, 2026-11-01T09:00:00+01:00"
    )


LIKE_PERIODS = st.text("0123456789-:+. /TZWQDdqtzw", max_size=30) | st.from_regex(
    r"[0-9]{4}-?([0-9]{2}|W[0-9]{2}|Q[1-4])?(-[0-9]{2})?"
    r"([T ][0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2}))?",
    fullmatch=True,
)


@given(text=st.text() | LIKE_PERIODS, zone=ZONES)
def test_no_text_raises_anything_but_misuse(text: str, zone: str) -> None:
    """A typo is the person's; a traceback would be ours."""
    readings: list[Callable[[], Period]] = [
        lambda: parse_period(text, ZoneInfo(zone), NOW),
        lambda: parse_range(text, None, ZoneInfo(zone), NOW),
        lambda: parse_range(None, text, ZoneInfo(zone), NOW),
    ]
    for reading in readings:
        try:
            period = reading()
        except Misuse:
            continue
        assert period.since is None or period.since <= NOW
        assert period.since is None or period.until is None or period.since < period.until


# --- local days ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00Z", 23),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00Z", 25),
        ("America/New_York", "2026-11-01", "2026-11-01T04:00Z", 25),
        ("Asia/Kathmandu", "2026-11-01", "2026-10-31T18:15Z", 24),
        ("Asia/Kolkata", "2026-11-01", "2026-10-31T18:30Z", 24),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00Z", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30Z", 23.5),
        ("Pacific/Chatham", "2026-09-27", "2026-09-26T11:15Z", 23),
    ],
)
def test_a_local_day_has_as_many_hours_as_its_clocks_say(
    zone: str, day: str, start: str, hours: float
) -> None:
    period = parse_period(day, ZoneInfo(zone), datetime(2027, 1, 1, tzinfo=UTC))
    assert period.since == at(start)
    assert period.until is not None
    assert period.until - at(start) == hours * HOUR


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00Z"),  # 00:00 jumps to 01:00
        ("America/Toronto", date(1919, 3, 31), "1919-03-31T04:30Z"),  # 23:30 jumps to 00:30
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00Z"),  # 00:00 comes twice
        ("America/Sao_Paulo", date(2018, 2, 18), "2018-02-18T03:00Z"),  # 23:00 to 24:00 came twice
    ],
)
def test_a_day_starts_at_its_first_instant_whatever_midnight_does(zone: str, day: date, start: str) -> None:
    assert midnight(day, ZoneInfo(zone)) == at(start)


def test_a_day_that_never_was_has_no_length() -> None:
    """Samoa crossed the date line and had no 30 December 2011."""
    apia = ZoneInfo("Pacific/Apia")
    assert midnight(date(2011, 12, 30), apia) == midnight(date(2011, 12, 31), apia) == at("2011-12-30T10:00Z")
    with pytest.raises(Misuse, match="empty"):
        parse_range("2011-12-30", "2011-12-30", apia, NOW)


@given(day=st.dates(date(1990, 1, 1), date(2040, 1, 1)), zone=ZONES)
def test_midnight_is_where_the_local_date_changes(day: date, zone: str) -> None:
    start = midnight(day, ZoneInfo(zone))
    assert start.astimezone(ZoneInfo(zone)).date() >= day
    assert (start - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() < day


# --- zones --------------------------------------------------------------------------------------


def test_utc_is_understood_in_either_case() -> None:
    assert str(resolve_zone("utc")) == str(resolve_zone("UTC")) == "UTC"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Asia/Katmandoo", "Asia/Katmandu"),
    ],
)
def test_an_unknown_zone_is_answered_with_near_misses(text: str, near: str) -> None:
    with pytest.raises(Misuse, match="unknown time zone") as caught:
        resolve_zone(text)
    assert near in (caught.value.hint or "")


@pytest.mark.parametrize("text", ["", "Europe", "../etc/passwd", "/etc/passwd", "a\0b", "\udc80", "x" * 5000])
def test_what_is_no_zone_name_is_refused_like_any_other(text: str) -> None:
    with pytest.raises(Misuse, match="unknown time zone"):
        resolve_zone(text)


@given(st.text())
def test_no_zone_name_raises_anything_but_misuse(text: str) -> None:
    with suppress(Misuse):
        resolve_zone(text)


@pytest.mark.parametrize("value", ["Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin"])
def test_local_is_what_tz_says(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", value)
    assert str(resolve_zone("local")) == "Europe/Berlin"


def test_local_without_tz_is_what_etc_localtime_points_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The link alone tells the name; the zone database may live somewhere else, as in a slim container."""
    link = tmp_path / "localtime"
    link.symlink_to("/var/db/timezone/zoneinfo/America/New_York")
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(zones, "LOCALTIME", link)
    assert str(resolve_zone("local")) == "America/New_York"


def test_a_copied_etc_localtime_still_knows_summer_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = next((root / "Europe/Berlin" for root in map(Path, TZPATH) if root.exists()), None)
    if source is None:
        pytest.skip("no zone files on this machine")
    copy = tmp_path / "localtime"
    copy.write_bytes(source.read_bytes())
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(zones, "LOCALTIME", copy)
    zone = resolve_zone("local")
    assert str(zone) == "local"
    assert [midnight(date(2026, month, 1), zone).hour for month in (1, 7)] == [23, 22]


def test_a_posix_rule_in_tz_still_knows_summer_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    zone = resolve_zone("local")
    assert [midnight(date(2026, month, 1), zone).hour for month in (1, 7)] == [23, 22]


def test_an_empty_tz_is_utc_as_for_the_c_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "")
    assert str(resolve_zone("local")) == "UTC"


@pytest.mark.parametrize("value", ["nonsense", "/no/such/file", "/etc", "Europe"])
def test_local_falls_back_to_the_offset_of_this_moment(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", value)
    zone = resolve_zone("local")
    assert isinstance(zone, timezone)
    assert str(zone).startswith("UTC")


# --- offsets for SQL ----------------------------------------------------------------------------


def quarter(text: str) -> int:
    return int(at(text).timestamp()) // 900


def test_offsets_change_where_the_clocks_do() -> None:
    found = quarters_of_offset(BERLIN, at("2026-01-01T00:00Z"), at("2026-12-31T23:59Z"))
    assert found == [
        (quarter("2026-01-01T00:00Z"), quarter("2026-03-29T01:00Z"), 4),
        (quarter("2026-03-29T01:00Z"), quarter("2026-10-25T01:00Z"), 8),
        (quarter("2026-10-25T01:00Z"), quarter("2027-01-01T00:00Z"), 4),
    ]


@pytest.mark.parametrize(
    ("zone", "offsets"),
    [
        (UTC, [0]),
        (timezone(-timedelta(hours=3, minutes=30)), [-14]),
        (ZoneInfo("Asia/Kathmandu"), [23]),
        (ZoneInfo("Australia/Lord_Howe"), [44, 42, 44]),
        (ZoneInfo("America/New_York"), [-20, -16, -20]),
        (ZoneInfo("Africa/Casablanca"), [4, 0, 4]),
    ],
)
def test_zones_of_every_kind_are_counted_in_quarter_hours(zone: zones.Zone, offsets: list[int]) -> None:
    found = quarters_of_offset(zone, at("2026-01-01T00:00Z"), at("2026-12-31T00:00Z"))
    assert [offset for _, _, offset in found] == offsets


def test_one_instant_is_one_segment_of_one_quarter() -> None:
    only = at("2026-11-20T15:07Z")
    segment = (quarter("2026-11-20T15:00Z"), quarter("2026-11-20T15:15Z"), 4)
    assert quarters_of_offset(BERLIN, only, only) == [segment]


@given(
    zone=ZONES,
    ends=st.tuples(*[st.datetimes(datetime(2012, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))] * 3),
)
def test_segments_cover_the_range_once_and_agree_with_the_zone(
    zone: str, ends: tuple[datetime, datetime, datetime]
) -> None:
    first, between, last = sorted(ends)
    segments = quarters_of_offset(ZoneInfo(zone), first, last)
    assert segments[0][0] == int(first.timestamp()) // 900
    assert segments[-1][1] == int(last.timestamp()) // 900 + 1
    for left, right in pairwise(segments):
        assert left[1] == right[0]
        assert left[2] != right[2]
    here = int(between.timestamp()) // 900
    [offset] = [offset for begin, end, offset in segments if begin <= here < end]
    assert offset * timedelta(minutes=15) == between.astimezone(ZoneInfo(zone)).utcoffset()


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Africa/Monrovia", "1960-01-01T00:00Z", "1960-01-02T00:00Z"),  # 44 minutes 30 seconds behind
        ("Europe/Berlin", "1880-01-01T00:00Z", "1900-01-01T00:00Z"),  # local mean time
        ("America/St_Johns", "2000-01-01T00:00Z", "2001-01-01T00:00Z"),  # clocks changed at 00:01
    ],
)
def test_clocks_that_do_not_keep_to_quarter_hours_are_refused(zone: str, first: str, last: str) -> None:
    with pytest.raises(UnevenOffsetError, match="quarter hours"):
        quarters_of_offset(ZoneInfo(zone), at(first), at(last))


# --- labels -------------------------------------------------------------------------------------


def test_labels_read_like_the_periods_they_name() -> None:
    day = date(2026, 11, 20)
    assert [label(day) for label in (label_day, label_week, label_month, label_quarter, label_year)] == [
        "2026-11-20",
        "2026-W47",
        "2026-11",
        "2026-Q4",
        "2026",
    ]


@pytest.mark.parametrize(("day", "week"), [(date(2027, 1, 1), "2026-W53"), (date(2025, 12, 29), "2026-W01")])
def test_a_week_label_carries_the_year_its_thursday_is_in(day: date, week: str) -> None:
    assert label_week(day) == week


@given(
    day=st.dates(date(1971, 1, 1), NOW.date()),
    label=st.sampled_from([label_day, label_week, label_month, label_quarter, label_year]),
    zone=ZONES,
)
def test_a_label_typed_back_is_the_period_that_holds_the_day(
    day: date, label: Callable[[date], str], zone: str
) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    period = parse_period(label(day), ZoneInfo(zone), NOW + 48 * HOUR)
    assert period.since is not None
    assert period.until is not None
    assert period.since <= noon < period.until
