"""Every report first takes in what is new, says what it could not read, and outlives the transcripts."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost
from transcripts import response, write

MILLION = {"input": 1_000_000}


@pytest.fixture
def claude(empty_home: Path) -> Path:
    """This user's ~/.claude with one response of a million tokens, five dollars."""
    return write(empty_home / ".claude", [one("claude-opus-5")])


def one(model: str, **how: Any) -> dict[str, Any]:
    return response(model, "2026-11-10T12:00:00Z", MILLION, **how)


def spent(*arguments: object) -> str:
    said = claudecost(*(arguments or ["daily"]), "--json")
    assert said.code == 0, said.err
    return str(said.json["totals"]["cost_usd"])


def test_the_first_report_reads_the_transcripts_of_this_user(claude: Path) -> None:
    assert spent() == "5"
    assert claudecost("daily", "--json").json["coverage"]["files"] == 1


@pytest.mark.parametrize("name", ["daily", "weekly", "monthly", "session", "report"])
def test_every_report_knows_of_a_new_file(claude: Path, name: str) -> None:
    assert spent(name) == "5"
    write(claude, [one("claude-fable-5", session="evening")], "evening")
    assert spent(name) == "15"


def test_so_does_the_overview(claude: Path) -> None:
    assert "$5.00" in claudecost().out
    write(claude, [one("claude-fable-5", session="evening")], "evening")
    assert "$15.00" in claudecost().out


def test_a_file_that_grew_is_read_on(claude: Path) -> None:
    lines = [one("claude-opus-5", session="later")]
    write(claude, lines, "later")
    assert spent() == "10"
    write(claude, [*lines, one("claude-opus-5", session="later")], "later")
    assert spent() == "15"


def test_nothing_new_changes_nothing(claude: Path) -> None:
    assert [claudecost("session", "--json").out for _ in range(2)] == [
        claudecost("session", "--json").out
    ] * 2


def test_with_no_ingest_a_report_answers_from_the_store_alone(claude: Path) -> None:
    assert spent() == "5"
    write(claude, [one("claude-fable-5", session="evening")], "evening")
    assert spent("daily", "--no-ingest") == "5"
    assert "$5.00" in claudecost("--no-ingest").out
    assert spent() == "15"


def test_when_all_transcripts_are_gone_every_figure_stays(claude: Path) -> None:
    before = claudecost("session", "--json").json
    shutil.rmtree(claude)
    assert claudecost("session", "--json").json == before
    assert claudecost("session", "--json", "--no-ingest").json == before


def test_a_root_named_by_the_environment_is_read_too(
    claude: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "elsewhere", [one("claude-fable-5", session="evening")])
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "elsewhere"))
    assert spent() == "15"


def test_new_usage_is_kept_under_the_machines_name_in_the_settings(claude: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("machine: ann-laptop\ntimezone: Asia/Tokyo\n", encoding="utf-8")
    found = claudecost("report", "--by", "machine", "--config", tmp_path / "settings.yaml", "--json").json
    assert [row["machine"] for row in found["rows"]] == ["ann-laptop"]
    assert found["period"]["timezone"] == "Asia/Tokyo"


def test_a_transcript_that_cannot_be_read_is_told_and_costs_only_itself(claude: Path) -> None:
    (claude / "projects" / "-home-ann-shop" / "no\x1b[2J.jsonl").symlink_to(claude / "nowhere")
    said = claudecost("daily", "--json")
    assert (said.code, said.json["totals"]["cost_usd"]) == (0, "5")
    assert "a transcript could not be read" in said.err
    assert "\x1b" not in said.err
    assert "a transcript could not be read" in claudecost().err
    assert claudecost("daily", "--quiet").err == ""


# --- --strict -----------------------------------------------------------------------------------


def strictly(*arguments: object) -> Said:
    return claudecost(*arguments, "--strict")


def test_strict_is_content_when_everything_is_priced_and_read(claude: Path) -> None:
    assert strictly("daily").code == strictly().code == 0


@pytest.mark.parametrize("name", ["", "daily", "session", "report"])
def test_strict_exits_3_when_something_is_unpriced_and_still_reports(claude: Path, name: str) -> None:
    write(claude, [one("claude-zeta-9", session="evening")], "evening")
    assert claudecost(*name.split()).code == 0
    said = strictly(*name.split())
    assert (said.code, said.out) == (3, claudecost(*name.split()).out)


def test_strict_looks_at_the_period_asked_for(claude: Path) -> None:
    late = response("claude-zeta-9", "2026-11-19T12:00:00Z", MILLION, session="evening")
    write(claude, [late], "evening")
    assert strictly("daily", "--until", "2026-11-18").code == 0
    assert strictly("daily", "--last", 1).code == 3


def test_strict_exits_3_when_a_line_could_not_be_read(claude: Path) -> None:
    with (claude / "projects" / "-home-ann-shop" / "morning.jsonl").open("a", encoding="utf-8") as file:
        file.write("{never closed\n")
    assert strictly("daily").code == strictly().code == 3


def test_strict_exits_3_when_a_file_could_not_be_read(claude: Path) -> None:
    (claude / "projects" / "-home-ann-shop" / "gone.jsonl").symlink_to(claude / "nowhere")
    assert strictly("daily").code == strictly().code == 3


# --- nothing there ------------------------------------------------------------------------------


@pytest.mark.usefixtures("empty_home")
def test_without_any_transcripts_a_report_is_empty_and_says_so() -> None:
    said = claudecost("daily")
    assert (said.code, "no usage matches" in said.out) == (0, True)
    assert "the store is empty: no transcripts found" in claudecost().out


@pytest.mark.usefixtures("empty_home")
def test_whoever_has_no_transcripts_can_be_shown_others() -> None:
    from events import SAMPLES

    said = claudecost("--or", SAMPLES)
    assert (said.code, "$146.92" in said.out) == (0, True)
    assert said.err.startswith("you have no transcripts of your own yet")


def test_whoever_has_some_is_shown_those(claude: Path) -> None:
    from events import SAMPLES

    assert "$5.00" in claudecost("--or", SAMPLES).out
