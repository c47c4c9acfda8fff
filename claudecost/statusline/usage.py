"""The `usage` object of a response as counts, by the rules of `sources/usage.py` on plain JSON.

Written twice because a status line cannot wait for that room's decoder; a test holds the two together.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # importing typing costs more than all that is done here
if TYPE_CHECKING:
    from typing import Any

#: As there: no response is larger.
MAX_COUNT = 10**12
MOST_ITERATIONS = 10_000

#: Input, cache writes of 5 minutes and of an hour, cache reads, output: the order of the meters.
Tokens = tuple[int, int, int, int, int]

#: The keys whose presence makes a line the fuller of two.
KEYS = (
    "input_tokens",
    "output_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "cache_creation",
    "server_tool_use",
    "service_tier",
    "inference_geo",
    "speed",
    "iterations",
)

#: Kind, model (None: the response's own; "": none was recorded), tokens.
Item = tuple[str, "str | None", Tokens]

#: As there. Compiled only where one is needed, which is hardly ever, and costs more than a whole line.
_DECORATION = r"(?:\[1m\])+$|@.*$|-v\d(?::\d)?$|:[a-z]+$"
_DIGITS = r"\s*\+?(\d{1,19})(?:\.0+)?\s*"


def count(value: Any) -> int:
    """A count: integers, integral floats and digit strings as they are, all else 0."""
    if type(value) is int and 0 <= value <= MAX_COUNT:
        return value
    if isinstance(value, float) and value.is_integer() and 0 <= value < MAX_COUNT:
        return int(value)
    if isinstance(value, str) and (match := re.fullmatch(_DIGITS, value)) and int(match[1]) <= MAX_COUNT:
        return int(match[1])
    return 0


def word(value: Any) -> str | None:
    """A label such as `standard`: trimmed, lower case; None for empty and for what is no text."""
    return (value.strip().lower()[:64] or None) if type(value) is str else None


def tokens(usage: dict[str, Any]) -> Tokens:
    """What a usage object, or one of its iterations, counts."""
    nested = usage.get("cache_creation")
    five = hour = 0
    if isinstance(nested, dict):
        five = count(nested.get("ephemeral_5m_input_tokens"))
        hour = count(nested.get("ephemeral_1h_input_tokens"))
    five = max(count(usage.get("cache_creation_input_tokens")), five + hour) - hour
    return (
        count(usage.get("input_tokens")),
        five,
        hour,
        count(usage.get("cache_read_input_tokens")),
        count(usage.get("output_tokens")),
    )


def searches(usage: dict[str, Any]) -> int:
    """Web searches."""
    used = usage.get("server_tool_use")
    return count(used.get("web_search_requests")) if isinstance(used, dict) else 0


def non_null_keys(usage: dict[str, Any]) -> int:
    """How many of the known keys carry a value."""
    return sum(usage.get(key) is not None for key in KEYS)


def items(usage: dict[str, Any], top: Tokens, model: str | None) -> list[Item]:
    """Everything that is billed: the top level, or the samplings it is the sum of, and what is beside it."""
    whole: list[Item] = [("message", None, top)]
    entries = usage.get("iterations")
    if not isinstance(entries, list) or not entries or len(entries) > MOST_ITERATIONS:
        return whole
    if not all(isinstance(entry, dict) for entry in entries) or _says_nothing_new(entries, usage):
        return whole
    messages: list[tuple[str | None, Tokens]] = []
    extra: list[Item] = []
    for position, entry in enumerate(entries):
        amounts, named, kind = tokens(entry), _named(entry), entry.get("type")
        if kind == "message":
            messages.append((named, amounts))
        elif kind == "advisor_message":
            extra.append(("advisor", named or "", amounts))
        elif kind == "compaction":
            extra.append(("compaction", named, amounts))
        elif kind == "fallback_message" and not _same(named, model) and position < len(entries) - 1:
            messages.append((named, amounts))
    has_fallback = any(entry.get("type") == "fallback_message" for entry in entries)
    own, failed = _attempts(messages, top, model, has_fallback)
    extra.extend(("fallback", named or "", amounts) for named, amounts in failed)
    if len(own) > 1 and _adds_up(own, top):
        return [*(("message", None, part) for part in own), *extra]
    return whole + extra


def _says_nothing_new(entries: list[dict[str, Any]], usage: dict[str, Any]) -> bool:
    only = entries[0]
    return (
        len(entries) == 1
        and only.get("type") == "message"
        and only.get("output_tokens") == usage.get("output_tokens")
        and only.get("input_tokens") == usage.get("input_tokens")
        and only.get("cache_read_input_tokens") == usage.get("cache_read_input_tokens")
    )


def _named(entry: dict[str, Any]) -> str | None:
    model = entry.get("model")
    return (model.strip() or None) if isinstance(model, str) else None


def _attempts(
    messages: list[tuple[str | None, Tokens]], top: Tokens, model: str | None, has_fallback: bool
) -> tuple[list[Tokens], list[tuple[str | None, Tokens]]]:
    """Samplings that made the answer, and attempts of other models that failed after some output."""
    everything = [amounts for _, amounts in messages]
    if not has_fallback and (len(messages) == 1 or _adds_up(everything, top)):
        return everything, []
    own, failed = [], []
    for named, amounts in messages:
        if (named is None and not has_fallback) or (named is not None and _same(named, model)):
            own.append(amounts)
        elif amounts[4] > 0:
            failed.append((named, amounts))
    return own, failed


def _same(named: str | None, model: str | None) -> bool:
    return named is None or model is None or _bare(named) == _bare(model)


def _bare(model: str) -> str:
    return re.sub(_DECORATION, "", model.lower().rpartition("/")[2].rpartition("anthropic.")[2])


def _adds_up(parts: list[Tokens], top: Tokens) -> bool:
    return tuple(map(sum, zip(*parts, strict=True))) == top
