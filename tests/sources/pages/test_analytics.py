"""Usage and Cost Analytics API: rows with a `group` object, cents as decimal strings."""

from __future__ import annotations

from typing import Any

import pytest

from claudecost.sources.identity import short_digest
from claudecost.sources.pages import Query

from . import documents as d


def test_a_usage_row_keeps_every_meter() -> None:
    page = d.page(d.analytics_usage(model="claude-opus-5-5", workspace_id="wrkspc_01"))
    ledgers = d.read(d.asked("analytics-usage", "workspace_id", "model"), page)
    (row,) = d.rows(ledgers)
    assert {key: value for key, value in row.items() if key.endswith(("_tokens", "requests"))} == {
        "input_tokens": 12,
        "cache_write_5m_tokens": 34,
        "cache_write_1h_tokens": 56,
        "cache_write_unknown_tokens": 0,
        "cache_read_tokens": 900,
        "unsplit_prompt_tokens": 0,
        "output_tokens": 20_000_000,
        "web_search_requests": 7,
        "requests": 410,
    }
    assert (row["workspace_id"], row["workspace"]) == ("wrkspc_01", None)
    assert (row["starts_at"], row["ends_at"]) == ("2026-10-05T00:00:00.000000", "2026-10-06T00:00:00.000000")


def test_a_cache_write_with_a_new_time_to_live_is_not_lost() -> None:
    usage = d.analytics_usage()
    usage["usage"]["cache_creation"]["ephemeral_4h_input_tokens"] = 77
    (row,) = d.rows(d.read(d.asked("analytics-usage"), d.page(usage)))
    assert row["cache_write_unknown_tokens"] == 77


def test_amounts_in_fractional_cents_become_dollars_to_the_last_digit() -> None:
    page = d.page(d.analytics_cost("123.78912", "0.000001"), d.analytics_cost("7"))
    first, second = d.rows(d.read(d.asked("analytics-cost"), page))
    assert (first["billed_usd"], first["list_usd"]) == ("1.2378912", "0.00000001")
    assert (second["billed_usd"], second["list_usd"]) == ("0.07", None)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("uncached_input_tokens", "input"),
        ("cache_creation.ephemeral_5m_input_tokens", "cache_write_5m"),
        ("cache_creation.ephemeral_1h_input_tokens", "cache_write_1h"),
        ("cache_read_input_tokens", "cache_read"),
        ("output_tokens", "output"),
        ("something_new", "something_new"),
        (None, None),
    ],
)
def test_token_types_are_our_meters_and_new_ones_stay_as_they_came(theirs: str, ours: str) -> None:
    page = d.page(d.analytics_cost(cost_type="tokens", token_type=theirs))
    (row,) = d.rows(d.read(d.asked("analytics-cost", "cost_type", "token_type"), page))
    assert (row["cost_type"], row["token_type"]) == ("tokens", ours)


@pytest.mark.parametrize(
    ("actor", "kind", "who"),
    [
        (d.ANA, "user", "ana@example.com"),
        ({"type": "user_actor", "user_id": "user_01", "email_address": None}, "user", "user_01"),
        ({"type": "user_actor", "email": "Bo@Example.com"}, "user", "bo@example.com"),
        ({"type": "service_account_actor", "service_account_id": "svac_01"}, "service_account", "svac_01"),
        ({"type": "api_actor", "api_key_id": "apikey_01"}, "api_key", "apikey_01"),
        (
            {"type": "federated_actor", "subject": "repo:a", "provider": {"type": "oidc", "issuer": "i"}},
            "federated",
            "repo:a",
        ),
        (
            {"type": "federated_actor", "subject": None, "provider": {"type": "gcp", "project_number": "42"}},
            "federated",
            "42",
        ),
        ({"type": "robot_actor", "id": "r2"}, "robot_actor", None),
        (None, None, None),
    ],
)
def test_an_actor_is_a_kind_and_an_address_or_id(actor: Any, kind: str | None, who: str | None) -> None:
    page = d.page(d.analytics_cost(actor=actor))
    (row,) = d.rows(d.read(d.asked("analytics-cost", "actor"), page))
    assert (row["actor_type"], row["actor"]) == (kind, who)


def test_a_profile_is_made_as_for_transcripts_so_that_both_meet_the_same_rate() -> None:
    labels = {"model": "claude-opus-5-5", "speed": "Fast", "service_tier": "BATCH", "inference_geo": "US"}
    ledgers = d.read(d.asked("analytics-usage", *labels), d.page(d.analytics_usage(**labels)))
    (profile,) = ledgers.profiles
    assert profile.profile_id == short_digest("claude-opus-5-5", None, "fast", "batch", "us", "False")
    assert d.rows(ledgers)[0]["profile_id"] == profile.profile_id
    assert (profile.model_id, profile.speed, profile.service_tier, profile.geo, profile.platform) == (
        "claude-opus-5-5", "fast", "batch", "us", None
    )  # fmt: skip


def test_a_snapshot_says_what_was_asked_and_how_old_the_figures_are() -> None:
    page = d.page(d.analytics_cost(workspace_id="w"), data_refreshed_at=d.REFRESHED)
    query = d.asked("analytics-cost", "actor", "workspace_id", "token_type", "inference_geo", "session_id")
    (snapshot,) = d.read(query, page).snapshots
    assert snapshot.dimensions == ["workspace", "actor", "geo", "token_type"]
    assert (snapshot.ledger, snapshot.grade, snapshot.traffic) == ("billed", "billed", "api")
    assert (snapshot.since, snapshot.until, snapshot.last_day) == ("2026-10-01", "2026-11-01", "2026-10-05")
    assert snapshot.taken_at == "2026-10-08T04:00:00.000000"
    assert (snapshot.organization, snapshot.source, snapshot.rows) == ("acme", "analytics-cost", 1)
    assert (snapshot.is_daily, snapshot.is_rounded) == (True, False)


