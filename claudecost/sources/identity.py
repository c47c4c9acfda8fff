"""Which lines speak of one response: the key ladder.

A response is logged many times: once per content block, again in resumed,
forked and handed-over sessions, again as a subagent's echo. Strong ids name it
everywhere; weak ids (constants of relays, scrubbed copies) only within what
else is known of the line. What the ladder cannot decide line by line (splits,
copies of weak lines) is decided over all lines in `store/usage_events.sql`.
"""

from __future__ import annotations

import re
from hashlib import blake2b

WEAK = "weak:"

_STRONG_MESSAGE = re.compile(
    r"""msg_(?:bdrk_|vrtx_)?(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{16,}
      | (?:chatcmpl-|gen-|resp_)\S+
      | [0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}
      | [0-9a-fA-F]{16,}""",
    re.VERBOSE,
)
_STRONG_REQUEST = re.compile(r"(?=\S*\d)\S{16,}")


def is_strong_message_id(text: str) -> bool:
    """True for ids that name one response everywhere (`msg_01...`, a UUID, long hex, a gateway's)."""
    if len(text) == 28 and text.startswith("msg_0") and text[4:].isalnum() and text.isascii():
        return True  # Anthropic's own, nearly all there are; the pattern says the same, slower
    return _STRONG_MESSAGE.fullmatch(text) is not None


def is_strong_request_id(text: str) -> bool:
    """True for `req_...` ids and any opaque token of 16 or more characters with a digit."""
    return _STRONG_REQUEST.fullmatch(text) is not None


def response_key(message_id: str, request_id: str, line_id: str | None) -> str | None:
    """The first rung of the ladder that holds, as text; None when the record's own hash must serve.

    Ids come trimmed, `""` for absent. Prefixes keep the rungs apart: an id of one kind never meets another.
    """
    if message_id and is_strong_message_id(message_id):
        return message_id
    if request_id and is_strong_request_id(request_id):
        return f"request:{request_id}"
    if message_id or request_id:
        return f"{WEAK}{message_id}:{request_id}"
    if line_id:
        return f"line:{line_id}"
    return None


def strong_request(request_id: str) -> str | None:
    """The request id when it is strong enough to tell two responses with one message id apart."""
    return request_id if request_id and is_strong_request_id(request_id) else None


def record_key(record: bytes) -> str:
    """The last rung: a digest of the whole record, for lines without any id."""
    return "record:" + blake2b(record, digest_size=16).hexdigest()


def platform_of(message_id: str, request_id: str) -> str | None:
    """The cloud an id betrays: `bedrock`, `google`, or None for all others."""
    if message_id.startswith("msg_bdrk_"):
        return "bedrock"
    if message_id.startswith("msg_vrtx_") or request_id.startswith("req_vrtx_"):
        return "google"
    return None


def short_digest(*parts: str | None) -> int:
    """A signed 64-bit name for a combination of texts; the same on every machine, every time."""
    text = "".join("-" if part is None else f"{len(part)}:{part}" for part in parts)
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
