"""Transcripts Claude Code is about to delete, and whether that matters."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from command_line import Said
from transcripts import response

from .conftest import Writing, settings

Covered = Callable[..., Said]

DUE, LATER = "2026-10-25", "2026-11-19"


def answer(day: str = "2026-10-25") -> dict[str, object]:
    return response("claude-opus-5", f"{day}T10:00:00Z", {"input": 5, "output": 7})


def test_what_is_in_the_store_whole_may_go(writing: Writing, covered: Covered) -> None:
    """A report has taken it in just now: nothing will be lost, and --strict is content."""
    writing(answer(), name="old", touched=DUE)
    said = covered("--json", "--strict")
    assert (said.code, said.json["will_be_lost"]) == (0, 0)
    [transcript] = said.json["transcripts"]
    assert transcript["in_store"] == "whole"
    assert transcript["goes_at"] == "2026-11-24T00:00:00Z", "30 days after it was last touched"


def test_what_is_due_and_not_in_the_store_is_said_and_fails_under_strict(
    writing: Writing, covered: Covered
) -> None:
    writing(answer(), name="young", touched=LATER)
    covered("--json")
    writing(answer(), name="old", touched=DUE)
    said = covered("--json", "--strict", "--no-ingest")
    assert (said.code, said.json["will_be_lost"]) == (3, 1)
    assert [one["in_store"] for one in said.json["transcripts"]] == ["not"]
    assert covered("--no-ingest").code == 0, "only --strict fails"


def test_a_transcript_that_has_grown_since_is_there_partly(writing: Writing, covered: Covered) -> None:
    first = answer()
    writing(first, name="old", touched=DUE)
    covered("--json")
    writing(first, answer(), name="old", touched=DUE)
    said = covered("--json", "--no-ingest", "--strict")
    assert said.code == 3
    assert [one["in_store"] for one in said.json["transcripts"]] == ["partly"]
    assert "1 of 1 transcript due within the week" in covered("--no-ingest", width=80).out


def test_the_client_s_own_setting_counts(root: Path, writing: Writing, covered: Covered) -> None:
    writing(answer(), name="old", touched=DUE)
    settings(root, cleanupPeriodDays=365)
    said = covered("--json")
    assert said.json["transcripts"] == []
    assert [(one["cleanup_days"], one["says"]) for one in said.json["roots"]] == [(365, "settings.json")]


def test_with_settings_nobody_can_read_the_client_deletes_nothing(
    root: Path, writing: Writing, covered: Covered
) -> None:
    """Facts 1.4: the sweep pauses when the settings cannot be read."""
    writing(answer(), name="old", touched=DUE)
    (root / "settings.json").write_text("{oops")
    said = covered("--json")
    assert said.json["transcripts"] == []
    assert said.json["roots"][0]["says"] == "settings unreadable: nothing is deleted"


def test_a_setting_the_client_rejects_is_said_and_the_usual_days_are_reckoned_with(
    root: Path, writing: Writing, covered: Covered
) -> None:
    writing(answer(), name="old", touched=DUE)
    settings(root, cleanupPeriodDays=0)
    said = covered("--json")
    assert said.json["roots"][0]["cleanup_days"] == 30
    [warning] = said.json["warnings"]
    assert "cleanupPeriodDays" in warning


def test_a_settings_file_that_is_a_pipe_holds_nobody_up(
    root: Path, writing: Writing, covered: Covered
) -> None:
    writing(answer(), name="old", touched=DUE)
    os.mkfifo(root / "settings.json")
    assert covered("--json").json["roots"][0]["says"].startswith("settings unreadable")
