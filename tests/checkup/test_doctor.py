"""What `doctor` promises: it works when nothing else does, changes nothing, and tells no secret."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from command_line import claudecost_apart
from transcripts import response, write

from claudecost.checkup import installation, running
from claudecost.checkup.finding import Finding, redacted

from .conftest import Doctor, said_of


def test_where_all_is_well_nothing_is_a_problem(store: Path, doctor: Doctor) -> None:
    said = doctor(store, "--deep", "--json")
    assert (said.code, said.json["counts"]["problem"], said.err) == (0, 0, "")
    assert "1 response" in said_of(said, "store", "ok")
    assert "every block can be read" in said_of(said, "store", "ok")


def test_a_person_reads_theme_by_theme_what_to_do(store: Path, doctor: Doctor) -> None:
    store.chmod(0o644)
    said = doctor(store, width=60)
    assert said.code == 0
    assert "  note    other users may read the store" in said.out
    assert "          do: chmod 600" in said.out
    assert said.out.splitlines()[-1].endswith("checks are fine")
    assert all(len(line) <= 60 for line in said.out.splitlines() if "/" not in line)


def test_of_a_list_of_directories_only_those_that_are_not_there_are_named(
    store: Path, doctor: Doctor, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write(empty_home / "other", [response("claude-opus-5", "2026-11-10T10:00:00Z", {"input": 5})])
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", f"{empty_home / '.claude'},{other}")
    said = said_of(doctor(store, "--json"), "roots")
    assert "names no directory" not in said
    assert f"{other}: 1 transcript" in said

    monkeypatch.setenv("CLAUDE_CONFIG_DIR", f"{empty_home / 'gone'},{other}")
    said = said_of(doctor(store, "--json"), "roots", "note")
    assert f"CLAUDE_CONFIG_DIR names no directory: {empty_home / 'gone'}" in said.splitlines()


def test_nothing_is_made_or_changed_by_looking(empty_home: Path, doctor: Doctor) -> None:
    """Above all no store and no lock file where there was none."""
    said = doctor(empty_home / "none" / "ann.db", "--deep", "--json")
    assert said.code == 0
    assert "there is no store yet" in said_of(said, "store", "note")
    assert list(empty_home.rglob("*")) == []


def test_settings_nobody_can_read_are_a_problem_and_the_rest_is_looked_at(
    store: Path, doctor: Doctor, tmp_path: Path
) -> None:
    config = tmp_path / "claudecost.yaml"
    config.write_text("timezone: [\n")
    said = doctor(store, "--json", "--config", config)
    assert said.code == 1
    assert "the settings cannot be used" in said_of(said, "settings", "problem")
    assert "1 response" in said_of(said, "store", "ok"), "--db still holds"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("claudecost.yaml", "sk-ant-api03-canary: 1\n"),
        ("claudecost.yaml", "webhook: https://ann:canary@example.com\nbudgets: 3\n"),
        ("claudecost.yaml", "smtp: {password: canary}\nbudgets: canary\n"),
        ("claudecost.yaml", "timezone: sk-ant-api03-canary\n"),
    ],
)
def test_what_somebody_wrote_where_it_does_not_belong_is_not_repeated(
    store: Path, doctor: Doctor, tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    for arguments in ([], ["--json"]):
        said = doctor(store, "--config", path, *arguments)
        assert "canary" not in said.out + said.err


def test_keys_and_passwords_in_addresses_are_blotted_out() -> None:
    assert redacted("x sk-ant-api03-abc_DEF y") == "x [secret] y"
    assert redacted("https://ann:pw@host/x") == "https://[secret]host/x"
    assert redacted("https://host/x@y") == "https://host/x@y"


def test_a_team_file_and_rates_that_cannot_be_used_are_problems(
    store: Path, doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad"
    bad.write_text("teams: 3\n")
    monkeypatch.setenv("CLAUDECOST_EXCHANGE_RATES", str(bad))
    said = doctor(store, "--json", "--teams", bad)
    problems = said_of(said, "settings", "problem")
    assert "the team file" in problems
    assert "exchange rates" in problems


def test_rates_that_have_grown_old_are_a_note(
    store: Path, doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rate holds a week; the clock stands at 2026-11-20."""
    rates = tmp_path / "rates.csv"
    monkeypatch.setenv("CLAUDECOST_EXCHANGE_RATES", str(rates))
    rates.write_text("date,currency,per_usd\n2026-11-13,EUR,0.9\n")
    assert "the newest of 2026-11-13" in said_of(doctor(store, "--json"), "settings", "ok")
    rates.write_text("date,currency,per_usd\n2026-11-12,EUR,0.9\n")
    assert "8 days old" in said_of(doctor(store, "--json"), "settings", "note")


