"""One POST to the one address it is for: certificates checked, redirects not followed, the URL never said."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from .._version import __version__
from ..errors import Error, Exit
from .address import Address

#: Seconds without a byte.
TIMEOUT = 10.0

AGAIN = "what was not taken is posted by the next run"

#: What Slack means by these (incoming webhooks, "Handling errors").
GONE = (401, 403, 404, 410)


class WebhookTrouble(Error):
    """The message did not arrive, or nobody says it did."""

    exit_code = Exit.UNAVAILABLE

    def __init__(self, what: str, hint: str = AGAIN) -> None:
        super().__init__(what, impact="nothing is remembered as posted", hint=hint)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Another address is another secret, or somebody else's."""

    def redirect_request(self, *_: Any) -> None:
        """Never: the 3xx itself becomes the error."""


def post(address: Address, document: Mapping[str, object], timeout: float = TIMEOUT) -> None:
    """Post a document as JSON; returns once the service has taken it (2xx), else raises WebhookTrouble."""
    request = urllib.request.Request(
        address.reveal(),
        data=json.dumps(document).encode(),
        headers={"Content-Type": "application/json", "User-Agent": f"claudecost/{__version__}"},
        method="POST",
    )
    # A proxy for plain http would see the address.
    proxies = urllib.request.ProxyHandler({} if address.is_plain else None)
    tls = urllib.request.HTTPSHandler(context=ssl.create_default_context())
    try:
        with urllib.request.build_opener(proxies, tls, _NoRedirect).open(request, timeout=timeout):
            return
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _no_connection(error, timeout) from None


def _refusal(status: int) -> WebhookTrouble:
    """What an answer that is not 2xx means; its text is not shown, for it may repeat the address."""
    if 300 <= status < 400:
        return WebhookTrouble(
            f"the webhook's service sends us elsewhere (status {status}), and the message does not follow",
            "give the address that answers itself",
        )
    if status in GONE:
        return WebhookTrouble(
            f"the webhook's service does not know this address, or not any more (status {status})",
            "make a new webhook there, and give its address",
        )
    if status < 500 and status != 429:
        return WebhookTrouble(f"the webhook's service does not take the message (status {status})")
    return WebhookTrouble(f"the webhook's service could not take the message now (status {status})")


def _no_connection(error: Exception, timeout: float) -> WebhookTrouble:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return WebhookTrouble("the certificate of the webhook's service is not to be trusted")
    if isinstance(reason, TimeoutError):
        return WebhookTrouble(f"the webhook's service did not answer within {timeout:g} s")
    if isinstance(reason, http.client.RemoteDisconnected):
        return WebhookTrouble("the webhook's service closed the connection without an answer")
    if isinstance(reason, http.client.HTTPException):
        return WebhookTrouble("the webhook's service answered with something that is not HTTP")
    if isinstance(reason, ValueError):
        return WebhookTrouble("the webhook's address cannot be used", "check it; it is never shown here")
    why = reason.strerror if isinstance(reason, OSError) and reason.strerror else "no connection"
    return WebhookTrouble(f"the webhook's service cannot be reached: {why.lower()}")
