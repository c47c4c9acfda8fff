"""The `usage` object of a Messages response: what was counted, whatever shape it was logged in.

Facts: input counts exclude the cache; cache writes come flat, nested by TTL, or
both; numbers arrive as text or floats from gateways; `iterations` may hold items
that are billed but not contained in the top level.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

#: No response is larger; beyond it lies nonsense that would overflow the sums of honest ones.
MAX_COUNT = 10**12

#: Real responses have tens; a list beyond this is nonsense, counted and left out.
MOST_ITERATIONS = 10_000

#: The model of an item that names none and is not the response's own: unpriced, and said so.
NOT_RECORDED = ""

#: What gateways, clouds and Claude Code hang on a model id: `[1m]`, `@20250929`, `-v1:0`, `:thinking`.
_DECORATION = re.compile(r"(?:\[1m\])+$|@.*$|-v\d(?::\d)?$|:[a-z]+$")

_DIGITS = re.compile(r"\s*\+?(\d{1,19})(?:\.0+)?\s*")


class CacheCreation(msgspec.Struct):
    """Cache writes by time to live."""

    ephemeral_5m_input_tokens: Any = None
    ephemeral_1h_input_tokens: Any = None


class ServerToolUse(msgspec.Struct):
    """Server tools used; only searches cost money."""

    web_search_requests: Any = None


class Iteration(msgspec.Struct):
    """One entry of `usage.iterations`."""

    type: Any = None
    model: Any = None
    input_tokens: Any = None
    output_tokens: Any = None
    cache_read_input_tokens: Any = None
    cache_creation_input_tokens: Any = None
    cache_creation: CacheCreation | str | int | float | bool | list[Any] | None = None


class Usage(msgspec.Struct):
    """`message.usage`, with every field as loosely typed as writers have been seen to be."""

    input_tokens: Any = None
    output_tokens: Any = None
    cache_creation_input_tokens: Any = None
    cache_read_input_tokens: Any = None
    cache_creation: CacheCreation | str | int | float | bool | list[Any] | None = None
    server_tool_use: ServerToolUse | str | int | float | bool | list[Any] | None = None
    service_tier: Any = None
    inference_geo: Any = None
    speed: Any = None
    iterations: list[Iteration] | str | int | float | bool | None = None


class Item(msgspec.Struct, frozen=True):
    """Part of a response that is billed by itself: an advisor's turn, a compaction, one sampling of several.

    `model_id` None means the response's own model, `""` that none was recorded.
    """

    kind: str
    model_id: str | None
    input_tokens: int
    cache_write_5m_tokens: int
    cache_write_1h_tokens: int
    cache_read_tokens: int
    output_tokens: int


class Tally:
    """Counts what had to be bent while reading: values that are no counts, iteration types not known."""

    __slots__ = ("bad_values", "unknown_iterations")

    def __init__(self) -> None:
        self.bad_values = 0
        self.unknown_iterations = 0


def count(value: Any, tally: Tally) -> int:
    """A count: integers, integral floats and digit strings as they are, null as 0, the rest 0 and noted."""
    if type(value) is int and 0 <= value <= MAX_COUNT:
        return value
    if value is None:
        return 0
    if isinstance(value, float) and value.is_integer() and 0 <= value < MAX_COUNT:
        return int(value)
    if isinstance(value, str) and (match := _DIGITS.fullmatch(value)) and int(match[1]) <= MAX_COUNT:
        return int(match[1])
    tally.bad_values += 1
    return 0


def word(value: Any) -> str | None:
    """A label such as `standard` or `us`: trimmed, lower case, None for empty and for anything but text."""
    if type(value) is not str:
        return None
    return value.strip().lower()[:64] or None


def cache_writes(flat: Any, nested: Any, tally: Tally) -> tuple[int, int]:
    """5-minute and 1-hour writes: the part of the larger total that no bucket explains is 5-minute."""
    five = hour = 0
    if isinstance(nested, CacheCreation):
        five = count(nested.ephemeral_5m_input_tokens, tally)
        hour = count(nested.ephemeral_1h_input_tokens, tally)
    return max(count(flat, tally), five + hour) - hour, hour


class Counts(msgspec.Struct):
    """Quantities of one usage object, in tokens and searches."""

    input_tokens: int
    cache_write_5m_tokens: int
    cache_write_1h_tokens: int
    cache_read_tokens: int
    output_tokens: int
    web_search_requests: int = 0

    def tokens(self) -> tuple[int, int, int, int, int]:
        """The token counts in the order of the meters."""
        return (
            self.input_tokens,
            self.cache_write_5m_tokens,
            self.cache_write_1h_tokens,
            self.cache_read_tokens,
            self.output_tokens,
        )


def counts(usage: Usage | Iteration, tally: Tally) -> Counts:
    """Everything a usage object or an iteration counts."""
    fresh, output, read = usage.input_tokens, usage.output_tokens, usage.cache_read_input_tokens
    five, hour = cache_writes(usage.cache_creation_input_tokens, usage.cache_creation, tally)
    searches = 0
    if type(usage) is Usage and isinstance(usage.server_tool_use, ServerToolUse):
        searches = count(usage.server_tool_use.web_search_requests, tally)
    if (
        type(fresh) is type(output) is type(read) is int
        and min(fresh, output, read) >= 0
        and max(fresh, output, read) <= MAX_COUNT
    ):
        return Counts(fresh, five, hour, read, output, searches)
    return Counts(count(fresh, tally), five, hour, count(read, tally), count(output, tally), searches)


def non_null_keys(usage: Usage) -> int:
    """How many of the known keys carry a value; the fuller of two equal lines speaks for the response."""
    return len(Usage.__struct_fields__) - msgspec.structs.astuple(usage).count(None)


def is_closing(usage: Usage) -> bool:
    """True when the object has the key that only the server's final report carries."""
    return usage.server_tool_use is not None


