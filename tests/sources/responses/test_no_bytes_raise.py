"""Logs are written by anything; reading one must never be what fails."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claudecost.sources.reading import Reading
from claudecost.sources.responses import LogPaths, recognise_responses, why_not
from claudecost.sources.responses.batches import read_batch_list
from claudecost.sources.responses.moments import instant
from claudecost.sources.responses.reading import SOURCES
from claudecost.sources.times import EARLIEST, LATEST

from .conftest import Read
from .made_up import STOP, delta, invocation, jsonl, message, result, spend, start

#: What has stood where something else belongs, as JSON text.
ODD = (
    "null", "true", "[]", "{}", "[[1]]", '{"a":{"b":1}}', "-1", "1.5", "NaN", "-Infinity", "1e400", "9" * 30,
    "9" * 5000, '"\\ud83d"', '"\\u0000"', '"\x7f"', '"' + "x" * 9000 + '"', "[" * 2000 + "]" * 2000,
    '{"\\ud83d":1}', '{"a":' * 600 + "1" + "}" * 600, '{"type":"message","model":[],"usage":{}}',
    '[{"type":{}}]', '"{\\"usage\\":"', '"data: {\\"usage\\": message_"', '{"request-id":[[]]}',
    '[{"type":"message_start","message":{"usage":3}},{"type":"message_delta","usage":{}}]',
    '[{"ttl":[],"inputTokens":{}}]', '"0001-01-01T00:00:00+23:59"', '"arn:"',
)  # fmt: skip

FULL: dict[str, list[dict[str, Any]]] = {
    "batch": [result()],
    "response-log": [
        {"ts": 1_791_374_400, "headers": {"request-id": "req_1"}, "session_id": "s", "response": message()},
        {"events": [start(), delta(5), STOP]},
        {"response": {"body": json.dumps(message())}},
        start(),
        delta(7),
    ],
    "bedrock-log": [
        invocation(output={"outputTokenCount": 1, "outputBodyJson": message()}),
        invocation(output={"outputTokenCount": 1, "outputBodyJson": [start(), delta(5)]}),
        invocation(output={"outputBodyJson": {"usage": {"cacheDetails": [{"ttl": "1h", "inputTokens": 1}]}}}),
        {"timestamp": 1, "message": json.dumps(invocation())},
        {"Records": [invocation()]},
    ],
    "litellm": [spend(), spend(metadata=json.dumps(spend()["metadata"])), {"data": [spend()]}],
}
TABLE = (
    b"request_id,model,startTime,prompt_tokens,completion_tokens,metadata\n"
    b'1,claude,2026-10-07,5,6,"{""usage_object"": {}}"\n2,claude,2026-10-07,5,6,\n'
)
sources = st.sampled_from(SOURCES)


def adds_up(reading: Reading, content: bytes) -> bool:
    """Every record is usage, or lost, or neither; and what is observed was in some record."""
    return (
        0 <= reading.usage_lines <= reading.lines - len(reading.quarantined)
        and reading.bytes_read == len(content)
        and sum(seen.lines for seen in reading.observations) >= reading.usage_lines
        and all(min(seen.input_tokens, seen.output_tokens) >= 0 for seen in reading.observations)
    )


@settings(max_examples=150, deadline=None)
@given(source=sources, content=st.binary(max_size=300), packed=st.booleans())
def test_no_bytes_make_a_reader_raise(read: Read, source: str, content: bytes, packed: bool) -> None:
    content = gzip.compress(content) if packed else content
    assert adds_up(read(source, content), content)
    assert recognise_responses(content) in (None, *SOURCES)
    assert len(why_not(content)) == 4
    assert isinstance(read_batch_list(content), dict)


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, bytes]:
    """Valid records, as lines or as one document, with some bytes cut out, put in or changed."""
    source = draw(sources)
    some = draw(st.lists(st.sampled_from(FULL[source]), min_size=1, max_size=3))
    content = draw(st.sampled_from((jsonl(*some), json.dumps(some, indent=1).encode(), TABLE)))
    packed = draw(st.booleans())
    if packed and draw(st.booleans()):
        content = gzip.compress(content)
    for _ in range(draw(st.integers(1, 4))):
        begin, gap = draw(st.integers(0, len(content))), draw(st.integers(0, 30))
        filling = draw(st.one_of(st.binary(max_size=6), st.sampled_from(ODD).map(str.encode)))
        content = content[:begin] + filling + content[begin + gap :]
    return source, content


@settings(max_examples=300, deadline=None)
@given(file=spoiled(), longest=st.sampled_from((200, 2000, 10**8)))
def test_no_damage_makes_a_reader_raise(read: Read, file: tuple[str, bytes], longest: int) -> None:
    source, content = file
    assert adds_up(read(source, content, options={"longest": longest}), content)
    assert recognise_responses(content) in (None, *SOURCES)


def places(record: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where a record holds something: every key and every entry."""
    inner = (
        record.items() if isinstance(record, dict) else enumerate(record) if isinstance(record, list) else ()
    )
    return [place for key, value in inner for place in ((*at, key), *places(value, (*at, key)))]


@pytest.mark.parametrize("source", SOURCES)
def test_no_value_makes_a_reader_raise_wherever_it_stands(read: Read, source: str) -> None:
    paths = LogPaths(time="$.ts", message="$.response")
    for record in FULL[source]:
        for place in places(record):
            texts = [put(record, place, odd) for odd in ODD]
            for options in ({}, {"paths": paths}):
                content = b"\n".join(text.encode("utf-8", "surrogatepass") for text in texts) + b"\n"
                reading = read(source, content, options=options)
                assert adds_up(reading, content), place
                assert {lost.reason for lost in reading.quarantined} <= {"too deep", "not an object"}, place


def put(record: dict[str, Any], place: tuple[str | int, ...], odd: str) -> str:
    """A record's JSON with some text of JSON at a place in it."""
    copy = json.loads(json.dumps(record))
    inner = copy
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = "@@@"
    return json.dumps(copy).replace('"@@@"', odd)


numbers = st.from_regex(r"\d{1,20}(\.\d{1,20})?")


@settings(max_examples=300, deadline=None)
@given(value=st.one_of(st.integers(), st.floats(), st.text(), st.none(), st.booleans(), numbers))
def test_any_value_is_a_believable_time_or_none(value: Any) -> None:
    at = instant(value)
    assert at is None or EARLIEST <= at < LATEST
