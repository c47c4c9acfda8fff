"""LiteLLM's spend logs: prompts that include the cache, metadata as text, failures, other vendors."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from claudecost.sources.observation import OWN_TIME

from .conftest import Read, accounted, figures, only
from .made_up import jsonl, message_id, spend

PRINTED = (
    b'{"request_id": "chatcmpl-1", "call_type": "acompletion", "api_key": "88dc28d0", "spend": 0.0125, '
    b'"prompt_tokens": 5000, "completion_tokens": 300, "total_tokens": 5300, "startTime": '
    b'"2026-10-07T09:00:00.000Z", "endTime": "2026-10-07T09:00:02.000Z", "model": "claude-sonnet-5-5", '
    b'"custom_llm_provider": "anthropic", "user": "ana", "team_id": "team-platform", "status": "success", '
    b'"cache_hit": "False", "request_tags": "[\\"team:platform\\"]", "metadata": '
    b'{"user_api_key_alias": "ci", "user_api_key_team_alias": "Platform", "usage_object": '
    b'{"cache_read_input_tokens": 3000, "cache_creation_input_tokens": 1000}}}\n'
)

FIGURES = (1000, 1000, 0, 3000, 300)


def usage(**fields: Any) -> dict[str, Any]:
    return spend(metadata={"usage_object": fields})


def table(*records: dict[str, Any], delimiter: str = ",", **columns: Any) -> bytes:
    """Rows as a database exports them: objects as JSON text, nothing for null."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    names = [*spend(), *columns]
    writer.writerow(names)
    for record in records:
        full = record | columns
        writer.writerow(
            [json.dumps(value) if isinstance(value := full[name], dict) else value for name in names]
        )
    return out.getvalue().encode()


def test_the_printed_example_has_the_cache_taken_out_of_its_prompt(read: Read) -> None:
    reading = read("litellm", PRINTED)
    seen, [origin], [profile] = only(reading), reading.origins, reading.profiles

    assert figures(seen) == FIGURES
    assert (seen.response_key, seen.final) == ("litellm:chatcmpl-1", True)
    assert (seen.first_at, seen.clock) == ("2026-10-07T09:00:00.000000", OWN_TIME)
    assert (profile.model_id, profile.platform) == ("claude-sonnet-5-5", None)
    assert (origin.api_key, origin.user_name, origin.workspace) == ("ci", "ana", None)
    assert origin.tags == '{"team":"platform"}'
    assert reading.state.bad_values == 0


@pytest.mark.parametrize(
    "content",
    [
        jsonl(spend()),
        json.dumps([spend()]).encode(),
        json.dumps([spend()], indent=2).encode(),
        json.dumps({"data": [spend()], "total": 1}).encode(),
        json.dumps({"total": 1, "data": [spend()]}, indent=2).encode(),
        jsonl(spend(metadata=json.dumps(spend()["metadata"]))),
        jsonl(spend(request_tags=["team:platform"])),
        jsonl(spend(prompt_tokens="5000", completion_tokens=300.0)),
        jsonl(spend(startTime="2026-10-07 09:00:00.000", spend=float("nan"))),
        table(spend()),
        table(spend(), delimiter=";"),
        b"\xef\xbb\xbf" + table(spend(), messages='[{"role": "user",\n\n"content": "CANARY, \'a\'"}]'),
        table(spend()).replace(b"\r\n", b"\n").rstrip(),
    ],
    ids=["lines", "array", "long array", "data", "long data", "metadata as text", "tags as a list",
         "counts as text", "NaN", "CSV", "semicolons", "prompts over lines", "no last line end"],
)  # fmt: skip
def test_spend_logs_are_read_however_they_were_saved(read: Read, content: bytes) -> None:
    reading = read("litellm", content)

    assert figures(only(reading)) == FIGURES
    assert only(reading).first_at == "2026-10-07T09:00:00.000000"
    assert [origin.tags for origin in reading.origins] == ['{"team":"platform"}']
    assert reading.quarantined == []


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (usage(), (5000, 0, 0, 0, 300)),
        (spend(metadata={}), (5000, 0, 0, 0, 300)),
        (usage(cache_read_input_tokens=5000), (0, 0, 0, 5000, 300)),
        (usage(prompt_tokens_details={"cached_tokens": 2000, "cache_creation_tokens": 500}),
         (2500, 500, 0, 2000, 300)),
        (usage(cache_creation_input_tokens=1000, prompt_tokens_details={"cache_creation_token_details": {
            "ephemeral_5m_input_tokens": 400, "ephemeral_1h_input_tokens": 600}}), (4000, 400, 600, 0, 300)),
        (usage(cache_creation={"ephemeral_1h_input_tokens": 600}), (4400, 0, 600, 0, 300)),
        (spend(metadata={"additional_usage_values": {"cache_read_input_tokens": 4000}}),
         (1000, 0, 0, 4000, 300)),
        (spend(metadata={"usage_object": None, "additional_usage_values": "none"}), (5000, 0, 0, 0, 300)),
    ],
    ids=["no cache", "no metadata", "all cached", "details", "split", "split alone", "additional", "odd"],
)  # fmt: skip
def test_the_cache_is_found_wherever_a_version_keeps_it(
    read: Read, record: dict[str, Any], expected: tuple[int, ...]
) -> None:
    reading = read("litellm", jsonl(record))

    assert (figures(only(reading)), reading.state.bad_values) == (expected, 0)