def billed_items(usage: Usage, top: Counts, model: str | None, tally: Tally) -> list[Item] | None:
    """What `iterations` adds to or divides of the top level; None when the top level says it all.

    Advisor turns, compactions and failed attempts with output are billed by
    themselves, outside the top level. Several `message` samplings that add up
    exactly to the top level replace it, so that each is judged by its own
    prompt size. Source: transcripts facts 5 (Anthropic: refusals and fallback,
    compaction, advisor tool).
    """
    entries = usage.iterations
    if not isinstance(entries, list) or not entries or _says_nothing_new(entries, usage):
        return None
    if len(entries) > MOST_ITERATIONS:
        tally.unknown_iterations += len(entries)
        return None
    messages: list[tuple[str | None, Counts]] = []
    extra: list[Item] = []
    for position, entry in enumerate(entries):
        amounts, named = counts(entry, tally), _named(entry)
        if entry.type == "message":
            messages.append((named, amounts))
        elif entry.type == "advisor_message":
            extra.append(Item("advisor", named or NOT_RECORDED, *amounts.tokens()))
        elif entry.type == "compaction":
            extra.append(Item("compaction", named, *amounts.tokens()))
        elif entry.type != "fallback_message":
            tally.unknown_iterations += 1
        elif not _same_model(named, model) and position < len(entries) - 1:
            messages.append((named, amounts))
    has_fallback = any(entry.type == "fallback_message" for entry in entries)
    own, failed = _attempts(messages, top, model, has_fallback)
    extra.extend(Item("fallback", named or NOT_RECORDED, *amounts.tokens()) for named, amounts in failed)
    if len(own) > 1 and _adds_up(own, top):
        return [Item("message", None, *part.tokens()) for part in own] + extra
    return extra or None


def _says_nothing_new(entries: list[Iteration], usage: Usage) -> bool:
    """One sampling that repeats the top level: the shape of nearly every response."""
    only = entries[0]
    return (
        len(entries) == 1
        and only.type == "message"
        and only.output_tokens == usage.output_tokens
        and only.input_tokens == usage.input_tokens
        and only.cache_read_input_tokens == usage.cache_read_input_tokens
    )


def _named(entry: Iteration) -> str | None:
    return (entry.model.strip() or None) if isinstance(entry.model, str) else None


def _attempts(
    messages: list[tuple[str | None, Counts]], top: Counts, model: str | None, has_fallback: bool
) -> tuple[list[Counts], list[tuple[str | None, Counts]]]:
    """Samplings that made the answer, and attempts of other models that failed after some output.

    A failed attempt without output is free, so it is neither.
    """
    everything = [amounts for _, amounts in messages]
    if not has_fallback and (len(messages) == 1 or _adds_up(everything, top)):
        return everything, []
    own, failed = [], []
    for named, amounts in messages:
        if (named is None and not has_fallback) or (named is not None and _same_model(named, model)):
            own.append(amounts)
        elif amounts.output_tokens > 0:
            failed.append((named, amounts))
    return own, failed


def _same_model(named: str | None, model: str | None) -> bool:
    """Whether an entry's model is the response's, or not said; one id's spellings differ in decoration."""
    return named is None or model is None or _bare(named) == _bare(model)


def _bare(model: str) -> str:
    return _DECORATION.sub("", model.lower().rpartition("/")[2].rpartition("anthropic.")[2])


def _adds_up(parts: list[Counts], top: Counts) -> bool:
    sums = tuple(map(sum, zip(*(part.tokens() for part in parts), strict=True)))
    return sums == top.tokens()
