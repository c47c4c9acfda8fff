"""The small file is believed whole or not at all, and whatever lies in its place harms nobody."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from transcripts import response

from claudecost.statusline.kept import MOST_BYTES, read
from claudecost.statusline.places import pointer, status_file

from .conftest import SESSION, Desk, usd

OPUS = "claude-opus-5"


@pytest.fixture
def path(desk: Desk) -> Path:
    """A session of which five dollars have been counted."""
    desk.at("2026-11-20T12:00:00Z")
    found = desk.write(response(OPUS, "2026-11-20T11:00:00Z", {"input": 1_000_000}))
    desk.ingest()
    return found


def given(path: Path) -> dict[str, Any]:
    """What Claude Code sends."""
    return {
        "session_id": SESSION,
        "transcript_path": str(path),
        "model": {"display_name": "Opus 5"},
        "cost": {"total_cost_usd": 5.25},
    }


DAMAGE: dict[str, Any] = {
    "quarters": 5, "sessions": {SESSION: [1]}, "window": "x", "written_at": "x", "files": [], "timezone": 5,
    "since": None, "cards": {}, "hours": 0, "known": [[1]],
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_file_is_not_taken_for_figures(desk: Desk, path: Path, tmp_path: Path, name: str) -> None:
    small = Path(status_file(str(desk.db)))
    small.write_text(json.dumps(json.loads(small.read_text()) | {name: DAMAGE[name]}, separators=(",", ":")))
    assert desk.line(given(path)).out == "🤖 Opus 5 | 💰 $5.25 (cc) session | 🧠 1,000,000\n"
    log = (tmp_path / "state" / "claudecost" / "statusline.log").read_text()
    assert "cannot be read; the next report writes it anew" in log
    desk.monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(desk.root))
    said = claudecost("daily", "--db", desk.db, "--json")
    assert said.code == 0, said.err
    assert usd(desk.figures(path).today) == 5


def test_one_digit_amiss_is_damage(desk: Desk, path: Path) -> None:
    small = Path(status_file(str(desk.db)))
    small.write_text(small.read_text().replace("1000000", "1000001"))
    assert "cannot be read" in read(str(small))[1]


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    (path / "inside").mkdir(parents=True)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def giant(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)


@pytest.mark.parametrize("kind", [pipe, folder, device, giant])
def test_what_is_no_file_of_ours_is_not_waited_for_and_replaced(
    desk: Desk, path: Path, tmp_path: Path, kind: Any
) -> None:
    small = Path(status_file(str(desk.db)))
    small.unlink()
    kind(small)
    assert "$5.25 (cc) session" in desk.line(given(path)).out
    assert "the next report writes it anew" in (tmp_path / "state/claudecost/statusline.log").read_text()
    desk.ingest()
    assert small.is_file()
    assert not small.is_symlink()
    assert usd(desk.figures(path).today) == 5


def test_a_pipe_where_the_store_is_named_is_not_waited_for(desk: Desk, path: Path) -> None:
    named = pointer(str(desk.home / ".config" / "claudecost" / "claudecost.yaml"))
    os.mkfifo(named)
    assert "Opus 5" in desk.line(given(path), CLAUDECOST_DB="").out
    desk.write(response(OPUS, "2026-11-20T11:30:00Z", {"input": 1_000_000}))
    desk.ingest()
    assert not Path(named).exists()


def test_of_an_empty_store_nothing_is_said(desk: Desk) -> None:
    """Who has just begun would read `$0.00 today` as `nothing spent`."""
    desk.at("2026-11-20T12:00:00Z")
    (desk.root / "projects").mkdir(parents=True)
    desk.ingest()
    assert desk.line({"model": {"display_name": "Opus 5"}}).out == "🤖 Opus 5\n"
    assert desk.line(data=b"").out == "claudecost: no usage\n"
    path = desk.write(response(OPUS, "2026-11-20T11:00:00Z", {"input": 1_000_000}))
    assert "$5.00 session / $5.00 today / $5.00 block" in desk.line(given(path)).out


def test_of_a_store_that_has_rested_for_long_zero_is_the_truth(desk: Desk, path: Path) -> None:
    desk.at("2026-11-26T12:00:00Z")
    Path(status_file(str(desk.db))).unlink()
    desk.ingest()
    assert "$0.00 today / no open block" in desk.line(given(path)).out
