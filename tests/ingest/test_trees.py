"""Trees with pipes, circles, closed doors and unspeakable names: the rest is read, the trouble is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from events import events, take_in

from claudecost.store import Store

from .lines import FOLDER, answer, jsonl
from .program import Home


@pytest.fixture
def project(home: Home) -> Path:
    """The folder of a project in a person's own root, with one transcript."""
    folder = home.path / ".claude" / "projects" / FOLDER
    folder.mkdir(parents=True)
    (folder / "s1.jsonl").write_bytes(jsonl(answer(1)))
    return folder


def outputs(home: Home) -> list[int]:
    return sorted(event["output_tokens"] for event in events(Store(home.db)))


def test_a_pipe_called_like_a_transcript_holds_nobody_up(home: Home, project: Path) -> None:
    os.mkfifo(project / "pipe.jsonl")
    ran = home.run("ingest", "--json")

    assert ran.code == 0
    assert ran.json["files"] == {"seen": 2, "read": 1, "unchanged": 0, "unreadable": 1}
    assert ran.json["unreadable"] == [{"path": str(project / "pipe.jsonl"), "reason": "not a regular file"}]
    assert home.run("ingest", project / "pipe.jsonl", "--json").json["files"]["unreadable"] == 1


def test_what_is_linked_in_circles_or_twice_is_counted_once(home: Home, project: Path) -> None:
    (project / "up").symlink_to(project.parent)
    (project.parent / "-again").symlink_to(project)
    (project / "twin.jsonl").symlink_to(project / "s1.jsonl")
    ran = home.run("ingest", "--json")

    assert (ran.json["files"]["read"], ran.json["responses"]["total"]) == (1, 1)
    assert home.run("ingest", "--json").json["files"]["read"] == 0


def test_a_directory_called_like_a_transcript_is_a_directory(home: Home, project: Path) -> None:
    (project / "x.jsonl").mkdir()
    (project / "x.jsonl" / "s2.jsonl").write_bytes(jsonl(answer(2)))
    assert home.run("ingest", "--json").json["files"] == {
        "seen": 2,
        "read": 2,
        "unchanged": 0,
        "unreadable": 0,
    }


@pytest.mark.parametrize("report", ["ingest", "report"])
def test_what_may_not_be_read_is_told_every_time_and_read_when_it_may(
    home: Home, project: Path, report: str
) -> None:
    """Closed is not deleted: nothing stored goes, and nothing closed is taken for empty or for seen."""
    closed = project / "closed.jsonl"
    closed.write_bytes(jsonl(answer(2, output=20)))
    hidden = project.parent / "-hidden"
    hidden.mkdir()
    (hidden / "s3.jsonl").write_bytes(jsonl(answer(3, output=30)))
    for path in (closed, hidden):
        path.chmod(0)
    try:
        for _ in range(2):
            ran = home.run(report, humble=True)
            assert ran.code == 0
            for path in (closed, hidden):
                assert f"  at {path}\n  permission denied; its usage is missing\n" in ran.err
        assert outputs(home) == [10]
        strict = home.run("ingest", "--strict", "--json", humble=True)
        assert (strict.code, strict.json["files"]["unreadable"]) == (3, 2)
    finally:
        for path in (closed, hidden):
            path.chmod(0o700)

    assert home.run(report).code == 0
    assert outputs(home) == [10, 20, 30]


def test_a_transcript_closed_after_it_was_read_keeps_its_usage(home: Home, project: Path) -> None:
    home.run("ingest")
    (project / "s1.jsonl").write_bytes(jsonl(answer(1), answer(2, output=20)))
    (project / "s1.jsonl").chmod(0)
    assert home.run("ingest", "--json", humble=True).json["files"]["unreadable"] == 1
    assert outputs(home) == [10]
    (project / "s1.jsonl").chmod(0o600)


