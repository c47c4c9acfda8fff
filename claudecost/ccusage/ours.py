"""The same line as we read it: which response it speaks of, what decides our rate, and our counts."""

from __future__ import annotations

import msgspec

from ..records import Profile
from ..sources.claude_code.fold import text, uuid_of
from ..sources.claude_code.record import Candidate, Record, candidate
from ..sources.claude_code.rescue import rescue
from ..sources.identity import platform_of, record_key, response_key, short_digest
from ..sources.usage import Tally, counts, word
from .entry import Tokens

_decode = msgspec.json.Decoder(Record).decode


class Ours(msgspec.Struct, frozen=True):
    """The same line as we read it."""

    response: str
    profile: Profile
    searches: int
    tokens: Tokens


def our_response(line: bytes) -> str | None:
    """Our key of the response a line speaks of; None for a line in which we read no usage."""
    found = _ours(line)
    return None if found is None else _key(found, line)


def _key(found: Candidate, line: bytes) -> str:
    ids = text(found.message.id), text(found.request_id)
    return response_key(*ids, uuid_of(found)) or record_key(line.strip(b"\0\r\n "))


def as_we_read(line: bytes, model: str | None, there: Tokens) -> Ours:
    """Our key of the response, our profile and counts.

    A line we do not count has a key of its own, the model it names and the tokens that are read `there`.
    """
    found = _ours(line)
    if found is None:
        return Ours(f"other:{record_key(line)}", named(model, None, None, None, None, False), 0, there)
    message, usage = found.message, found.usage
    seen = counts(usage, Tally())
    refused = message.stop_reason == "refusal" and seen.output_tokens == 0
    platform = platform_of(text(message.id), text(found.request_id))
    labels = (word(usage.speed), word(usage.service_tier), word(usage.inference_geo))
    profile = named(text(message.model) or None, platform, *labels, refused)
    return Ours(_key(found, line), profile, seen.web_search_requests, Tokens(*seen.tokens()))


def advising(model: str, of: Profile) -> Profile:
    """What decides our rate of an advisor's turn: another model does not share the response's speed."""
    name = text(model) or None
    speed = of.speed if name == of.model_id else None
    return named(name, of.platform, speed, of.service_tier, of.geo, False)


def named(
    model: str | None,
    platform: str | None,
    speed: str | None,
    tier: str | None,
    geo: str | None,
    refused: bool,
) -> Profile:
    """A profile under the name the store gives it."""
    number = short_digest(model, platform, speed, tier, geo, str(refused))
    return Profile(number, model, platform, speed, tier, geo, refused)


def _ours(line: bytes) -> Candidate | None:
    """The usage we read in a line, damaged ones included."""
    try:
        return candidate(_decode(line))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return next((found for record in rescue(line).records if (found := candidate(record))), None)
