"""What the live view notices of a tree of transcripts, without looking at all of it each time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from claudecost.intake import watching
from claudecost.intake.watching import Watch


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with two projects of two old sessions each."""
    for project in ("-home-ann-shop", "-home-ann-data"):
        for session in ("one", "two"):
            grow(tmp_path / "projects" / project / f"{session}.jsonl")
    return tmp_path


def grow(path: Path, text: str = "{}\n") -> None:
    """A line more, in a file that may be new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(text)


def watch(root: Path) -> Watch:
    found = Watch(lambda: [root])
    assert not found.changed()
    return found


def test_nothing_happens_nothing_is_noticed(root: Path) -> None:
    assert not watch(root).changed()


def test_a_transcript_that_grows_is_noticed_once(root: Path) -> None:
    seen = watch(root)
    grow(root / "projects/-home-ann-shop/one.jsonl")
    assert seen.changed()
    assert not seen.changed()


@pytest.mark.parametrize(
    "path",
    [
        "projects/-home-ann-shop/three.jsonl",
        "projects/-home-ann-new/one.jsonl",
        "projects/-home-ann-shop/one/subagents/agent-a1.jsonl",
        "projects/-home-ann-shop/one/subagents/workflows/wf/agent-a1.jsonl",
    ],
)
def test_a_new_transcript_is_noticed_wherever_it_lies_and_then_watched(root: Path, path: str) -> None:
    seen = watch(root)
    grow(root / path)
    assert seen.changed()
    grow(root / path)
    assert seen.changed()


@pytest.mark.parametrize(
    "path",
    [
        "projects/-home-ann-shop/one/tool-results/x.jsonl",
        "projects/-home-ann-shop/one/subagents/workflows/wf/journal.jsonl",
        "projects/-home-ann-shop/notes.txt",
    ],
)
def test_what_is_no_transcript_is_not_noticed(root: Path, path: str) -> None:
    seen = watch(root)
    grow(root / path)
    assert not seen.changed()


def test_a_transcript_that_is_gone_is_no_news(root: Path) -> None:
    seen = watch(root)
    (root / "projects/-home-ann-shop/one.jsonl").unlink()
    assert not seen.changed()


def test_an_old_session_is_found_in_turn_and_at_once_after_a_prompt(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a long history only a part is looked at each time; whoever goes back to an old session types."""
    monkeypatch.setattr(watching, "LIKELY", 0)
    monkeypatch.setattr(watching, "IN_TURN", 1)
    seen = watch(root)
    grow(root / "projects/-home-ann-data/two.jsonl")
    assert any(seen.changed() for _ in range(20))
    monkeypatch.setattr(watching, "IN_TURN", 0)
    grow(root / "projects/-home-ann-data/two.jsonl")
    assert not seen.changed()
    grow(root / "history.jsonl")
    assert seen.changed()


def test_links_that_go_round_come_to_an_end(root: Path) -> None:
    (root / "projects/-home-ann-shop/loop").symlink_to(root / "projects", target_is_directory=True)
    seen = watch(root)
    grow(root / "projects/-home-ann-shop/one.jsonl")
    assert seen.changed()


def test_a_directory_that_cannot_be_listed_stops_nothing(root: Path) -> None:
    locked = root / "projects/-home-ann-locked"
    locked.mkdir(mode=0)
    try:
        seen = watch(root)
        grow(root / "projects/-home-ann-shop/one.jsonl")
        assert seen.changed()
    finally:
        os.chmod(locked, 0o700)  # noqa: PTH101


def test_the_first_root_may_come_later(tmp_path: Path) -> None:
    seen = Watch(lambda: [tmp_path] if (tmp_path / "projects").is_dir() else [])
    grow(tmp_path / "projects/-home-ann-shop/one.jsonl")
    assert any(seen.changed() for _ in range(watching.ROOTS_EVERY))
