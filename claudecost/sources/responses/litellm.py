"""LiteLLM's spend logs: one row a request through the proxy, whichever provider answered it.

Rules: LiteLLM, Spend tracking (table `LiteLLM_SpendLogs`). Prompt tokens of
Anthropic's models include cache reads and writes there. What the proxy's own
cache answered cost nothing; what failed before a token neither. The proxy's
`spend` is a float of its own making and is not read.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from ..claude_code.fold import text
from ..identity import is_strong_message_id
from ..usage import CacheCreation, ServerToolUse, Tally, Usage, cache_writes, count
from .call import Call, Labels, label
from .claude import may_be_claude
from .layers import first_byte, text_of
from .mend import UNREADABLE, mend
from .moments import instant
from .tags import tags_text

SOURCE = "litellm"

#: The proxy's name for a provider, to the cloud it means.
_CLOUDS = {"bedrock": "bedrock", "vertex_ai": "google"}

#: What the proxy names a row after when it made the answer's id itself; a client's log has it too.
_OWN_ID = re.compile(r"chatcmpl-\S{16,}")

_NOTHING = msgspec.Raw(b"")


class PromptDetails(msgspec.Struct):
    """`prompt_tokens_details`: the cache as newer versions say it."""

    cached_tokens: Any = None
    cache_creation_tokens: Any = None
    cache_creation_token_details: CacheCreation | str | int | float | bool | list[Any] | None = None


class UsageObject(msgspec.Struct):
    """What the provider said of its use, as far as the proxy kept it."""

    id: Any = None
    message_id: Any = None
    cache_read_input_tokens: Any = None
    cache_creation_input_tokens: Any = None
    cache_creation: CacheCreation | str | int | float | bool | list[Any] | None = None
    prompt_tokens_details: PromptDetails | str | int | float | bool | list[Any] | None = None
    server_tool_use: ServerToolUse | str | int | float | bool | list[Any] | None = None
    service_tier: Any = None
    inference_geo: Any = None
    speed: Any = None


class Metadata(msgspec.Struct):
    """`metadata` of a row: names for its ids, and what the provider said."""

    status: Any = None
    user_api_key_alias: Any = None
    user_api_key_team_alias: Any = None
    user_api_key_user_email: Any = None
    usage_object: UsageObject | str | int | float | bool | list[Any] | None = None
    additional_usage_values: UsageObject | str | int | float | bool | list[Any] | None = None


class Row(msgspec.Struct):
    """One request; the names are also those of a CSV's columns."""

    request_id: Any = None
    call_type: Any = None
    api_key: Any = None
    prompt_tokens: Any = None
    completion_tokens: Any = None
    startTime: Any = None  # noqa: N815 - the field's own name
    endTime: Any = None  # noqa: N815
    model: Any = None
    model_group: Any = None
    custom_llm_provider: Any = None
    user: Any = None
    team_id: Any = None
    request_tags: msgspec.Raw = _NOTHING
    metadata: msgspec.Raw = _NOTHING
    cache_hit: Any = None
    status: Any = None


_decode = msgspec.json.Decoder(Row).decode
_decode_metadata = msgspec.json.Decoder(Metadata).decode
_decode_tags = msgspec.json.Decoder(list[Any]).decode


