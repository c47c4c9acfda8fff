"""When batches ended: their results carry no times, the list of batches does.

Rules: Anthropic, Batch processing (list of Message Batches).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from ..times import utc_text
from .mend import UNREADABLE, bare

_ID = re.compile(r"msgbatch_[0-9A-Za-z]+")


class Batch(msgspec.Struct):
    """A Message Batch as the API shows it, or a page of them."""

    id: Any = None
    type: Any = None
    ended_at: Any = None
    created_at: Any = None
    request_counts: dict[str, Any] | Any = None
    data: msgspec.Raw = msgspec.Raw(b"")


class Outcome(msgspec.Struct):
    """`result` of a line of results, as far as it says how the request did."""

    type: Any = None


class Line(msgspec.Struct):
    """A line of results."""

    result: Outcome | str | int | float | bool | list[Any] | None = None


#: How a request can end.
OUTCOMES = ("succeeded", "errored", "canceled", "expired")

_decode_outcome = msgspec.json.Decoder(Line).decode
_decode = msgspec.json.Decoder(Batch).decode
_decode_list = msgspec.json.Decoder(list[msgspec.Raw]).decode


def batch_id_of(path: str) -> str | None:
    """The batch a file of results is named after, None when its name has no batch id."""
    match = _ID.search(path.replace("\\", "/").rpartition("/")[2])
    return match[0] if match else None


def read_batch_list(document: bytes) -> dict[str, str]:
    """When each batch of a saved answer ended, or at least was made: UTC, spelled as all times are."""
    return {batch["id"]: batch["ended_at"] for batch in read_batches(document)}


def read_batches(document: bytes) -> list[dict[str, str]]:
    """Every batch of a saved answer: `id`, `ended_at` (or when it was made), and how many requests did how.

    Takes one batch, a list, a page (`{"data": [...]}`), or one of these a line; what is none is left out.
    """
    found: dict[str, dict[str, str]] = {}
    whole = bare(document)
    if not _take(whole, found):
        for line in whole.splitlines():
            _take(bare(line), found)
    return list(found.values())


def _take(text: bytes | msgspec.Raw, found: dict[str, dict[str, str]]) -> bool:
    """Add what a piece of JSON says; False when it is no JSON of this kind."""
    is_list = bytes(memoryview(text)[:1]) == b"["
    try:
        batch = Batch(data=msgspec.Raw(bytes(text))) if is_list else _decode(text)
        entries = _decode_list(batch.data) if batch.data else []
    except UNREADABLE:
        return False
    at = utc_text(batch.ended_at) or utc_text(batch.created_at)
    if isinstance(batch.id, str) and batch.id.startswith("msgbatch_") and at:
        found[batch.id] = {"id": batch.id, "ended_at": at} | _outcomes(batch.request_counts)
    for entry in entries:
        if bytes(memoryview(entry)[:1]) == b"{":
            _take(entry, found)
    return True


def _outcomes(counts: Any) -> dict[str, str]:
    """How many requests succeeded, errored, were canceled, expired; as text."""
    if not isinstance(counts, dict):
        return {}
    return {name: str(counts[name]) for name in OUTCOMES if type(counts.get(name)) is int}


def outcomes_in(results: Iterable[bytes]) -> dict[str, str]:
    """The same of a file of results, line by line: what tells whose results they are if the name does not."""
    counted = Counter[str]()
    for line in results:
        try:
            outcome = _decode_outcome(line).result
        except UNREADABLE:
            continue
        if isinstance(outcome, Outcome) and outcome.type in OUTCOMES:
            counted[outcome.type] += 1
    return {name: str(counted[name]) for name in OUTCOMES}
