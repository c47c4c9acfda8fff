"""Each fault does what it says, to the request it is aimed at and to no other."""

from __future__ import annotations

import http.client
import time
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import URLError

import pytest

from . import FakeApi
from .client import COST, FIFTH, NEW_COST, NEW_USAGE, OCTOBER, ORGANIZATION, USAGE, get

KEYS = f"{ORGANIZATION}/api_keys"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (402, "billing_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (429, "rate_limit_error"),
        (500, "api_error"),
        (504, "timeout_error"),
        (529, "overloaded_error"),
    ],
)
def test_one_request_is_refused_and_the_next_is_not(small: FakeApi, status: int, kind: str) -> None:
    small.faults.next(status=status)
    refused = get(small, COST, **FIFTH)
    assert (refused.status, refused.json["error"]["type"]) == (status, kind)
    assert get(small, COST, **FIFTH).status == 200
    assert [request.status for request in small.requests] == [status, 200]


def test_a_rate_limit_says_how_long_to_wait_in_seconds_or_as_a_date(small: FakeApi) -> None:
    small.faults.next(status=429, retry_after="0")
    small.faults.next(status=429, retry_after=timedelta(seconds=30), nth=2)
    first, second = get(small, COST, **FIFTH), get(small, COST, **FIFTH)
    until = parsedate_to_datetime(second.headers["retry-after"])
    assert first.headers["retry-after"] == "0"
    assert timedelta(seconds=20) < until - datetime.now(UTC) <= timedelta(seconds=30)


def test_a_missing_scope_is_named_in_the_message(small: FakeApi) -> None:
    small.faults.next(status=403)
    small.faults.next(status=403, message="Missing scopes: org:admin", nth=2)
    assert "read:analytics" in get(small, COST, **FIFTH).message
    assert get(small, COST, **FIFTH).message == "Missing scopes: org:admin"


def test_a_fault_is_aimed_at_a_path_and_at_the_nth_request_to_it(small: FakeApi) -> None:
    small.faults.next(status=529, path="cost_report", nth=2, times=2)
    assert get(small, KEYS).status == 200
    assert [get(small, COST, **FIFTH).status for _ in range(4)] == [200, 529, 529, 200]


def test_faults_for_the_same_request_come_one_after_the_other(small: FakeApi) -> None:
    small.faults.next(status=429, retry_after="0")
    small.faults.next(status=529, times=2)
    small.faults.next(status=500, nth=5)
    assert [get(small, KEYS).status for _ in range(6)] == [429, 529, 529, 200, 500, 200]


def test_a_fault_without_end_stays_until_cleared(small: FakeApi) -> None:
    small.faults.next(status=500, times=None)
    assert {get(small, KEYS).status for _ in range(3)} == {500}
    small.faults.clear()
    assert get(small, KEYS).status == 200


def test_a_truncated_body_is_shorter_than_its_length_says(small: FakeApi) -> None:
    small.faults.truncated()
    with pytest.raises(http.client.IncompleteRead):
        get(small, COST, **FIFTH)
    assert get(small, COST, **FIFTH).status == 200


def test_a_reset_connection_gives_no_answer(small: FakeApi) -> None:
    small.faults.reset()
    with pytest.raises((URLError, ConnectionResetError)):
        get(small, COST, **FIFTH)
    assert [request.status for request in small.requests] == [None]


def test_a_body_may_be_no_json(small: FakeApi) -> None:
    small.faults.not_json()
    reply = get(small, COST, **FIFTH)
    assert (reply.status, reply.body[:6]) == (200, b"<html>")


def test_a_slow_answer_is_right_and_late(small: FakeApi) -> None:
    small.faults.slow(0.15)
    begun = time.monotonic()
    assert get(small, COST, **FIFTH).status == 200
    assert time.monotonic() - begun >= 0.15


