"""Keys come from the environment or a private file, and are never seen again."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from claudecost.errors import Exit
from claudecost.sync import ADMIN, ANALYTICS, Key, find_key, need_key
from claudecost.sync.credentials import KeyTrouble

SECRET = "sk-ant-admin01-planted-secret"


def test_a_key_is_never_shown() -> None:
    key = Key(SECRET, ADMIN)
    assert SECRET not in f"{key} {key!r} {[key]}"
    assert key.reveal() == SECRET
    with pytest.raises(TypeError):
        pickle.dumps(key)


@pytest.mark.parametrize("name", ["ANTHROPIC_ADMIN_KEY", "ANTHROPIC_ADMIN_API_KEY"])
def test_an_admin_key_is_found_under_either_name(name: str) -> None:
    found = find_key(ADMIN, {name: f"  {SECRET}\n"})
    assert found is not None
    assert found.reveal() == SECRET


def test_an_analytics_key_is_none_for_an_admins_work() -> None:
    environ = {"ANTHROPIC_ANALYTICS_KEY": "sk-ant-api01-x"}
    assert find_key(ADMIN, environ) is None
    found = find_key(ANALYTICS, environ)
    assert found is not None
    assert found.kind == ANALYTICS


def test_a_private_file_goes_before_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    found = find_key(ADMIN, {"ANTHROPIC_ADMIN_KEY": "sk-ant-admin01-other"}, file)
    assert found is not None
    assert found.reveal() == SECRET


@pytest.mark.skipif(os.name != "posix", reason="modes say who may read on POSIX only")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "key"
    file.write_text(SECRET)
    file.chmod(mode)
    with pytest.raises(KeyTrouble, match="others can read the key file") as refused:
        find_key(ADMIN, {}, file)
    assert "chmod 600" in str(refused.value)
    assert SECRET not in str(refused.value)
    assert refused.value.exit_code == Exit.NO_PERMISSION


def test_a_file_that_is_not_there_or_is_none_is_refused(tmp_path: Path) -> None:
    for file in (tmp_path / "missing", tmp_path):
        with pytest.raises(KeyTrouble) as refused:
            find_key(ADMIN, {}, file)
        assert refused.value.exit_code == Exit.NO_PERMISSION


@pytest.mark.parametrize("text", ["sk-ant-admin01-a\r\nx-evil: 1", "sk-ant-admin01-a b", "sk-ant-é", "\0key"])
def test_what_would_forge_a_header_is_no_key(text: str) -> None:
    with pytest.raises(KeyTrouble, match="character no key has") as refused:
        find_key(ADMIN, {"ANTHROPIC_ADMIN_KEY": text})
    assert "evil" not in str(refused.value)


def test_a_workspaces_key_is_told_from_an_admins_before_it_is_sent_anywhere() -> None:
    with pytest.raises(KeyTrouble) as refused:
        find_key(ADMIN, {"ANTHROPIC_ADMIN_KEY": "sk-ant-api03-planted"})
    assert "need an admin key" in str(refused.value)
    assert "Settings, Admin keys" in str(refused.value)
    assert "planted" not in str(refused.value)
    assert refused.value.exit_code == Exit.NO_PERMISSION


@pytest.mark.parametrize("kind", [ADMIN, ANALYTICS])
def test_without_a_key_one_is_told_who_makes_it_and_where_it_goes(kind: str) -> None:
    with pytest.raises(KeyTrouble, match=f"there is no {kind} key") as missing:
        need_key(kind, {"ANTHROPIC_ADMIN_KEY": " "})
    assert "put it into $ANTHROPIC_" in str(missing.value)
