"""Where transcripts lie, and what else lies about there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from claudecost.sources.claude_code.account import Account, account_of
from claudecost.sources.claude_code.roots import own_roots, root_of, transcripts_below


def root(*parts: str | Path) -> Path:
    """A config root with a project in it."""
    path = Path(*parts)
    (path / "projects" / "-a").mkdir(parents=True)
    return path


def file(path: Path, content: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def found(*tops: Path) -> dict[str, str | None]:
    """What a walk meets, below the first top, with its trouble."""
    return {os.path.relpath(met.path, tops[0]): met.trouble for met in transcripts_below(list(tops))}


class TestOwnRoots:
    """All config roots of this user that hold transcripts."""

    def test_without_anything_there_are_none(self, tmp_path: Path) -> None:
        assert own_roots({}, tmp_path) == []

    def test_the_usual_place_and_the_one_of_a_few_weeks_in_2025(self, tmp_path: Path) -> None:
        usual, old = root(tmp_path, ".claude"), root(tmp_path, ".config", "claude")
        assert own_roots({}, tmp_path) == [usual, old]

    def test_a_root_without_projects_is_none(self, tmp_path: Path) -> None:
        (tmp_path / ".claude").mkdir()
        file(tmp_path / ".config" / "claude" / "projects")
        assert own_roots({}, tmp_path) == []

    def test_the_configured_directory_comes_besides_the_usual_ones(self, tmp_path: Path) -> None:
        usual, configured = root(tmp_path, ".claude"), root(tmp_path, "elsewhere")
        assert own_roots({"CLAUDE_CONFIG_DIR": str(configured)}, tmp_path) == [configured, usual]

    def test_a_comma_in_the_name_of_the_configured_directory_is_part_of_it(self, tmp_path: Path) -> None:
        """To Claude Code the value is one directory; a list in it is an invention of other readers."""
        configured = root(tmp_path, "notes, and more")
        root(tmp_path, "notes")
        assert own_roots({"CLAUDE_CONFIG_DIR": str(configured)}, tmp_path) == [configured]

    def test_a_comma_separated_list_is_read_where_there_is_no_such_directory(self, tmp_path: Path) -> None:
        first, second = root(tmp_path, "first"), root(tmp_path, "second")
        listed = f"{first}, {second},,{tmp_path / 'missing'}"
        assert own_roots({"CLAUDE_CONFIG_DIR": listed}, tmp_path) == [first, second]

    def test_a_directory_of_the_whole_name_without_transcripts_does_not_hide_the_parts(
        self, tmp_path: Path
    ) -> None:
        """Whoever makes `a,b` by mistake, as some tools do, must not make usage disappear."""
        first, second = root(tmp_path, "a"), root(tmp_path, "b")
        listed = f"{first},{second}"
        Path(listed).mkdir(parents=True)
        assert own_roots({"CLAUDE_CONFIG_DIR": listed}, tmp_path) == [first, second]

    def test_a_directory_reached_twice_counts_once(self, tmp_path: Path) -> None:
        usual = root(tmp_path, ".claude")
        (tmp_path / ".config").mkdir()
        (tmp_path / ".config" / "claude").symlink_to(usual)
        assert own_roots({"CLAUDE_CONFIG_DIR": f"{usual}/,{usual}"}, tmp_path) == [usual]

    @pytest.mark.parametrize(
        ("platform", "folder"),
        [
            ("linux", ".config/Claude"),
            ("darwin", "Library/Application Support/Claude"),
            ("win32", "AppData/Roaming/Claude"),
            ("win32", "AppData/Local/Packages/Claude_x1/LocalCache/Roaming/Claude"),
        ],
    )
    def test_each_local_session_of_the_desktop_app_has_a_root_of_its_own(
        self, tmp_path: Path, platform: str, folder: str
    ) -> None:
        sessions = tmp_path / folder / "local-agent-mode-sessions" / "org" / "account"
        roots = [root(sessions, f"local_{number}", ".claude") for number in (1, 2)]
        root(sessions, "another", ".claude")
        environ = {
            "APPDATA": str(tmp_path / "AppData/Roaming"),
            "LOCALAPPDATA": str(tmp_path / "AppData/Local"),
        }
        assert own_roots(environ, tmp_path, platform) == roots

    @pytest.mark.parametrize("value", ["", " ", "\0", "~nobody-of-that-name/x", "x" * 5000, ",", "/dev/null"])
    def test_no_value_of_the_variable_is_an_error(self, tmp_path: Path, value: str) -> None:
        usual = root(tmp_path, ".claude")
        assert own_roots({"CLAUDE_CONFIG_DIR": value}, tmp_path) == [usual]


class TestWalk:
    """Every transcript at or below some paths, each once."""

    def test_main_flat_nested_workflow_and_superseded_transcripts_are_found(self, tmp_path: Path) -> None:
        transcripts = {
            "projects/-a/s.jsonl",
            "projects/-a/agent-1.jsonl",
            "projects/-a/s/subagents/agent-2.jsonl",
            "projects/-a/s/subagents/workflows/wf_1/agent-3.jsonl",
            "projects/-a/s.superseded.jsonl",
            "projects/-a/s.superseded-2026-08-04.jsonl",
            "projects/-a/s.orphaned.jsonl",
        }
        others = {
            "history.jsonl",
            "projects/-a/history.jsonl",
            "projects/-a/audit.jsonl",
            "projects/-a/s/subagents/workflows/wf_1/journal.jsonl",
            "projects/-a/s.jsonl.superseded",
            "projects/-a/s/tool-results/t.jsonl",
            "projects/-a/memory/m.jsonl",
            "projects/-a/sessions-index.json",
            "file-history/f.jsonl",
        }
        for path in transcripts | others:
            file(tmp_path / path)
        assert found(tmp_path) == dict.fromkeys(transcripts)

    @pytest.mark.parametrize("name", ["journal.jsonl", "history.jsonl", "audit.jsonl"])
    def test_a_file_that_is_no_transcript_is_not_read_even_when_named(
        self, tmp_path: Path, name: str
    ) -> None:
        assert found(file(tmp_path / name)) == {".": "not a transcript"}

    def test_a_file_that_is_named_is_read_whatever_it_is_called(self, tmp_path: Path) -> None:
        assert found(file(tmp_path / "backup.txt")) == {".": None}

    def test_links_are_followed_but_never_in_a_circle(self, tmp_path: Path) -> None:
        root(tmp_path)
        elsewhere = file(tmp_path / "kept" / "s.jsonl").parent
        project = tmp_path / "projects" / "-a"
        (project / "here").symlink_to(elsewhere)
        (project / "up").symlink_to(tmp_path / "projects")
        (project / "self.jsonl").symlink_to(project / "self.jsonl")
        (project / "gone.jsonl").symlink_to(project / "nothing.jsonl")
        (project / "nowhere").symlink_to(project / "nothing")
        assert found(tmp_path) == {
            "projects/-a/here/s.jsonl": None,
            "projects/-a/self.jsonl": "too many levels of symbolic links",
            "projects/-a/gone.jsonl": "no such file or directory",
        }

    def test_a_project_reached_twice_is_walked_once(self, tmp_path: Path) -> None:
        file(tmp_path / "projects" / "-a" / "s.jsonl")
        (tmp_path / "projects" / "-b").symlink_to(tmp_path / "projects" / "-a")
        assert len(found(tmp_path)) == 1
        assert len(found(tmp_path, tmp_path / "projects", tmp_path / "projects" / "-a")) == 1

    def test_a_file_linked_twice_is_one_file(self, tmp_path: Path) -> None:
        first = file(tmp_path / "projects" / "-a" / "s.jsonl")
        first.with_name("soft.jsonl").symlink_to(first)
        first.with_name("hard.jsonl").hardlink_to(first)
        assert len(found(tmp_path)) == 1

    def test_a_directory_may_be_called_like_a_transcript(self, tmp_path: Path) -> None:
        file(tmp_path / "projects" / "x.jsonl" / "s.jsonl")
        assert found(tmp_path) == {"projects/x.jsonl/s.jsonl": None}

    def test_pipes_and_sockets_are_named_and_not_opened(self, tmp_path: Path) -> None:
        root(tmp_path)
        os.mkfifo(tmp_path / "projects" / "-a" / "pipe.jsonl")
        assert found(tmp_path) == {"projects/-a/pipe.jsonl": "not a regular file"}

    def test_a_path_that_vanished_is_told(self, tmp_path: Path) -> None:
        assert found(tmp_path / "nothing") == {".": "no such file or directory"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/ann/.claude/projects/-a/s.jsonl", ("/home/ann/.claude", "-a")),
        (
            "/home/ann/projects/x/.claude/projects/-a/s/subagents/agent-1.jsonl",
            ("/home/ann/projects/x/.claude", "-a"),
        ),
        ("/home/ann/.claude/projects/s.jsonl", (None, None)),
        ("/backup/s.jsonl", (None, None)),
    ],
)
def test_a_transcript_s_root_and_project_folder_follow_from_its_path(
    path: str, expected: tuple[str | None, str | None]
) -> None:
    assert root_of(path) == expected


ACCOUNT = (
    '{"oauthAccount": {"emailAddress": " ann@example.com ", "accountUuid": "u-1", "organizationName": "x"}}'
)
OTHER = '{"oauthAccount": {"emailAddress": "ben@example.com"}}'


class TestAccount:
    """Who is signed in at a root: a help for attribution, never a reason to stop."""

    def test_it_stands_beside_the_root_or_in_it(self, tmp_path: Path) -> None:
        ann = Account("ann@example.com", "u-1")
        file(tmp_path / ".claude.json", ACCOUNT)
        assert account_of(tmp_path / ".claude", tmp_path) == ann
        file(tmp_path / "elsewhere" / ".claude.json", ACCOUNT)
        assert account_of(tmp_path / "elsewhere", tmp_path) == ann
        file(tmp_path / "newer" / ".config.json", ACCOUNT)
        file(tmp_path / "newer" / ".claude.json", OTHER)
        assert account_of(tmp_path / "newer", tmp_path) == ann

    def test_one_s_own_account_is_not_that_of_a_backup(self, tmp_path: Path) -> None:
        file(tmp_path / ".claude.json", ACCOUNT)
        assert account_of(tmp_path / "backup", tmp_path) == Account()
        assert account_of(tmp_path / ".claude", None) == Account()

    @pytest.mark.parametrize(
        "content",
        [
            b"", b"{", b"null", b"[]", b'"text"', b"{}", b"[" * 5000, b"\xef\xbb\xbf{}", b"\0" * 100,
            b'{"oauthAccount": null}', b'{"oauthAccount": []}',
            b'{"oauthAccount": {"emailAddress": [], "accountUuid": 7}}',
            b'{"oauthAccount": {"emailAddress": "\xff"}}',
            b'{"oauthAccount": {"emailAddress": "\\ud83d"}}',
        ],
    )  # fmt: skip
    def test_a_damaged_file_means_an_unknown_account(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / ".config.json").write_bytes(content)
        assert account_of(tmp_path, tmp_path) == Account()

    def test_a_damaged_file_does_not_hide_the_next_one(self, tmp_path: Path) -> None:
        file(tmp_path / ".config.json", "{")
        file(tmp_path / ".claude.json", ACCOUNT)
        assert account_of(tmp_path, tmp_path).account_id == "u-1"

    def test_a_directory_of_that_name_is_no_account(self, tmp_path: Path) -> None:
        (tmp_path / ".config.json").mkdir()
        assert account_of(tmp_path, tmp_path) == Account()
