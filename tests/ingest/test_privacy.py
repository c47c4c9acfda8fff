"""Prompts, answers, tool output and file content stay where they are.

Every text in these transcripts is a word of its own, so that whatever gets out can be told from what may:
the few labels that say which model, whose session, which project.
"""

from __future__ import annotations

import itertools
import json
import re
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from claudecost.intake import Intake, look
from claudecost.sources.workers import read_all
from claudecost.store import Store

from .lines import FOLDER, at, line
from .program import Home

WORD = re.compile(rb"canary\d{5}x")

#: Words the reader lives by; they stand as they are.
FIXED = {
    "type", "role", "timestamp", "subtype", "operation", "uuid", "isSidechain", "stop_reason", "content_type",
}  # fmt: skip

#: The labels that are kept, wherever the response they belong to stands.
KEPT = (
    "sessionId", "agentId", "cwd", "gitBranch", "version", "entrypoint", "requestId", "message.id",
    "message.model", "usage.speed", "usage.service_tier", "usage.inference_geo", "iterations.model",
    "forkedFrom.messageUuid", "emailAddress", "accountUuid",
)  # fmt: skip

USAGE = {
    "input_tokens": 10,
    "output_tokens": 20,
    "cache_creation": {"ephemeral_5m_input_tokens": 1, "ephemeral_1h_input_tokens": "?"},
    "server_tool_use": {"web_search_requests": "?", "other": "?"},
    "service_tier": "?",
    "inference_geo": "?",
    "speed": "?",
    "iterations": [
        {"type": "message", "model": "?", "input_tokens": 10, "output_tokens": 20, "note": "?"},
        {"type": "advisor_message", "model": "?", "input_tokens": 5, "output_tokens": 6},
        {"type": "?", "model": "?"},
    ],
    "note": "?",
    "output_tokens_details": {"why": "?"},
}
MESSAGE = {
    "id": "?",
    "model": "?",
    "role": "assistant",
    "stop_reason": "end_turn",
    "stop_sequence": "?",
    "content": [
        {"type": "text", "text": "?"},
        {"type": "thinking", "thinking": "?", "signature": "?"},
        {"type": "tool_use", "name": "?", "input": {"command": "?", "deep": [[{"er": "?"}]]}},
    ],
    "usage": USAGE,
    "container": {"id": "?"},
}
LABELS = {"sessionId": "?", "cwd": "?", "gitBranch": "?", "version": "?", "entrypoint": "?", "agentId": "?"}
ANSWER = {
    "type": "assistant",
    "uuid": "u",
    "requestId": "?",
    "timestamp": at(1),
    **LABELS,
    "message": MESSAGE,
    "slug": "?",
    "teamName": "?",
    "error": "?",
    "toolUseResult": {"stdout": "?", "usage": USAGE},
    "forkedFrom": {"sessionId": "?", "messageUuid": "?"},
}
TRANSCRIPT: list[dict[str, Any]] = [
    {"type": "user", "timestamp": at(0), "message": {"role": "user", "content": "?"}, "toolUseResult": "?"},
    ANSWER,
    {key: value for key, value in ANSWER.items() if key not in ("forkedFrom", "requestId", "uuid")},
    {key: value for key, value in ANSWER.items() if key not in ("type", "forkedFrom")},
    {
        "type": "progress",
        "timestamp": at(2),
        "data": {
            "type": "agent_progress",
            "prompt": "?",
            "agentId": "?",
            "message": {key: ANSWER[key] for key in ("type", "requestId", "uuid", "timestamp", "message")},
            "normalizedMessages": [ANSWER],
        },
        **{key: value for key, value in LABELS.items() if key != "agentId"},
    },
    {"type": "system", "subtype": "api_error", "content": "?", "timestamp": at(3)},
    {"type": "summary", "summary": "?", "leafUuid": "?"},
    {"type": "queue-operation", "operation": "enqueue", "content": "?"},
    {"type": "attachment", "attachment": {"type": "queued_command", "prompt": [{"data": "?"}]}},
    {"type": "file-history-snapshot", "snapshot": {"trackedFileBackups": {"a": {"backupFileName": "?"}}}},
    {"type": "cost-state", "modelUsage": {"claude-opus-5-5": {"note": "?"}}},
    {"type": "unheard-of", "payload": {"text": "?"}, "message": MESSAGE},
]

