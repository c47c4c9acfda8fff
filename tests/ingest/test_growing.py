"""Files grow, are rewritten, vanish: what is new is read once, and what was read stays."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from events import events, take_in

from claudecost.sources.fingerprint import BLOCK
from claudecost.store import Store

from .lines import FOLDER, answer, jsonl, line
from .stores import without_lines

#: Enough lines that head and tail digests cover different bytes.
MANY = [answer(number) for number in range(1, 80)]


class Person:
    """One session's transcript, and the store it goes into."""

    def __init__(self, directory: Path) -> None:
        self.root = directory / "root"
        self.path = self.root / "projects" / FOLDER / "s1.jsonl"
        self.path.parent.mkdir(parents=True)
        self.store = Store(directory / "store.db")

    def write(self, *content: bytes) -> None:
        self.path.write_bytes(b"".join(content))

    def append(self, content: bytes) -> None:
        with self.path.open("ab") as file:
            file.write(content)

    def read(self) -> int:
        """Ingest; how many bytes that took."""
        return take_in(self.store, self.root).summary.bytes_read

    def outputs(self) -> list[int]:
        """The output of every response in the store."""
        return sorted(event["output_tokens"] for event in events(self.store))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.store.reading() as reader:
            return reader.rows(sql)


@pytest.fixture
def ann(tmp_path: Path) -> Person:
    return Person(tmp_path)


def test_an_unchanged_file_is_not_opened(ann: Person) -> None:
    ann.write(jsonl(*MANY))
    ann.read()
    outcome = take_in(ann.store, ann.root)

    assert (outcome.plan.unchanged, outcome.summary.files, outcome.summary.bytes_read) == (1, 0, 0)


def test_of_a_file_that_grew_only_what_is_new_is_read(ann: Person) -> None:
    ann.write(jsonl(*MANY))
    assert ann.read() == len(jsonl(*MANY)) > 2 * BLOCK
    added = jsonl(answer(100, output=777))
    ann.append(added)

    assert ann.read() == len(added)
    assert ann.outputs() == [10] * len(MANY) + [777]
    assert ann.rows("SELECT line FROM usage_events WHERE output_tokens = 777") == [(len(MANY) + 1,)]


def test_an_unfinished_line_is_left_until_it_has_its_end(ann: Person) -> None:
    whole = line(answer(2, output=20))
    ann.write(jsonl(answer(1)), whole[:60])
    ann.read()
    assert ann.outputs() == [10]
    assert ann.rows("SELECT unfinished FROM files") == [(True,)]

    ann.append(whole[60:] + b"\n")
    assert ann.read() == len(whole) + 1
    assert ann.outputs() == [10, 20]
    assert ann.rows("SELECT unfinished, quarantined_lines FROM files") == [(False, 0)]


def test_a_last_line_without_an_end_is_used_once_before_and_after_it_has_one(ann: Person) -> None:
    ann.write(jsonl(answer(1)), line(answer(2, output=20)))
    ann.read()
    before = events(ann.store)
    assert ann.outputs() == [10, 20]

    ann.append(b"\n")
    ann.read()
    assert events(ann.store) == before
    ann.append(jsonl(answer(3, output=30)))
    ann.read()
    assert ann.outputs() == [10, 20, 30]


def test_a_better_line_replaces_a_placeholder_in_a_later_ingest(ann: Person) -> None:
    early = answer(1, output=1)
    early["message"]["stop_reason"] = None
    ann.write(jsonl(early))
    ann.read()
    assert ann.rows("SELECT output_tokens, provisional FROM usage_events") == [(1, True)]

    ann.append(jsonl(answer(1, output=500)))
    outcome = take_in(ann.store, ann.root)
    assert ann.rows("SELECT output_tokens, provisional, lines FROM usage_events") == [(500, False, 2)]
    assert (outcome.saved.new, outcome.saved.updated, outcome.saved.total) == (0, 1, 1)


def replaced(text: bytes, old: bytes, new: bytes, *, last: bool = False) -> bytes:
    before, found, after = text.rpartition(old) if last else text.partition(old)
    assert found
    return before + new + after