def test_an_old_book_is_a_note(store: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "finished after today" in said_of(doctor(store, "--json"), "book", "ok")
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-12-01T00:00:00Z")
    assert "4 days ago" in said_of(doctor(store, "--json"), "book", "ok")
    monkeypatch.setenv("CLAUDECOST_NOW", "2027-06-01T00:00:00Z")
    assert "186 days ago" in said_of(doctor(store, "--json"), "book", "note")


def test_models_without_a_price_are_named(empty_home: Path, store: Path, doctor: Doctor) -> None:
    from events import take_in

    from claudecost.store import Store

    zeta = [response("claude-zeta-9", "2026-11-10T10:00:00Z", {"input": 5})]
    take_in(Store(store), write(empty_home / "other", zeta))
    assert "claude-zeta-9" in said_of(doctor(store, "--json"), "book", "note")


def test_a_clock_in_the_past_is_a_problem_and_a_pinned_one_is_said(
    store: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "CLAUDECOST_NOW" in said_of(doctor(store, "--json"), "clock", "note")
    monkeypatch.setenv("CLAUDECOST_NOW", "yesterday")
    said = doctor(store, "--json")
    assert (said.code, "not an instant" in said_of(said, "settings", "problem")) == (1, True)


def test_a_transcript_from_the_future_tells_of_two_clocks(
    empty_home: Path, store: Path, doctor: Doctor
) -> None:
    [transcript] = (empty_home / ".claude").rglob("*.jsonl")
    os.utime(transcript, (2**32, 2**32))
    assert "from the future" in said_of(doctor(store, "--json"), "clock", "note")


def test_a_zone_there_is_not_is_a_problem(
    store: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDECOST_TIMEZONE", "Mars/Olympus")
    said = doctor(store, "--json")
    assert (said.code, "Mars/Olympus" in said_of(said, "clock", "problem")) == (1, True)


def test_the_hook_is_found_where_it_is_and_missed_where_it_is_not(
    empty_home: Path, store: Path, doctor: Doctor
) -> None:
    assert "no SessionEnd hook" in said_of(doctor(store, "--json"), "roots", "note")
    hooks = '{"hooks": {"SessionEnd": [{"hooks": [{"type": "command", "command": "claudecost ingest -q"}]}]}}'
    (empty_home / ".claude" / "settings.json").write_text(hooks)
    assert "SessionEnd" not in said_of(doctor(store, "--json"), "roots", "note")


def test_variables_cron_will_not_have_are_named_without_their_values(
    store: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDECOST_MACHINE", "canary")
    said = doctor(store, "--json")
    assert "CLAUDECOST_MACHINE" in said_of(said, "surroundings", "note")
    assert "canary" not in said.out


def test_another_program_of_this_name_earlier_on_the_path_is_said(
    store: Path, doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "bin" / "claudecost"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(other.parent))
    assert str(other) in said_of(doctor(store, "--json"), "installation", "note")


def test_a_library_that_cannot_be_imported_is_a_problem(
    store: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(installation.LIBRARIES, "polars", "no_such_module_of_polars")
    said = doctor(store, "--json")
    assert (said.code, "polars cannot be imported" in said_of(said, "installation", "problem")) == (1, True)


def test_a_check_that_breaks_is_a_finding_and_the_others_run(
    store: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug in one check, told by its kind and not by its message, which could hold anything."""

    def broken(about: object) -> list[Finding]:
        raise ZeroDivisionError("canary")

    monkeypatch.setattr(installation, "findings", broken)
    said = doctor(store, "--json")
    assert said.code == 1
    assert "ZeroDivisionError" in said_of(said, "installation", "problem")
    assert "canary" not in said.out
    assert {one["theme"] for one in said.json["checks"]} == set(running.THEMES)


def test_without_a_home_it_says_so(store: Path) -> None:
    """As a service of a user the system does not know: there is no HOME, and nothing to look up."""
    said = claudecost_apart("doctor", "--json", "--db", store, home=store.parent, env={"HOME": None})
    assert said.code in (0, 1)
    assert "Traceback" not in said.err
    assert "HOME" in said_of(said, "surroundings", "note")
