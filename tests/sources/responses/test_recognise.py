"""What a file is, by its first bytes: whichever way it was saved, and however little of it they show."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from claudecost.sources.responses import LogPaths, recognise_responses, why_not
from claudecost.sources.responses.recognise import unpacked_head

from .made_up import delta, invocation, jsonl, message, result, spend, start

HEAD = 256 * 1024
LONG = "x" * 2 * HEAD

RECORDS: list[tuple[str, dict[str, Any]]] = [
    ("batch", result()),
    ("batch", {"custom_id": "a", "result": {"type": "expired"}}),
    ("bedrock-log", invocation()),
    ("bedrock-log", invocation(errorCode="ThrottlingException")),
    ("bedrock-log", {"timestamp": 1, "message": json.dumps(invocation())}),
    ("bedrock-log", invocation(output={"outputBodyJson": message()})),
    ("litellm", spend()),
    ("litellm", spend(model="gpt-5", custom_llm_provider="openai")),
    ("response-log", message()),
    ("response-log", {"timestamp": "2026-10-07T12:00:00Z", "response": message()}),
    ("response-log", {"body": json.dumps(message())}),
    ("response-log", {"sessionId": "s", "uuid": "u", "response": message()}),
    ("response-log", {"events": [start(), delta(5)]}),
    ("response-log", start()),
]
SAVED = {
    "lines": lambda record: jsonl(record, record),
    "one line": lambda record: json.dumps(record).encode(),
    "array": lambda record: json.dumps([record]).encode(),
    "long array": lambda record: json.dumps([record] * 3, indent=2).encode(),
    "cut array": lambda record: json.dumps([record] * 2000, indent=2).encode()[:HEAD],
    "gzip": lambda record: gzip.compress(jsonl(*[record] * 5000))[:2000],
    "after others": lambda record: jsonl({"level": "info"}, {"type": "error"}, record),
    "after damage": lambda record: b"\xff\n\n" + jsonl(record) + b'{"cut',
    "NaN beside": lambda record: jsonl(record | {"cost": float("nan")}),
}


@pytest.mark.parametrize("saved", SAVED)
@pytest.mark.parametrize(("source", "record"), RECORDS)
def test_a_format_is_known_however_it_was_saved(source: str, record: dict[str, Any], saved: str) -> None:
    assert recognise_responses(SAVED[saved](record)) == source


@pytest.mark.parametrize(
    ("source", "record"),
    [
        ("batch", result(content=LONG)),
        ("response-log", message(content=LONG)),
        ("response-log", {"response": {"body": json.dumps(message(content=LONG))}}),
        ("bedrock-log", invocation(input={"inputBodyJson": LONG})),
        ("bedrock-log", {"timestamp": 1, "message": json.dumps(invocation(input={"inputBodyJson": LONG}))}),
        ("litellm", spend(messages=LONG)),
    ],
)
@pytest.mark.parametrize("start_with", [b"", b"["])
def test_a_first_record_longer_than_what_is_seen_is_known_by_its_beginning(
    source: str, record: dict[str, Any], start_with: bytes
) -> None:
    assert recognise_responses(start_with + jsonl(record)[:HEAD]) == source


@pytest.mark.parametrize(
    ("source", "document"),
    [
        ("litellm", {"data": [spend()], "total": 1}),
        ("bedrock-log", {"Records": [invocation()]}),
        ("bedrock-log", {"events": [{"timestamp": 1, "message": json.dumps(invocation())}]}),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_records_in_one_object_are_known(source: str, document: dict[str, Any], indent: int | None) -> None:
    assert recognise_responses(json.dumps(document, indent=indent).encode()) == source


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_spend_logs_is_known_by_its_header(delimiter: str) -> None:
    header = delimiter.join(("request_id", "model", '"startTime"', "prompt_tokens", "completion_tokens"))

    assert recognise_responses(header.encode() + b"\n1,2\n") == "litellm"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\n\n",
        b"\x1f\x8b",
        b"\x1f\x8bnothing",
        b"prose",
        b"a,b,c\n1,2,3\n",
        b"[" * 100_000,
        jsonl({"type": "user", "sessionId": "s", "uuid": "u", "message": {"role": "user"}}),
        jsonl({"type": "assistant", "sessionId": "s", "uuid": "u", "message": message()}),
        jsonl({"type": "assistant", "session_id": "s", "uuid": "u", "message": message()}),
        jsonl({"type": "assistant", "sessionId": "s", "message": message(content=LONG)})[:HEAD],
        jsonl({"type": "error", "error": {}}),
        jsonl({"data": [{"type": "message_batch", "id": "msgbatch_1"}]}),
        jsonl({"custom_id": "r-1", "params": {"model": "claude", "messages": []}}),
        jsonl({"object": "chat.completion", "usage": {"prompt_tokens": 1}}),
    ],
)  # fmt: skip
def test_what_is_none_of_them_is_left_to_others(head: bytes) -> None:
    assert recognise_responses(head) is None


def test_a_log_with_paths_of_its_own_is_known_by_them() -> None:
    head = jsonl({"at": 1, "resp": message()})

    assert recognise_responses(head) is None
    assert recognise_responses(head, LogPaths(message="$.resp")) == "response-log"


def test_for_each_format_it_is_said_what_is_missing() -> None:
    assert why_not(jsonl({"custom_id": "r-1", "request_id": 1})) == {
        "Message Batches results": "no line has result",
        "Bedrock model invocation log": "no line has schemaType and modelId",
        "LiteLLM spend logs": "no line has call_type and prompt_tokens",
        "log of Messages responses": 'no line holds an object with type "message" and a usage object',
    }


@pytest.mark.parametrize("head", [b"", b"\xff\x00", gzip.compress(b"prose", mtime=0), b"\x1f\x8bnothing"])
def test_any_bytes_can_be_told_what_they_lack(head: bytes) -> None:
    assert len(why_not(head)) == 4
    assert isinstance(unpacked_head(head), bytes)
