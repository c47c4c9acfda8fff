"""Which key opens which door, in which kind of organisation."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from . import FakeApi, scenario
from .client import COST, FIFTH, NEW_COST, ORGANIZATION, get

OLD_ENTERPRISE = f"{ORGANIZATION}/analytics/cost_report"
BATCHES = "/v1/messages/batches"
PATHS = {
    "old cost": (COST, FIFTH),
    "new cost": (NEW_COST, FIFTH),
    "older Enterprise": (OLD_ENTERPRISE, FIFTH),
    "keys": (f"{ORGANIZATION}/api_keys", {}),
    "users": (f"{ORGANIZATION}/users", {}),
    "groups": (f"{ORGANIZATION}/rbac_groups", {}),
    "service accounts": (f"{ORGANIZATION}/service_accounts", {}),
    "me": (f"{ORGANIZATION}/me", {}),
    "batches": (BATCHES, {}),
    "nothing": (f"{ORGANIZATION}/nothing", {}),
}

#: admin, analytics, workspace, OAuth.
CONSOLE = {
    "old cost": (200, 403, 401, 200),
    "new cost": (200, 403, 401, 200),
    "older Enterprise": (404, 404, 401, 404),
    "keys": (200, 403, 401, 200),
    "users": (200, 403, 401, 200),
    "groups": (404, 404, 401, 404),
    "service accounts": (403, 403, 401, 200),
    "me": (200, 403, 401, 200),
    "batches": (401, 401, 200, 401),
    "nothing": (404, 404, 404, 404),
}
ENTERPRISE = {
    "old cost": (404, 404, 401, 404),
    "new cost": (403, 200, 401, 403),
    "older Enterprise": (403, 200, 401, 403),
    "keys": (404, 404, 401, 404),
    "users": (403, 200, 401, 403),
    "groups": (403, 200, 401, 403),
    "service accounts": (404, 404, 401, 404),
    "me": (403, 200, 401, 403),
    "batches": (401, 401, 200, 401),
    "nothing": (404, 404, 404, 404),
}


def statuses(fake: FakeApi, door: str) -> tuple[int, ...]:
    path, query = PATHS[door]
    keys = (fake.admin_key, fake.analytics_key, fake.workspace_key, fake.oauth_token)
    return tuple(get(fake, path, {"x-api-key": key}, **query).status for key in keys)


@pytest.mark.parametrize("door", PATHS)
def test_each_key_opens_its_own_doors_in_the_console(october: FakeApi, door: str) -> None:
    assert statuses(october, door) == CONSOLE[door]


@pytest.mark.parametrize("door", PATHS)
def test_each_key_opens_its_own_doors_in_an_enterprise(larkspur: FakeApi, door: str) -> None:
    assert statuses(larkspur, door) == ENTERPRISE[door]


def test_a_key_may_come_as_a_bearer_token(october: FakeApi) -> None:
    bearer = {"x-api-key": None, "authorization": f"Bearer {october.admin_key}"}
    assert get(october, COST, bearer, **FIFTH).json == get(october, COST, **FIFTH).json


@pytest.mark.parametrize("key", [None, "", "sk-ant-admin01-somebody-elses"])
def test_no_credential_or_an_unknown_one_is_a_401(october: FakeApi, key: str | None) -> None:
    reply = get(october, COST, {"x-api-key": key}, **FIFTH)
    assert (reply.status, reply.json["error"]["type"]) == (401, "authentication_error")


def test_a_missing_scope_is_named(larkspur: FakeApi) -> None:
    reply = get(larkspur, NEW_COST, {"x-api-key": larkspur.admin_key}, **FIFTH)
    assert (reply.status, reply.json["error"]["type"]) == (403, "permission_error")
    assert "read:analytics" in reply.message


def test_an_organisation_from_before_the_newer_reports_answers_404_there() -> None:
    with FakeApi(scenario.small(), has_analytics=False) as fake:
        assert get(fake, NEW_COST, **FIFTH).status == 404
        assert get(fake, COST, **FIFTH).status == 200


def test_dimensions_of_the_console_are_null_in_an_enterprise_and_match_nothing(larkspur: FakeApi) -> None:
    (row,) = get(larkspur, NEW_COST, **FIFTH, group_by=["workspace_id", "service_tier"]).json["data"]
    assert (row["group"]["workspace_id"], row["group"]["service_tier"]) == (None, None)
    assert get(larkspur, NEW_COST, **FIFTH, service_tiers=["standard"]).json["data"] == []


def test_nothing_can_be_changed(october: FakeApi) -> None:
    headers = {"x-api-key": october.admin_key, "anthropic-version": "2023-06-01"}
    request = Request(f"{october.url}{ORGANIZATION}/api_keys/x", b"{}", headers, method="POST")
    with pytest.raises(HTTPError, match="405") as refused:
        urlopen(request)
    refused.value.close()
