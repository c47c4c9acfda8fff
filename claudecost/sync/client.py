"""GET, JSON, patience: all there is to the organisation's read-only endpoints.

A client of our own on the standard library: the `anthropic` package changed its major version twice in three
months, defaults to another API version and way of sending the key, and has no types for the legacy reports.
"""

from __future__ import annotations

import http.client
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from .._version import __version__
from ..errors import BadData
from ..sources.pages import load
from . import waiting
from .address import base_url, is_plain
from .credentials import Key
from .trouble import Elsewhere, KeyRefused, NoAnswer, NotAllowed, Refused, SyncTrouble, Unverified, said

#: Behaviour of the legacy endpoints under a newer version is undocumented (Admin API reference).
API_VERSION = "2023-06-01"

#: Seconds without a byte; and bytes, far more than a thousand rows take.
TIMEOUT, LARGEST_ANSWER = 60.0, 256 * 1024 * 1024

ATTEMPTS = 8

#: Request Timeout, Too Many Requests; of the rest only what begins with 5 passes by itself.
PASSING = (408, 429)

Parameters = Sequence[tuple[str, str]]


class Answer(NamedTuple):
    """A good answer: the JSON document, and its bytes without anything that looks like a key."""

    document: object
    body: bytes


class _Passing(Exception):
    """This try failed, the next one may not; `after` is what the server asks us to wait, in seconds."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.why, self.after = why, after


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Headers, and with them the key, would be sent on."""

    def redirect_request(self, *_: Any) -> None:
        """Never: the 3xx itself becomes the error."""


class Client:
    """Asks one organisation with one key. `requests` counts every try that was sent."""

    def __init__(
        self,
        key: Key,
        url: str | None = None,
        *,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], None] = time.sleep,
        timeout: float = TIMEOUT,
        attempts: int = ATTEMPTS,
    ) -> None:
        """Raises BadConfig for an address a key may not be sent to."""
        self.key, self.url = key, base_url(url, environ)
        self.requests = 0
        self._patience = waiting.patience(environ)
        self._sleep, self._timeout, self._attempts = sleep, timeout, attempts
        # A proxy for plain http would be handed the key in the clear.
        proxies = urllib.request.ProxyHandler({} if is_plain(self.url) else None)
        tls = urllib.request.HTTPSHandler(context=ssl.create_default_context())
        self._opener = urllib.request.build_opener(proxies, tls, _NoRedirect)

    def __repr__(self) -> str:
        return f"Client({self.url}, {self.key!r})"

    def get(self, path: str, parameters: Parameters = (), betas: Sequence[str] = ()) -> Answer:
        """Ask until there is an answer, patience ends, or the answer is no. Raises SyncTrouble."""
        waited = 0.0
        for attempt in range(1, self._attempts + 1):
            self.requests += 1
            try:
                return self._once(path, parameters, betas)
            except _Passing as failure:
                pause = waiting.backoff(attempt) if failure.after is None else failure.after
                if attempt == self._attempts or waited + pause > self._patience:
                    raise NoAnswer(path, failure.why, attempt, waited) from None
                waited += pause
            self._sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _once(self, path: str, parameters: Parameters, betas: Sequence[str]) -> Answer:
        request = urllib.request.Request(
            self.url + path + ("?" + urlencode(parameters) if parameters else "")
        )
        request.add_header("accept", "application/json")
        request.add_header("user-agent", f"claudecost/{__version__}")
        request.add_header("anthropic-version", API_VERSION)
        if betas:
            request.add_header("anthropic-beta", ",".join(betas))
        request.add_unredirected_header("x-api-key", self.key.reveal())
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                body = _whole(response)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(path, error) from None
        except (OSError, http.client.HTTPException) as error:
            raise self._no_connection(path, error) from None
        body = self.key.scrubbed_bytes(body)
        try:
            return Answer(load(body), body)
        except BadData:
            raise _Passing("it answered with something that is not JSON") from None

    def _no_connection(self, path: str, error: Exception) -> Exception:
        """What to make of an answer that never came, or stopped half way."""
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, ssl.SSLCertVerificationError):
            return Unverified(path, said(reason.verify_message, self.key))
        if isinstance(reason, TimeoutError):
            return _Passing("it took too long")
        if isinstance(reason, http.client.IncompleteRead):
            return _Passing("the answer stopped half way")
        why = reason.strerror if isinstance(reason, OSError) and reason.strerror else type(reason).__name__
        return _Passing(f"no connection: {said(why, self.key)}")

    def _refusal(self, path: str, error: urllib.error.HTTPError) -> Exception:
        """What to make of an answer that is an error."""
        status, message = error.code, said(_message(error), self.key)
        if status in PASSING or status >= 500:
            after = waiting.retry_after(error.headers.get("retry-after"))
            return _Passing(f"status {status}{f', {message}' if message else ''}", after)
        return self._final(path, status, message)

    def _final(self, path: str, status: int, message: str) -> SyncTrouble:
        if 300 <= status < 400:
            return Elsewhere(path)
        if status == 401:
            return KeyRefused(path, self.key.kind, message)
        if status in (402, 403):
            return NotAllowed(path, self.key.kind, message)
        return Refused(path, status, message)


def _whole(response: Any) -> bytes:
    """The body of an answer, and nothing less; raises IncompleteRead, _Passing for one without end."""
    body: bytes = response.read(LARGEST_ANSWER + 1)
    if len(body) > LARGEST_ANSWER:
        raise _Passing("the answer is too large to be one page")
    declared = response.headers.get("content-length", "")
    # Reading up to a limit does not notice a connection that closes early.
    if declared.isdigit() and len(body) < int(declared):
        raise http.client.IncompleteRead(body[:0], int(declared) - len(body))
    return body


def _message(error: urllib.error.HTTPError) -> object:
    """`error.message` of an error's body; None for a body that is none of ours, or that never came."""
    try:
        document = load(error.read(64 * 1024))
    except (BadData, OSError, http.client.HTTPException):
        return None
    inner = document.get("error") if isinstance(document, dict) else None
    return inner.get("message") if isinstance(inner, dict) else None
