"""Anthropic's own Python package as a client, with a workspace's key: for what only it speaks.

The package finds nothing in the environment by itself, follows nobody
elsewhere, and its errors become ours: its own messages may quote what was sent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Error, Exit, Place
from . import waiting
from .address import is_plain
from .credentials import KeyTrouble
from .trouble import AGAIN, ChangedAnswer, Elsewhere, SyncTrouble

if TYPE_CHECKING:
    from anthropic import Anthropic

#: Where a key is looked for, the first that is set.
VARIABLES = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")

#: How often the package asks again by itself, unless we are to have no patience at all.
RETRIES = 5

#: Seconds without a byte.
TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Errand:
    """What is asked for, in the words of a complaint.

    `to_do` it (fetch batches), `failed` to (the batches could not be fetched); with which `key`, and what is
    to be known of that where it was refused; what to do `again`.
    """

    to_do: str
    failed: str
    key: str
    about_key: str
    again: str = AGAIN


class Gone(Exception):
    """The service has no such thing (any more)."""


class NoApiKey(KeyTrouble):
    """There is nothing to ask with."""

    def __init__(self, errand: Errand) -> None:
        super().__init__(
            f"there is no API key to {errand.to_do} with", hint=f"put {errand.key} into ${VARIABLES[0]}"
        )


class ApiKeyRefused(SyncTrouble):
    """401 and 403: no key for this."""

    exit_code = Exit.NO_PERMISSION

    def __init__(self, endpoint: str, status: int, errand: Errand) -> None:
        super().__init__(
            endpoint,
            f"the API key was refused (status {status})",
            f"{errand.about_key}, in ${VARIABLES[0]}",
        )


def key_of(environ: Mapping[str, str], errand: Errand) -> tuple[str, str]:
    """The variable that holds the key, and the key; raises KeyTrouble (77) where none is fit to be sent."""
    named = next((name for name in VARIABLES if environ.get(name, "").strip()), None)
    if named is None:
        raise NoApiKey(errand)
    secret = environ[named].strip()
    if not all("!" <= character <= "~" for character in secret):
        raise KeyTrouble(
            "the API key has a line break or another character no key has",
            where=Place(f"${named}"),
            hint="copy it again: one line, nothing before or after it",
        )
    return named, secret


def client(environ: Mapping[str, str], url: str, errand: Errand) -> Anthropic:
    """The package's client for an address; raises KeyTrouble (77) like `key_of`."""
    named, secret = key_of(environ, errand)
    import anthropic

    # Told to log everything (ANTHROPIC_LOG=debug), it would write down what is sent.
    log = logging.getLogger("anthropic")
    log.setLevel(max(log.level, logging.INFO))
    return anthropic.Anthropic(
        api_key=secret if named == VARIABLES[0] else None,
        auth_token=secret if named == VARIABLES[1] else None,
        base_url=url,
        max_retries=RETRIES if waiting.patience(environ) else 0,
        timeout=TIMEOUT,
        # Headers, and with them the key, would be sent on; a proxy for plain http would be handed it.
        http_client=anthropic.DefaultHttpxClient(follow_redirects=False, trust_env=not is_plain(url)),
    )


@contextmanager
def our_words(endpoint: str, errand: Errand, *, may_be_gone: bool = False) -> Iterator[None]:
    """Turns the package's errors into ours; with `may_be_gone` a 404 is `Gone`."""
    try:
        yield
    except Error:
        raise
    except ValueError:
        raise ChangedAnswer(endpoint, "the service answered with something that is not JSON") from None
    except Exception as error:
        found = _translated(endpoint, error, errand, may_be_gone)
        if found is None:
            raise
        raise found from None


def _translated(endpoint: str, error: Exception, errand: Errand, may_be_gone: bool) -> Exception | None:
    """Our word for an exception of the package, or of the library below it; None for anybody else's."""
    import anthropic

    if isinstance(error, anthropic.APIStatusError):
        return _refusal(endpoint, error.status_code, errand, may_be_gone)
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
    return SyncTrouble(endpoint, f"{errand.failed}: {why}", errand.again)


def _refusal(endpoint: str, status: int, errand: Errand, may_be_gone: bool) -> Exception:
    if status in (401, 403):
        return ApiKeyRefused(endpoint, status, errand)
    if 300 <= status < 400:
        return Elsewhere(endpoint)
    if status == 404 and may_be_gone:
        return Gone()
    return SyncTrouble(endpoint, f"{errand.failed}: status {status}", errand.again)
