"""Every row comes once, in the order promised, whatever the size of a page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from . import FakeApi
from .client import CODE, COST, FIFTH, NEW_COST, NEW_USAGE, OCTOBER, ORGANIZATION, USAGE, get, pages, rows
from .fernwood import KEYS


def texts(found: list[Any]) -> list[str]:
    return [json.dumps(row, default=str) for row in found]


@pytest.mark.parametrize("path", [USAGE, COST])
@pytest.mark.parametrize("limit", [1, 3, 31])
def test_every_bucket_comes_once_and_oldest_first(october: FakeApi, path: str, limit: int) -> None:
    found = [bucket for page in pages(october, path, **OCTOBER, limit=limit) for bucket in page["data"]]
    assert [bucket["starting_at"][:10] for bucket in found] == [f"2026-10-{day:02d}" for day in range(1, 32)]


def test_a_page_has_seven_days_unless_asked_otherwise(october: FakeApi) -> None:
    assert [len(page["data"]) for page in pages(october, USAGE, **OCTOBER)] == [7, 7, 7, 7, 3]


def test_buckets_without_usage_are_there_and_rows_without_are_not(small: FakeApi) -> None:
    asked = {"starting_at": "2026-10-04T05:00:00Z", "ending_at": "2026-10-08T00:00:00Z"}
    old = get(small, USAGE, **asked).json["data"]
    assert [(bucket["starting_at"][8:10], len(bucket["results"])) for bucket in old] == [
        ("04", 0),
        ("05", 1),
        ("06", 1),
        ("07", 0),
    ]
    new = get(small, NEW_USAGE, **asked, time_bucket_width="1d", order_by="time", order="asc").json["data"]
    assert [row["starting_at"][8:10] for row in new] == ["05", "06"]


@pytest.mark.parametrize("path", [NEW_USAGE, NEW_COST])
@pytest.mark.parametrize("limit", [1, 20, 1000])
def test_every_row_comes_once(october: FakeApi, path: str, limit: int) -> None:
    asked = {**FIFTH, "group_by": ["api_key_id", "model", "speed"], "time_bucket_width": "1h"}
    whole = texts(rows(october, path, **asked, limit=999))
    assert texts(rows(october, path, **asked, limit=limit)) == whole
    assert len(set(whole)) == len(whole) > 20


def test_fan_out_rows_come_on_top_of_the_limit(october: FakeApi) -> None:
    asked = {**FIFTH, "group_by": ["api_key_id", "cost_type", "token_type"], "limit": 2}
    first, *_ = pages(october, NEW_COST, **asked)
    assert len({row["group"]["api_key_id"] for row in first["data"]}) == 2
    assert len(first["data"]) > 2
    assert first["has_more"]
    whole = texts(rows(october, NEW_COST, **{**asked, "limit": 1000}))
    assert texts(rows(october, NEW_COST, **asked)) == whole


def test_the_dearest_comes_first_unless_asked_otherwise(october: FakeApi) -> None:
    amounts = [
        float(row["cost"]["amount"]) for row in rows(october, NEW_COST, **FIFTH, group_by=["api_key_id"])
    ]
    rising = rows(october, NEW_COST, **FIFTH, group_by=["api_key_id"], order="asc")
    assert amounts == sorted(amounts, reverse=True)
    assert [float(row["cost"]["amount"]) for row in rising] == amounts[::-1]


def test_a_period_without_buckets_is_rounded_down_to_hours(small: FakeApi) -> None:
    asked = {"starting_at": "2026-10-05T12:40:00Z", "ending_at": "2026-10-05T13:59:00Z"}
    (row,) = get(small, NEW_USAGE, **asked).json["data"]
    assert (row["starting_at"], row["ending_at"]) == ("2026-10-05T12:00:00Z", "2026-10-05T13:00:00Z")
    assert row["usage"]["requests"] == 100


def test_a_zone_other_than_utc_is_understood(small: FakeApi) -> None:
    asked = {"starting_at": "2026-10-05T02:00:00+02:00", "ending_at": "2026-10-06T02:00:00+02:00"}
    assert rows(small, USAGE, **asked) == rows(small, USAGE, **FIFTH)


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_a_list_by_id_cursors_gives_every_entry_once(october: FakeApi, limit: int) -> None:
    found: list[str] = []
    asked: dict[str, Any] = {"limit": limit}
    while True:
        page = get(october, f"{ORGANIZATION}/api_keys", **asked).json
        found += [key["id"] for key in page["data"]]
        assert (page["first_id"], page["last_id"]) == (page["data"][0]["id"], page["data"][-1]["id"])
        if not page["has_more"]:
            break
        asked["after_id"] = page["last_id"]
    assert found == [key.id for key in KEYS]


def test_a_list_by_id_cursors_can_be_walked_backwards(october: FakeApi) -> None:
    page = get(october, f"{ORGANIZATION}/api_keys", before_id=KEYS[3].id, limit=2).json
    assert [key["id"] for key in page["data"]] == [KEYS[1].id, KEYS[2].id]
    assert page["has_more"]


def test_a_list_by_page_cursors_gives_every_entry_once(larkspur: FakeApi) -> None:
    groups = rows(larkspur, f"{ORGANIZATION}/rbac_groups", limit=1)
    assert [group["name"] for group in groups] == ["Design", "Everyone"]
    members = rows(larkspur, f"{ORGANIZATION}/rbac_groups/{groups[0]['id']}/members", limit=1)
    assert [member["email"] for member in members] == ["dora@larkspur.example", "emil@larkspur.example"]


def test_claude_code_records_come_once(october: FakeApi) -> None:
    whole = texts(rows(october, CODE, starting_at="2026-10-05"))
    assert texts(rows(october, CODE, starting_at="2026-10-05", limit=1)) == whole
    assert len(set(whole)) == 4
