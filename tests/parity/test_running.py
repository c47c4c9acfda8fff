"""The ccusage that is installed is asked carefully: whatever it does, we have an answer or a reason."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from claudecost.ccusage import running
from claudecost.ccusage.running import Said, ask_ccusage

ALL_TIME = (None, None)

ANSWER = '{"daily": [], "totals": {"totalCost": 1.10, "totalTokens": 42}}'


def installed(directory: Path, script: str) -> dict[str, str]:
    """An environment in which `ccusage` is this shell script; every one knows its version."""
    program = directory / "bin" / "ccusage"
    program.parent.mkdir(exist_ok=True)
    version = '[ "$1" = --version ] && { echo "ccusage 20.9.1"; exit 0; }\n'
    program.write_text(f"#!/bin/sh\n{version}{script}\n")
    program.chmod(0o755)
    return {"PATH": f"{program.parent}{os.pathsep}/usr/bin{os.pathsep}/bin"}


def test_its_total_is_taken_digit_by_digit(tmp_path: Path) -> None:
    environ = installed(tmp_path, f"echo '{ANSWER}'")
    assert ask_ccusage([tmp_path], ALL_TIME, "UTC", environ) == Said("20.9.1", Decimal("1.10"), 42)


def test_it_is_told_the_same_data_days_and_zone(tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    environ = installed(tmp_path, f'echo "$CLAUDE_CONFIG_DIR $CCUSAGE_CLAUDE_EXTRA_DIRS| $@" > {heard}')
    environ["CCUSAGE_CLAUDE_EXTRA_DIRS"] = "/elsewhere"
    days = (date(2026, 10, 1), date(2026, 10, 31))
    ask_ccusage([Path("/a"), Path("/b")], days, "Europe/Berlin", environ)

    assert heard.read_text() == (
        "/a,/b | claude daily --json --offline --timezone Europe/Berlin --since 20261001 --until 20261031\n"
    )


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("echo 'No usage data found.'", "its answer is not the JSON that ccusage 20 prints"),
        ("echo '[]'", "its answer is not the JSON that ccusage 20 prints"),
        ('echo \'{"totals": {"totalCost": "NaN!", "totalTokens": 1}}\'', "its answer is not the JSON"),
        ("echo oops >&2; echo 'invalid zone' >&2; exit 2", "it failed: invalid zone"),
        ("exit 7", "it failed: exit code 7"),
    ],
)
def test_what_it_cannot_say_is_said(tmp_path: Path, script: str, problem: str) -> None:
    said = ask_ccusage([tmp_path], ALL_TIME, "UTC", installed(tmp_path, script))
    assert (said.usd, said.tokens) == (None, None)
    assert (said.problem or "").startswith(problem)


def test_it_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 1)
    said = ask_ccusage([tmp_path], ALL_TIME, "UTC", installed(tmp_path, "exec sleep 60"))
    assert said == Said("20.9.1", problem="it did not answer within 1 seconds")


def test_without_one_there_is_a_reason(tmp_path: Path) -> None:
    assert ask_ccusage([tmp_path], ALL_TIME, "UTC", {"PATH": str(tmp_path)}).problem == (
        "no `ccusage` is on the PATH"
    )


def test_a_comma_in_a_directory_would_be_two_directories_to_it(tmp_path: Path) -> None:
    said = ask_ccusage([tmp_path / "a,b"], ALL_TIME, "UTC", installed(tmp_path, f"echo '{ANSWER}'"))
    assert said.problem == "it cannot be told of a directory with a comma in its name"
