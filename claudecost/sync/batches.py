"""Message Batches and their results, fetched with the `anthropic` package.

Results are a workspace's, not the organisation's, and asked for with an ordinary API key. What a request was
answered is dropped on arrival: only its usage is written down.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..periods import Period
from .address import base_url
from .package import Errand, Gone, client, our_words
from .trouble import ChangedAnswer

if TYPE_CHECKING:
    from anthropic import Anthropic
    from anthropic.types.messages import MessageBatch

LIST = "/v1/messages/batches"

#: What is kept of a message: who it is, what it used.
KEPT = ("id", "type", "role", "model", "stop_reason", "usage")

ERRAND = Errand(
    to_do="fetch batches",
    failed="the batches could not be fetched",
    key="the key of the batches' workspace",
    about_key="batches are fetched with the API key of the workspace that made them",
)

_ID = re.compile(r"msgbatch_[0-9A-Za-z_-]{1,100}")


@dataclass(frozen=True, slots=True)
class FetchedBatch:
    """A batch that has ended: the file of its results (content left out), and when it ended (RFC 3339).

    `label` is its name in the store; `results` is None where the service has them no more.
    """

    label: str
    results: Path | None
    ended_at: str


def fetch_batches(
    directory: Path,
    period: Period,
    held: Collection[str],
    environ: Mapping[str, str],
    url: str | None = None,
) -> Iterator[FetchedBatch]:
    """Every batch that ended in the period and is not `held` already, its results in `directory`.

    Raises KeyTrouble and ApiKeyRefused (77), BadConfig for an address a key may not be sent to, SyncTrouble
    (69). What a batch came to never changes once it has ended; results are kept for 29 days (Anthropic, Batch
    processing).
    """
    with client(environ, base_url(url, environ), ERRAND) as package:
        for batch_id, ended_at in _ended(package, period):
            label = f"{LIST}/{batch_id}/results"
            if label not in held:
                path = directory / f"{batch_id}.jsonl"
                yield FetchedBatch(label, path if _fetch(package, label, path) else None, ended_at)


def _ended(package: Anthropic, period: Period) -> Iterator[tuple[str, str]]:
    """Id and end of every batch of the period that has results, newest first."""
    with our_words(LIST, ERRAND):
        for batch in package.messages.batches.list(limit=1000):
            ended_at = _end_of(batch, period)
            if ended_at is not None:
                yield _safe(batch.id), ended_at


def _end_of(batch: MessageBatch, period: Period) -> str | None:
    """When a batch ended, if that is in the period and its results are still there."""
    ended = batch.ended_at
    if ended is None or batch.archived_at is not None or batch.results_url is None:
        return None
    is_asked = (period.since is None or ended >= period.since) and (
        period.until is None or ended < period.until
    )
    return ended.isoformat() if is_asked else None


def _safe(batch_id: object) -> str:
    """The id as it may stand in a path."""
    if isinstance(batch_id, str) and _ID.fullmatch(batch_id):
        return batch_id
    raise ChangedAnswer(LIST, "a batch has an id that does not look like one")


def _fetch(package: Anthropic, label: str, path: Path) -> bool:
    """Write the results of a batch down, without what was said in them; False where they are gone."""
    with path.open("w", encoding="utf-8") as stream:
        try:
            for line in _results(package, label):
                stream.write(json.dumps(_without_content(line)) + "\n")
        except Gone:
            return False
    return True


def _results(package: Anthropic, label: str) -> Iterator[dict[str, Any]]:
    """The lines of a batch's results, asked for at our own address: what a batch names may be another's."""
    from anthropic._decoders.jsonl import JSONLDecoder

    with (
        our_words(label, ERRAND, may_be_gone=True),
        closing(package.get(label, cast_to=JSONLDecoder[dict[str, Any]], stream=True)) as lines,
    ):
        yield from lines


def _without_content(line: object) -> dict[str, Any]:
    """What a request was called, how it did, and what it used; whatever else a line says is left out."""
    result = line.get("result") if isinstance(line, dict) else None
    if not isinstance(line, dict) or not isinstance(result, dict):
        raise ChangedAnswer(LIST, "a line of a batch's results is not one")
    kept: dict[str, Any] = {"type": result.get("type")}
    message = result.get("message")
    if isinstance(message, dict):
        kept["message"] = {name: message[name] for name in KEPT if name in message}
    return {"custom_id": line.get("custom_id"), "result": kept}