def test_a_closed_root_is_told_and_stops_nothing(home: Home, project: Path) -> None:
    closed = home.path / "closed"
    (closed / "projects" / "-a").mkdir(parents=True)
    closed.chmod(0)
    home.variables = {"CLAUDE_CONFIG_DIR": str(closed)}
    ran = home.run("ingest", humble=True)
    named = home.run("ingest", closed, humble=True)
    closed.chmod(0o700)

    assert (ran.code, outputs(home)) == (0, [10])
    assert (named.code, named.err.count("permission denied")) == (0, 1)
    assert f"  at {closed}\n  permission denied" in ran.err


NAMES = {
    "not UTF-8": b"caf\xe9-\xff\xfe",
    "newline": b"one\nerror: no store",
    "escape": b"\x1b[31mred\x1b]0;title\x07",
    "reversed": "\u202egpj".encode(),
    "quotes": b'it\'s "so" [fine] {a,b} *?',
    "255 bytes": b"x" * 249,
    "blank": b" ",
    "backslash": b"a\\b",
}


def test_any_name_is_read_remembered_and_shown_harmlessly(home: Home) -> None:
    """A terminal must not obey a file's name; and JSON must carry it whatever its bytes."""
    tree = home.path / ".claude" / "projects"
    for number, name in enumerate(map(os.fsdecode, NAMES.values())):
        (tree / name).mkdir(parents=True)
        content = jsonl(answer(number, session=name, cwd=None)) + b"{damaged\n"
        (tree / name / f"{name}.jsonl").write_bytes(content)
    names = {name.decode("utf-8", "backslashreplace") for name in NAMES.values()}

    told = home.run("ingest")
    assert (told.code, told.err.count("not json")) == (0, len(names))
    listed = home.run("ingest", tree, "--damage", "--machine", "other")
    assert (listed.code, listed.out.count("not json")) == (0, len(names))
    shown = home.run("report", "--by", "project", "--no-ingest")
    assert shown.code == 0
    for text in (told.err, listed.out, shown.out):
        assert not set("\x1b\x07\u202e") & set(text)
        assert "\nerror:" not in text

    again = home.run("ingest", tree, "--json")
    assert again.json["files"] == {"seen": len(names), "read": 0, "unchanged": len(names), "unreadable": 0}
    assert {event["project"] for event in events(Store(home.db))} == names


def test_a_machine_and_a_login_of_any_bytes_are_kept(home: Home, project: Path) -> None:
    home.variables = {"LOGNAME": os.fsdecode(b"ann\xff")}
    assert home.run("ingest", "--machine", os.fsdecode(b"lap\xfftop")).code == 0
    with Store(home.db).reading() as reader:
        assert reader.rows("SELECT machine, user_name FROM origins") == [("lap\\xfftop", "ann\\xff")]


def test_journals_and_prompt_histories_are_never_read(tmp_path: Path) -> None:
    """A workflow's journal repeats what its agents' transcripts say."""
    folder = tmp_path / "root" / "projects" / FOLDER / "s1" / "subagents" / "workflows" / "wf_1"
    folder.mkdir(parents=True)
    for name in ("journal.jsonl", "history.jsonl", "agent-1.jsonl", "s1.superseded-1.jsonl"):
        (folder / name).write_bytes(jsonl(answer(len(name), output=len(name))))
    store = Store(tmp_path / "store.db")
    take_in(store, tmp_path / "root")

    assert [event["output_tokens"] for event in events(store)] == [
        len("agent-1.jsonl"),
        len("s1.superseded-1.jsonl"),
    ]


def test_a_path_that_is_not_there_is_a_mistake_of_the_command(home: Home) -> None:
    ran = home.run("ingest", home.path / "nothing")
    assert (ran.code, home.db.exists()) == (2, False)
    assert "no such file or directory" in ran.err


def test_no_transcripts_at_all_is_no_error(home: Home) -> None:
    ran = home.run("ingest")
    assert ran.code == 0
    assert "no transcripts found" in ran.err
