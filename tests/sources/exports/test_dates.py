"""Dates of a column, each in the spellings spreadsheets give it, and those that could be two days."""

from __future__ import annotations

from datetime import date

import pytest

from claudecost.errors import BadData
from claudecost.sources.exports.dates import PartOfHour, Span, Unclear, spans
from claudecost.sources.exports.names import Period, named_organization, named_period, names_one_hour

from .conftest import ReadCsv
from .test_tokens import NEWEST

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def starts(*texts: str, covered: Period | None = None) -> list[str | None]:
    return [span and span.starts_at for span in spans(texts, covered)]


@pytest.mark.parametrize(
    "text",
    ["2026-10-05", "2026/10/05", "2026/10/5", "2026.10.05", "2026-10-05T00:00:00Z", "2026-10-05 00:00:00"],
)
def test_a_day_is_a_day(text: str) -> None:
    assert spans([text], None) == [Span("2026-10-05T00:00:00", "2026-10-06T00:00:00")]


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-05 04:00", "2026-10-05 4:00", "2026-10-05T04:00:00Z", "2026-10-05T04:00:00.000Z",
        "2026-10-05T06:00:00+02:00", "2026-10-04 22:00 -0600", "2026/10/05 4:00 AM", "2026-10-05 04:00 UTC",
    ],
)  # fmt: skip
def test_an_hour_is_an_hour(text: str) -> None:
    assert spans([text], None) == [Span("2026-10-05T04:00:00", "2026-10-05T05:00:00")]


def test_midnight_is_an_hour_where_the_column_has_hours() -> None:
    hour = Span("2026-10-05T00:00:00", "2026-10-05T01:00:00")
    assert spans(["2026-10-05 00:00"], None) == [hour]
    assert spans(["2026-10-05 00:00:00", "2026-10-05 01:00:00"], None)[0] == hour
    assert spans(["2026/10/05 12:00 AM"], None) == [hour]


def test_a_time_that_is_not_on_the_hour_is_told() -> None:
    with pytest.raises(PartOfHour):
        spans(["2026-10-05 04:05"], None)


def test_a_day_beyond_the_twelfth_proves_the_order() -> None:
    assert starts("10/05/2026", "10/13/2026") == ["2026-10-05T00:00:00", "2026-10-13T00:00:00"]
    assert starts("10/05/2026", "13/05/2026") == ["2026-05-10T00:00:00", "2026-05-13T00:00:00"]
    assert starts("5.10.2026", "31.10.2026") == ["2026-10-05T00:00:00", "2026-10-31T00:00:00"]
    assert starts("5-10-2026 4:00", "31-10-2026 4:00")[0] == "2026-10-05T04:00:00"


def test_the_days_a_file_covers_prove_the_order() -> None:
    assert starts("10/05/2026", "10/06/2026", covered=OCTOBER)[0] == "2026-10-05T00:00:00"
    assert starts("05/10/2026", "06/10/2026", covered=OCTOBER)[0] == "2026-10-05T00:00:00"


def test_a_date_that_is_the_same_both_ways_needs_no_proof() -> None:
    assert starts("10/10/2026") == ["2026-10-10T00:00:00"]


@pytest.mark.parametrize(
    ("texts", "covered"),
    [
        (["10/05/2026"], None),
        (["5.10.2026"], None),
        (["2026-10-13", "10/05/2026"], None),
        (["10/05/2026", "05/10/2026"], OCTOBER),
        (["10/05/2026"], Period(date(2026, 1, 1), date(2027, 1, 1))),
        (["10/13/2026", "13/10/2026", "10/05/2026"], None),
    ],
)
def test_what_could_be_two_days_is_unclear(texts: list[str], covered: Period | None) -> None:
    with pytest.raises(Unclear):
        spans(texts, covered)


@pytest.mark.parametrize(
    "text",
    [
        "", "Total", "45935", "2026-13-01", "2026-02-30", "10/05/26", "2026-10", "2026-10-05 25:00",
        "31.02.2026", "1900-01-05", "9999-12-31", "0000-00-00", "2026-10-05 13:00 PM", "2026-10/05",
        "２０２６-10-05", "2026-10-05Z",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert spans([text, "2026-10-05"], None)[0] is None


def test_an_unclear_date_is_refused_with_its_place_and_what_would_do(read_csv: ReadCsv) -> None:
    content = NEWEST.replace("2026-10-07", "10/07/2026")
    with pytest.raises(BadData) as caught:
        read_csv(content, "usage.csv")
    assert str(caught.value) == (
        "error: the date `10/07/2026` in column usage_date_utc can be read in two ways: "
        "no other date of the file proves which\n"
        "  at usage.csv:3\n"
        "  hint: download the file again and leave it as it is, or write its dates as one of\n"
        "        `2026-10-05`, `2026-10-05 04:00`, `2026-10-05T04:00:00Z`, `2026/10/05`;\n"
        "        `10/05/2026` or `5.10.2026` where another day of the file is beyond the 12th"
    )
    [shot] = read_csv(content, "claude_api_tokens_2026_10 (1).csv").ledgers.snapshots
    assert shot.last_day == "2026-10-07"


def test_dates_that_contradict_each_other_are_refused(read_csv: ReadCsv) -> None:
    content = NEWEST.replace("2026-10-05", "10/15/2026").replace("2026-10-07", "15/10/2026")
    with pytest.raises(BadData) as caught:
        read_csv(content, "claude_api_tokens_2026_10.csv")
    assert caught.value.what == (
        "the date `10/15/2026` in column usage_date_utc can be read in two ways: "
        "`10/15/2026` and `15/10/2026` contradict each other"
    )


UUID = "3f0e8a52-7b0d-4c39-9e6a-1d2f3a4b5c6d"


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("claude_api_tokens_2026_10.csv", "2026-10-01", "2026-11-01"),
        ("claude_api_tokens_2026_12 (1).csv", "2026-12-01", "2027-01-01"),
        ("claude_api_tokens_2026_10_07.csv", "2026-10-07", "2026-10-08"),
        ("claude_api_cost_2026_10.csv", "2026-10-01", "2026-11-01"),
        ("claude_api_cost_2026_10_05_to_2026_10_08.csv", "2026-10-05", "2026-10-09"),
        ("Copy of claude_api_cost_2026_10_05_to_2026_10_08 (12).csv", "2026-10-05", "2026-10-09"),
        (f"spend-report-{UUID}-2026-10-01-to-2026-10-31.csv", "2026-10-01", "2026-11-01"),
    ],
)
def test_a_name_tells_the_days(name: str, since: str, until: str) -> None:
    assert named_period(name) == (date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize(
    "name",
    [
        "usage.csv", "claude_api_tokens_2026_13.csv", "claude_api_cost_2026_10_08_to_2026_10_05.csv",
        "claude_api_tokens_2026_02_30.csv", "claude_api_tokens_2026.csv", f"members-{UUID}-2026-10-01.csv",
        "claude_api_cost_9999_12.csv", "claude_api_tokens_2026_100.csv",
    ],
)  # fmt: skip
def test_other_names_tell_no_days(name: str) -> None:
    assert named_period(name) is None


def test_a_name_tells_the_organisation_and_whether_it_is_one_hour() -> None:
    assert named_organization(f"spend-report-{UUID.upper()}-2026-10-01-to-2026-10-31 (1).csv") == UUID
    assert named_organization("claude_api_cost_2026_10.csv") == ""
    assert names_one_hour("claude_api_tokens_2026_10_07_15h_UTC.csv")
    assert not names_one_hour("claude_api_tokens_2026_10_07.csv")