class LiteLLMReader:
    """Reads one file of spend logs."""

    #: Where an answer of the proxy keeps its rows.
    containers: tuple[str, ...] = ("data",)

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def read(self, record: bytes) -> list[Call]:
        """The response a record speaks of, if any; raises UNREADABLE for what is no JSON object."""
        row = _decode(record)
        if (row.prompt_tokens is None and row.completion_tokens is None) or not _is_claude(row):
            return []
        metadata = self._metadata(row.metadata)
        if str(row.cache_hit).strip().lower() == "true" or _is_failure(row, metadata):
            return []
        reported, request_id = _reported(metadata), text(row.request_id)
        message_id = _message_id(reported, request_id)
        return [
            Call(
                message_id=message_id,
                request_id="",
                line_id=None,
                model_id=text(row.model) or None,
                usage=self._usage(row, reported),
                stop_reason=None,
                final=True,
                at=instant(row.startTime) or instant(row.endTime),
                platform=_CLOUDS.get(_provider(row)),
                key=f"litellm:{request_id}" if request_id and not message_id else None,
                labels=_labels(row, metadata),
            )
        ]

    def _metadata(self, raw: msgspec.Raw) -> Metadata:
        """`metadata`, an object or text of one; what is neither is a bad value, for it hides the cache."""
        data = _json_of(raw)
        if not data or data in (b"null", b"{}"):
            return Metadata()
        try:
            return _decode_metadata(data)
        except UNREADABLE:
            mended = mend(data)
        try:
            return _decode_metadata(mended.data or b"null")
        except UNREADABLE:
            self._tally.bad_values += 1
            return Metadata()

    def _usage(self, row: Row, reported: list[UsageObject]) -> Usage:
        """The row's counts, the cache taken out of its prompt; a prompt smaller than it is a bad value."""
        tally, details = self._tally, _details(reported)
        nested = _first(reported, "cache_creation")
        if not isinstance(nested, CacheCreation):
            nested = details.cache_creation_token_details
        flat = _first(reported, "cache_creation_input_tokens")
        read = _first(reported, "cache_read_input_tokens")
        five, hour = cache_writes(details.cache_creation_tokens if flat is None else flat, nested, tally)
        cached = count(details.cached_tokens if read is None else read, tally)
        fresh = count(row.prompt_tokens, tally) - five - hour - cached
        if fresh < 0:
            tally.bad_values += 1
        return Usage(
            input_tokens=max(0, fresh),
            output_tokens=row.completion_tokens,
            cache_creation_input_tokens=five + hour,
            cache_read_input_tokens=cached,
            cache_creation=CacheCreation(five, hour),
            server_tool_use=_first(reported, "server_tool_use"),
            service_tier=_first(reported, "service_tier"),
            inference_geo=_first(reported, "inference_geo"),
            speed=_first(reported, "speed"),
        )


def belongs(record: bytes) -> bool:
    """Whether a record is a row of spend logs; raises UNREADABLE."""
    row = _decode(record)
    return row.request_id is not None and row.call_type is not None and row.prompt_tokens is not None


def _json_of(raw: msgspec.Raw) -> bytes:
    """A column's JSON, which may be kept as text of it."""
    return text_of(raw).strip().encode() if first_byte(raw) == b'"' else bytes(raw)


def _provider(row: Row) -> str:
    """The provider without what the proxy hangs on it: `bedrock_converse` is `bedrock`."""
    name = text(row.custom_llm_provider).lower()
    return next((known for known in _CLOUDS if name.startswith(known)), name)


def _is_claude(row: Row) -> bool:
    return _provider(row) == "anthropic" or any(map(may_be_claude, (text(row.model), text(row.model_group))))


def _is_failure(row: Row, metadata: Metadata) -> bool:
    """Whether a row failed without any use: with some, it is billed."""
    status = text(row.status) or text(metadata.status)
    tally = Tally()
    return status.lower() == "failure" and not (
        count(row.prompt_tokens, tally) or count(row.completion_tokens, tally)
    )


def _reported(metadata: Metadata) -> list[UsageObject]:
    """What the provider said, the whole object before what the proxy picked from it."""
    both = (metadata.usage_object, metadata.additional_usage_values)
    return [reported for reported in both if isinstance(reported, UsageObject)]


def _first(reported: list[UsageObject], name: str) -> Any:
    return next((value for one in reported if (value := getattr(one, name)) is not None), None)


def _details(reported: list[UsageObject]) -> PromptDetails:
    found = _first(reported, "prompt_tokens_details")
    return found if isinstance(found, PromptDetails) else PromptDetails()


def _message_id(reported: list[UsageObject], request_id: str) -> str:
    """The id the answer went to the client with, so that the client's own log is the same response."""
    for one in reported:
        for value in (text(one.message_id), text(one.id)):
            if is_strong_message_id(value):
                return value
    if request_id.startswith("msg_") and is_strong_message_id(request_id):
        return request_id
    return request_id if _OWN_ID.fullmatch(request_id) else ""


def _labels(row: Row, metadata: Metadata) -> Labels:
    tags = _tags(row.request_tags)
    team = label(metadata.user_api_key_team_alias) or label(row.team_id)
    if team is not None:
        tags.setdefault("team", team)
    return Labels(
        user_name=label(metadata.user_api_key_user_email) or label(row.user),
        api_key=label(metadata.user_api_key_alias) or label(row.api_key),
        tags=tags_text(tags),
    )


def _tags(raw: msgspec.Raw) -> dict[str, str]:
    """`team:platform` is a label by itself, any other word is a `tag`; several of one name stand together."""
    try:
        entries = _decode_tags(_json_of(raw) or b"[]")
    except UNREADABLE:
        return {}
    found: dict[str, list[str]] = {}
    for entry in entries:
        if word := label(entry):
            name, colon, value = (part.strip() for part in word.partition(":"))
            key, value = (name, value) if colon and name and value else ("tag", word)
            if value not in found.setdefault(key, []):
                found[key].append(value)
    return {key: ",".join(values) for key, values in found.items()}
