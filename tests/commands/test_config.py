"""Which settings hold: an option before the environment, that before the file, that before the default."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import claudecost

from claudecost.config import KEYS, SECTIONS


@pytest.fixture
def file(empty_home: Path) -> Path:
    path = empty_home / "claudecost.yaml"
    path.write_text(
        "timezone: Europe/Berlin\nmachine: laptop\nteams: teams.yaml\nsmtp:\n  host: mail.example\n"
        "  password_env: SECRET\n"
    )
    return path


def settings(*arguments: object) -> dict[str, tuple[str | None, str]]:
    said = claudecost("config", "show", "--json", *arguments)
    assert said.code == 0, said.err
    return {row["key"]: (row["value"], row["origin"]) for row in said.json["rows"]}


def test_every_key_is_shown_with_where_its_value_comes_from(empty_home: Path) -> None:
    found = settings()
    assert list(found)[: len(KEYS)] == list(KEYS)
    assert found["timezone"] == ("local", "default")
    assert found["ledger"] == (None, "default")


def test_the_file_is_named_with_the_line(file: Path) -> None:
    found = settings("--config", file)
    assert found["timezone"] == ("Europe/Berlin", f"{file}:1")
    assert found["teams"] == (str(file.with_name("teams.yaml")), f"{file}:3")


def test_the_environment_goes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUDECOST_TIMEZONE", "Asia/Tokyo")
    monkeypatch.setenv("CLAUDECOST_MACHINE", "")
    found = settings("--config", file)
    assert found["timezone"] == ("Asia/Tokyo", "CLAUDECOST_TIMEZONE")
    assert found["machine"] == ("laptop", f"{file}:2"), "an empty variable says nothing"


def test_an_option_goes_before_everything(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUDECOST_TEAMS", "/from/the/environment.yaml")
    assert settings("--config", file, "--teams", "mine.yaml")["teams"] == ("mine.yaml", "--teams")


def test_a_team_file_beside_the_configuration_is_found(file: Path) -> None:
    file.write_text("timezone: UTC\n")
    file.with_name("teams.yaml").write_text("teams: []\n")
    assert settings("--config", file)["teams"] == (
        str(file.with_name("teams.yaml")), "beside the configuration file",
    )  # fmt: skip


def test_a_section_is_named_and_never_shown(file: Path) -> None:
    said = claudecost("config", "show", "--json", "--config", file)
    assert settings("--config", file)["smtp"] == ("(a section)", f"{file}:5")
    assert "mail.example" not in said.out
    assert "SECRET" not in said.out


def test_for_people_the_origin_is_shown_when_asked_for(file: Path) -> None:
    assert "Where from" not in claudecost("config", "show", "--config", file).out
    assert f"{file}:1" in claudecost("config", "show", "--origin", "--config", file).out


def test_keys_lists_everything_the_file_may_say(empty_home: Path) -> None:
    listed = [line.split()[0] for line in claudecost("config", "keys").out.splitlines()]
    assert listed == [*KEYS, *SECTIONS]