def other_head(ann: Person, text: bytes) -> bytes:
    """The first line is another one now, and the file grew."""
    return jsonl(answer(500, output=777)) + text.partition(b"\n")[2] + jsonl(answer(501, output=778))


def other_tail(ann: Person, text: bytes) -> bytes:
    """The last line is another one now, and the file grew."""
    kept = text[: text[:-1].rindex(b"\n") + 1]
    return kept + jsonl(answer(500, output=777), answer(501, output=778))


def shorter(ann: Person, text: bytes) -> bytes:
    """Claude Code compacts transcripts in place, down to a few lines."""
    return jsonl(answer(500, output=777), answer(501, output=778))


def edited(ann: Person, text: bytes) -> bytes:
    """Same size: only the output of two lines in the middle is another."""
    middle = len(text) // 2
    head, tail = text[:middle], text[middle:]
    tail = replaced(tail, b'"output_tokens":10', b'"output_tokens":77')
    return head + replaced(tail, b'"output_tokens":10', b'"output_tokens":78')


@pytest.mark.parametrize("keeps_time", [False, True], ids=["", "with its old time"])
@pytest.mark.parametrize("by_rename", [False, True], ids=["in place", "by rename"])
@pytest.mark.parametrize("rewrite", [other_head, other_tail, shorter, edited])
def test_a_rewritten_file_is_noticed_read_anew_and_takes_nothing_away(
    ann: Person, rewrite: Callable[[Person, bytes], bytes], by_rename: bool, keeps_time: bool
) -> None:
    """Size and time alone do not tell: editors and backup tools keep either."""
    ann.write(jsonl(*MANY))
    ann.read()
    before, status = ann.outputs(), ann.path.stat()

    text = rewrite(ann, ann.path.read_bytes())
    if by_rename:
        ann.path.with_suffix(".new").write_bytes(text)
        ann.path.with_suffix(".new").replace(ann.path)
    else:
        ann.write(text)
    if keeps_time:
        os.utime(ann.path, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert ann.read() == len(text)
    new = ann.outputs()[-2:]
    assert new in ([777, 778], [77, 78])
    if new == [777, 778]:
        assert ann.outputs()[:-2] == before
    else:
        assert len(ann.outputs()) == len(before)
    assert ann.read() == 0


def test_a_file_that_moved_counts_nothing_twice(ann: Person) -> None:
    ann.write(jsonl(*MANY))
    ann.read()
    before = events(ann.store)
    moved = ann.path.parent.with_name("-home-ann-store") / "s1.jsonl"
    moved.parent.mkdir()
    ann.path.rename(moved)

    assert ann.read() == moved.stat().st_size
    assert without_lines(events(ann.store)) == without_lines(before)


@pytest.mark.parametrize(
    "content", [b"", jsonl(MANY[0])[:50], jsonl(*MANY[:3])], ids=["", "a stub", "a few lines"]
)
def test_a_truncated_file_takes_nothing_away(ann: Person, content: bytes) -> None:
    ann.write(jsonl(*MANY))
    ann.read()
    before = events(ann.store)
    ann.write(content)
    ann.read()
    assert without_lines(events(ann.store)) == without_lines(before)

    ann.append(jsonl(answer(900, output=9)))
    ann.read()
    assert ann.outputs()[0] == 9 or content == jsonl(MANY[0])[:50]
    assert len(ann.outputs()) >= len(before)


def test_deleting_everything_changes_no_figure(ann: Person) -> None:
    """Claude Code deletes transcripts after thirty days; the store outlives them."""
    ann.write(jsonl(*MANY), b"{damaged\n")
    ann.read()
    before = events(ann.store)
    shutil.rmtree(ann.root / "projects")
    (ann.root / "projects").mkdir()
    outcome = take_in(ann.store, ann.root)

    assert events(ann.store) == before
    assert (outcome.plan.seen, outcome.saved.total) == (0, len(before))
    assert ann.rows("SELECT count(*) FROM files") == [(1,)]
    assert ann.rows("SELECT count(*) FROM quarantine") == [(1,)]


def test_a_touched_file_is_read_again_and_changes_nothing(ann: Person) -> None:
    ann.write(jsonl(*MANY, *MANY), b"{damaged\n")
    ann.read()
    before = events(ann.store)
    ann.path.touch()

    assert ann.read() == ann.path.stat().st_size
    assert events(ann.store) == before
    assert ann.rows("SELECT count(*), max(line) FROM quarantine") == [(1, 2 * len(MANY) + 1)]


def test_a_file_read_in_stretches_and_then_as_a_whole_is_seen_on_as_many_lines_as_it_has(ann: Person) -> None:
    """Each stretch told of a response what it knew; read anew, the file tells it all at once."""
    early = answer(1, output=1)
    early["message"]["stop_reason"] = None
    ann.write(jsonl(early))
    ann.read()
    ann.append(jsonl(answer(1)))
    ann.read()
    ann.append(line(answer(1)))
    ann.read()
    before = events(ann.store)
    assert [(event["output_tokens"], event["lines"]) for event in before] == [(10, 3)]

    for end in (b"\n", b"", b""):
        ann.append(end)
        ann.path.touch()
        ann.read()
        assert events(ann.store) == before
    assert ann.rows("SELECT count(*) FROM observations") == [(1,)]


def test_what_had_to_be_bent_is_counted_once_however_often_it_is_read(ann: Person) -> None:
    odd = answer(1)
    odd["message"]["usage"] |= {"input_tokens": -5, "iterations": [{"type": "unheard-of"}]}
    counts = "SELECT usage_lines, bad_values, unknown_iterations FROM files"
    ann.write(jsonl(answer(0)), line(odd))
    ann.read()
    assert ann.rows(counts) == [(1, 0, 0)]
    ann.append(b"\n")
    ann.read()
    assert ann.rows(counts) == [(2, 1, 1)]
    ann.path.touch()
    ann.read()
    assert ann.rows(counts) == [(2, 1, 1)]


def test_two_records_without_ids_on_one_line_are_two(ann: Person) -> None:
    """The oldest lines have no id: each is known by its own bytes, not by those of the line they share."""
    old = {"sessionId": "s1", "timestamp": "2025-05-20T07:00:00.000Z"}
    messages = [{"model": "m", "usage": {"input_tokens": 11, "output_tokens": output}} for output in (3, 4)]
    ann.write(line({**old, "message": messages[0]}), jsonl({**old, "message": messages[1]}))
    ann.read()
    assert ann.outputs() == [3, 4]


def test_a_line_that_could_not_be_read_is_listed_while_it_is_there(ann: Person) -> None:
    """The list says what to look at; a repaired file leaves it."""
    ann.write(jsonl(answer(1)), b"{damaged\n", b"12\n")
    ann.read()
    assert ann.rows("SELECT line, byte_offset, length, reason FROM quarantine ORDER BY line") == [
        (2, len(jsonl(answer(1))), 9, "not json"),
        (3, len(jsonl(answer(1))) + 9, 3, "not an object"),
    ]
    ann.append(b"{again\n")
    ann.read()
    assert ann.rows("SELECT count(*) FROM quarantine") == [(3,)]

    ann.write(jsonl(answer(1)))
    ann.read()
    assert ann.rows("SELECT count(*) FROM quarantine") == [(0,)]


def test_a_line_without_a_time_borrows_the_last_good_one_even_from_an_earlier_ingest(ann: Person) -> None:
    ann.write(jsonl(answer(1), {"type": "user", "timestamp": "2026-08-04T11:00:00.000Z"}))
    ann.read()
    ann.append(jsonl({"type": "user", "timestamp": "yesterday"}, answer(2, output=20, timestamp=None)))
    ann.read()

    assert events(ann.store)[-1]["at"] == "2026-08-04T11:00:00.000Z"


def test_a_file_that_grows_while_it_is_read_loses_nothing(ann: Person) -> None:
    """A client appends, in pieces that know nothing of lines, while one ingest follows another."""
    text = jsonl(*(answer(number, output=number) for number in range(1, 1500)))
    ann.write(b"")

    def grow() -> None:
        for start in range(0, len(text), 4999):
            ann.append(text[start : start + 4999])
            time.sleep(0.003)

    client = threading.Thread(target=grow)
    client.start()
    ingests = 0
    while client.is_alive():
        ann.read()
        ingests += 1
    client.join()
    ann.read()

    assert ingests > 1
    assert ann.outputs() == list(range(1, 1500))
