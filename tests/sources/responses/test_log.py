"""An application's own log: there is no standard wrapper, so it may be any of several."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claudecost.sources.observation import BORROWED_TIME, NO_TIME, OWN_TIME, UNDATED
from claudecost.sources.responses import LogPaths

from .conftest import Read, accounted, figures, only
from .made_up import FIGURES, STOP, USAGE, WORD, delta, jsonl, message, message_id, start

PRINTED = (
    b'{"timestamp": "2026-10-07T12:00:00Z", "response": {"id": "msg_3", "type": "message", "role": '
    b'"assistant", "model": "claude-opus-5-5", "content": [{"type": "text", "text": "ok"}], "stop_reason": '
    b'"end_turn", "stop_sequence": null, "usage": {"input_tokens": 23000, "output_tokens": 1000, '
    b'"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "service_tier": "standard", '
    b'"iterations": [{"type": "compaction", "input_tokens": 180000, "output_tokens": 3500, '
    b'"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}, {"type": "message", "input_tokens": '
    b'23000, "output_tokens": 1000, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}]}}}\n'
)


def test_the_printed_example_is_billed_for_203000_input_and_4500_output(read: Read) -> None:
    seen = only(read("response-log", PRINTED))

    assert figures(seen) == (23_000, 0, 0, 0, 1000)
    assert seen.items is not None
    assert [(item.kind, item.input_tokens, item.output_tokens) for item in seen.items] == [
        ("compaction", 180_000, 3500)
    ]
    assert seen.input_tokens + sum(item.input_tokens for item in seen.items) == 203_000
    assert seen.output_tokens + sum(item.output_tokens for item in seen.items) == 4500
    assert (seen.first_at, seen.clock) == ("2026-10-07T12:00:00.000000", OWN_TIME)


@pytest.mark.parametrize(
    "record",
    [
        message(),
        *({key: message()} for key in ("response", "message", "body", "output", "raw_response")),
        {"response": {"body": message(), "status": 200}},
        {"type": "llm_call", "output": {"response": {"body": message()}}},
        {"response": json.dumps(message())},
        {"response": {"body": json.dumps(message(), indent=2)}},
        {"message": "request finished", "response": message()},
        {"message": {"role": "user", "content": "CANARY usage"}, "response": message()},
        {"request": {"model": "x", "stream": True}, "stream": True, "response": message()},
    ],
    ids=lambda record: " ".join(record)[:40],
)
def test_a_response_is_found_in_whatever_wraps_it(read: Read, record: dict[str, Any]) -> None:
    seen = only(read("response-log", jsonl(record)))

    assert (seen.response_key, figures(seen), seen.final) == (message_id(1), FIGURES, True)


@pytest.mark.parametrize(
    "record",
    [
        {"type": "error", "error": {"type": "overloaded_error"}},
        {"response": {"type": "error", "error": {"type": "overloaded_error"}}, "status": 529},
        {"type": "message", "id": "msg_1"},
        {"type": "message", "usage": None},
        {"type": "message", "usage": [1]},
        {"type": "message", "usage": "much"},
        {"type": "completion", "usage": USAGE},
        {"usage": USAGE},
        {"body": "usage: see manual"},
        {"body": '{"usage"'},
        message(model="<synthetic>"),
        {},
    ],
    ids=lambda record: json.dumps(record)[:50],
)
def test_what_is_no_response_is_no_usage(read: Read, record: dict[str, Any]) -> None:
    assert accounted(read("response-log", jsonl(record))) == (0, 1, 0)


NOON = "2026-10-07T12:00:00.000000"


@pytest.mark.parametrize(
    ("wrapper", "at"),
    [
        ({"timestamp": "2026-10-07T12:00:00Z"}, NOON),
        ({"ts": "2026-10-07T14:00:00+02:00"}, NOON),
        ({"time": 1_791_374_400}, NOON),
        ({"time": 1_791_374_400_000}, NOON),
        ({"created_at": 1_791_374_400.25}, "2026-10-07T12:00:00.250000"),
        ({"created_at": "1791374400"}, NOON),
        ({"created_at": " 1791374400123 "}, "2026-10-07T12:00:00.123000"),
        ({"ts": "1791374400.000001"}, "2026-10-07T12:00:00.000001"),
        ({"date": "2026-10-07"}, "2026-10-07T00:00:00.000000"),
        ({"time": 1.53, "created_at": "2026-10-07T12:00:00Z"}, NOON),
        ({"timestamp": None, "time": True, "date": "2026-10-07 12:00:00"}, NOON),
    ],
    ids=lambda given: json.dumps(given),
)
def test_times_are_believed_in_every_spelling(read: Read, wrapper: dict[str, Any], at: str) -> None:
    seen = only(read("response-log", jsonl(wrapper | {"response": message()})))

    assert (seen.first_at, seen.seen_at, seen.clock) == (at, at, OWN_TIME)


def test_a_time_may_stand_on_any_layer_and_the_outermost_is_taken(read: Read) -> None:
    deep = {"response": {"time": 1_791_374_400, "body": message(created_at="2020-01-01T00:00:00Z")}}
    seen = only(read("response-log", jsonl(deep)))
    outer = only(read("response-log", jsonl({"ts": "2026-10-08T00:00:00Z"} | deep)))

    assert (seen.first_at, outer.first_at) == (NOON, "2026-10-08T00:00:00.000000")


@pytest.mark.parametrize(
    "value", [0, -5, 1e300, 10**40, "tomorrow", [1], {"at": 1}, "9" * 30, 1_791_374_400_000_000]
)
def test_a_line_without_a_believable_time_takes_the_file_s_or_stays_undated(read: Read, value: Any) -> None:
    content = jsonl({"time": "2026-10-07T12:00:00Z", "body": message(1)}, {"time": value, "body": message(2)})
    undated = read("response-log", content).observations[1]
    dated = read("response-log", content, at="2026-10-01").observations[1]

    assert (undated.first_at, undated.clock) == (UNDATED, NO_TIME)
    assert (dated.first_at, dated.clock) == ("2026-10-01T00:00:00.000000", BORROWED_TIME)


def test_a_response_logged_twice_is_one_with_its_earliest_time(read: Read) -> None:
    reading = read(
        "response-log",
        jsonl(
            {"ts": "2026-10-07T12:00:05Z", "response": message(1)},
            {"ts": "2026-10-07T12:00:00Z", "body": message(1)},
            {"ts": "2026-10-07T13:00:00Z", "body": message(2)},
        ),
    )
    first, second = reading.observations

    assert (first.lines, first.first_at, first.seen_at) == (2, NOON, "2026-10-07T12:00:05.000000")
    assert (first.line, first.first_line, second.line) == (1, 2, 3)
    assert figures(first) == figures(second) == FIGURES
    assert accounted(reading) == (3, 0, 0)


@pytest.mark.parametrize("turn", [1, -1])
def test_of_two_lines_any_time_is_better_than_none(read: Read, turn: int) -> None:
    lines = [{"response": message(1)}, {"ts": "2026-10-07T12:00:00Z", "response": message(1)}][::turn]
    seen = only(read("response-log", jsonl(*lines)))

    assert (seen.first_at, seen.seen_at, seen.clock, seen.lines) == (NOON, NOON, OWN_TIME, 2)


def test_the_fuller_line_speaks(read: Read) -> None:
    partial = message(1, stop_reason=None, usage=USAGE | {"output_tokens": 2})
    seen = only(read("response-log", jsonl(message(1), partial)))

    assert (seen.line, seen.output_tokens, seen.stop_reason, seen.lines) == (1, 40, "end_turn", 2)


@pytest.mark.parametrize(
    "wrapper",
    [
        {"request_id": "req_011C00000000000000000001"},
        {"requestId": "req_011C00000000000000000001"},
        {"_request_id": "req_011C00000000000000000001"},
        {"headers": {"request-id": "req_011C00000000000000000001"}},
        {"response_headers": {"Request-Id": ["req_011C00000000000000000001"]}},
    ],
    ids=lambda wrapper: next(iter(wrapper)),
)
def test_the_provider_s_request_id_is_found_where_it_is_kept(read: Read, wrapper: dict[str, Any]) -> None:
    named = only(read("response-log", jsonl(wrapper | {"response": message(1)})))
    nameless = only(read("response-log", jsonl({"response": wrapper | {"body": message(1, id=None)}})))

    assert (named.response_key, named.request_id) == (message_id(1), "req_011C00000000000000000001")
    assert nameless.response_key == "request:req_011C00000000000000000001"


def test_an_application_s_own_request_id_names_no_response(read: Read) -> None:
    """One request to an application may call the model several times; its id would make them one."""
    own = {"request_id": "0b5e9d4c-6a7f-4f0e-9c55-2f1f0a3b7d11"}
    reading = read(
        "response-log",
        jsonl(
            own | {"response": message(1)}, own | {"response": message(2, id=None)}, own | message(3, id="")
        ),
    )

    assert len({seen.response_key for seen in reading.observations}) == 3
    assert all(seen.request_id is None for seen in reading.observations)


def test_a_wrapper_s_project_and_session_are_taken_if_they_are_short_text(read: Read) -> None:
    reading = read(
        "response-log",
        jsonl(
            {"project": "shop", "session_id": "s1", "response": message(1)},
            {"project": {"name": "CANARY"}, "session_id": "x" * 5000, "response": message(2)},
        ),
    )
    first, second = reading.origins

    assert (first.project, first.session_id, first.machine) == ("shop", "s1", "laptop")
    assert (second.project, second.session_id) == (None, None)
    assert (first.is_own_file, first.is_copy, first.is_background) == (False, False, False)
    assert first.version_order == 2**62


class TestPaths:
    """Where a log keeps what, said by the person."""

    LINE = jsonl({"meta": {"at": 1_791_374_400}, "timestamp": "2020-01-01", "call": {"resp": message()}})

    def test_are_followed(self, read: Read) -> None:
        paths = LogPaths(time="$.meta.at", message="$.call.resp")
        seen = only(read("response-log", self.LINE, options={"paths": paths}))

        assert (seen.first_at, figures(seen)) == (NOON, FIGURES)

    def test_may_lead_to_text(self, read: Read) -> None:
        line = jsonl({"resp": json.dumps({"body": message()})})
        seen = only(read("response-log", line, options={"paths": LogPaths(message="resp")}))

        assert figures(seen) == FIGURES

    @pytest.mark.parametrize("path", ["$.nothing", "$.meta.at.deeper", "$", "", "$.timestamp", "$..resp"])
    def test_that_lead_nowhere_find_nothing(self, read: Read, path: str) -> None:
        reading = read("response-log", self.LINE, options={"paths": LogPaths(time=path, message=path)})

        assert accounted(reading) == (0, 1, 0)


@pytest.mark.parametrize("name", ["events", "stream", "chunks"])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda event: event,
        lambda event: {"event": event["type"], "data": event},
        lambda event: {"event": event["type"], "data": json.dumps(event)},
        json.dumps,
    ],
    ids=["bare", "with data", "data as text", "text"],
)
def test_the_usage_of_a_stream_is_its_last_count_not_the_sum(read: Read, name: str, wrap: Any) -> None:
    events = [start(1), {"type": "ping"}, WORD, delta(17), delta(40, input_tokens=100), STOP]
    line = {"ts": "2026-10-07T12:00:00Z", name: [wrap(event) for event in events]}
    seen = only(read("response-log", jsonl(line)))

    assert (figures(seen), seen.final, seen.stop_reason) == (FIGURES, True, "end_turn")
    assert (seen.response_key, seen.first_at) == (message_id(1), NOON)


def test_the_text_of_a_stream_is_read_as_its_events(read: Read) -> None:
    text = "".join(
        f"event: {event['type']}\ndata: {json.dumps(event)}\n\n"
        for event in (start(1), WORD, delta(40), STOP)
    )

    assert figures(only(read("response-log", jsonl({"response": {"body": text}})))) == FIGURES


def test_a_stream_without_its_end_is_provisional(read: Read) -> None:
    seen = only(read("response-log", jsonl({"events": [start(1), WORD]})))

    assert (seen.output_tokens, seen.final) == (1, False)


def test_a_count_that_grew_does_not_fall_back_to_nothing(read: Read) -> None:
    events = [start(1), delta(40, input_tokens=0, cache_read_input_tokens=0)]

    assert figures(only(read("response-log", jsonl({"events": events})))) == FIGURES


def test_events_may_stand_one_a_line(read: Read) -> None:
    events = [start(1), WORD, delta(17), delta(40), STOP, start(2), delta(9), STOP]
    reading = read("response-log", jsonl(*({"ts": NOON, "event": event} for event in events)))
    first, second = reading.observations

    assert (figures(first), first.final, first.lines) == (FIGURES, True, 3)
    assert (second.output_tokens, second.lines) == (9, 2)
    assert accounted(reading) == (5, 3, 0)


def test_streams_under_way_together_are_told_apart_by_their_request_ids(read: Read) -> None:
    one, two = ({"request_id": f"req_011C0000000000000000000{n}"} for n in (1, 2))
    lines = [one | {"event": start(1)}, two | {"event": start(2)}, one | {"event": delta(500)},
             two | {"event": delta(20)}, one | {"event": STOP}, two | {"event": STOP}]  # fmt: skip
    reading = read("response-log", jsonl(*lines))

    assert {seen.response_key: seen.output_tokens for seen in reading.observations} == {
        message_id(1): 500,
        message_id(2): 20,
    }


def test_counts_of_streams_nothing_tells_apart_are_given_to_neither(read: Read) -> None:
    reading = read("response-log", jsonl(start(1), start(2), delta(500), delta(20), STOP, STOP))

    assert [(seen.output_tokens, seen.final) for seen in reading.observations] == [(1, False), (1, False)]
