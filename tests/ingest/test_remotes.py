"""Where a project's repository comes from, learnt from the disk when this user's own history is taken in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from claudecost.sources.claude_code.project import encode
from claudecost.store import Store

from .lines import answer, jsonl
from .program import MANY_WORKERS, Home
from .test_privacy import everything_in

INFRA = "github.com/acme/infra"

REMOTES = """
SELECT id, name, json_extract_string(attributes, '$.machine'), email
FROM names
WHERE kind = 'git_remote'
ORDER BY ALL
"""


def repository(directory: Path, url: str = "git@github.com:acme/infra.git") -> Path:
    """As much of a repository as tells its remote."""
    (directory / ".git").mkdir(parents=True, exist_ok=True)
    (directory / ".git" / "config").write_text(f'[remote "origin"]\n\turl = {url}\n')
    return directory


def worked(home: Home, directory: Path, *numbers: int, session: str = "s1") -> Path:
    """A transcript of work in a directory."""
    path = home.path / ".claude" / "projects" / encode(str(directory)) / f"{session}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(jsonl(*(answer(number, session=session, cwd=str(directory)) for number in numbers)))
    return path


def rows(home: Home, sql: str = REMOTES) -> list[tuple[Any, ...]]:
    with Store(home.db).reading() as reader:
        return reader.rows(sql)


@pytest.fixture
def infra(home: Home) -> Path:
    """A repository on disk that was worked in."""
    directory = repository(home.path / "code" / "infra")
    worked(home, directory, 1)
    return directory


def test_the_remote_of_a_project_is_kept_under_its_directory(home: Home, infra: Path) -> None:
    before = datetime.now(UTC).replace(tzinfo=None)
    assert home.run("ingest", "--machine", "laptop").code == 0

    assert rows(home) == [(str(infra), INFRA, "laptop", None)]
    assert rows(home, "SELECT project FROM origins") == [(str(infra),)]
    [(attributes, seen_at)] = rows(home, "SELECT attributes, seen_at FROM names")
    assert json.loads(attributes) == {"machine": "laptop"}
    assert before <= seen_at <= datetime.now(UTC).replace(tzinfo=None)


def test_a_report_learns_it_as_well(home: Home, infra: Path) -> None:
    assert home.run("report", "--json").code == 0
    assert [row[:2] for row in rows(home)] == [(str(infra), INFRA)]


def test_seen_again_it_is_the_same_row(home: Home, infra: Path) -> None:
    """Whether nothing is new, or a session has grown, or there is another, or all is read from its start."""
    home.run("ingest")
    kept = rows(home, "FROM names")
    assert len(kept) == 1
    home.run("ingest")
    assert rows(home, "FROM names") == kept
    worked(home, infra, 1, 2)
    worked(home, infra, 3, session="s2")
    assert home.run("ingest", "--json").json["files"]["read"] == 2
    assert rows(home, "FROM names") == kept
    worked(home, infra, 5)
    home.run("ingest")
    assert rows(home, "FROM names") == kept


def test_a_remote_that_changes_is_another_row_and_the_newest_is_the_present_one(
    home: Home, infra: Path
) -> None:
    """Also when it changes back: what a project is called now is what was seen last."""
    newest = "SELECT name FROM names WHERE kind = 'git_remote' ORDER BY seen_at"
    other = "github.com/acme/platform"
    for number, (name, known) in enumerate(
        [(INFRA, [INFRA]), (other, [INFRA, other]), (INFRA, [other, INFRA]), (INFRA, [other, INFRA])]
    ):
        repository(infra, f"https://{name}.git")
        worked(home, infra, *range(1, number + 2))
        home.run("ingest", "--machine", "laptop")
        assert [found for (found,) in rows(home, newest)] == known


def test_two_machines_are_two_rows(home: Home, infra: Path) -> None:
    home.run("ingest", "--machine", "laptop")
    worked(home, infra, 1, 2)
    home.run("ingest", "--machine", "desktop")
    assert [row[2] for row in rows(home)] == ["desktop", "laptop"]


def test_a_worktree_is_a_project_of_its_repository(home: Home) -> None:
    """Those git makes point to it, those Claude Code makes lie in it."""
    infra = repository(home.path / "infra")
    beside, inside = home.path / "feature", infra / ".claude" / "worktrees" / "fix"
    for name, directory in (("feature", beside), ("fix", inside)):
        (infra / ".git" / "worktrees" / name).mkdir(parents=True)
        (infra / ".git" / "worktrees" / name / "commondir").write_text("../..\n")
        directory.mkdir(parents=True)
        (directory / ".git").write_text(f"gitdir: {infra}/.git/worktrees/{name}\n")
        worked(home, directory, len(name), session=name)
    home.run("ingest", "--machine", "laptop")
    assert rows(home) == [(str(infra), INFRA, "laptop", None)]


def test_a_worktree_of_a_bare_repository_is_a_project_of_its_own(home: Home) -> None:
    bare, tree = home.path / "infra.git", home.path / "feature"
    (bare / "worktrees" / "feature").mkdir(parents=True)
    (bare / "worktrees" / "feature" / "commondir").write_text("../..\n")
    (bare / "config").write_text('[remote "origin"]\n\turl = git@github.com:acme/infra.git\n')
    tree.mkdir()
    (tree / ".git").write_text("gitdir: ../infra.git/worktrees/feature\n")
    worked(home, tree, 1)
    home.run("ingest", "--machine", "laptop")
    assert rows(home) == [(str(tree), INFRA, "laptop", None)]


def test_without_a_repository_nothing_is_kept_and_nothing_said(home: Home) -> None:
    (home.path / "notes").mkdir()
    worked(home, home.path / "notes", 1)
    worked(home, home.path / "gone", 2)
    worked(home, repository(home.path / "local", "/srv/git/local.git"), 3)
    ran = home.run("ingest", "--strict")

    assert (ran.code, "warning" in ran.err) == (0, False)
    assert rows(home) == []


def test_a_directory_name_no_disk_can_hold_stops_nothing(home: Home) -> None:
    folder = home.path / ".claude" / "projects" / "-a"
    folder.mkdir(parents=True)
    (folder / "s1.jsonl").write_bytes(jsonl(answer(1, cwd="/a\0b")))
    ran = home.run("ingest", "--json")
    assert (ran.code, ran.json["responses"]["total"]) == (0, 1)


def test_somebody_elses_transcripts_are_not_looked_up_on_this_disk(home: Home, infra: Path) -> None:
    """Their `/home/ann/infra` is not ours, whatever lies there here."""
    root = home.path / ".claude"
    home.run("ingest", root, "--machine", "theirs")
    assert rows(home) == []
    assert rows(home, "SELECT project FROM origins") == [(str(infra),)]


def test_several_workers_find_what_one_does(home: Home) -> None:
    for number in range(6):
        directory = repository(home.path / f"p{number % 3}", f"git@github.com:acme/p{number % 3}")
        path = worked(home, directory, number, session=f"s{number}")
        with path.open("ab") as stream:
            stream.write(b'{"type": "user", "padding": "' + b"x" * 700_000 + b'"}\n')
    home.variables = {"CLAUDECOST_WORKERS": "3"}
    with home.start("ingest", "--machine", "laptop", program=("-c", MANY_WORKERS)) as process:
        process.communicate(timeout=60)

    assert process.returncode == 0
    assert rows(home) == [
        (str(home.path / f"p{number}"), f"github.com/acme/p{number}", "laptop", None) for number in range(3)
    ]


SECRETS = {
    "password": "https://ann:canarytoken@github.com/acme/infra.git",
    "token": "https://canarytoken@github.com/acme/infra.git",
    "slash": "https://ann:canary/canarytoken@github.com/acme/infra.git",
    "query": "https://github.com/acme/infra?private_token=canarytoken",
    "no scheme": "ann:canarytoken@github.com:acme/infra.git",
    "comment": "https://ann:1/canarytoken;x@github.com/acme/infra.git",
}


def test_no_secret_of_a_remote_gets_anywhere(home: Home) -> None:
    """Neither into the store, nor into what lies beside it, nor into any words."""
    for number, (name, url) in enumerate(SECRETS.items()):
        config = repository(home.path / "code" / name, url) / ".git" / "config"
        helper = "\tpushurl = https://canarytoken@github.com/x\n[http]\n\textraheader = canarytoken\n"
        config.write_text(config.read_text() + helper)
        worked(home, home.path / "code" / name, number, session=f"s{number}")
    said = [home.run("ingest", "-vv", "--damage"), home.run("report", "--by", "project", "--json", "-vv")]

    assert [ran.code for ran in said] == [0, 0]
    out = "".join(ran.out + ran.err for ran in said).encode()
    written = [path.read_bytes() for path in home.db.parent.iterdir()]
    for text in (out, everything_in(home.db), *written):
        assert b"canary" not in text
    assert [row[:2] for row in rows(home)] == [
        (str(home.path / "code" / name), INFRA) for name in ("password", "token")
    ]
