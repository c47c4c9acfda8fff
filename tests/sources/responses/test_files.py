"""Files as they are found: packed, cut off, pretty-printed, damaged, over-long, read again."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from claudecost.sources.claude_code.reading import Transcript, read_transcript
from claudecost.sources.fingerprint import digests
from claudecost.sources.reading import Reading
from claudecost.sources.responses import read_responses
from claudecost.sources.responses.reading import SOURCES

from .conftest import Read, accounted, figures, missing, only
from .made_up import FIGURES, delta, invocation, jsonl, message, message_id, result, spend, start

TWO = jsonl({"response": message(1)}, {"response": message(2)})


def lost(reading: Reading) -> list[tuple[int, int, int, str]]:
    return [(one.line, one.byte_offset, one.length, one.reason) for one in reading.quarantined]


@pytest.mark.parametrize(
    "content",
    [
        TWO,
        TWO.rstrip(),
        TWO.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + TWO,
        b"\n\n" + TWO + b"\n",
        b"\0\0\n" + TWO,
        gzip.compress(TWO, mtime=0),
        gzip.compress(TWO[:100], mtime=0) + gzip.compress(TWO[100:], mtime=0),
        json.dumps([message(1), message(2)]).encode(),
        json.dumps([message(1), message(2)], indent=2).encode(),
        b"[\n" + b",\n".join(TWO.splitlines()) + b"\n]\n",
        jsonl([message(1), message(2)]),
        jsonl([message(1)], message(2)),
        gzip.compress(json.dumps([message(1), message(2)], indent=2).encode(), mtime=0),
        json.dumps([message(1), {"cost": float("nan")}, message(2)]).encode(),
    ],
    ids=["lines", "no last line end", "CR LF", "byte order mark", "blank lines", "NULs", "gzip",
         "gzip in parts", "array", "long array", "an entry a line", "array in a line", "arrays and objects",
         "packed array", "array with NaN"],
)  # fmt: skip
def test_both_responses_are_read(read: Read, content: bytes) -> None:
    reading = read("response-log", content)

    assert [seen.response_key for seen in reading.observations] == [message_id(1), message_id(2)]
    assert [figures(seen) for seen in reading.observations] == [FIGURES, FIGURES]
    assert (reading.quarantined, reading.usage_lines, reading.bytes_read) == ([], 2, len(content))


def test_one_object_over_many_lines_is_one_response(read: Read) -> None:
    reading = read("response-log", json.dumps({"response": message()}, indent=2).encode())

    assert (figures(only(reading)), accounted(reading)) == (FIGURES, (1, 0, 0))


def test_entries_of_an_array_have_their_own_places(read: Read) -> None:
    content = json.dumps([message(1), message(2)], indent=2).encode()
    second = read("response-log", content).observations[1]

    assert content[second.byte_offset :].startswith(b"{")
    assert content[: second.byte_offset].count(b"\n") + 1 == second.line > 2
    assert message_id(2).encode() in content[second.byte_offset :][:60]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (b'{"response": {"type": "message"', "truncated"),
        (b"not json at all", "not json"),
        (b'{"a": 1} {"b": 2}', "not json"),
        (b"3", "not an object"),
        (b'"text"', "not an object"),
        (b"null", "not an object"),
        (b"\xff\xfe", "not json"),
        (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "too deep"),
    ],
    ids=["cut off", "prose", "two on a line", "a number", "text", "null", "bytes", "deep"],
)
def test_a_damaged_line_is_put_aside_with_its_place_and_the_next_is_read(
    read: Read, damage: bytes, reason: str
) -> None:
    first, second = TWO.splitlines(keepends=True)
    reading = read("response-log", first + damage + b"\n" + second)

    assert lost(reading) == [(2, len(first), len(damage) + 1, reason)]
    assert [seen.line for seen in reading.observations] == [1, 3]
    assert reading.state.quarantined_lines == 1


@pytest.mark.parametrize("damage", [b'{"a":\n', b"[1,\n", b"{\n", b"prose\n"])
def test_a_damaged_first_line_does_not_take_the_others_with_it(read: Read, damage: bytes) -> None:
    reading = read("response-log", damage + TWO)

    assert [seen.line for seen in reading.observations] == [2, 3]
    assert [one.line for one in reading.quarantined] == [1]


@pytest.mark.parametrize(
    "line",
    [
        b'{"response":%s,"cost":NaN}',
        b'{"response":%s,"cost":-Infinity}',
        b'{"response":%s,"latency":1e400}',
        b'{"response":%s,"note":"half a pair \\ud83d"}',
        b'{"response":%s,"n":' + b"9" * 5000 + b"}",
        b'{"response":%s,"usage":{"iterations":[1,[],"x",{"type":"message"}]}}',
        b'\xef\xbb\xbf{"response":%s}',
        b'\0\0{"response":%s}\0',
    ],
    ids=["NaN", "infinity", "beyond a float", "half a pair", "digits", "iterations", "mark", "NULs"],
)
def test_what_stands_beside_a_count_does_not_lose_it(read: Read, line: bytes) -> None:
    reading = read("response-log", b"{}\n" + line % json.dumps(message()).encode() + b"\n")

    assert (figures(only(reading)), reading.quarantined) == (FIGURES, [])


def test_a_response_in_damaged_text_is_mended_too(read: Read) -> None:
    body = json.dumps(message())[:-1] + ', "cost": NaN}'

    assert figures(only(read("response-log", jsonl({"response": {"body": body}})))) == FIGURES


def test_a_last_line_that_is_still_being_written_is_left_for_next_time(read: Read) -> None:
    reading = read("response-log", TWO + b'{"response": {"typ')

    assert (accounted(reading), reading.state.unfinished) == ((2, 0, 0), True)


@pytest.mark.parametrize("cut", [1, 9, 30])
def test_packed_files_that_end_early_say_so(read: Read, cut: int) -> None:
    packed = gzip.compress(TWO, mtime=0)
    reading = read("response-log", packed[:-cut])

    assert [reason for *_, reason in lost(reading)] == ["truncated"]
    assert not reading.state.unfinished


def test_packed_files_that_are_damaged_say_so(read: Read) -> None:
    packed = bytearray(gzip.compress(TWO, mtime=0))
    packed[-6] ^= 0xFF
    content = bytes(packed)

    assert [reason for *_, reason in lost(read("response-log", content))] == ["not json"]
    assert [reason for *_, reason in lost(read("litellm", b"\x1f\x8b" + b"x" * 50))] == ["not json"]


def test_a_document_cut_off_is_one_loss_not_one_a_line(read: Read) -> None:
    content = json.dumps([message(n) for n in range(9)], indent=2).encode()[:-100]
    reading = read("response-log", content)

    assert lost(reading) == [(1, 0, len(content), "truncated")]


class TestTooLong:
    """Nothing beyond the limit is held in memory."""

    def test_a_line_is_passed_over_and_the_next_one_read(self, read: Read) -> None:
        first, second = TWO.splitlines(keepends=True)
        long = jsonl({"response": message(3, content="x" * 5000)})
        reading = read("response-log", first + long + second, options={"longest": 2000})

        assert lost(reading) == [(2, len(first), len(long), "too long")]
        assert [seen.line for seen in reading.observations] == [1, 3]

    @pytest.mark.parametrize("packed", [False, True])
    @pytest.mark.parametrize("indent", [None, 2])
    def test_an_array_is_one_loss(self, read: Read, indent: int | None, packed: bool) -> None:
        text = json.dumps([message(n) for n in range(9)], indent=indent).encode()
        content = gzip.compress(text) if packed else text
        reading = read("response-log", content, options={"longest": 2000})

        assert lost(reading) == [(1, 0, len(text), "too long")]

    def test_lines_are_read_though_the_first_looks_like_a_document(self, read: Read) -> None:
        content = b'{"a":\n' + b"".join(jsonl(message(n)) for n in range(9))
        reading = read("response-log", content, options={"longest": 1000})

        assert [one.line for one in reading.quarantined] == [1]
        assert len(reading.observations) == 9


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("content", [b"", b"\n", b"[]", b"{}", b"\0", gzip.compress(b"", mtime=0)])
def test_an_empty_file_says_nothing(read: Read, source: str, content: bytes) -> None:
    reading = read(source, content)

    assert (reading.observations, reading.quarantined, reading.usage_lines) == ([], [], 0)


def test_the_state_says_the_file_was_read_anew_and_to_its_end(read: Read, tmp_path: Path) -> None:
    first = read("response-log", TWO)
    again = read("response-log", TWO + jsonl(message(3)), known=first.state)
    path = tmp_path / "log"
    path.write_bytes(TWO)
    descriptor = os.open(path, os.O_RDONLY)

    assert (first.state.from_start, first.state.basis) == (True, -1)
    assert (first.state.read_to, first.state.size, first.state.lines) == (len(TWO), len(TWO), 2)
    assert (first.state.head_digest, first.state.tail_digest) == digests(descriptor, len(TWO))
    assert (again.state.from_start, again.state.basis) == (True, len(TWO))
    assert len(again.observations) == 3
    os.close(descriptor)


@pytest.mark.parametrize("kind", ["absent", "directory", "FIFO"])
def test_what_is_no_regular_file_cannot_be_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    if kind == "directory":
        path.mkdir()
    elif kind == "FIFO":
        os.mkfifo(path)
    with pytest.raises(OSError, match=r"regular|directory|No such"):
        read_responses(missing(path), "response-log")


def test_a_response_in_a_transcript_and_in_every_log_is_one_response(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "s1.jsonl"
    path.write_bytes(jsonl({"type": "assistant", "sessionId": "s1", "message": message(1), "requestId": "r"}))
    transcript = read_transcript(Transcript(str(path), 1, "s1", None, "laptop", None, None, False, None))
    readings = [
        transcript,
        read("response-log", jsonl({"request_id": "app-0b5e9d4c-6a7f-4f0e", "response": message(1)})),
        read("response-log", jsonl({"events": [start(1), delta(40)]})),
        read("batch", jsonl(result(1))),
        read("bedrock-log", jsonl(invocation(output={"outputTokenCount": 1, "outputBodyJson": message(1)}))),
        read("litellm", jsonl(spend(request_id=message_id(1)))),
    ]

    assert {only(reading).response_key for reading in readings} == {message_id(1)}
    assert {only(reading).request_id for reading in readings} == {None}


@pytest.mark.parametrize(
    ("source", "record"),
    [
        ("response-log", {"response": message(), "prompt": "CANARY", "project": {"x": "CANARY"}}),
        ("response-log", {"events": [start(), {"type": "content_block_delta", "delta": {"text": "CANARY"}}]}),
        ("batch", result()),
        ("bedrock-log", invocation()),
        ("litellm", spend(messages="CANARY", response={"text": "CANARY"}, proxy_server_request="CANARY")),
    ],
    ids=["log", "events", *SOURCES[::3], "Bedrock"],
)
def test_no_word_of_a_prompt_or_an_answer_leaves_a_reader(
    read: Read, source: str, record: dict[str, Any]
) -> None:
    whole, cut = jsonl(record), json.dumps(record).encode()[:-1] + b"\n"
    for content in (b"{}\n" + whole, b"{}\n" + cut):
        reading = read(source, content)
        assert reading.usage_lines + len(reading.quarantined) == 1
        assert b"CANARY" not in msgspec.json.encode(list(reading))