def test_the_oldest_page_of_an_answer_says_how_old_it_is() -> None:
    pages = [d.page(data_refreshed_at=f"2026-10-0{day}T00:00:00Z") for day in (8, 7, 9)]
    (snapshot,) = d.read(d.asked("analytics-cost"), *pages).snapshots
    assert snapshot.taken_at == "2026-10-07T00:00:00.000000"


def test_an_answer_without_rows_still_covers_the_days_asked_for() -> None:
    (snapshot,) = d.read(d.asked("analytics-usage", "model"), d.page()).snapshots
    assert (snapshot.since, snapshot.until, snapshot.rows) == ("2026-10-01", "2026-11-01", 0)
    assert (snapshot.last_day, snapshot.is_daily) == (None, True)


def test_a_row_over_several_days_is_told_from_daily_ones() -> None:
    page = d.page(d.analytics_usage("2026-10-01T00:00:00Z", "2026-10-15T07:00:00Z"))
    (snapshot,) = d.read(d.saved("analytics-usage"), page).snapshots
    assert (snapshot.since, snapshot.until, snapshot.is_daily) == ("2026-10-01", "2026-10-16", False)
    assert snapshot.last_day == "2026-10-09", "nobody had seen the days after the page was made"


def test_hours_of_one_day_are_daily() -> None:
    page = d.page(d.analytics_usage("2026-10-05T23:00:00Z", "2026-10-06T00:00:00Z"))
    (snapshot,) = d.read(d.saved("analytics-usage"), page).snapshots
    assert (snapshot.since, snapshot.until, snapshot.is_daily) == ("2026-10-05", "2026-10-06", True)


def test_rows_told_apart_by_keys_we_do_not_keep_stay_apart() -> None:
    page = d.page(d.analytics_cost("1", session_id="a"), d.analytics_cost("2", session_id="b"))
    ledgers = d.read(d.asked("analytics-cost", "session_id"), page)
    assert [row["billed_usd"] for row in d.rows(ledgers)] == ["0.01", "0.02"]
    assert [row["row_no"] for row in d.rows(ledgers)] == [1, 2]
    assert ledgers.snapshots[0].dimensions == []


@pytest.mark.parametrize(
    ("group", "traffic"),
    [
        ({"workspace_id": "w", "product": "chat"}, "api"),
        ({"api_key_id": "k", "actor": d.ANA}, "api"),
        ({"service_tier": "standard"}, "api"),
        ({"product": "messages_api", "actor": d.ANA}, "api"),
        ({"product": "chat"}, "subscription"),
        ({"product": "office_agent"}, "subscription"),
        ({"actor": d.ANA, "product": "claude_code"}, "subscription"),
        ({"product": "claude_code"}, "api"),
        ({}, "api"),
    ],
)
def test_a_saved_page_shows_whose_traffic_it_is_about(group: d.Json, traffic: str) -> None:
    (snapshot,) = d.read(d.saved("analytics-cost"), d.page(d.analytics_cost(**group))).snapshots
    assert snapshot.traffic == traffic


def test_of_a_saved_page_the_keys_that_show_are_its_dimensions() -> None:
    page = d.page(d.analytics_usage(model="m"), d.analytics_usage(inference_geo="us"))
    assert d.read(d.saved("analytics-usage"), page).snapshots[0].dimensions == ["model", "geo"]


def test_saved_pages_of_one_answer_share_their_pull_and_two_questions_do_not() -> None:
    def pull(*entries: d.Json, refreshed: str = d.REFRESHED) -> int:
        page = d.page(*entries, data_refreshed_at=refreshed)
        return d.read(d.saved("analytics-cost"), page).snapshots[0].pull_id

    first = pull(d.analytics_cost(workspace_id="a", api_key_id="k"), d.analytics_cost(workspace_id="b"))
    next_page = d.analytics_cost(workspace_id="b")
    next_page.update(starting_at="2026-10-06T00:00:00Z", ending_at="2026-10-07T00:00:00Z")
    by_product = d.analytics_cost(workspace_id="a", product="claude_code")
    assert first == pull(next_page)
    assert first != pull(by_product)
    assert first != pull(next_page, refreshed="2026-10-09T04:00:00Z")


def test_what_we_asked_for_ourselves_is_a_pull_of_its_own() -> None:
    page = d.page(d.analytics_cost(), data_refreshed_at=d.REFRESHED)
    october, september = (
        d.read(Query("analytics-cost", (), since, until, "1d", "", "api", d.REFRESHED), page).snapshots[0]
        for since, until in (("2026-10-01", "2026-11-01"), ("2026-09-01", "2026-10-01"))
    )
    assert october.pull_id != september.pull_id
    assert october.snapshot_id != september.snapshot_id


def test_groups_of_people_overlap_and_are_refused() -> None:
    page = d.page(d.analytics_cost(rbac_group_id="rbacg_01"))
    for query in (d.saved("analytics-cost"), d.asked("analytics-cost", "rbac_group_id")):
        with pytest.raises(Exception, match="grouped by rbac_group_id, whose rows overlap") as refused:
            d.read(query, page)
        assert "rbacg_01" not in str(refused.value)
