"""What a git remote is called, and how a project's is found without git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claudecost.sources.claude_code.project import project_of
from claudecost.sources.claude_code.remote import LARGEST_CONFIG, remote_of, remotes_of
from claudecost.sources.claude_code.remote_name import remote_name

INFRA = "github.com/acme/infra"

SECRET = "hunter2"

SAME = [
    "git@github.com:acme/infra.git",
    "git@github.com:acme/infra",
    "git@github.com:/acme/infra.git/",
    "github.com:acme/infra.git",
    "https://github.com/acme/infra",
    "https://github.com/acme/infra.git/",
    "HTTPS://GitHub.COM/acme/infra",
    "http://github.com:8080/acme/infra",
    "https://ann@github.com/acme/infra",
    "https://ann:hunter2@github.com/acme/infra",
    "https://ann:p@hunter2@github.com/acme/infra",
    "https://ann:hunter2?#@github.com/acme/infra",
    "https://hunter2:x-oauth-basic@github.com/acme/infra.git",
    "https://:hunter2@github.com:443/acme/infra",
    "ssh://git@github.com:22/acme/infra",
    "ssh://git@github.com/acme/infra.git",
    "git+ssh://git@github.com/acme/infra.git",
    "git://github.com/acme/infra.git",
    "hunter2@x@github.com:acme/infra",
]

OTHERS = {
    "git@gitlab.example.com:acme/platform/infra.git": "gitlab.example.com/acme/platform/infra",
    "https://git.sr.ht/~ann/infra": "git.sr.ht/~ann/infra",
    "https://acme@dev.azure.com/acme/My%20Project/_git/infra": "dev.azure.com/acme/My%20Project/_git/infra",
    "git@GitHub.com:Acme/Infra.git": "github.com/Acme/Infra",
    "work:acme/task-runner": "work/acme/task-runner",
    "https://github.com/acme/ghs_tools.git.git": "github.com/acme/ghs_tools.git",
    "https://10.0.0.7/infra": "10.0.0.7/infra",
}

LOCAL = [
    "", ".", "..", "/srv/git/infra.git", "../infra.git", "infra", "~/infra", "./a:b/c", "a/b:c",
    "file:///srv/git/infra.git", "file://host/infra", "C:/src/infra", r"C:\src\infra",
    r"\\server\share\infra",
    "https://localhost/acme/infra", "http://local@127.0.0.1:4711/git/acme/infra", "git@LocalHost:infra",
]  # fmt: skip

HOSTILE = [
    "hunter2",
    "https://hunter2",
    "https://hunter2/",
    "https://github.com",
    "https://github.com/",
    "https://github.com/.git",
    "https://ann:hunter2",
    "https://ann:hunter2/acme",
    "https://ann:hun/ter2@github.com/acme/infra",
    "https://ann:1/hunter2?@github.com/acme/infra",
    "https://ann:1/hunter2%40github.com/acme/infra",
    "https://proxy/https%3A%2F%2Fann%3Ahunter2%40github.com%2Facme",
    "https://proxy/https://ann:hunter2@github.com/acme",
    "https://github.com/acme/infra?private_token=hunter2",
    "https://github.com/acme/infra#hunter2",
    "https://github.com/acme/infra hunter2",
    "https://github.com/acme/infra\nhunter2",
    "https://github.com/acme/../hunter2",
    "https://github.com/./hunter2",
    "https://github.com//acme//hunter2",
    "https://ghp_hunter2hunter2hunter2github.com/acme/infra",
    "https://github.com/ghp_hunter2hunter2hunter2/acme/infra",
    "https://gitlab.com/oauth2/glpat-hunter2/infra",
    "https://gith\u00fcb.com/acme/hunter2",
    "https://github.com/acme/hunter2\u202e",
    "https://[::1]:22/acme/hunter2",
    "https://-hunter2.com/acme",
    "https://git%hub.com/hunter2",
    "ann:hunter2@github.com:acme/infra",
    "ann:hunter2@github.com/acme/infra",
    "ext::sh -c hunter2% %S",
    "codecommit::eu-west-1://hunter2@infra",
    "javascript:alert('hunter2')",
    "data://text/hunter2",
    "git@github.com:" + "hunter2/" * 100,
    "git@github.com:\x00hunter2",
    "git@github.com:\udc80hunter2",
]


@pytest.mark.parametrize("url", SAME)
def test_one_repository_has_one_name_however_it_is_spelled(url: str) -> None:
    assert remote_name(url) == INFRA


@pytest.mark.parametrize(("url", "name"), OTHERS.items())
def test_every_forge_has_its_own_paths(url: str, name: str) -> None:
    assert remote_name(url) == name


@pytest.mark.parametrize("url", LOCAL)
def test_what_lies_on_this_machine_has_no_name(url: str) -> None:
    assert remote_name(url) is None


@pytest.mark.parametrize("url", HOSTILE)
def test_what_is_oddly_written_has_no_name(url: str) -> None:
    """One that is not understood could have its password anywhere."""
    assert remote_name(url) is None


@given(
    user=st.text("abc:?#%&+", max_size=8),
    password=st.from_regex(r"[0-9?#&=+:%@.~]{0,3}hunter2[0-9?#&=+:%@.~]{0,3}", fullmatch=True),
    rest=st.sampled_from(
        ["@github.com/acme/infra.git", "@github.com:acme/infra", "@github.com:22/acme/infra"]
    ),
    scheme=st.sampled_from(["https://", "ssh://", "git://", "http://", ""]),
)
def test_no_password_gets_into_a_name(user: str, password: str, rest: str, scheme: str) -> None:
    assert SECRET not in (remote_name(f"{scheme}{user}:{password}{rest}") or "")


@given(url=st.one_of(st.text(max_size=40), st.text("a:/@.%[]~-", max_size=30)))
def test_any_text_has_a_name_or_none(url: str) -> None:
    name = remote_name(url)
    assert name is None or ("/" in name and not set("@:?# \n") & set(name))


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """What was looked up for one test is not what the next one finds."""
    yield
    remote_of.cache_clear()
    project_of.cache_clear()


def config(directory: Path, text: str) -> str:
    """A repository with this configuration; its directory."""
    place = directory / ".git" / "config"
    place.parent.mkdir(parents=True)
    place.write_text(text)
    return str(directory)


ORIGIN = '[remote "origin"]\n\turl = git@github.com:acme/infra.git\n\tfetch = +refs/heads/*:refs/remotes/*\n'
OTHER = '[remote "fork"]\n\turl = git@github.com:ann/infra.git\n'

CONFIGS = {
    ORIGIN: INFRA,
    "[core]\n\tbare = false\n\turl = x:y\n" + ORIGIN + '[branch "main"]\n\turl = x:y\n': INFRA,
    OTHER + ORIGIN: INFRA,
    OTHER: "github.com/ann/infra",
    OTHER + '[remote "third"]\nurl = git@github.com:third/infra\n': "github.com/ann/infra",
    ORIGIN.replace("\turl", "\turl = git@github.com:first/infra\n\turl"): "github.com/first/infra",
    ORIGIN.replace("\n", "\r\n"): INFRA,
    ORIGIN.replace("[remote", "[ REMOTE ").replace("url = ", "URL="): INFRA,
    ORIGIN.replace("[remote", "  [remote").replace('"]', '"] ; mine'): INFRA,
    ORIGIN.replace(".git\n", ".git  # mine\n"): INFRA,
    ORIGIN.replace("git@github.com:acme/infra.git", '"git@github.com:acme/infra.git" ; mine'): INFRA,
    ORIGIN.replace("url =", "pushurl ="): None,
    ORIGIN.replace("url =", "url"): None,
    ORIGIN.replace("git@github.com:acme/infra.git", "/srv/git/infra.git") + OTHER: None,
    ORIGIN.replace("git@", "git\\@"): None,
    ORIGIN.replace("git@github.com:", "https://ann:1/hunter2;x@github.com/"): None,
    '[remote "origin"]\n\turl = \n': None,
    '[remote "origin"]\n\turl = https://ann:1/hun"ter2@github.com/acme/infra\n': None,
    "": None,
    "\0\0": None,
    ORIGIN + "#" * LARGEST_CONFIG: None,
}


@pytest.mark.parametrize(("text", "name"), CONFIGS.items(), ids=range(len(CONFIGS)))
def test_origin_is_the_remote_else_the_first_one(tmp_path: Path, text: str, name: str | None) -> None:
    assert remote_of(config(tmp_path / "infra", text)) == name


def test_a_directory_of_a_repository_has_its_remote(tmp_path: Path) -> None:
    """Who starts in a part of a large repository works in that repository."""
    part = Path(config(tmp_path / "infra", ORIGIN)) / "services" / "api"
    part.mkdir(parents=True)
    assert remote_of(str(part)) == remote_of(f"{part}/") == INFRA


def test_a_directory_that_is_gone_or_in_no_repository_has_none(tmp_path: Path) -> None:
    """A project deleted from within another repository (a home kept in git) was its own."""
    top = Path(config(tmp_path / "home", ORIGIN))
    (tmp_path / "plain").mkdir()
    for project in (top / "gone", tmp_path / "plain", top / ".git" / "config"):
        assert remote_of(str(project)) is None


@pytest.mark.parametrize(
    "project", ["-home-ann-shop", ".", "", "C:\\shop", "/a\0b", "/a\udc80", "/" + "x" * 5000]
)
def test_what_is_no_directory_of_this_disk_is_not_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: str
) -> None:
    """The name of a folder stands for a project where nothing better is known; it is no path."""
    config(tmp_path / "-home-ann-shop", ORIGIN)
    config(tmp_path / ".", ORIGIN)
    monkeypatch.chdir(tmp_path)
    assert remote_of(project) is None


@pytest.mark.parametrize("cwd", ["/a\0b", "/a\udc80"])
def test_a_directory_no_disk_can_hold_is_its_own_project(cwd: str) -> None:
    assert project_of(cwd, None, look_on_disk=True) == cwd


def test_odd_files_in_place_of_a_configuration_hold_nobody_up(tmp_path: Path) -> None:
    good = Path(config(tmp_path / "good", ORIGIN)) / ".git" / "config"
    for name in ("pipe", "directory", "link", "loop"):
        (tmp_path / name / ".git").mkdir(parents=True)
    os.mkfifo(tmp_path / "pipe" / ".git" / "config")
    (tmp_path / "directory" / ".git" / "config").mkdir()
    (tmp_path / "link" / ".git" / "config").symlink_to(good)
    (tmp_path / "loop" / ".git" / "config").symlink_to("config")
    (tmp_path / "pointing").mkdir()
    os.mkfifo(tmp_path / "pointing" / ".git")
    for name in ("pipe", "directory", "link", "loop", "pointing"):
        assert remote_of(str(tmp_path / name)) is None, name


@pytest.mark.parametrize(
    "pointer", ["", "gitdir", "gitdir: ", "gitdir: /nowhere", "gitdir: \0", "x" * 5000, "gitdir: ../.git"]
)
def test_a_pointer_to_no_repository_leads_nowhere(tmp_path: Path, pointer: str) -> None:
    """Nor to the one above: what lies here is another one."""
    top = Path(config(tmp_path / "top", ORIGIN))
    (top / "part").mkdir()
    (top / "part" / ".git").write_text(pointer)
    assert remote_of(str(top / "part")) == (INFRA if pointer == "gitdir: ../.git" else None)


def git(directory: Path, *arguments: str) -> None:
    """Git itself, without the settings of whoever runs the tests."""
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    who = ("-c", "user.name=ann", "-c", "user.email=ann@acme.test", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *who, *arguments], cwd=directory, env=quiet, check=True, capture_output=True)


def repository(directory: Path, remote: str) -> Path:
    """A repository with one commit, made by git."""
    directory.mkdir()
    git(directory, "init", "-q")
    git(directory, "commit", "-q", "--allow-empty", "-m", "begun")
    git(directory, "remote", "add", "origin", remote)
    return directory


def test_worktrees_and_submodules_as_git_makes_them(tmp_path: Path) -> None:
    top = repository(tmp_path / "infra", "https://ann:hunter2@github.com/acme/infra.git")
    inner = repository(tmp_path / "inner", "git@github.com:acme/inner.git")
    git(top, "worktree", "add", "-q", "../feature")
    git(top, "submodule", "add", "-q", str(inner), "part")
    git(top / "part", "remote", "set-url", "origin", "git@github.com:acme/inner.git")
    git(top / "part", "worktree", "add", "-q", str(tmp_path / "part-feature"))
    bare = tmp_path / "bare"
    git(tmp_path, "clone", "-q", "--bare", str(top), str(bare))
    git(bare, "remote", "set-url", "origin", "git@github.com:acme/bare")
    git(bare, "worktree", "add", "-q", str(tmp_path / "of-bare"))

    assert {place: remote_of(str(tmp_path / place)) for place in ("infra", "feature")} == {
        "infra": INFRA,
        "feature": INFRA,
    }
    assert remote_of(str(top / "part")) == "github.com/acme/inner"
    assert remote_of(str(tmp_path / "part-feature")) == "github.com/acme/inner"
    assert remote_of(str(tmp_path / "of-bare")) == "github.com/acme/bare"


def test_each_project_is_named_once_and_those_without_a_remote_are_not(tmp_path: Path) -> None:
    infra = config(tmp_path / "infra", ORIGIN)
    [found] = remotes_of([infra, None, str(tmp_path), "-a", infra], 'ann\'s "laptop" \u00fc')
    assert (found.kind, found.id, found.name, found.email) == ("git_remote", infra, INFRA, None)
    assert found.attributes == '{"machine": "ann\'s \\"laptop\\" \u00fc"}'
    assert remotes_of([None, str(tmp_path)], "laptop") == ()
