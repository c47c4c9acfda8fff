"""What `--hash-users` and `--hash-projects` hide, and what machines that share a salt have in common."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import claudecost
from events import events, take_in
from hypothesis import given
from hypothesis import strategies as st
from ingest.lines import answer, jsonl
from ingest.stores import Bench

from claudecost.errors import Error
from claudecost.packing.disguise import Disguise
from claudecost.packing.salt import salt_at

from .packing import SALT, packed, told

USERS, BOTH = Disguise(SALT, users=True), Disguise(SALT, users=True, projects=True)

ORIGIN = {
    "origin_id": 1, "source": "claude-code", "machine": "laptop", "user_name": "ann.lee@example.com",
    "account": "6b1e", "project": "/home/ann.lee/shop", "session_id": "s1", "agent_id": None,
    "branch": "ann.lee/fix-1", "client_version": "2.1.300", "version_order": 1, "entrypoint": "cli",
    "is_copy": False, "is_background": False, "is_own_file": True, "workspace": "Default",
    "api_key": "key of ann.lee", "tags": '{"team": "shop", "user": "bo@example.com"}',
}  # fmt: skip


def test_hidden_users_stand_nowhere_in_an_origin() -> None:
    hidden = str(USERS.origin(ORIGIN))
    assert not any(name in hidden for name in ("ann.lee", "6b1e", "bo@", "example.com"))
    assert all(name in hidden for name in ("/shop", "fix-1", "key of ", "team", "laptop", "s1"))


def test_hidden_projects_leave_users_as_they_are() -> None:
    hidden = Disguise(SALT, projects=True).origin(ORIGIN)
    assert hidden["user_name"] == ORIGIN["user_name"]
    assert "shop" not in str(hidden["project"])
    assert "fix-1" not in str(hidden["branch"])


@given(st.text(), st.text())
def test_one_name_has_one_pseudonym_per_salt_and_two_names_have_two(one: str, other: str) -> None:
    same = Disguise(SALT).name("user", one) == Disguise(SALT).name("user", other)
    assert same == (one == other)
    assert Disguise(SALT).name("user", one) != Disguise(bytes(32)).name("user", one)
    assert Disguise(SALT).name("user", one) != Disguise(SALT).name("project", one)


def test_nothing_hidden_is_left_in_the_file_and_the_figures_are_the_same(bench: Bench) -> None:
    bench.clear()
    own, merging = bench.store(), bench.store()
    root = bench.tree({"projects/-home-ann-shop/s1.jsonl": jsonl(answer(1), answer(2))})
    (root / ".claude.json").write_text(
        '{"oauthAccount": {"emailAddress": "ann@example.com", "accountUuid": "6b1e"}}'
    )
    take_in(own, root)
    path = bench.directory / "p.parquet"
    packed(own, path, disguise=BOTH)
    take_in(merging, path)

    rows = str(told(merging))
    assert not any(name in rows for name in ("home", "ann", "shop", "6b1e", str(bench.directory)))
    assert "s1.jsonl" in rows
    unnamed = [[{**event, "project": None} for event in events(store)] for store in (own, merging)]
    assert unnamed[0] == unnamed[1]


def test_one_person_on_two_machines_is_one_person_where_the_salt_is_shared(bench: Bench) -> None:
    bench.clear()
    merging = bench.store()
    for number, name in ((1, "laptop"), (2, "tower")):
        own = bench.store()
        root = bench.tree({f"projects/p/s{number}.jsonl": jsonl(answer(number))}, name)
        (root / ".claude.json").write_text('{"oauthAccount": {"emailAddress": "ann@example.com"}}')
        take_in(own, root, machine=name)
        packed(own, bench.directory / f"{name}.parquet", name, USERS)
        take_in(merging, bench.directory / f"{name}.parquet")
    with merging.reading() as reader:
        assert reader.rows("SELECT count(DISTINCT user_name), count(*) FROM origins") == [(1, 2)]


def test_a_hidden_pack_of_ones_own_in_the_shared_folder_changes_nothing_here(bench: Bench) -> None:
    bench.clear()
    own = bench.store()
    take_in(own, bench.tree({"projects/p/s1.jsonl": jsonl(answer(1))}))
    before = told(own)
    packed(own, bench.directory / "p.parquet", disguise=USERS)
    take_in(own, bench.directory / "p.parquet")
    assert told(own) == before


def test_a_salt_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "salt"
    salt = salt_at(path)
    assert (len(salt), salt_at(path), path.stat().st_mode & 0o777) == (32, salt, 0o600)


@pytest.mark.parametrize(("content", "mode", "code"), [("abc", 0o600, 78), ("00" * 32, 0o644, 77)])
def test_a_salt_others_can_read_or_that_is_none_is_refused(
    tmp_path: Path, content: str, mode: int, code: int
) -> None:
    path = tmp_path / "salt"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(Error) as refused:
        salt_at(path)
    assert refused.value.exit_code == code


def test_the_salt_lies_beside_the_store_and_not_beside_the_pack(
    empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDECOST_DB", str(empty_home / "store.db"))
    shared = tmp_path / "shared"
    shared.mkdir()
    said = claudecost("pack", "-o", f"{shared}/", "--machine", "a/b", "--hash-users", "--json")
    assert (said.code, said.json["hashed"], said.json["observations"]) == (0, ["users"], 0)
    assert [path.name for path in shared.iterdir()] == ["a_b.parquet"]
    assert (empty_home / "store.db.salt").exists()
