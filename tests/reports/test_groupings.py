"""However usage is cut, the pieces are all of it: the same totals, to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from claudecost.reports.dimensions import KNOWN
from claudecost.reports.usage import Answer

from .asking import Put, questions_to, sums

#: Whole hours behind and ahead, quarter hours, a clock that moves by half an hour, the ends of the world.
ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
)
TIMES = ("hour", "day", "week", "month", "quarter", "year")
SEVERAL = (
    "day,model",
    "model,project",
    "week,user",
    "session,agent",
    "month,model_family,speed",
    "hour,machine",
    "project,branch,entrypoint",
    "service_tier,geo,tokenizer,provider",
    "year,month,week,day",
)


@pytest.fixture(scope="module")
def put(sampled: Path) -> Iterator[Put]:
    with questions_to(sampled) as asked:
        yield asked


@pytest.fixture(scope="module")
def whole(put: Put) -> Answer:
    """Everything in one row."""
    found: Answer = put()
    return found


def test_without_a_dimension_there_is_one_row_and_it_is_the_total(whole: Answer) -> None:
    assert len(whole.rows) == 1
    assert sums(whole.rows) == whole.totals


@pytest.mark.parametrize("by", [*KNOWN["requests"], *SEVERAL])
def test_every_grouping_adds_up_to_the_same_totals(put: Put, whole: Answer, by: str) -> None:
    found = put(by)
    assert sums(found.rows) == found.totals == whole.totals


@pytest.mark.parametrize("by", [*KNOWN["requests"], *SEVERAL])
def test_no_group_is_listed_twice(put: Put, by: str) -> None:
    found = put(by)
    labels = [tuple(row[name] for name in by.split(",")) for row in found.rows]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("by", TIMES)
def test_another_time_zone_moves_usage_between_days_and_loses_none(
    put: Put, whole: Answer, by: str, zone: str
) -> None:
    found = put(by, zone=zone)
    assert sums(found.rows) == found.totals == whole.totals


def test_days_add_up_to_their_weeks_months_quarters_and_years(put: Put) -> None:
    both = put("year,quarter,month,day", zone="America/New_York").rows
    for coarse in ("month", "quarter", "year"):
        for row in put(coarse, zone="America/New_York").rows:
            inside = sums(part for part in both if part[coarse] == row[coarse])
            assert {name: row[name] for name in inside} == inside


def test_what_one_filter_admits_and_the_rest_make_the_whole(put: Put, whole: Answer) -> None:
    people = ("ann@fernwood.example", "ben@fernwood.example", "chloe@fernwood.example", "(none)")
    parts = [put("day", user=[person]).totals for person in people]
    assert sums(parts) == whole.totals


def test_a_coarser_grouping_lists_no_more_groups(put: Put) -> None:
    assert len(put("model").rows) < len(put("model,project").rows) < len(put("model,project,day").rows)