@pytest.mark.parametrize(
    "record",
    [
        usage(cache_read_input_tokens=4000, cache_creation_input_tokens=1500),
        spend(metadata="{'user_api_key_alias': 'ci'}"),
        spend(prompt_tokens="many"),
        usage(cache_read_input_tokens=-1),
    ],
    ids=["a prompt smaller than its cache", "metadata in Python's spelling", "no number", "a negative count"],
)
def test_what_does_not_add_up_is_counted_as_a_bad_value_and_never_negative(
    read: Read, record: dict[str, Any]
) -> None:
    reading = read("litellm", jsonl(record))

    assert reading.state.bad_values > 0
    assert min(figures(only(reading))) >= 0


@pytest.mark.parametrize(
    "record",
    [
        spend(status="failure", prompt_tokens=0, completion_tokens=0),
        spend(status=None, prompt_tokens=0, completion_tokens=0, metadata={"status": "failure"}),
        spend(cache_hit="True"),
        spend(cache_hit=True),
        spend(model="gpt-5", custom_llm_provider="openai"),
        spend(model="gemini-3-pro", custom_llm_provider="vertex_ai"),
        spend(model="amazon.nova-pro-v1:0", custom_llm_provider="bedrock"),
        spend(prompt_tokens=None, completion_tokens=None),
        {},
    ],
    ids=["failed", "failed says metadata", "cache hit", "cache hit as bool", "OpenAI", "Gemini", "Nova",
         "no counts", "nothing"],
)  # fmt: skip
def test_what_cost_the_provider_nothing_or_is_not_claude_is_no_usage(
    read: Read, record: dict[str, Any]
) -> None:
    assert accounted(read("litellm", jsonl(record))) == (0, 1, 0)


def test_a_failure_with_tokens_is_billed(read: Read) -> None:
    assert figures(only(read("litellm", jsonl(spend(status="failure"))))) == FIGURES


