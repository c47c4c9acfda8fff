"""`sync` whole, against an organisation that answers over HTTP: what it fetches, refuses, survives."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fake_api import FakeApi, scenario
from fake_api.facts import Fact, charges
from fake_api.faults import Faults

from claudecost.store import Store

from .conftest import Run
from .organisation import (
    VARIABLES,
    begun,
    enterprise,
    files_below,
    good,
    month,
    reports,
    small,
    synced,
    wait_until,
)

Reports = list[Any]


@pytest.fixture(autouse=True)
def no_keys(home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own keys, and no patience: what fails is not waited for; rates are ready-made."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLAUDECOST_SYNC_PATIENCE", "0")
    monkeypatch.setenv("CLAUDECOST_LOCK_TIMEOUT", "0")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.db"


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A small Console organisation, its admin key in the environment."""
    with FakeApi(small()) as fake:
        monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", fake.admin_key)
        yield fake


# What is fetched


def test_a_month_is_fetched_and_adds_up(run: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeApi(month()) as fake:
        monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", fake.admin_key)
        ran = synced(run, fake, db, "--json")
        first = reports(run, db)
        again = json.loads(synced(run, fake, db, "--json").out)
    shown = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert list(shown) == [
        "schema_version", "requests", "pages", "resumed_pages", "rows", "names", "pulled", "skipped",
        "unavailable", "fell_back", "batches", "batch_responses", "elapsed_seconds",
    ]  # fmt: skip
    assert (shown["schema_version"], shown["fell_back"], len(shown["pulled"])) == (1, False, 6)
    assert list(shown["unavailable"]) == ["/v1/organizations/service_accounts"]
    metered, billed = (report["totals"] for report in first)
    assert billed["billed_usd"] == str(owed(month().facts))
    assert metered["output_tokens"] == sum(fact.output for fact in month().facts if of_october(fact))
    # Revised for 30 days after its end, October is asked for again, and does not double.
    assert again["pulled"] == shown["pulled"]
    assert reports(run, db) == first


def of_october(fact: Fact) -> bool:
    return fact.metered and (fact.at.year, fact.at.month) == (2026, 10)


def owed(facts: Sequence[Fact]) -> Decimal:
    """What was charged for October, in dollars, from the facts themselves."""
    cents = (
        charge.cents for fact in facts if of_october(fact) and not fact.priority for charge in charges(fact)
    )
    return sum(cents, Decimal(0)).scaleb(-2).normalize()


def test_an_organisation_without_the_newer_reports_is_asked_for_the_older_ones(
    run: Run, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeApi(small(), has_analytics=False) as fake:
        monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", fake.admin_key)
        ran = synced(run, fake, db)
        shown = json.loads(synced(run, fake, db, "--json").out)
    assert ran.code == 0
    assert "note: the older reports were used" in ran.err
    assert shown["fell_back"] is True
    assert Decimal(reports(run, db)[1]["totals"]["billed_usd"]) == owed(small().facts)


def test_an_enterprise_organisation_is_asked_with_an_analytics_key(
    run: Run, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeApi(enterprise(), kind="enterprise") as fake:
        monkeypatch.setenv("ANTHROPIC_ANALYTICS_KEY", fake.analytics_key)
        ran = synced(run, fake, db)
        (metered, billed) = reports(run, db)
    assert ran.code == 0, ran.err
    assert Decimal(billed["totals"]["billed_usd"]) > 0
    assert metered["totals"]["output_tokens"] > 0


def test_one_key_that_is_refused_does_not_keep_the_others_out(
    run: Run, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeApi(enterprise(), kind="enterprise") as fake:
        monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", fake.admin_key)
        monkeypatch.setenv("ANTHROPIC_ANALYTICS_KEY", fake.analytics_key)
        ran = synced(run, fake, db)
    assert ran.code == 77
    assert ran.err.count("error: ") == 1
    assert "it needs read:analytics" in ran.err
    assert Decimal(reports(run, db)[1]["totals"]["billed_usd"]) > 0


def test_both_kinds_of_key_are_asked_one_after_the_other(
    run: Run, db: Path, console: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind one address both are asked of the same organisation, which accepts either."""
    monkeypatch.setenv("ANTHROPIC_ANALYTICS_KEY", console.admin_key.replace("admin01", "admin01"))
    ran = synced(run, console, db)
    assert ran.code == 0, ran.err
    assert ran.err.count(" rows and ") == 2


def test_a_closed_month_is_fetched_once(run: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-12-15T12:00:00Z")
    with FakeApi(small(), now=datetime(2026, 12, 15, 12, tzinfo=UTC)) as fake:
        monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", fake.admin_key)
        assert synced(run, fake, db).code == 0
        ran = synced(run, fake, db)
        shown = json.loads(synced(run, fake, db, "--json").out)
    assert "3 closed months were there already" in ran.err
    assert len(shown["skipped"]) == 3
    assert shown["rows"] == 0


def test_revised_figures_take_the_place_of_the_ones_before(run: Run, db: Path, console: FakeApi) -> None:
    synced(run, console, db)
    _, before = reports(run, db)
    console.revise(date(2026, 10, 6))
    console.refreshed_at += timedelta(hours=1)
    synced(run, console, db)
    _, after = reports(run, db)
    days = [{row["day"]: Decimal(0) for row in report["rows"]} for report in (before, after)]
    for found, report in zip(days, (before, after), strict=True):
        for row in report["rows"]:
            found[row["day"]] += Decimal(row["billed_usd"])
    assert days[1]["2026-10-05"] == days[0]["2026-10-05"]
    assert days[1]["2026-10-06"] == 2 * days[0]["2026-10-06"] > 0


def test_a_quiet_sync_says_nothing(run: Run, db: Path, console: FakeApi) -> None:
    ran = synced(run, console, db, "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


@pytest.mark.skipif(os.name != "posix", reason="modes say who may read on POSIX only")
def test_a_sync_that_is_the_first_to_need_the_stores_directory_makes_it_private(
    run: Run, db: Path, console: FakeApi
) -> None:
    synced(run, console, db)
    made = [db.parent, db, *db.parent.iterdir()]
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_what_no_admin_key_is_accepted_for_is_only_told_to_who_asks(
    run: Run, db: Path, console: FakeApi
) -> None:
    assert "service_accounts" not in synced(run, console, db).err
    assert "service_accounts" in synced(run, console, db, "-v").err


# What goes wrong

USAGE = "analytics/usage"

#: What happens, the exit code, and words a person must find.
FAULTS: dict[str, tuple[Callable[[Faults], None], int, tuple[str, ...]]] = {
    "401": (lambda to: to.next(401, path=USAGE, times=None), 77, ("does not accept this admin key",)),
    "403": (lambda to: to.next(403, path=USAGE, times=None), 77, ("may not ask for this",)),
    "404": (lambda to: to.next(404, path=USAGE, times=None), 69, ("status 404",)),
    "429 in seconds": (
        lambda to: to.next(429, retry_after="7", path=USAGE, times=None),
        69,
        ("did not answer: status 429", "(asked once, waited 0 s)", "CLAUDECOST_SYNC_PATIENCE"),
    ),
    "429 as a date": (
        lambda to: to.next(429, retry_after=timedelta(seconds=60), path=USAGE, times=None),
        69,
        ("did not answer: status 429",),
    ),
    "429 again and again": (
        lambda to: to.next(429, retry_after="0", path=USAGE, times=None),
        69,
        ("(asked 8 times, waited 0 s)",),
    ),
    "500": (lambda to: to.next(500, path=USAGE, times=None), 69, ("status 500",)),
    "529": (lambda to: to.next(529, path=USAGE, times=None), 69, ("status 529",)),
    "truncated": (lambda to: to.truncated(path=USAGE, times=None), 69, ("stopped half way",)),
    "reset": (lambda to: to.reset(path=USAGE, times=None), 69, ("no connection",)),
    "not JSON": (lambda to: to.not_json(path=USAGE, times=None), 69, ("something that is not JSON",)),
    "changed schema": (lambda to: to.missing_field("group", path=USAGE, times=None), 69, ("group",)),
    "endless cursor": (lambda to: to.endless_cursor(path=USAGE), 69, ("has no end",)),
}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """The reports of a sync that nothing happened to."""
    from command_line import claudecost

    from .organisation import QUESTIONS, question

    db = tmp_path_factory.mktemp("undisturbed") / "store.db"
    with FakeApi(small()) as fake, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANTHROPIC_ADMIN_KEY", fake.admin_key)
        patch.setenv("CLAUDECOST_NOW", "2026-11-20T12:00:00Z")
        claudecost("--db", db, "sync", "--period", "2026-10", "--base-url", fake.url)
        found = []
        for ledger, by in QUESTIONS:
            shown = claudecost("--db", db, *question(ledger, by)).json
            found.append({"rows": shown["rows"], "totals": shown["totals"]})
    return found


@pytest.mark.parametrize("what", FAULTS)
def test_what_goes_wrong_is_said(run: Run, db: Path, console: FakeApi, what: str) -> None:
    spoil, code, words = FAULTS[what]
    spoil(console.faults)
    ran = synced(run, console, db)
    assert ran.code == code, ran.err
    assert ran.out == ""
    assert ran.err.startswith("error: ")
    for word in (*words, f"  at /v1/organizations/{USAGE}", "kept: 4 complete answers", "hint: "):
        assert word in ran.err
    assert max(map(len, ran.err.splitlines())) <= 200


@pytest.mark.parametrize("what", ["401", "500", "truncated", "changed schema", "endless cursor"])
def test_the_next_sync_goes_on_from_where_it_went_wrong(
    run: Run, db: Path, console: FakeApi, undisturbed: Reports, what: str
) -> None:
    FAULTS[what][0](console.faults)
    assert synced(run, console, db).code != 0
    console.faults.clear()
    assert synced(run, console, db).code == 0
    assert reports(run, db) == undisturbed
    assert waiting_pages(db) == []


def waiting_pages(db: Path) -> list[Path]:
    """Pages that have been received and are not in the store yet."""
    return sorted(db.with_name(f"{db.name}.sync").glob("*/*.json"))


@pytest.mark.parametrize("what", ["once 429", "once 529", "once truncated", "slow"])
def test_what_passes_by_itself_is_waited_for(
    run: Run, db: Path, console: FakeApi, undisturbed: Reports, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDECOST_SYNC_PATIENCE", "5")
    spoil: dict[str, Callable[[], None]] = {
        "once 429": lambda: console.faults.next(429, retry_after="0", path=USAGE),
        "once 529": lambda: console.faults.next(529, path=USAGE),
        "once truncated": lambda: console.faults.truncated(path=USAGE),
        "slow": lambda: console.faults.slow(0.3, path=USAGE),
    }
    spoil[what]()
    assert synced(run, console, db).code == 0
    assert reports(run, db) == undisturbed


def test_pages_received_are_not_asked_for_again(run: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    company = scenario.many(days=14, keys=150, until=date(2026, 10, 20))
    with FakeApi(company) as fake:
        monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", fake.admin_key)
        fake.faults.reset(path="analytics/cost", nth=3, times=None)
        broken = synced(run, fake, db)
        first = good(fake.requests)
        fake.requests.clear()
        fake.faults.clear()
        fake.faults.refused_cursor(path="analytics/cost")
        again = json.loads(synced(run, fake, db, "--json").out)
    line = ("report", "--ledger", "billed", "--by", "model", "--json", "--no-ingest")
    billed = json.loads(run("--db", db, *line).out)["totals"]["billed_usd"]
    assert broken.code == 69
    assert "kept: 3 complete answers, and 2 pages of the next one" in broken.err, broken.err
    assert len(first) == 3 + 2
    assert "page" in first[-1]
    assert again["resumed_pages"] == 0, "the cursor had expired, so the window began again"
    assert Decimal(billed) == owed(company.facts)


INTERRUPTED = "interrupted; what has been received is kept, and the next sync goes on from there\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_sync_goes_on_where_it_was(
    run: Run, home: Path, db: Path, console: FakeApi, undisturbed: Reports, number: signal.Signals
) -> None:
    console.faults.slow(10, path=USAGE, nth=2)
    with begun(home, db, console) as process:
        wait_until(lambda: any(USAGE in request.path for request in console.requests))
        wait_until(lambda: len(waiting_pages(db)) == 1)
        time.sleep(0.3)  # a signal just before it waits for an answer is heard only after that
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", INTERRUPTED)
    console.requests.clear()
    shown = json.loads(synced(run, console, db, "--json").out)
    assert shown["resumed_pages"] == 1
    assert reports(run, db) == undisturbed


def test_two_syncs_do_not_run_at_once(run: Run, home: Path, db: Path, console: FakeApi) -> None:
    console.faults.slow(30, path=USAGE)
    with begun(home, db, console):
        wait_until(lambda: db.exists() and "analytics/cost" in str(console.requests))
        ran = synced(run, console, db)
    assert ran.code == 75
    assert "another sync is running" in ran.err
    assert "hint: wait until it is done" in ran.err


def test_what_a_busy_store_does_not_take_waits_for_the_next_sync(
    run: Run, db: Path, console: FakeApi, undisturbed: Reports
) -> None:
    with Store(db).ingesting():
        ran = synced(run, console, db)
    assert ran.code == 75
    assert len(waiting_pages(db)) == 1
    asked = good(console.requests)
    console.requests.clear()
    assert synced(run, console, db).code == 0
    assert not set(asked) & set(good(console.requests))
    assert reports(run, db) == undisturbed


def test_what_is_no_store_is_not_synced_into(run: Run, tmp_path: Path, console: FakeApi) -> None:
    db = tmp_path / "notes.txt"
    db.write_text("not a store at all")
    ran = synced(run, console, db)
    assert ran.code == 65
    assert console.requests == []
    assert db.read_text() == "not a store at all"


# Keys and addresses


def test_a_key_comes_from_a_private_file(
    run: Run, db: Path, tmp_path: Path, console: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_ADMIN_KEY")
    file = tmp_path / "key"
    file.write_text(f"{console.admin_key}\n")
    file.chmod(0o600)
    assert synced(run, console, db, "--key-file", str(file)).code == 0
    file.chmod(0o644)
    ran = synced(run, console, db, "--key-file", str(file))
    assert ran.code == 77
    assert "others can read the key file" in ran.err
    assert f"hint: chmod 600 {file}" in ran.err


def test_a_key_comes_through_a_pipe(
    run: Run, db: Path, console: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--key-file <(pass show anthropic)`: what is read from a pipe can be read once."""
    monkeypatch.delenv("ANTHROPIC_ADMIN_KEY")
    reading, writing = os.pipe()
    os.write(writing, console.admin_key.encode())
    os.close(writing)
    try:
        ran = synced(run, console, db, "--key-file", f"/dev/fd/{reading}")
    finally:
        os.close(reading)
    assert ran.code == 0, ran.err


def test_an_analytics_key_in_a_file_is_known_by_its_looks(run: Run, db: Path, tmp_path: Path) -> None:
    file = tmp_path / "key"
    with FakeApi(enterprise(), kind="enterprise") as fake:
        file.write_text(fake.analytics_key)
        file.chmod(0o600)
        ran = synced(run, fake, db, "--key-file", str(file))
    assert ran.code == 0, ran.err


def test_a_workspaces_key_is_told_from_an_admin_key(
    run: Run, db: Path, console: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", console.workspace_key)
    ran = synced(run, console, db)
    assert ran.code == 77
    assert "this is a workspace's key" in ran.err
    assert "need an admin key" in ran.err
    assert console.requests == []


def test_without_a_key_it_says_who_makes_one(
    run: Run, db: Path, console: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_ADMIN_KEY")
    ran = synced(run, console, db)
    assert ran.code == 77
    for word in ("$ANTHROPIC_ADMIN_KEY", "$ANTHROPIC_ANALYTICS_KEY", "--key-file", "platform.claude.com"):
        assert word in ran.err


@pytest.mark.parametrize("batches", [(), ("--batches",)])
def test_a_key_is_not_sent_unencrypted_to_another_machine(
    run: Run, db: Path, console: FakeApi, monkeypatch: pytest.MonkeyPatch, batches: tuple[str, ...]
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", console.workspace_key)
    ran = run("--db", db, "sync", *batches, "--base-url", "http://gateway.example")
    assert ran.code == 78
    assert "the key would travel unencrypted to gateway.example" in ran.err
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://gateway.example")
    assert run("--db", db, "sync", *batches).code == 78


# Message Batches


def fetched(run: Run, fake: FakeApi, db: Path, *more: str) -> Any:
    ran = synced(run, fake, db, "--batches", "--json", *more)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An organisation whose batches can be fetched, the workspace's key in the environment."""
    with FakeApi(month()) as fake:
        monkeypatch.setenv("ANTHROPIC_API_KEY", fake.workspace_key)
        yield fake


def succeeded() -> list[Fact]:
    """The requests of October's batches that were answered and whose results are still there."""
    company = month()
    return [
        item.fact
        for batch in company.batches
        if batch.workspace_id == company.key_workspace_id
        and batch.ended_at is not None
        and batch.archived_at is None
        for item in batch.items
        if item.fact is not None
    ]


def test_results_of_batches_are_fetched_once_and_add_up(run: Run, db: Path, workspace: FakeApi) -> None:
    first = fetched(run, workspace, db)
    again = fetched(run, workspace, db)
    requests = json.loads(run("--db", db, "report", "--by", "day", "--json", "--no-ingest").out)
    assert first["batch_responses"] == len(succeeded())
    assert (again["batches"], again["batch_responses"]) == (0, 0)
    assert sum("results" in request.path for request in workspace.requests) == first["batches"]
    assert requests["totals"]["responses"] == len(succeeded())
    assert requests["totals"]["output_tokens"] == sum(fact.output for fact in succeeded())
    assert None not in [row["day"] for row in requests["rows"]], "the list says when each ended"
    assert requests["coverage"]["files"] == first["batches"]


def test_batches_outside_the_period_are_left_alone(run: Run, db: Path, workspace: FakeApi) -> None:
    ran = run("--db", db, "sync", "--batches", "--json", "--period", "2026-09", "--base-url", workspace.url)
    assert json.loads(ran.out)["batches"] == 0


def test_a_file_of_the_same_results_adds_nothing(
    run: Run, db: Path, workspace: FakeApi, tmp_path: Path
) -> None:
    import urllib.request

    first = fetched(run, workspace, db)
    path = next(request.path for request in workspace.requests if "results" in request.path)
    asked = urllib.request.Request(
        workspace.url + path,
        headers={"x-api-key": workspace.workspace_key, "anthropic-version": "2023-06-01"},
    )
    saved = tmp_path / f"{path.split('/')[-2]}_results.jsonl"
    with urllib.request.urlopen(asked) as answer:
        saved.write_bytes(answer.read())
    shown = json.loads(run("--db", db, "ingest", "--json", saved).out)
    assert shown["responses"]["new"] == 0
    assert shown["responses"]["total"] == first["batch_responses"]


#: What happens to the list or to the results, the exit code, words to find.
BATCH_FAULTS: dict[str, tuple[Callable[[Faults], None], int, str]] = {
    "wrong key": (lambda to: to.next(401, path="batches", times=None), 77, "the API key was refused"),
    "no right": (lambda to: to.next(403, path="batches", times=None), 77, "the API key was refused"),
    "overloaded": (lambda to: to.next(529, path="batches", times=None), 69, "status 529"),
    "too many": (lambda to: to.next(429, path="batches", times=None), 69, "status 429"),
    "reset": (lambda to: to.reset(path="batches", times=None), 69, "no connection"),
    "truncated list": (lambda to: to.truncated(path="batches", times=None), 69, "could not be fetched"),
    "list not JSON": (lambda to: to.not_json(path="batches", times=None), 69, "batches"),
    "results refused": (lambda to: to.next(401, path="results", nth=2), 77, "the API key was refused"),
    "results overloaded": (lambda to: to.next(529, path="results", nth=2), 69, "status 529"),
    "results reset": (lambda to: to.reset(path="results", nth=2), 69, "no connection"),
    "results truncated": (lambda to: to.truncated(path="results", nth=2), 69, "half way"),
    "results not JSON": (lambda to: to.not_json(path="results", nth=2), 69, "not JSON"),
    "results of another form": (lambda to: to.not_json(b"[1]\n", path="results", nth=2), 69, "not one"),
    "elsewhere": (lambda to: to.next(302, path="results", nth=2), 69, "sends us elsewhere"),
}


@pytest.mark.parametrize("what", BATCH_FAULTS)
def test_what_goes_wrong_with_batches_is_said_and_the_next_sync_goes_on(
    run: Run, db: Path, workspace: FakeApi, what: str
) -> None:
    spoil, code, words = BATCH_FAULTS[what]
    spoil(workspace.faults)
    ran = synced(run, workspace, db, "--batches")
    assert ran.code == code, ran.err
    assert ran.err.startswith("error: ")
    assert words in ran.err
    number = 1 if "results" in what or what == "elsewhere" else 0
    assert f"kept: results of {number} batch" in ran.err
    workspace.faults.clear()
    shown = fetched(run, workspace, db)
    everything = json.loads(run("--db", db, "report", "--json", "--no-ingest").out)["totals"]
    assert shown["batches"] > 0
    assert everything["responses"] == len(succeeded())


def test_results_that_are_gone_are_named_and_the_others_kept(run: Run, db: Path, workspace: FakeApi) -> None:
    workspace.faults.next(404, path="results")
    shown = fetched(run, workspace, db)
    (gone,) = shown["unavailable"]
    assert gone.startswith("/v1/messages/batches/msgbatch_")
    assert 0 < shown["batch_responses"] < len(succeeded())


def test_without_a_key_batches_name_the_one_they_need(
    run: Run, db: Path, workspace: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    ran = synced(run, workspace, db, "--batches")
    assert ran.code == 77
    assert "put the key of the batches' workspace into $ANTHROPIC_API_KEY" in ran.err


def test_batches_and_the_organisations_figures_are_fetched_together(
    run: Run, db: Path, workspace: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", workspace.admin_key)
    workspace.faults.next(401, path="batches", times=None)
    ran = synced(run, workspace, db, "--batches")
    assert ran.code == 77
    assert Decimal(reports(run, db)[1]["totals"]["billed_usd"]) == owed(month().facts)


def test_results_are_asked_for_where_the_list_came_from(run: Run, db: Path, workspace: FakeApi) -> None:
    """A key belongs to the address it was given for, whatever address a batch names."""
    from fake_api import Fault

    def foreign(answer: Any) -> Any:
        return {
            **answer,
            "data": [{**one, "results_url": "https://elsewhere.example/r"} for one in answer["data"]],
        }

    workspace.faults.add(Fault(edit=foreign), path="batches")
    assert fetched(run, workspace, db)["batch_responses"] > 0


def test_nothing_is_left_behind_of_fetched_results(
    run: Run, home: Path, db: Path, tmp_path: Path, workspace: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    fetched(run, workspace, db)
    assert not files_below(tmp_path / "tmp")
    assert not [path for path in files_below(db.parent) if "msgbatch" in path.name]
