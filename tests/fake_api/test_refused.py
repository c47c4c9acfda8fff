"""What the API refuses, the fake refuses: a client that asks wrongly hears of it here first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from . import FakeApi, scenario
from .client import BETAS, CODE, COST, FIFTH, NEW_COST, NEW_USAGE, ORGANIZATION, USAGE, get

START = {"starting_at": "2026-10-05T00:00:00Z"}
FIVE = ["model", "speed", "actor", "product", "api_key_id"]
DAY = {**FIFTH, "time_bucket_width": "1d"}

WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "no start": (USAGE, {}, "starting_at: Field required"),
    "a start without a zone": (USAGE, {"starting_at": "2026-10-05T00:00:00"}, "RFC 3339"),
    "a start that is a day": (USAGE, {"starting_at": "2026-10-05"}, "RFC 3339"),
    "a day there is not": (USAGE, {"starting_at": "2026-13-05T00:00:00Z"}, "starting_at"),
    "an end before the start": (USAGE, {**START, "ending_at": "2026-10-04T00:00:00Z"}, "after starting_at"),
    "too many days": (USAGE, {**FIFTH, "limit": 32}, "between 1 and 31"),
    "too many hours": (USAGE, {**FIFTH, "bucket_width": "1h", "limit": 169}, "between 1 and 168"),
    "too many minutes": (USAGE, {**FIFTH, "bucket_width": "1m", "limit": 1441}, "between 1 and 1440"),
    "no buckets": (USAGE, {**FIFTH, "limit": 0}, "between 1 and 31"),
    "a limit that is no number": (USAGE, {**FIFTH, "limit": "many"}, "valid integer"),
    "an unknown width": (USAGE, {**FIFTH, "bucket_width": "1w"}, "bucket_width"),
    "an unknown group": (USAGE, {**FIFTH, "group_by": ["user"]}, "group_by[]"),
    "a list without brackets": (USAGE, {**FIFTH, "group_by[": "model"}, "not permitted"),
    "an unknown tier": (USAGE, {**FIFTH, "service_tiers": ["cheap"]}, "service_tiers[]"),
    "an unknown geography": (USAGE, {**FIFTH, "inference_geos": ["eu"]}, "inference_geos[]"),
    "costs by the hour": (COST, {**FIFTH, "bucket_width": "1h"}, "bucket_width"),
    "costs by key": (COST, {**FIFTH, "group_by": ["api_key_id"]}, "group_by[]"),
    "costs filtered": (COST, {**FIFTH, "models": ["claude-opus-5-5"]}, "not permitted"),
    "more costs than a month": (COST, {**FIFTH, "limit": 32}, "between 1 and 31"),
    "a cursor that is none": (USAGE, {**FIFTH, "page": "page_!"}, "invalid cursor"),
    "a timestamp for a day": (CODE, START, "YYYY-MM-DD"),
    "no day": (CODE, {}, "starting_at: Field required"),
    "a day of no month": (CODE, {"starting_at": "2026-02-30"}, "starting_at"),
    "six dimensions": (NEW_USAGE, {**FIFTH, "group_by": [*FIVE, "workspace_id"]}, "at most 5"),
    "six dimensions of cost": (NEW_COST, {**FIFTH, "group_by": [*FIVE, "workspace_id"]}, "at most 5"),
    "an unknown dimension": (NEW_USAGE, {**FIFTH, "group_by": ["account_id"]}, "group_by[]"),
    "token types of usage": (NEW_USAGE, {**FIFTH, "group_by": ["token_type"]}, "group_by[]"),
    "32 days": (NEW_USAGE, {**START, "ending_at": "2026-11-06T00:00:00Z"}, "31 days"),
    "before 2026": (
        NEW_USAGE,
        {"starting_at": "2025-12-31T00:00:00Z", "ending_at": "2026-01-05T00:00:00Z"},
        "2026-01-01",
    ),
    "buckets without an end": (NEW_USAGE, {**START, "time_bucket_width": "1d"}, "ending_at: required"),
    "minutes of two days": (
        NEW_USAGE,
        {**START, "ending_at": "2026-10-07T00:00:00Z", "time_bucket_width": "1m"},
        "24 hours",
    ),
    "a thousand and one rows": (NEW_COST, {**FIFTH, "limit": 1001}, "between 1 and 1000"),
    "no rows": (NEW_COST, {**FIFTH, "limit": 0}, "between 1 and 1000"),
    "deleted users of no one": (NEW_COST, {**FIFTH, "exclude_deleted_users": "true"}, "group_by[]=actor"),
    "a flag in capitals": (NEW_COST, {**FIFTH, "exclude_deleted_users": "True"}, "true or false"),
    "an unknown order": (NEW_COST, {**FIFTH, "order_by": "total_tokens"}, "order_by"),
    "the old name of the width": (NEW_COST, {**FIFTH, "bucket_width": "1d"}, "not permitted"),
    "an unknown product": (NEW_COST, {**FIFTH, "products": ["claude-tag"]}, "products[]"),
    "organisations without a parent": (NEW_COST, {**FIFTH, "group_by": ["organization_id"]}, "parent"),
    "Slack users by group": (
        NEW_COST,
        {**FIFTH, "group_by": ["claude_tag_user_id", "rbac_group_id"]},
        "cannot be combined",
    ),
    "too long a list": (f"{ORGANIZATION}/users", {"limit": 1001}, "between 1 and 1000"),
    "an unknown status": (f"{ORGANIZATION}/api_keys", {"status": "lost"}, "status"),
    "after something unknown": (f"{ORGANIZATION}/users", {"after_id": "user_x"}, "no such object"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_request_is_a_400_that_says_what_is_wrong(october: FakeApi, what: str) -> None:
    path, query, said = WRONG[what]
    reply = get(october, path, **query)
    assert reply.status == 400
    assert reply.json["type"] == "error"
    assert reply.json["error"]["type"] == "invalid_request_error"
    assert said in reply.message


def test_more_than_a_year_back_is_refused() -> None:
    with FakeApi(scenario.small(), now=datetime(2027, 6, 1, tzinfo=UTC)) as fake:
        asked = {"starting_at": "2026-05-31T00:00:00Z", "ending_at": "2026-06-05T00:00:00Z"}
        assert "365 days" in get(fake, NEW_USAGE, **asked).message


def test_five_dimensions_and_both_components_are_allowed(october: FakeApi) -> None:
    asked = {**FIFTH, "group_by": [*FIVE, "cost_type", "token_type"]}
    assert get(october, NEW_COST, **asked).status == 200


@pytest.mark.parametrize("path", [NEW_USAGE, NEW_COST])
def test_the_newer_reports_need_their_beta_header(october: FakeApi, path: str) -> None:
    reply = get(october, path, {"anthropic-beta": None}, **FIFTH)
    assert (reply.status, "analytics-usage-cost-2026-08-24" in reply.message) == (400, True)


@pytest.mark.parametrize("asked", [{"group_by": ["speed"]}, {"speeds": ["fast"]}])
def test_speed_needs_its_beta_header(october: FakeApi, asked: dict[str, Any]) -> None:
    newer_only = {"anthropic-beta": BETAS.split(",")[0]}
    assert "fast-mode" in get(october, USAGE, newer_only, **FIFTH, **asked).message


@pytest.mark.parametrize("path", [USAGE, NEW_USAGE, NEW_COST])
@pytest.mark.parametrize("changed", [{"limit": 2}, {"group_by": ["model"]}, {"models": ["claude-opus-5-5"]}])
def test_a_cursor_belongs_to_one_query(october: FakeApi, path: str, changed: dict[str, Any]) -> None:
    asked = {"starting_at": "2026-10-01T00:00:00Z", "ending_at": "2026-10-20T00:00:00Z", "limit": 1}
    asked["group_by"] = ["workspace_id"]
    cursor = get(october, path, **asked).json["next_page"]
    assert get(october, path, **asked, page=cursor).status == 200
    refused = get(october, path, **{**asked, **changed}, page=cursor)
    assert (refused.status, "other parameters" in refused.message) == (400, True)


def test_the_version_header_is_required_and_must_be_known(october: FakeApi) -> None:
    missing = get(october, USAGE, {"anthropic-version": None}, **FIFTH)
    unknown = get(october, USAGE, {"anthropic-version": "2020-01-01"}, **FIFTH)
    assert (missing.status, unknown.status) == (400, 400)
    assert "anthropic-version: header is required" in missing.message


def test_brackets_are_understood_encoded_or_not(october: FakeApi) -> None:
    plain = get(
        october, f"{USAGE}?group_by[]=model&group_by[]=speed&starting_at=2026-10-05T00:00:00Z&limit=1"
    )
    encoded = get(october, USAGE, **START, group_by=["model", "speed"], limit=1)
    assert plain.status == 200
    assert plain.json["data"] == encoded.json["data"]


def test_every_answer_has_an_id_and_no_two_have_the_same(october: FakeApi) -> None:
    good, wrong = get(october, USAGE, **FIFTH), get(october, USAGE)
    ids = [reply.headers["request-id"] for reply in (good, wrong)]
    assert len(set(ids)) == 2
    assert wrong.json["request_id"] == ids[1]


def test_requests_are_remembered(small: FakeApi) -> None:
    get(small, USAGE, {"user-agent": "test/1"}, **FIFTH, group_by=["model", "speed"])
    (request,) = small.requests
    assert (request.method, request.path, request.status) == ("GET", USAGE, 200)
    assert request.query["group_by[]"] == ["model", "speed"]
    assert request.headers["user-agent"] == "test/1"
