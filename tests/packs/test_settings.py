"""The hook in Claude Code's settings: written only when asked, and nothing else in the file is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import claudecost, claudecost_apart

from claudecost.settings_json import change
from claudecost.sources.claude_code.roots import own_roots


@pytest.fixture
def settings(empty_home: Path) -> Path:
    (empty_home / ".claude").mkdir()
    return empty_home / ".claude" / "settings.json"


def test_without_write_the_lines_are_shown_and_nothing_is_written(settings: Path) -> None:
    said = claudecost("hook")
    [group] = said.json["hooks"]["SessionEnd"]
    assert "ingest --quiet" in group["hooks"][0]["command"]
    assert str(settings) in said.err
    assert not settings.exists()


def test_the_rest_of_the_file_stays_in_its_order_and_layout_with_a_backup_beside_it(settings: Path) -> None:
    before = '{\n\t"model": "opus",\n\t"hooks": {\n\t\t"Stop": []\n\t},\n\t"ä": 1.50\n}\n'
    settings.write_text(before, encoding="utf-8")
    settings.chmod(0o640)
    assert claudecost("hook", "--write").code == 0

    after = settings.read_text(encoding="utf-8")
    assert list(json.loads(after)) == ["model", "hooks", "ä"]
    assert list(json.loads(after)["hooks"]) == ["Stop", "SessionEnd"]
    assert '\n\t"model": "opus",\n' in after
    assert settings.stat().st_mode & 0o777 == 0o640
    assert settings.with_name("settings.json.before-claudecost").read_text(encoding="utf-8") == before


def test_writing_twice_leaves_one_hook_and_another_folder_replaces_it(settings: Path, tmp_path: Path) -> None:
    claudecost("hook", "--write")
    first = settings.read_bytes()
    assert "already" in claudecost("hook", "--write").err
    assert settings.read_bytes() == first
    claudecost("hook", "--write", "--pack", tmp_path)
    [group] = json.loads(settings.read_text())["hooks"]["SessionEnd"]
    assert f"-o {tmp_path}/" in group["hooks"][0]["command"]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1,}',
        "// mine\n{}",
        "[]",
        '{"a": 1, "a": 2}',
        '{"hooks": []}',
        '{"hooks": {"SessionEnd": {}}}',
        "\0",
    ],
)
def test_what_cannot_be_rewritten_without_loss_is_refused_and_left_as_it_is(
    settings: Path, text: str
) -> None:
    settings.write_text(text)
    said = claudecost("hook", "--write")
    assert said.code == 78
    assert str(settings) in said.err
    assert [path.name for path in settings.parent.iterdir()] == ["settings.json"]
    assert settings.read_text() == text


def test_a_link_into_a_folder_of_dotfiles_stays_a_link(settings: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.json"
    real.write_text("{}")
    settings.symlink_to(real)
    claudecost("hook", "--write")
    assert settings.is_symlink()
    assert "SessionEnd" in real.read_text()


@pytest.mark.parametrize("words", [("hook",), ("statusline", "--install")])
@pytest.mark.parametrize("is_there", [True, False], ids=["with settings", "without"])
def test_of_a_list_of_directories_the_first_that_is_there_gets_the_lines(
    tmp_path: Path, words: tuple[str, ...], is_there: bool
) -> None:
    """A directory named like the list would hide them all from every report."""
    first, second = tmp_path / "a", tmp_path / "b"
    for directory in (first, second):
        (directory / "projects").mkdir(parents=True)
    if is_there:
        (first / "settings.json").write_text("{}")
    listed = f"{tmp_path / 'none'},{first},{second}"
    said = claudecost_apart(*words, "--write", home=tmp_path, env={"CLAUDE_CONFIG_DIR": listed})
    assert said.code == 0, said.err
    assert str(first / "settings.json") in said.err
    assert "claudecost" in (first / "settings.json").read_text()
    assert not [path for path in tmp_path.rglob("*") if "," in path.name or path.name == "none"]
    assert own_roots({"CLAUDE_CONFIG_DIR": listed}, tmp_path) == [first, second]


def test_the_file_as_it_was_before_the_first_change_stays_whatever_follows(settings: Path) -> None:
    settings.write_text('{"mine": 1}')
    claudecost("hook", "--write")
    between = settings.read_text()
    said = claudecost("statusline", "--install", "--write")
    assert settings.with_name("settings.json.before-claudecost").read_text() == '{"mine": 1}'
    assert settings.with_name("settings.json.before-claudecost-2").read_text() == between
    assert said.code == 0


def test_large_numbers_and_names_survive_a_change(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"n": 12345678901234567890, "x": {"y": [true, null]}, "s": "\\u00e9"}')
    change(path, lambda found: {**found, "new": 1})
    assert json.loads(path.read_text()) == {
        "n": 12345678901234567890, "x": {"y": [True, None]}, "s": "é", "new": 1
    }  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="a shell's line")
def test_the_hook_is_over_at_once_and_takes_the_transcripts_in(settings: Path, tmp_path: Path) -> None:
    """Run as Claude Code runs it: by a shell, with the event on stdin; what it started outlives it."""
    said = claudecost_apart("hook", "--db", tmp_path / "store.db", home=settings.parent.parent)
    command = said.json["hooks"]["SessionEnd"][0]["hooks"][0]["command"]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", "-c", command], env=environment, input="{}", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for _ in range(600):
        if (tmp_path / "store.db").exists():
            return
        time.sleep(0.1)
    pytest.fail("nothing was taken in")