#: What crashes do to a line, each a function of its bytes.
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda whole: whole[: len(whole) * 2 // 3],
    "cut at the front": lambda whole: whole[len(whole) // 3 :],
    "joined with half of another": lambda whole: whole[: len(whole) // 2] + whole,
    "padded": lambda whole: b"\0\0" + whole,
    "not UTF-8": lambda whole: whole.replace(b"canary", b"\xffcanary", 1),
    "not a number": lambda whole: whole.replace(b'"input_tokens":10', b'"input_tokens":NaN', 1),
    "no record": lambda whole: b"[" + whole + b"]",
    "too deep": lambda whole: whole[:-1] + b',"x":' + b"[" * 3000 + b"]" * 3000 + b"}",
    "half a character": lambda whole: whole.replace(b"canary", b"\\ud83dcanary", 1),
}


class Words:
    """Gives every `?` a word of its own and remembers which of them may be kept."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self.kept: set[bytes] = set()
        self.private: set[bytes] = set()

    def fill(self, value: Any, place: str = "") -> Any:
        """The same record with words in it, on either end of a place that two lines share."""
        if isinstance(value, dict):
            return {key: self.fill(inner, f"{place}.{key}".strip(".")) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.fill(inner, place) for inner in value]
        if value != "?":
            assert not isinstance(value, str) or place.rpartition(".")[2] in FIXED
            return value
        word = f"canary{next(self._numbers):05}x"
        (self.kept if place.endswith(KEPT) else self.private).add(word.encode())
        return word


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def transcripts(home: Home, words: Words) -> Path:
    """Every kind of line, whole and damaged in every way, in this user's own root."""
    folder = home.path / ".claude" / "projects" / FOLDER
    folder.mkdir(parents=True)
    whole = [line(words.fill(record)) for record in TRANSCRIPT]
    damaged = [spoil(line(words.fill(record))) for spoil in DAMAGE.values() for record in TRANSCRIPT]
    (folder / "s1.jsonl").write_bytes(b"\n".join([*whole, *damaged]) + b"\n")
    (folder / "s2.jsonl").write_bytes(line(words.fill(ANSWER)) + b"\n" + line(words.fill(ANSWER))[:-300])
    return folder


def written_files(home: Home) -> Iterator[bytes]:
    """Every file the command made anywhere in this person's home."""
    for path in sorted(home.path.rglob("*")):
        if path.is_file() and ".claude" not in path.relative_to(home.path).parts:
            yield path.read_bytes()


def everything_in(db: Path) -> bytes:
    """All that can be asked of a store, as text: on disk DuckDB may have packed it."""
    with Store(db).reading() as reader:
        tables = [name for (name,) in reader.rows("SELECT table_name FROM duckdb_tables()")]
        return repr([reader.rows(f"SELECT * FROM {name}") for name in tables]).encode()


def test_only_labels_get_out(home: Home, words: Words, transcripts: Path) -> None:
    """Into the store, what lies beside it, and the words of any command, however talkative."""
    said = [
        home.run("ingest", "-vv", "--damage"),
        home.run("ingest", "--json", "-vv", transcripts, "--machine", "other"),
        home.run("report", "--by", "day,model,project,session", "--json", "-vv"),
        home.run("session", "-vv"),
        home.run("-vv"),
    ]
    assert {ran.code for ran in said} == {0}
    assert said[0].out.count("not json") + said[0].out.count("truncated") > 10
    out = b"".join((ran.out + ran.err).encode() for ran in said)
    stored = everything_in(home.db)
    for text in (out, stored, *written_files(home)):
        assert set(WORD.findall(text)) & words.private == set()
    assert len(set(WORD.findall(stored)) & words.kept) > 100


def test_only_labels_are_spilled_on_the_way(words: Words, transcripts: Path, tmp_path: Path) -> None:
    plan = look(Intake((transcripts,)), [], [transcripts])
    read_all(plan.to_read, tmp_path)
    found = set(WORD.findall(b"".join(path.read_bytes() for path in tmp_path.glob("*.ndjson"))))

    assert found & words.private == set()
    assert len(found & words.kept) > 100


def test_of_an_account_only_its_address_and_number_are_kept(
    home: Home, words: Words, transcripts: Path
) -> None:
    account = {"emailAddress": "?", "accountUuid": "?", "organizationName": "?", "displayName": "?"}
    filled = words.fill(
        {"oauthAccount": account, "projects": {"/x": {"lastSessionId": "?", "history": ["?"]}}}
    )
    (home.path / ".claude.json").write_text(json.dumps(filled))
    home.run("ingest")

    found = set(WORD.findall(everything_in(home.db)))
    assert {filled["oauthAccount"][key].encode() for key in ("emailAddress", "accountUuid")} < found
    assert found & words.private == set()


def test_nobody_else_may_read_the_store_or_what_lies_beside_it(home: Home, transcripts: Path) -> None:
    """Watched while it happens: DuckDB would make a new log readable for everybody."""
    modes: dict[str, set[int]] = {}
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            with suppress(FileNotFoundError):  # gone between two looks
                for path in (home.db.parent, *home.db.parent.iterdir(), *home.path.glob("data/*/*")):
                    modes.setdefault(path.name, set()).add(stat.S_IMODE(path.stat().st_mode))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for _ in range(2):
            assert home.run("ingest", umask=0).code == 0
            (transcripts / "s3.jsonl").write_bytes((transcripts / "s1.jsonl").read_bytes())
    finally:
        done.set()
        watcher.join()

    assert modes.pop("data") == modes.pop("store.db.spill") == {0o700}
    assert modes.pop("store.db") == {0o600}
    closed_in = {name for name in modes if name.endswith(".ndjson")}
    assert {mode for name in modes.keys() - closed_in for mode in modes[name]} == {0o600}
    assert {"store.db.ingest.lock", "store.db.store.lock"} <= modes.keys()


def test_a_directory_that_was_there_keeps_its_permissions(home: Home, transcripts: Path) -> None:
    home.db.parent.mkdir(mode=0o755)
    home.run("ingest")
    assert stat.S_IMODE(home.db.parent.stat().st_mode) == 0o755
    assert stat.S_IMODE(home.db.stat().st_mode) == 0o600


def test_spilled_rows_are_gone_when_an_ingest_ends(home: Home, transcripts: Path) -> None:
    """Also those left by one that was killed, before the next begins."""
    left = home.db.with_name("store.db.spill")
    left.mkdir(parents=True)
    (left / "observations-7.ndjson").write_text("{")
    assert home.run("ingest").code == 0
    assert sorted(path.name for path in home.db.parent.iterdir()) == [
        "store.db",
        "store.db.ingest.lock",
        "store.db.store.lock",
    ]


def test_a_bug_of_ours_does_not_tell_what_was_read(home: Home, transcripts: Path) -> None:
    """A message may hold anything; the place in our code is enough."""
    program = """
import sys
from claudecost.sources.claude_code import reading
def fail(found, *rest):
    raise ValueError(found.record.cwd, bytes(rest[-1]))
reading.Fold.add = lambda self, *arguments: fail(*arguments)
from claudecost.cli import main
sys.exit(main())
"""
    with home.start("ingest", program=("-c", program)) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"bug of its own (ValueError at" in err
    assert WORD.findall(out + err) == []
    assert not home.db.exists()
