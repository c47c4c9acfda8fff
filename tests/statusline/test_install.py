"""The settings of Claude Code: shown, and written only with the word for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import claudecost_apart


def install(home: Path, *more: str) -> tuple[str, str, int]:
    said = claudecost_apart("statusline", "--install", *more, home=home, env={"CLAUDE_CONFIG_DIR": None})
    return said.out, said.err, said.code


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    found = tmp_path / ".claude" / "settings.json"
    found.parent.mkdir()
    found.write_text(
        '{\n    "model": "opus",\n    "hooks": {"Stop": []},\n    "statusLine": null,\n    "é": 1\n}\n'
    )
    found.chmod(0o640)
    return found


def test_without_the_word_nothing_is_written(tmp_path: Path, settings: Path) -> None:
    before = settings.read_bytes()
    out, err, code = install(tmp_path)
    assert json.loads(out)["statusLine"]["command"].endswith("statusline")
    assert (settings.read_bytes(), code) == (before, 0)
    assert "--install --write" in err


def test_with_it_the_rest_stays_as_it_was(tmp_path: Path, settings: Path) -> None:
    before = settings.read_text()
    _, err, code = install(tmp_path, "--write")
    assert code == 0, err
    found = settings.read_text()
    assert list(json.loads(found)) == ["model", "hooks", "statusLine", "é"]
    assert '\n    "model"' in found, "the indentation is the person's own"
    assert settings.stat().st_mode & 0o777 == 0o640
    assert Path(f"{settings}.before-claudecost").read_text() == before
    assert install(tmp_path, "--write")[1].endswith("has the status line already\n")


def test_where_there_are_no_settings_they_are_begun(tmp_path: Path) -> None:
    assert install(tmp_path, "--write")[2] == 0
    found = tmp_path / ".claude" / "settings.json"
    assert list(json.loads(found.read_text())) == ["statusLine"]
    assert [path.name for path in found.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("text", ["{", '{"a": 1, "a": 2}', "[]", "// mine\n{}"])
def test_broken_settings_are_left_alone(tmp_path: Path, settings: Path, text: str) -> None:
    settings.write_text(text)
    _, err, code = install(tmp_path, "--write")
    assert (code, settings.read_text()) == (78, text)
    assert "left as it is" in err


def test_a_link_to_the_settings_stays_one(tmp_path: Path, settings: Path) -> None:
    kept = tmp_path / "dotfiles.json"
    settings.rename(kept)
    settings.symlink_to(kept)
    assert install(tmp_path, "--write")[2] == 0
    assert settings.is_symlink()
    assert "statusLine" in json.loads(kept.read_text())


def test_what_the_line_is_asked_for_with_stays_in_the_command(tmp_path: Path) -> None:
    out, err, code = install(tmp_path, "--settings", "s.json", "--db", "my store.db", "--template", "{today}")
    assert code == 0, err
    command = json.loads(out)["statusLine"]["command"]
    assert command.endswith("statusline --db 'my store.db' --template '{today}'")
