"""Message Batches and their results, fetched with the `anthropic` package.

Results are a workspace's, not the organisation's, and asked for with an ordinary API key, which the package
finds by itself. What a request was answered is dropped on arrival: only its usage is written down.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Error, Exit
from .credentials import KeyTrouble
from .trouble import SyncTrouble

if TYPE_CHECKING:
    from anthropic import Anthropic

LIST = "/v1/messages/batches"

#: What is kept of a message: who it is, what it used.
KEPT = ("id", "type", "role", "model", "stop_reason", "usage")


@dataclass(frozen=True, slots=True)
class FetchedBatch:
    """A batch that has ended: the file of its results (content left out), and when it ended (RFC 3339)."""

    batch_id: str
    results: Path
    ended_at: str
    requests: int


class NoApiKey(KeyTrouble):
    """The package found no credentials."""

    def __init__(self) -> None:
        super().__init__(
            "there is no API key to fetch batches with",
            hint="put the key of the batches' workspace into $ANTHROPIC_API_KEY",
        )


def fetch_batches(
    directory: Path, since: datetime | None, environ: Mapping[str, str], url: str | None = None
) -> Iterator[FetchedBatch]:
    """Every batch that ended at or after `since` and still has results, its results in `directory`.

    Raises NoApiKey (77) and SyncTrouble (69, 77 where the key is refused). Anthropic, Batch processing:
    results are kept for 29 days.
    """
    client = _client(environ, url)
    with _our_words():
        for batch in client.messages.batches.list(limit=1000):
            ended = batch.ended_at
            if ended is None or batch.archived_at is not None or batch.results_url is None:
                continue
            if since is not None and ended < since:
                continue
            path = directory / f"{batch.id}.jsonl"
            yield FetchedBatch(batch.id, path, ended.isoformat(), _write(client, batch.id, path))


def _client(environ: Mapping[str, str], url: str | None) -> Anthropic:
    import anthropic

    key = environ.get("ANTHROPIC_API_KEY", "").strip()
    token = environ.get("ANTHROPIC_AUTH_TOKEN", "").strip()
    if not (key or token):
        raise NoApiKey
    return anthropic.Anthropic(api_key=key or None, auth_token=token or None, base_url=url)


def _write(client: Anthropic, batch_id: str, path: Path) -> int:
    """The results of a batch, line by line, without what was said in them; how many there are."""
    number = 0
    with path.open("w", encoding="utf-8") as stream:
        for line in client.messages.batches.results(batch_id):
            number += 1
            result: dict[str, Any] = {"type": line.result.type}
            if line.result.type == "succeeded":
                message = line.result.message.model_dump(mode="json", exclude={"content"})
                result["message"] = {name: message[name] for name in KEPT if name in message}
            stream.write(json.dumps({"custom_id": line.custom_id, "result": result}) + "\n")
    return number


class _our_words:  # noqa: N801 - reads like a with statement
    """Turns the package's errors into ours; its own messages may quote what was sent."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, Error):
            return
        import anthropic

        if isinstance(error, anthropic.AuthenticationError | anthropic.PermissionDeniedError):
            raise _Refused(getattr(error, "status_code", 401)) from None
        if isinstance(error, anthropic.APIError):
            status = getattr(error, "status_code", None)
            why = f"status {status}" if status else type(error).__name__
            raise SyncTrouble(LIST, f"the batches could not be fetched: {why}") from None


class _Refused(SyncTrouble):
    exit_code = Exit.NO_PERMISSION

    def __init__(self, status: int) -> None:
        super().__init__(
            LIST,
            f"the API key was refused (status {status})",
            "batches are fetched with the API key of the workspace that made them, in $ANTHROPIC_API_KEY",
        )
