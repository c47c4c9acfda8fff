"""Message Batches: Anthropic's own example, and what its lines leave open."""

from __future__ import annotations

import json

import pytest

from claudecost.sources.observation import BORROWED_TIME, NO_TIME, UNDATED
from claudecost.sources.responses.batches import batch_id_of, read_batch_list

from .conftest import Read, accounted, figures, only
from .made_up import FIGURES, USAGE, jsonl, message_id, result

PRINTED = (
    b'{"custom_id": "r-2", "result": {"type": "succeeded", "message": {"id": "msg_b2", "type": "message", '
    b'"role": "assistant", "model": "claude-sonnet-5-5", "content": [{"type": "text", "text": "ok"}], '
    b'"stop_reason": "end_turn", "stop_sequence": null, "usage": {"input_tokens": 1000, '
    b'"cache_creation_input_tokens": 2000, "cache_read_input_tokens": 3000, "cache_creation": '
    b'{"ephemeral_5m_input_tokens": 500, "ephemeral_1h_input_tokens": 1500}, "output_tokens": 400, '
    b'"service_tier": "batch"}}}}\n'
)


def test_the_printed_example_comes_out_as_its_usage_says(read: Read) -> None:
    reading = read("batch", PRINTED)

    assert figures(only(reading)) == (1000, 500, 1500, 3000, 400)
    assert [profile.service_tier for profile in reading.profiles] == ["batch"]
    assert only(reading).final


def test_only_what_succeeded_is_billed_and_the_rest_is_counted_as_no_usage(read: Read) -> None:
    failed = [
        {"custom_id": "a", "result": {"type": "errored", "error": {"type": "error"}}},
        {"custom_id": "b", "result": {"type": "canceled"}},
        {"custom_id": "c", "result": {"type": "expired"}},
        {"custom_id": "d", "result": {"type": "succeeded", "message": None}},
        {"custom_id": "e", "result": None},
    ]
    reading = read("batch", jsonl(result(1), *failed))

    assert accounted(reading) == (1, 5, 0)
    assert only(reading).response_key == message_id(1)


@pytest.mark.parametrize("tier", ["batch", None, "standard"])
def test_a_result_is_priced_as_a_batch_whatever_its_usage_says(read: Read, tier: str | None) -> None:
    reading = read("batch", jsonl(result(1, usage=USAGE | {"service_tier": tier})))

    assert [profile.service_tier for profile in reading.profiles] == ["batch"]
    assert figures(only(reading)) == FIGURES


def test_results_have_no_time_unless_the_batch_has_one(read: Read) -> None:
    undated = only(read("batch", jsonl(result(1))))
    dated = only(read("batch", jsonl(result(1)), at="2026-10-07T09:20:00Z"))

    assert (undated.first_at, undated.seen_at, undated.clock) == (UNDATED, UNDATED, NO_TIME)
    assert (dated.first_at, dated.clock) == ("2026-10-07T09:20:00.000000", BORROWED_TIME)


def test_a_result_without_any_id_is_named_by_its_batch_and_its_custom_id(read: Read) -> None:
    """`r-1` alone names a request in every batch there ever was."""
    nameless = jsonl(result(1, id=None), result(2, id=None))
    named = read("batch", nameless, "msgbatch_01HkcT_results.jsonl").observations
    unknown = read("batch", nameless).observations

    assert [seen.response_key for seen in named] == ["line:msgbatch_01HkcT/r-1", "line:msgbatch_01HkcT/r-2"]
    assert len({seen.response_key for seen in unknown}) == 2
    assert all(seen.response_key.startswith("record:") for seen in unknown)


def test_a_refused_result_without_output_says_so(read: Read) -> None:
    refused = result(1, stop_reason="refusal", usage=USAGE | {"output_tokens": 0})
    reading = read("batch", jsonl(refused))

    assert [profile.refused for profile in reading.profiles] == [True]


@pytest.mark.parametrize(
    ("path", "batch"),
    [
        ("/a/msgbatch_01HkcT_results.jsonl", "msgbatch_01HkcT"),
        ("msgbatch_01HkcT.jsonl.gz", "msgbatch_01HkcT"),
        ("C:\\in\\msgbatch_01X.jsonl", "msgbatch_01X"),
        ("/msgbatch_01HkcT/results.jsonl", None),
        ("results.jsonl", None),
    ],
)
def test_a_file_may_be_named_after_its_batch(path: str, batch: str | None) -> None:
    assert batch_id_of(path) == batch


ENDED = {"id": "msgbatch_1", "type": "message_batch", "created_at": "2026-10-07T09:00:00Z",
         "ended_at": "2026-10-07T09:20:00Z"}  # fmt: skip
OPEN = {"id": "msgbatch_2", "type": "message_batch", "created_at": "2026-10-07T11:00:00+02:00",
        "ended_at": None}  # fmt: skip
BOTH = {"msgbatch_1": "2026-10-07T09:20:00.000000", "msgbatch_2": "2026-10-07T09:00:00.000000"}


@pytest.mark.parametrize(
    "document",
    [
        json.dumps([ENDED, OPEN]).encode(),
        json.dumps({"data": [ENDED, OPEN, 3, None, {"id": "x"}], "has_more": False}, indent=2).encode(),
        jsonl(ENDED, OPEN),
        jsonl({"data": [ENDED]}, {"data": [OPEN]}),
        b"\xef\xbb\xbf" + jsonl(ENDED, OPEN),
    ],
    ids=["a list", "a page", "one a line", "a page a line", "byte order mark"],
)
def test_a_saved_list_says_when_batches_ended_or_were_made(document: bytes) -> None:
    assert read_batch_list(document) == BOTH


@pytest.mark.parametrize("document", [b"", b"\xff\x00", b"[[[", b"3", b'{"id": 3}', b"[" * 100_000])
def test_what_is_no_list_of_batches_dates_none(document: bytes) -> None:
    assert read_batch_list(document) == {}
