"""Amazon Bedrock's invocation log: counts beside the body, bodies of several kinds or none."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from claudecost.sources.observation import OWN_TIME

from .conftest import Read, accounted, figures, only
from .made_up import STOP, USAGE, delta, invocation, jsonl, message, start

PRINTED = (
    b'{"schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "timestamp": "2026-10-07T08:00:00Z", '
    b'"accountId": "123456789012", "identity": {"arn": "arn:aws:sts::123456789012:assumed-role/dev/'
    b'ana@example.com"}, "region": "us-east-1", "requestId": "r1", "operation": "Converse", "modelId": '
    b'"us.anthropic.claude-opus-4-8-v1:0", "requestMetadata": {"team": "data"}, "input": {'
    b'"inputContentType": "application/json", "inputTokenCount": 3, "cacheReadInputTokenCount": 0, '
    b'"cacheWriteInputTokenCount": 25037}, "output": {"outputContentType": "application/json", '
    b'"outputTokenCount": 13}}\n'
)


def body(content: Any, **fields: Any) -> dict[str, Any]:
    return invocation(output={"outputTokenCount": 13, "outputBodyJson": content}, **fields)


def test_the_printed_example_comes_out_with_its_caller(read: Read) -> None:
    reading = read("bedrock-log", PRINTED)
    seen, [origin], [profile] = only(reading), reading.origins, reading.profiles

    assert figures(seen) == (3, 25_037, 0, 0, 13)
    assert (seen.response_key, seen.final) == ("bedrock:r1", True)
    assert (seen.first_at, seen.clock) == ("2026-10-07T08:00:00.000000", OWN_TIME)
    assert (profile.model_id, profile.platform) == ("us.anthropic.claude-opus-4-8-v1:0", "bedrock")
    assert (origin.user_name, origin.account) == ("ana@example.com", "123456789012")
    assert origin.tags == '{"team":"data"}'


EVENT = {"timestamp": 1_791_360_000_000, "message": json.dumps(invocation()), "logStreamName": "s"}


@pytest.mark.parametrize(
    "content",
    [
        jsonl(invocation()),
        gzip.compress(jsonl(invocation()), mtime=0),
        json.dumps([invocation()]).encode(),
        json.dumps([invocation()], indent=2).encode(),
        json.dumps({"Records": [invocation()]}).encode(),
        json.dumps({"Records": [invocation()]}, indent=1).encode(),
        jsonl(EVENT),
        jsonl({"@timestamp": "2026-10-07 08:00:00.000", "@message": invocation()}),
        json.dumps({"events": [EVENT], "searchedLogStreams": []}, indent=4).encode(),
        gzip.compress(json.dumps({"logEvents": [EVENT], "owner": "1"}).encode(), mtime=0),
    ],
    ids=["lines", "gzip", "array", "long array", "Records", "long Records", "CloudWatch", "Insights",
         "CloudWatch events", "subscription"],
)  # fmt: skip
def test_a_log_is_read_however_it_was_delivered(read: Read, content: bytes) -> None:
    reading = read("bedrock-log", content)

    assert figures(only(reading)) == (3, 25_037, 0, 7, 13)
    assert only(reading).first_at == "2026-10-07T08:00:00.000000"
    assert accounted(reading) == (1, 0, 0)


def test_an_entry_without_a_time_has_cloudwatch_s(read: Read) -> None:
    event = EVENT | {"message": json.dumps(invocation(timestamp=None))}

    assert only(read("bedrock-log", jsonl(event))).first_at == "2026-10-07T08:00:00.000000"


def test_a_message_in_the_body_splits_the_cache_and_names_the_response(read: Read) -> None:
    """A transcript of the same call shows the same id: it is one response."""
    name = "msg_bdrk_01AbCdEfGhJkMnPqRsTuVwXy"
    usage = USAGE | {"cache_creation": {"ephemeral_5m_input_tokens": 37, "ephemeral_1h_input_tokens": 25_000}}
    seen = only(read("bedrock-log", jsonl(body(message(id=name, usage=usage)))))

    assert figures(seen) == (3, 37, 25_000, 7, 13)
    assert (seen.response_key, seen.stop_reason) == (name, "end_turn")


def test_a_streamed_body_splits_the_cache_too(read: Read) -> None:
    opening = start(1)
    opening["message"]["usage"]["cache_creation"] = {
        "ephemeral_5m_input_tokens": 37,
        "ephemeral_1h_input_tokens": 25_000,
    }
    seen = only(read("bedrock-log", jsonl(body([opening, delta(13), STOP]))))

    assert figures(seen) == (3, 37, 25_000, 7, 13)


def test_a_converse_body_says_how_long_cache_writes_live(read: Read) -> None:
    answer = {
        "output": {"message": {"role": "assistant", "content": [{"text": "CANARY"}]}},
        "stopReason": "max_tokens",
        "usage": {"inputTokens": 3, "cacheDetails": [{"ttl": "1h", "inputTokens": 25_000},
                                                     {"ttl": "5m", "inputTokens": 37}]},
    }  # fmt: skip
    seen = only(read("bedrock-log", jsonl(body(answer))))

    assert figures(seen) == (3, 37, 25_000, 7, 13)
    assert (seen.response_key, seen.stop_reason) == ("bedrock:r1", "max_tokens")


def test_counts_missing_beside_the_body_are_taken_from_it(read: Read) -> None:
    record = invocation(input={}, output={"outputBodyJson": message(usage=USAGE)})

    assert figures(only(read("bedrock-log", jsonl(record)))) == (100, 5, 15, 30, 40)


@pytest.mark.parametrize(
    "record",
    [
        invocation(errorCode="ThrottlingException"),
        invocation(modelId="amazon.nova-pro-v1:0"),
        invocation(modelId="meta.llama3-1-70b-instruct-v1:0"),
        invocation(input=None, output=None),
        invocation(input={}, output={"outputBodyS3Path": "s3://b/k"}),
        {"timestamp": 1, "message": "START RequestId"},
        {},
    ],
    ids=["failed", "Nova", "Llama", "no counts", "empty", "another log", "nothing"],
)
def test_failed_calls_and_other_vendors_models_are_no_usage(read: Read, record: dict[str, Any]) -> None:
    assert accounted(read("bedrock-log", jsonl(record))) == (0, 1, 0)


def test_a_customer_s_own_profile_keeps_its_name_for_the_book_to_map(read: Read) -> None:
    name = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/ab12cd34ef56"
    reading = read("bedrock-log", jsonl(invocation(modelId=name)))

    assert [profile.model_id for profile in reading.profiles] == [name]


def test_a_request_delivered_twice_is_one_response(read: Read) -> None:
    seen = only(read("bedrock-log", jsonl(invocation(), EVENT)))

    assert (seen.response_key, seen.lines) == ("bedrock:r1", 2)


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:sts::1:assumed-role/dev/ana@example.com", "ana@example.com"),
        ("arn:aws:iam::1:user/team/ana", "ana"),
        ("arn:aws:iam::1:root", "root"),
        (f"arn:aws:sts::1:assumed-role/{'path/' * 100}dev/ana", "ana"),
        ("", None),
        (None, None),
        (["arn"], None),
    ],
)
def test_the_caller_is_the_end_of_its_arn(read: Read, arn: Any, name: str | None) -> None:
    reading = read("bedrock-log", jsonl(invocation(identity={"arn": arn})))

    assert [origin.user_name for origin in reading.origins] == [name]


@pytest.mark.parametrize(
    ("metadata", "tags"),
    [
        ({"b": "2", "a": "1"}, '{"a":"1","b":"2"}'),
        ({"a": "1", "b": 2, "c": ["x"], "d": None, "e": ""}, '{"a":"1"}'),
        ({"a": "x" * 5000, "b": "2"}, '{"b":"2"}'),
        ({}, None),
        (["a"], None),
        (None, None),
    ],
    ids=["sorted", "texts only", "too long", "empty", "a list", "none"],
)
def test_the_caller_s_own_tags_are_kept_as_sorted_texts(read: Read, metadata: Any, tags: str | None) -> None:
    reading = read("bedrock-log", jsonl(invocation(requestMetadata=metadata)))

    assert [origin.tags for origin in reading.origins] == [tags]


def test_tags_have_an_end(read: Read) -> None:
    reading = read("bedrock-log", jsonl(invocation(requestMetadata={f"k{n}": "v" * 90 for n in range(99)})))
    [origin] = reading.origins

    assert origin.tags is not None
    assert 3900 < len(origin.tags) <= 4096
    assert json.loads(origin.tags)["k0"] == "v" * 90
