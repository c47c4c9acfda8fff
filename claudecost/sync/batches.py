"""Message Batches and their results, fetched with the `anthropic` package.

Results are a workspace's, not the organisation's, and asked for with an ordinary API key. What a request was
answered is dropped on arrival: only its usage is written down.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Error, Exit, Place
from ..periods import Period
from . import waiting
from .address import base_url, is_plain
from .credentials import KeyTrouble
from .trouble import AGAIN, ChangedAnswer, Elsewhere, SyncTrouble

if TYPE_CHECKING:
    from anthropic import Anthropic
    from anthropic.types.messages import MessageBatch

LIST = "/v1/messages/batches"

#: Where a key is looked for, the first that is set.
VARIABLES = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")

#: What is kept of a message: who it is, what it used.
KEPT = ("id", "type", "role", "model", "stop_reason", "usage")

#: How often the package asks again by itself, unless we are to have no patience at all.
RETRIES = 5

#: Seconds without a byte.
TIMEOUT = 60.0

_ID = re.compile(r"msgbatch_[0-9A-Za-z_-]{1,100}")


@dataclass(frozen=True, slots=True)
class FetchedBatch:
    """A batch that has ended: the file of its results (content left out), and when it ended (RFC 3339).

    `label` is its name in the store; `results` is None where the service has them no more.
    """

    label: str
    results: Path | None
    ended_at: str


class NoApiKey(KeyTrouble):
    """There is nothing to ask with."""

    def __init__(self) -> None:
        super().__init__(
            "there is no API key to fetch batches with",
            hint=f"put the key of the batches' workspace into ${VARIABLES[0]}",
        )


class ApiKeyRefused(SyncTrouble):
    """401 and 403: no key of the batches' workspace."""

    exit_code = Exit.NO_PERMISSION

    def __init__(self, endpoint: str, status: int) -> None:
        super().__init__(
            endpoint,
            f"the API key was refused (status {status})",
            f"batches are fetched with the API key of the workspace that made them, in ${VARIABLES[0]}",
        )


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
    with _client(environ, base_url(url, environ)) as client:
        for batch_id, ended_at in _ended(client, period):
            label = f"{LIST}/{batch_id}/results"
            if label not in held:
                path = directory / f"{batch_id}.jsonl"
                yield FetchedBatch(label, path if _fetch(client, label, path) else None, ended_at)


def _client(environ: Mapping[str, str], url: str) -> Anthropic:
    """The package's client, which finds nothing in the environment by itself and follows nobody elsewhere."""
    named = next((name for name in VARIABLES if environ.get(name, "").strip()), None)
    if named is None:
        raise NoApiKey
    secret = environ[named].strip()
    if not all("!" <= character <= "~" for character in secret):
        raise KeyTrouble(
            "the API key has a line break or another character no key has",
            where=Place(f"${named}"),
            hint="copy it again: one line, nothing before or after it",
        )
    import anthropic

    return anthropic.Anthropic(
        api_key=secret if named == VARIABLES[0] else None,
        auth_token=secret if named == VARIABLES[1] else None,
        base_url=url,
        max_retries=RETRIES if waiting.patience(environ) else 0,
        timeout=TIMEOUT,
        # Headers, and with them the key, would be sent on; a proxy for plain http would be handed it.
        http_client=anthropic.DefaultHttpxClient(follow_redirects=False, trust_env=not is_plain(url)),
    )


def _ended(client: Anthropic, period: Period) -> Iterator[tuple[str, str]]:
    """Id and end of every batch of the period that has results, newest first."""
    with _our_words(LIST):
        for batch in client.messages.batches.list(limit=1000):
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


def _fetch(client: Anthropic, label: str, path: Path) -> bool:
    """Write the results of a batch down, without what was said in them; False where they are gone."""
    with path.open("w", encoding="utf-8") as stream:
        try:
            for line in _results(client, label):
                stream.write(json.dumps(_without_content(line)) + "\n")
        except _Gone:
            return False
    return True


def _results(client: Anthropic, label: str) -> Iterator[dict[str, Any]]:
    """The lines of a batch's results, asked for at our own address: what a batch names may be another's."""
    from anthropic._decoders.jsonl import JSONLDecoder

    with (
        _our_words(label),
        closing(client.get(label, cast_to=JSONLDecoder[dict[str, Any]], stream=True)) as lines,
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


class _Gone(Exception):
    """The service has no such thing (any more)."""


@contextmanager
def _our_words(endpoint: str) -> Iterator[None]:
    """Turns the package's errors into ours; its own messages may quote what was sent."""
    try:
        yield
    except Error:
        raise
    except ValueError:
        raise ChangedAnswer(endpoint, "the service answered with something that is not JSON") from None
    except Exception as error:
        found = _translated(endpoint, error)
        if found is None:
            raise
        raise found from None


def _translated(endpoint: str, error: Exception) -> Exception | None:
    """Our word for an exception of the package, or of the library below it; None for anybody else's."""
    import anthropic

    if isinstance(error, anthropic.APIStatusError):
        return _refusal(endpoint, error.status_code)
    if isinstance(error, anthropic.APITimeoutError):
        why = "it took too long"
    elif isinstance(error, anthropic.APIConnectionError):
        why = "no connection"
    elif isinstance(error, anthropic.AnthropicError):
        why = type(error).__name__
    elif type(error).__module__.partition(".")[0] in ("httpx2", "httpcore2"):
        why = "the answer stopped half way"
    else:
        return None
    return SyncTrouble(endpoint, f"the batches could not be fetched: {why}", AGAIN)


def _refusal(endpoint: str, status: int) -> Exception:
    if status in (401, 403):
        return ApiKeyRefused(endpoint, status)
    if 300 <= status < 400:
        return Elsewhere(endpoint)
    if status == 404 and endpoint != LIST:
        return _Gone()
    return SyncTrouble(endpoint, f"the batches could not be fetched: status {status}", AGAIN)