@pytest.mark.parametrize("path", [USAGE, NEW_COST])
@pytest.mark.parametrize("fresh", [False, True])
def test_a_cursor_may_never_end(small: FakeApi, path: str, fresh: bool) -> None:
    small.faults.endless_cursor(fresh=fresh)
    page = get(small, path, **OCTOBER).json
    cursors = []
    for _ in range(4):
        assert page["has_more"]
        cursors.append(page["next_page"])
        page = get(small, path, **OCTOBER, page=page["next_page"]).json
    assert len(set(cursors)) == (4 if fresh else 1)


def test_a_cursor_may_be_refused(small: FakeApi) -> None:
    small.faults.refused_cursor()
    cursor = get(small, USAGE, **OCTOBER).json["next_page"]
    assert get(small, USAGE, **OCTOBER, page=cursor).status == 400
    assert get(small, USAGE, **OCTOBER, page=cursor).status == 200


def test_an_unknown_value_stands_in_one_row(small: FakeApi) -> None:
    small.faults.unknown_value("service_tier", "turbo")
    asked: dict[str, Any] = {**FIFTH, "group_by": ["service_tier"]}
    spoiled, good = get(small, USAGE, **asked).json, get(small, USAGE, **asked).json
    tiers = [[row["service_tier"] for row in one["data"][0]["results"]] for one in (spoiled, good)]
    assert tiers == [["turbo", "standard"], ["batch", "standard"]]


def test_an_extra_field_is_on_every_object(small: FakeApi) -> None:
    small.faults.extra_field("novelty")
    answer = get(small, NEW_COST, **FIFTH).json
    assert answer["novelty"] == answer["data"][0]["novelty"] == answer["data"][0]["cost"]["novelty"] == "new"


def test_a_field_may_be_missing_or_have_another_name(small: FakeApi) -> None:
    small.faults.missing_field("amount")
    small.faults.renamed_field("amount", "amount_cents", nth=2)
    missing, renamed = get(small, NEW_COST, **FIFTH).json, get(small, NEW_COST, **FIFTH).json
    assert "amount" not in missing["data"][0]["cost"]
    assert renamed["data"][0]["cost"]["amount_cents"] == "4435.700000"


def output(reply: Any) -> int:
    return sum(row["output_tokens"] for bucket in reply.json["data"] for row in bucket["results"])


def test_a_day_is_revised_on_the_second_pull_and_no_other_day(small: FakeApi) -> None:
    small.faults.revise(date(2026, 10, 5), times=3)
    asked = {"starting_at": "2026-10-05T00:00:00Z", "ending_at": "2026-10-07T00:00:00Z"}
    assert [output(get(small, USAGE, **asked)) for _ in range(3)] == [3_000_000, 7_000_000, 7_000_000]


def test_the_pages_of_one_pull_show_the_same_numbers(small: FakeApi) -> None:
    small.faults.revise(date(2026, 10, 6), times=2)
    asked = {"starting_at": "2026-10-05T00:00:00Z", "ending_at": "2026-10-07T00:00:00Z", "limit": 1}
    found = []
    for _ in range(2):
        cursor = get(small, USAGE, **asked).json["next_page"]
        found.append(output(get(small, USAGE, **asked, page=cursor)))
    assert found == [1_000_000, 2_000_000]


def test_numbers_can_be_revised_at_once(small: FakeApi) -> None:
    before = get(small, NEW_COST, **FIFTH).json["data"][0]["cost"]["amount"]
    small.revise(date(2026, 10, 5))
    after = get(small, NEW_COST, **FIFTH).json["data"][0]["cost"]["amount"]
    assert (before, after) == ("4435.700000", "8863.700000")


def test_what_is_later_than_the_refresh_is_not_in_the_newer_reports(small: FakeApi) -> None:
    small.refreshed_at = datetime(2026, 10, 5, 13, tzinfo=UTC)
    answer = get(small, NEW_USAGE, **OCTOBER).json
    assert answer["data_refreshed_at"] == "2026-10-05T13:00:00Z"
    assert answer["data"][0]["usage"]["requests"] == 100
    assert output(get(small, USAGE, **FIFTH)) == 2_000_000
