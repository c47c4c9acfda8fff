"""Which days a page shows and compares with, and how they become bars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from claudecost.periods import Period, parse_period, parse_range
from claudecost.renderers.page.chart import chart_of
from claudecost.reports.page.commands import command_line
from claudecost.reports.page.shape import Bar, Trend
from claudecost.reports.page.span import Span, span_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST, LAST = datetime(2026, 9, 1, 8, tzinfo=UTC), datetime(2026, 11, 18, 9, tzinfo=UTC)
OPEN = Period(None, None, "UTC")
BERLIN = ZoneInfo("Europe/Berlin")


def shown(period: Period, first: datetime | None = FIRST, last: datetime | None = LAST) -> tuple[str, str]:
    span = span_of(period, first, last, NOW, UTC)
    return str(span.since), str(span.through)


def test_nothing_asked_for_is_the_last_90_days() -> None:
    assert shown(OPEN) == ("2026-08-23", "2026-11-20")
    assert shown(OPEN, None, None) == ("2026-08-23", "2026-11-20")


def test_where_the_last_90_days_are_empty_it_is_the_90_up_to_the_last_usage() -> None:
    assert shown(OPEN, last=datetime(2026, 3, 31, 9, tzinfo=UTC)) == ("2026-01-01", "2026-03-31")


def test_a_period_that_is_not_over_ends_today() -> None:
    assert shown(parse_period("2026-11", UTC, NOW)) == ("2026-11-01", "2026-11-20")
    assert shown(parse_period("2026", UTC, NOW)) == ("2026-01-01", "2026-11-20")


def test_an_open_beginning_is_the_first_usage() -> None:
    assert shown(parse_range(None, "2026-10-31", UTC, NOW)) == ("2026-09-01", "2026-10-31")
    assert shown(parse_range("2026-11-05", None, UTC, NOW)) == ("2026-11-05", "2026-11-20")


def test_it_is_compared_with_as_many_days_before() -> None:
    span = span_of(parse_period("2026-11", UTC, NOW), FIRST, LAST, NOW, UTC)
    before = span.before()
    assert (before.since, before.through, before.days) == (date(2026, 10, 12), date(2026, 10, 31), 20)
    assert before.period.until == span.period.since


def test_days_are_local_whatever_the_clocks_do() -> None:
    """The last Sunday of October has 25 hours in Berlin."""
    span = span_of(parse_period("2026-10", BERLIN, NOW), FIRST, LAST, NOW, BERLIN)
    assert (span.days, span.is_whole_days) == (31, True)
    assert span.period.until is not None
    assert span.period.since is not None
    assert span.period.until - span.period.since == timedelta(days=31, hours=1)
    assert span.before().is_whole_days


def test_a_period_of_instants_is_named_by_instants() -> None:
    asked = parse_range("2026-11-01T09:00:00Z", "2026-11-02T10:30:00Z", UTC, NOW)
    span = span_of(asked, FIRST, LAST, NOW, UTC)
    assert span.options() == [
        "--since", "2026-11-01T09:00:00Z", "--until", "2026-11-02T10:30:00Z", "--timezone", "UTC",
    ]  # fmt: skip
    assert span.before().period.since == datetime(2026, 10, 31, 7, 30, tzinfo=UTC)


def test_a_command_survives_any_name() -> None:
    import shlex

    span = span_of(parse_period("2026-10", UTC, NOW), FIRST, LAST, NOW, UTC)
    names = ["-->", "it's", "$(id)", "a b", "*opus*"]
    line = command_line(["report", "--by", "team"], span, {"team": names})
    words = shlex.split(line)
    given = [word.removeprefix("--team=") for word in words if word in names or word.startswith("--team=")]
    assert given == names


def bars(*costs: str, first: str = "2026-10-01") -> Trend:
    start = date.fromisoformat(first)
    return Trend(
        "day",
        [
            Bar(str(start + timedelta(days=number)), Decimal(cost), 1, 10, 0, False, False)
            for number, cost in enumerate(costs)
        ],
    )


@pytest.mark.parametrize(
    ("dearest", "axis"),
    [
        ("31.89", ["$0", "$10", "$20", "$30", "$40"]),
        ("0.03", ["$0", "$0.01", "$0.02", "$0.03"]),
        ("1000000", ["$0", "$500,000", "$1,000,000"]),
        ("0.000000000000001", ["$0", "$0.0000000000000005", "$0.000000000000001"]),
        ("7", ["$0", "$2", "$4", "$6", "$8"]),
    ],
)
def test_the_axis_has_round_amounts_up_to_the_dearest(dearest: str, axis: list[str]) -> None:
    chart = chart_of(bars("0", dearest))
    assert chart is not None
    assert [line.text for line in chart.lines] == axis


def test_a_bar_of_more_than_nothing_can_be_seen() -> None:
    chart = chart_of(bars("0", "0.000001", "1000"))
    assert chart is not None
    assert [Decimal(mark.height) for mark in chart.marks] == [0, 1, 200]


def test_where_there_is_nothing_there_is_no_chart() -> None:
    assert chart_of(bars("0", "0")) is None


def test_a_span_of_years_is_drawn_by_month() -> None:
    span = Span(OPEN, date(2024, 1, 1), date(2026, 11, 20), UTC)
    assert span.grain == "month"
    assert Span(OPEN, date(2026, 1, 1), date(2026, 12, 31), UTC).grain == "day"
