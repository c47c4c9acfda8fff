"""The command around the mail: who gets what, looking at it, scripts, and stores without anything to tell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import claudecost
from events import SAMPLES, take_in

from claudecost.store import Store

CONFIG = ("--config", SAMPLES / "claudecost.yaml")

pytestmark = pytest.mark.usefixtures("empty_home")


def test_a_dry_run_shows_to_whom_what_goes(sampled: Path) -> None:
    said = claudecost("email", "weekly", "--dry-run", "--no-ingest", "--db", sampled, *CONFIG)
    assert (said.code, said.err) == (0, "")
    assert [line for line in said.out.splitlines() if line.startswith("To: ")] == [
        "To: finance@fernwood.example", "To: ann@fernwood.example", "To: chloe@fernwood.example",
    ]  # fmt: skip
    lines = [line for line in said.out.splitlines() if " CLAUDECOST_" not in line]
    assert max(map(len, lines)) <= 78, "but for paths to be set, which are never broken"


def test_a_dry_run_needs_no_settings_at_all(sampled: Path) -> None:
    said = claudecost("email", "monthly", "--dry-run", "--no-ingest", "--db", sampled)
    assert said.code == 0
    assert said.out.startswith("To: nobody\nSubject: Claude October 2026: $181.87, +11 %\n")
    assert said.err.startswith("nobody gets this mail yet\n  hint: write into claudecost.yaml")
    assert "Claude costs, all usage\n" in said.out


@pytest.mark.parametrize("transcripts", [False, True])
def test_the_own_machine_is_complete_only_where_there_was_something_to_read(
    sampled: Path, tmp_path: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch, transcripts: bool
) -> None:
    """All usage came in by naming a path: that nothing came in since says nothing about the week."""
    store = tmp_path / "own.db"
    shutil.copy(sampled, store)
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-30T07:30:00Z")
    monkeypatch.setenv("CLAUDECOST_MACHINE", "laptop")
    if transcripts:
        project = empty_home / ".claude" / "projects" / "shop"
        project.mkdir(parents=True)
        (project / "s.jsonl").write_text("{}\n")
    for _ in range(2):  # the second run knows the fingerprint of what is there
        [mail] = claudecost("email", "weekly", "--dry-run", "--json", "--db", store).json["mails"]
        assert mail["is_delayed"] is not transcripts


def test_a_script_gets_exact_amounts(sampled: Path) -> None:
    said = claudecost("email", "weekly", "--dry-run", "--json", "--no-ingest", "--db", sampled, *CONFIG)
    [everybody, shop, _] = said.json["mails"]
    assert said.json["period"] == {
        "name": "2026-W46",
        "since": "2026-11-09T00:00:00Z",
        "until": "2026-11-16T00:00:00Z",
        "timezone": "UTC",
    }
    assert everybody["figures"]["cost_usd"] == "42.8990941"
    assert (everybody["team"], shop["team"]) == (None, "shop")
    assert shop["state"] == "not sent"


def test_strict_has_a_person_look_at_what_is_unpriced(sampled: Path) -> None:
    line = ("email", "weekly", "--dry-run", "--no-ingest", "--db", sampled, *CONFIG)
    assert claudecost(*line, "--strict").code == 3


def test_figures_are_sent_although_data_seems_to_be_missing_where_somebody_says_so(
    sampled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-23T07:30:00Z")
    line = ("email", "weekly", "--dry-run", "--json", "--no-ingest", "--db", sampled, *CONFIG)
    late, known = (claudecost(*line, *more).json["mails"][0] for more in ((), ("--even-if-delayed",)))
    assert (late["subject"], late["figures"]) == ("Claude week 47: data delayed", None)
    assert known["subject"].startswith("Claude week 47: $38.23")
    assert late["message_id"] != known["message_id"], "the figures go out although the delay was told"


def test_an_unknown_team_is_refused_with_a_near_miss(sampled: Path) -> None:
    said = claudecost(
        "email", "weekly", "--dry-run", "--scope", "shopp", "--db", sampled, "--no-ingest", *CONFIG
    )
    assert (said.code, said.err.splitlines()[0]) == (2, "error: there is no team 'shopp'")
    assert "is `shop` meant?" in said.err


def test_a_store_of_totals_only_has_nothing_to_mail(tmp_path: Path) -> None:
    store = tmp_path / "totals.db"
    take_in(Store(store), SAMPLES / "console")
    said = claudecost("email", "weekly", "--dry-run", "--no-ingest", "--db", store)
    assert said.code == 1
    assert said.err.startswith("error: a mail is about single responses, and this store has none")


def test_a_template_of_ones_own_is_used_and_escapes_as_well(sampled: Path, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mail.html.j2").write_text("<p>{{ sheet.amount }} {{ '<b>' }}</p>")
    config = tmp_path / "claudecost.yaml"
    config.write_text("timezone: UTC\nemail: {templates: own}\n")
    said = claudecost("email", "weekly", "--eml", "-", "--no-ingest", "--db", sampled, "--config", config)
    assert said.code == 0
    assert "<p>$42.90 &lt;b&gt;</p>" in said.out


def test_a_template_cannot_reach_into_the_program(sampled: Path, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mail.html.j2").write_text("{{ sheet.__class__.__mro__ }}")
    config = tmp_path / "claudecost.yaml"
    config.write_text("timezone: UTC\nemail: {templates: own}\n")
    said = claudecost("email", "weekly", "--eml", "-", "--no-ingest", "--db", sampled, "--config", config)
    assert said.code == 78
    assert "the mail's template cannot be used" in said.err