@pytest.mark.parametrize(
    ("fields", "platform"),
    [
        ({"custom_llm_provider": "bedrock", "model": "us.anthropic.claude-opus-4-8-v1:0"}, "bedrock"),
        ({"custom_llm_provider": "bedrock_converse", "model": "anthropic.claude-opus-4-8-v1:0"}, "bedrock"),
        ({"custom_llm_provider": "vertex_ai", "model": "claude-opus-4-8@20260101"}, "google"),
        ({"custom_llm_provider": "openrouter", "model": "anthropic/claude-opus-4.8"}, None),
        ({"custom_llm_provider": "anthropic", "model": "our-own-alias"}, None),
        ({"custom_llm_provider": "bedrock", "model_group": "claude-opus",
          "model": "arn:aws:bedrock:us-east-1:1:application-inference-profile/ab"}, "bedrock"),
    ],
    ids=["Bedrock", "Converse", "Vertex", "OpenRouter", "alias", "profile"],
)  # fmt: skip
def test_claude_is_billed_by_whoever_ran_it(read: Read, fields: dict[str, Any], platform: str | None) -> None:
    [profile] = read("litellm", jsonl(spend(**fields))).profiles

    assert (profile.model_id, profile.platform) == (fields["model"], platform)


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (usage(id=message_id(7)), message_id(7)),
        (spend(request_id=message_id(7)), message_id(7)),
        (spend(request_id="chatcmpl-0b5e9d4c-6a7f-4f0e-9c55"), "chatcmpl-0b5e9d4c-6a7f-4f0e-9c55"),
        (spend(request_id="7d0c1c3e-0c0a-4a7e-9d3e-111111111111"),
         "litellm:7d0c1c3e-0c0a-4a7e-9d3e-111111111111"),
        (spend(request_id="chatcmpl-1"), "litellm:chatcmpl-1"),
    ],
    ids=["provider's id", "row named after it", "proxy's own id", "call id", "short id"],
)  # fmt: skip
def test_a_row_is_the_response_its_client_saw_where_their_ids_meet(
    read: Read, record: dict[str, Any], key: str
) -> None:
    assert only(read("litellm", jsonl(record))).response_key == key


@pytest.mark.parametrize(
    ("fields", "tags"),
    [
        ({"request_tags": ["team:platform", "env: prod"]}, {"env": "prod", "team": "platform"}),
        ({"request_tags": ["nightly"]}, {"tag": "nightly", "team": "Platform"}),
        ({"request_tags": ["b", "a", "b"]}, {"tag": "b,a", "team": "Platform"}),
        ({"request_tags": [":x", 3, None, ""]}, {"tag": ":x", "team": "Platform"}),
        ({"request_tags": "['x']"}, {"team": "Platform"}),
        ({"request_tags": None, "metadata": {}}, {"team": "team-platform"}),
        ({"request_tags": [], "metadata": {}, "team_id": None}, None),
    ],
    ids=["pairs", "bare", "several", "odd", "Python", "team id", "none"],
)
def test_tags_become_labels_and_the_team_is_one(
    read: Read, fields: dict[str, Any], tags: dict[str, str] | None
) -> None:
    [origin] = read("litellm", jsonl(spend(**fields))).origins

    assert (json.loads(origin.tags) if origin.tags else None) == tags


def test_people_and_keys_are_named_as_well_as_the_row_can(read: Read) -> None:
    named = spend(metadata={"user_api_key_user_email": "ana@example.com"})
    [origin] = read("litellm", jsonl(named)).origins

    assert (origin.user_name, origin.api_key) == ("ana@example.com", "88dc28d0")


def test_rows_of_a_table_have_their_places(read: Read) -> None:
    content = table(spend(), spend(request_id="x2"), messages="a\nb")
    first, second = read("litellm", content).observations

    assert (first.line, second.line) == (2, 4)
    assert content[first.byte_offset :].startswith(b"chatcmpl-1,")
    assert content[second.byte_offset :].startswith(b"x2,")


def test_a_row_that_does_not_fit_its_header_is_lost_alone(read: Read) -> None:
    whole = table(spend(), spend(request_id="x2"))
    header, one, two = whole.splitlines(keepends=True)
    reading = read("litellm", header + b"cut,off\r\n" + one + two.rstrip() + b",more\r\n")

    assert [(lost.line, lost.reason) for lost in reading.quarantined] == [(2, "truncated"), (4, "not csv")]
    assert figures(only(reading)) == FIGURES
    assert accounted(reading) == (1, 1, 2)


def test_the_same_rows_as_json_and_as_a_table_are_the_same_responses(read: Read) -> None:
    as_json, as_table = only(read("litellm", jsonl(spend()))), only(read("litellm", table(spend())))

    assert as_json.response_key == as_table.response_key
    assert as_json.profile_id == as_table.profile_id
    assert as_json.origin_id == as_table.origin_id
