"""Sessions and subagents nobody has told the store of are part of today all the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from transcripts import response

from claudecost.statusline import begun, figures, unread

from .conftest import SESSION, Desk, usd

MILLION = {"input": 1_000_000}
OPUS = "claude-opus-5"

#: As CLAUDECOST_NOW below, and an hour before today's midnight, in seconds since 1970.
NOON, YESTERDAY = 1_795_176_000, 1_795_132_800 - 3600


def at(minute: int) -> dict[str, Any]:
    """Five dollars."""
    return response(OPUS, f"2026-11-20T11:{minute:02}:00Z", MILLION)


@pytest.fixture
def path(desk: Desk) -> Path:
    """A session of which five dollars have been counted."""
    desk.at("2026-11-20T12:00:00Z")
    found = desk.write(at(0))
    desk.ingest()
    return found


def in_project(desk: Desk, project: str, session: str, *lines: dict[str, Any], agent: str = "") -> Path:
    """A transcript in another project."""
    inside = f"{session}/subagents/{agent}.jsonl" if agent else f"{session}.jsonl"
    path = desk.root / "projects" / project / inside
    path.parent.mkdir(parents=True, exist_ok=True)
    written = desk.write(*lines, session=f"aside-{session}-{agent}")
    written.rename(path)
    return path


def test_a_new_subagent_is_not_mistaken_for_one_of_the_same_name_elsewhere(desk: Desk) -> None:
    desk.at("2026-11-20T12:00:00Z")
    path = desk.write(at(0))
    desk.write(*(at(n) for n in range(1, 9)), session="other-one", agent="1")
    desk.ingest()
    desk.write(at(30), agent="1")
    found = desk.figures(path)
    assert [usd(found.session), usd(found.today)] == [10, 50]


def test_subagents_are_known_by_session_behind_a_link(desk: Desk) -> None:
    desk.at("2026-11-20T12:00:00Z")
    path = desk.write(at(0))
    desk.write(at(1), agent="1")
    desk.ingest()
    link = desk.root.parent / "linked"
    link.symlink_to(desk.root)
    desk.write(at(30), agent="1")
    found = desk.figures(link / path.relative_to(desk.root))
    assert [usd(found.session), usd(found.today)] == [15, 15]


def test_sessions_begun_since_are_part_of_today_and_of_the_window(desk: Desk, path: Path) -> None:
    desk.write(at(10), session="same-project")
    in_project(desk, "-home-ann-new", "new-project", at(11))
    in_project(desk, "-home-ann-new", "new-project", at(12), agent="agent-1")
    desk.write(at(13), session="same-project", agent="2")
    found = desk.figures(path)
    assert found.window is not None
    assert [usd(found.session), usd(found.today), usd(found.window.cost)] == [5, 25, 25]
    assert not found.is_floor
    desk.ingest()
    assert usd(desk.figures(path).today) == desk.reported("daily") == 25


def test_a_new_subagent_of_another_known_session_is_found(desk: Desk, path: Path) -> None:
    desk.write(at(1), session="other-one", agent="1")
    desk.write(at(2), session="without-any")
    desk.ingest()
    desk.write(at(20), session="other-one", agent="2")
    desk.write(at(21), session="without-any", agent="3")
    assert usd(desk.figures(path).today) == 25


def test_a_copy_of_what_was_counted_is_not_counted_again(desk: Desk, path: Path) -> None:
    copy = path.with_name("copied.jsonl")
    copy.write_bytes(path.read_bytes())
    assert usd(desk.figures(path).today) == 5


def test_what_was_not_written_to_today_is_not_read(desk: Desk, path: Path) -> None:
    old = desk.write(at(10), session="old-one")
    os.utime(old, (YESTERDAY, YESTERDAY))
    assert usd(desk.figures(path).today) == 5


@pytest.mark.parametrize(
    ("room", "name"), [(begun, "MOST_FILES"), (unread, "MOST_OF_OTHERS")], ids=["files", "bytes"]
)
def test_where_not_all_is_read_there_is_more(
    desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch, room: Any, name: str
) -> None:
    monkeypatch.setattr(room, name, 1)
    for n in range(3):
        desk.write(at(10 + n), session=f"new-{n}")
    found = desk.figures(path)
    assert found.is_floor
    assert "other sessions have written more than is read here" in found.notes[0]


def test_looking_takes_no_longer_than_it_may(desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(begun, "PATIENCE", -1)
    assert not desk.figures(path).is_floor, "a glance costs nothing"
    for n in range(begun.A_GLANCE):
        (path.parent / f"{n}.txt").touch()
    assert desk.figures(path).is_floor


def test_a_directory_called_projects_on_the_way_is_not_searched(tmp_path: Path) -> None:
    root = tmp_path / "projects" / "home" / "projects"
    (root / "-shop").mkdir(parents=True)
    for place in (root / "-shop" / "b.jsonl", tmp_path / "projects" / "c.jsonl"):
        place.touch()
    found = begun.Begun([str(root / "-shop" / "a.jsonl")], NOON - 86400)
    assert found.paths == [str(root / "-shop" / "b.jsonl")]


def test_a_session_long_counted_is_not_counted_again_by_its_unlisted_subagents(desk: Desk) -> None:
    """Only the newest files are listed: what is older than all that is told was counted."""
    desk.at("2026-11-20T12:00:00Z")
    path = desk.write(at(0))
    desk.write(response(OPUS, "2026-11-10T11:00:00Z", MILLION), agent="old")
    desk.ingest()
    kept = desk.kept
    kept.files = {name: offset for name, offset in kept.files.items() if "agent-" not in name}
    kept.sessions[SESSION][3] = {}
    found = figures.figures(kept, SESSION, str(path), NOON, (NOON - 43_200, NOON + 43_200))
    assert usd(found.session) == 10
