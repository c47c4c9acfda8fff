"""The lists give names to ids, and hide what the real ones hide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from . import FakeApi, scenario
from .client import ORGANIZATION, get
from .fernwood import DEFAULT, PLATFORM

KEYS = f"{ORGANIZATION}/api_keys"
WORKSPACES = f"{ORGANIZATION}/workspaces"


def names(fake: FakeApi, path: str, **query: str) -> list[str]:
    return [entry["name"] for entry in get(fake, path, **query).json["data"]]


def test_a_key_says_where_it_belongs_in_the_way_of_the_version(october: FakeApi) -> None:
    older = get(october, KEYS).json["data"]
    newer = get(october, KEYS, {"anthropic-version": "2026-10-21"}).json["data"]
    places = {key["name"]: key["workspace_id"] for key in older}
    scopes = {key["name"]: key["scope"] for key in newer}
    assert (places["prototype"], places["ci-runner"]) == (None, PLATFORM.id)
    assert scopes["prototype"] == {"type": "workspace", "workspace_id": DEFAULT.id}
    assert "scope" not in older[0]
    assert "workspace_id" not in newer[0]


def test_a_principal_is_shaped_by_the_version_too(october: FakeApi) -> None:
    older = get(october, KEYS).json["data"]
    newer = get(october, KEYS, {"anthropic-version": "2026-10-21"}).json["data"]
    assert [key["principal"] for key in older if key["principal"]] == [
        {"id": "svac_01FWNIGHTLY", "type": "service_account"}
    ]
    assert [key["principal"] for key in newer if key["principal"]] == [
        {"type": "service_account_actor", "service_account_id": "svac_01FWNIGHTLY"}
    ]


def test_two_keys_share_a_name_and_one_is_archived(october: FakeApi) -> None:
    assert names(october, KEYS).count("etl") == 2
    assert names(october, KEYS, status="archived") == ["prototype"]
    assert names(october, KEYS, workspace_id=PLATFORM.id) == ["ci-runner", "shop-assistant"]


def test_the_default_workspace_is_listed_only_if_asked_for(october: FakeApi) -> None:
    assert names(october, WORKSPACES) == ["Platform", "Data, Science", "Claude Code"]
    assert names(october, WORKSPACES, include_default="true")[0] == "Default"


def test_archived_workspaces_are_listed_only_if_asked_for() -> None:
    company = scenario.small()
    gone = replace(company.workspaces[0], archived_at=datetime(2026, 11, 1, tzinfo=UTC))
    with FakeApi(replace(company, workspaces=(gone,))) as fake:
        assert names(fake, WORKSPACES) == []
        assert names(fake, WORKSPACES, include_archived="true") == ["Platform"]


def test_workspaces_have_their_tags(october: FakeApi) -> None:
    first = get(october, WORKSPACES).json["data"][0]
    assert first["tags"] == {"team": "platform", "cost_center": "CC-100"}


def test_users_are_found_by_email_whatever_its_case(october: FakeApi) -> None:
    assert names(october, f"{ORGANIZATION}/users", email="ben@FERNWOOD.example") == ["Ben"]


@pytest.mark.parametrize("batch", ["msgbatch_01FWRUNNING", "msgbatch_01FWD07", "msgbatch_01FWP14", "none"])
def test_a_batch_running_archived_or_of_another_workspace_has_no_results(
    october: FakeApi, batch: str
) -> None:
    key = {"x-api-key": october.workspace_key}
    assert get(october, f"/v1/messages/batches/{batch}/results", key).status == 404


def test_the_organisation_knows_its_name(october: FakeApi) -> None:
    assert get(october, f"{ORGANIZATION}/me").json["name"] == "Fernwood Garden Supply"
