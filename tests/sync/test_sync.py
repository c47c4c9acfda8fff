"""What is asked of an organisation, and that all ways of asking come to the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_api import FakeApi, scenario

from claudecost.errors import Exit
from claudecost.periods import Period
from claudecost.sync import Plan, Spool, enterprise, held_of
from claudecost.sync import console as console_plan
from claudecost.sync.trouble import ChangedAnswer, EndlessAnswer, KeyRefused, NotAllowed, Refused

from .asking import Synced, client_of, console, month, only, rows, synced, with_limit

USAGE, COST = "/v1/organizations/analytics/usage", "/v1/organizations/analytics/cost"
OLDER_USAGE, OLDER_COST = "/v1/organizations/usage_report/messages", "/v1/organizations/cost_report"
CLAUDE_CODE = "/v1/organizations/usage_report/claude_code"

TOKENS = {
    "input_tokens": "uncached_input",
    "cache_write_5m_tokens": "cache_5m",
    "cache_write_1h_tokens": "cache_1h",
    "cache_read_tokens": "cache_read",
    "output_tokens": "output",
    "web_search_requests": "web_searches",
}


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Synced:
    """October by the newer endpoints."""
    with console() as fake:
        return synced(fake, tmp_path_factory.mktemp("newer"), console_plan(claude_code=True))


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Synced:
    """October of the same organisation, had it no newer endpoints."""
    with console(has_analytics=False) as fake:
        return synced(fake, tmp_path_factory.mktemp("older"), console_plan())


@pytest.mark.parametrize("meter", TOKENS)
def test_newer_and_older_usage_and_what_happened_are_one_number(
    newer: Synced, older: Synced, meter: str
) -> None:
    happened = sum(getattr(fact, TOKENS[meter]) for fact in month().facts if fact.metered)
    assert newer.total(USAGE, meter) == older.total(OLDER_USAGE, meter) == happened


def test_newer_and_older_cost_are_one_amount_however_they_are_cut(newer: Synced, older: Synced) -> None:
    assert newer.billed(COST) == newer.billed(f"{COST} by price") == older.billed(OLDER_COST) > 0


def test_rows_asked_for_by_workspace_have_the_workspaces_id(newer: Synced) -> None:
    company, pull = month(), newer.pull(USAGE)
    happened: Counter[str] = Counter()
    for fact in company.facts:
        if fact.metered and fact.at < datetime(2026, 11, 1, tzinfo=UTC):
            happened[company.workspace(fact.workspace_id).id] += fact.output
    told: Counter[str] = Counter()
    for row in rows(pull):
        told[row["workspace_id"]] += row["output_tokens"]
    assert told == happened
    assert len(told) == 4
    (snapshot,) = pull.ledgers.snapshots
    assert snapshot.dimensions == ["workspace", "model", "service_tier", "context_window", "geo", "speed"]


def test_the_older_reports_call_the_default_workspace_by_its_name(older: Synced) -> None:
    named = {(row["workspace_id"] is None, row["workspace"]) for row in rows(older.pull(OLDER_USAGE))}
    assert named == {(True, "Default"), (False, None)}


def test_fast_and_batch_and_geography_reach_the_profiles_by_either_way(newer: Synced, older: Synced) -> None:
    profiles = [
        {profile.profile_id for profile in one.pull(name).ledgers.profiles}
        for one, name in ((newer, USAGE), (older, OLDER_USAGE))
    ]
    used = [
        {row["profile_id"] for row in rows(one.pull(n))} for one, n in ((newer, USAGE), (older, OLDER_USAGE))
    ]
    assert used == profiles
    speeds = {profile.speed for profile in newer.pull(USAGE).ledgers.profiles if profile.model_id}
    assert speeds == {"fast", "standard"}


def test_names_of_keys_workspaces_and_people_come_along(newer: Synced) -> None:
    kinds = Counter(name.kind for pull in newer.pulls for name in pull.ledgers.names)
    assert kinds == {"api_key": 8, "workspace": 4, "user": 3}
    assert newer.outcome is not None
    assert list(newer.outcome.unavailable) == ["/v1/organizations/service_accounts"]


def test_claude_code_is_asked_for_day_by_day_and_handed_over_as_one_answer(newer: Synced) -> None:
    grades = [(one.traffic, one.grade) for one in newer.pull(CLAUDE_CODE).ledgers.snapshots]
    assert sorted(grades) == [("api", "estimated"), ("subscription", "notional")]
    assert {one.until for one in newer.pull(CLAUDE_CODE).ledgers.snapshots} == {"2026-11-01"}


def test_without_the_newer_endpoints_the_older_ones_are_asked_and_it_is_said(older: Synced) -> None:
    assert older.outcome is not None
    assert older.outcome.fell_back
    assert COST in older.outcome.unavailable
    assert [pull.label.split(" ")[0] for pull in older.pulls[3:]] == [OLDER_USAGE, OLDER_COST, CLAUDE_CODE]


def test_a_beta_nobody_knows_is_no_newer_endpoint(tmp_path: Path) -> None:
    with console() as fake:
        fake.faults.next(status=400, message="anthropic-beta: unknown value", path="analytics", times=None)
        result = synced(fake, tmp_path, console_plan(claude_code=False))
    assert result.outcome is not None
    assert result.outcome.fell_back


def test_any_other_refusal_is_no_reason_to_fall_back(tmp_path: Path) -> None:
    with console() as fake:
        fake.faults.next(status=400, message="limit: too large", path="analytics", times=None)
        with pytest.raises(Refused, match="limit: too large"):
            synced(fake, tmp_path, console_plan())


def test_a_label_names_path_and_days_and_the_counts_add_up(newer: Synced) -> None:
    assert newer.outcome is not None
    assert newer.outcome.pulled == [pull.label for pull in newer.pulls]
    assert f"{COST} 2026-10-01..2026-11-01" in newer.outcome.pulled
    snapshots = [snapshot for pull in newer.pulls for snapshot in pull.ledgers.snapshots]
    assert newer.outcome.rows == sum(snapshot.rows for snapshot in snapshots)
    assert newer.outcome.names == 15
    assert newer.outcome.requests == newer.outcome.pages + 1, "the service accounts were refused"
    assert len({snapshot.snapshot_id for snapshot in snapshots}) == len(snapshots)
    assert len({pull.file_id for pull in newer.pulls}) == len(newer.pulls)


def test_a_seat_plan_is_asked_for_by_person_and_is_a_subscription(tmp_path: Path) -> None:
    with FakeApi(scenario.enterprise(), kind="enterprise") as fake:
        result = synced(fake, tmp_path, enterprise())
        happened = sum(fact.output for fact in fake.company.facts)
    assert result.total(USAGE, "output_tokens") == happened
    for pull in result.pulls:
        (snapshot,) = pull.ledgers.snapshots
        assert snapshot.traffic == "subscription"
        assert snapshot.dimensions[:3] == ["actor", "product", "model"]


def test_several_months_are_as_many_answers(tmp_path: Path) -> None:
    period = Period(datetime(2026, 9, 10, tzinfo=UTC), None, "UTC")
    with console() as fake:
        result = synced(fake, tmp_path, only(console_plan(), 0), period=period)
    assert [pull.label.removeprefix(f"{COST} ") for pull in result.pulls] == [
        "2026-09-01..2026-10-01",
        "2026-10-01..2026-11-01",
        "2026-11-01..2026-12-01",
    ]
    assert [pull.ledgers.snapshots[0].until for pull in result.pulls] == [
        "2026-10-01",
        "2026-11-01",
        "2026-11-21",
    ]
    assert result.pulls[0].ledgers.snapshots[0].rows == 0


def test_months_that_are_closed_and_held_are_not_asked_for(tmp_path: Path) -> None:
    period = Period(datetime(2026, 9, 10, tzinfo=UTC), None, "UTC")
    held = held_of([(f"{COST} 2026-09-01..2026-10-01", "2026-11-19T00:00:00"),
                    (f"{COST} 2026-10-01..2026-11-01", "2026-11-19T00:00:00")])  # fmt: skip
    with console() as fake:
        result = synced(fake, tmp_path, only(console_plan(), 0), period=period, held=held)
        assert {request.query["starting_at"][0][:7] for request in fake.requests} == {"2026-10", "2026-11"}
    assert result.outcome is not None
    assert result.outcome.skipped == [f"{COST} 2026-09-01..2026-10-01"]


def test_days_before_the_horizon_are_said_to_be_missing(tmp_path: Path) -> None:
    period = Period(datetime(2025, 6, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), "UTC")
    with console() as fake:
        result = synced(fake, tmp_path, only(console_plan(), 0), period=period)
        assert fake.requests == []
    assert result.outcome is not None
    assert result.outcome.unavailable == {COST: "days before 2026-01-01 are not served"}


def test_figures_that_did_not_change_are_the_same_snapshot_and_revised_ones_are_another(
    tmp_path: Path,
) -> None:
    plan = only(console_plan(), 1)
    with console() as fake:
        first = synced(fake, tmp_path, plan).pulls[0]
        fake.refreshed_at = fake.now
        again = synced(fake, tmp_path, plan).pulls[0]
        fake.revise(datetime(2026, 10, 5).date())
        revised = synced(fake, tmp_path, plan).pulls[0]
    assert first.ledgers.snapshots[0].snapshot_id == again.ledgers.snapshots[0].snapshot_id
    assert first.content_digest == again.content_digest != revised.content_digest
    assert first.file_id == again.file_id == revised.file_id


def test_figures_are_as_old_as_the_service_says_they_are(tmp_path: Path) -> None:
    with console() as fake:
        fake.refreshed_at = datetime(2026, 10, 8, 4, tzinfo=UTC)
        (pull,) = synced(fake, tmp_path, only(console_plan(), 0)).pulls
    assert pull.ledgers.snapshots[0].taken_at == "2026-10-08T04:00:00.000000"
    assert pull.ledgers.snapshots[0].last_day == "2026-10-08"


def test_small_pages_come_to_the_same_figures_as_large_ones(tmp_path: Path, newer: Synced) -> None:
    plan = console_plan()
    small = Plan((), tuple(with_limit(plan, 7).figures))
    with console() as fake:
        result = synced(fake, tmp_path, small)
    assert result.outcome is not None
    assert result.outcome.pages > 100
    assert result.billed(COST) == newer.billed(COST)
    assert result.total(USAGE, "output_tokens") == newer.total(USAGE, "output_tokens")


def test_new_fields_and_new_words_do_not_stop_a_sync(tmp_path: Path, newer: Synced) -> None:
    with console() as fake:
        fake.faults.unknown_value("product", path="analytics/cost")
        fake.faults.extra_field(path="analytics/usage", times=None)
        result = synced(fake, tmp_path, console_plan())
    assert "something_new" in {row["product"] for row in rows(result.pull(COST))}
    assert result.billed(COST) == newer.billed(COST)
    assert result.total(USAGE, "output_tokens") == newer.total(USAGE, "output_tokens")


@pytest.mark.parametrize("field", ["amount", "currency", "group", "starting_at", "cost"])
def test_a_changed_schema_is_said_with_its_place_and_what_was_received_is_kept(
    tmp_path: Path, field: str
) -> None:
    with console() as fake:
        fake.faults.renamed_field(field, f"{field}_v2", path="analytics/cost", times=None)
        with pytest.raises(ChangedAnswer) as changed:
            synced(fake, tmp_path, console_plan())
    assert changed.value.exit_code == Exit.UNAVAILABLE
    assert f"{field} is missing" in str(changed.value)
    assert f"at {COST}\n" in str(changed.value)
    assert "kept: 3 complete answers, and 1 page of the next one" in str(changed.value)
    assert len(list((tmp_path / "spool").glob("*/*.json"))) == 1


def test_a_changed_schema_that_is_mended_does_not_leave_anybody_stuck(tmp_path: Path) -> None:
    with console() as fake:
        fake.faults.missing_field("amount", path="analytics/cost")
        with pytest.raises(ChangedAnswer):
            synced(fake, tmp_path, only(console_plan(), 0))
        assert len(synced(fake, tmp_path, only(console_plan(), 0)).pulls) == 1


def test_an_answer_that_is_no_page_is_said_so(tmp_path: Path) -> None:
    with console() as fake:
        fake.faults.not_json(body=b'{"data": {"rows": 3}}', path="analytics/cost")
        with pytest.raises(ChangedAnswer, match="it has no list `data`"):
            synced(fake, tmp_path, only(console_plan(), 0))


def test_a_page_that_leads_back_to_itself_ends_the_sync(tmp_path: Path) -> None:
    with console() as fake:
        fake.faults.endless_cursor(path="analytics/cost")
        with pytest.raises(EndlessAnswer, match="leads back") as endless:
            synced(fake, tmp_path, only(console_plan(), 0))
        assert len(fake.requests) == 2
    assert endless.value.exit_code == Exit.UNAVAILABLE
    assert "page" in str(endless.value.impact)


def test_a_list_that_goes_on_after_its_end_ends_the_sync(tmp_path: Path) -> None:
    with console() as fake:
        fake.faults.endless_cursor(path="api_keys")
        with pytest.raises(ChangedAnswer, match="the answer goes on, but does not say where"):
            synced(fake, tmp_path, console_plan())


def test_pages_that_never_end_end_the_sync_and_the_next_one_begins_again(tmp_path: Path) -> None:
    with console() as fake:
        fake.faults.endless_cursor(fresh=True, path="analytics/cost")
        with pytest.raises(EndlessAnswer, match="12 pages, and still there is another"):
            synced(fake, tmp_path, only(console_plan(), 0, limit=200), most_pages=12)
        assert len(fake.requests) == 12
        fake.faults.clear()
        assert len(synced(fake, tmp_path, only(console_plan(), 0, limit=200), most_pages=12).pulls) == 1


def test_a_key_that_opens_nothing_ends_the_sync_at_once(tmp_path: Path) -> None:
    with console() as fake:
        client, _ = client_of(fake, key="sk-ant-admin01-unknown")
        with pytest.raises(KeyRefused) as refused:
            synced(fake, tmp_path, console_plan(), client=client)
        assert len(fake.requests) == 1
    assert refused.value.exit_code == Exit.NO_PERMISSION
    assert refused.value.impact == "kept: 0 complete answers"


def test_a_scope_that_is_missing_is_named(tmp_path: Path) -> None:
    with FakeApi(scenario.enterprise(), kind="enterprise") as fake:
        client, _ = client_of(fake, key=fake.admin_key)
        with pytest.raises(NotAllowed, match="read:analytics"):
            synced(fake, tmp_path, enterprise(), client=client)


def test_usage_of_no_workspace_is_kept_beside_that_of_each(tmp_path: Path) -> None:
    """It cannot be asked for by workspace, but the total would lack it."""
    company = month()
    with console(replace(company)) as fake:
        fake.faults.unknown_value("workspace_id", None, path="analytics/usage")  # type: ignore[arg-type]
        result = synced(fake, tmp_path, only(console_plan(), 1))
        asked = [request.query.get("workspace_ids[]") for request in fake.requests]
    assert len([workspace for workspace in asked if workspace]) == 4
    homeless = [row for row in rows(result.pulls[0]) if row["workspace_id"] is None]
    assert len(homeless) == 1


def test_one_sync_at_a_time(tmp_path: Path) -> None:
    with console() as fake, Spool(tmp_path / "spool"), pytest.raises(Exception, match="another sync") as busy:
        synced(fake, tmp_path, console_plan())
    assert getattr(busy.value, "exit_code", None) == Exit.BUSY
