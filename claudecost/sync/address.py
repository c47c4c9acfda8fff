"""Where the service is: the base URL, and which addresses a key may be sent to."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from ..errors import BadConfig

DEFAULT = "https://api.anthropic.com"
VARIABLE = "ANTHROPIC_BASE_URL"

_THIS_MACHINE = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|::1")


def base_url(given: str | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """The base URL without a slash at its end: argument, environment, default. Raises BadConfig.

    Plain http is for this machine only: anywhere else the key would travel in the clear.
    """
    url = (given or environ.get(VARIABLE) or DEFAULT).strip().rstrip("/")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise BadConfig("the base URL is not a URL", hint=_hint()) from None
    # The URL itself is not repeated: people put passwords into URLs.
    if (
        parts.scheme not in ("https", "http")
        or not host
        or not url.isascii()
        or re.search(r"[\s\x00-\x1f]", url)
    ):
        raise BadConfig("the base URL is not an address beginning with https://", hint=_hint())
    if parts.username is not None or parts.query or parts.fragment:
        raise BadConfig("the base URL holds a user name, a query or a fragment", hint=_hint())
    if parts.scheme == "http" and not _THIS_MACHINE.fullmatch(host):
        raise BadConfig(
            f"the key would travel unencrypted to {host}",
            impact="nothing was sent",
            hint="use https://; plain http is for this machine only",
        )
    return url


def is_plain(url: str) -> bool:
    """Whether a base URL is plain http, that is, on this machine."""
    return url.startswith("http:")


def _hint() -> str:
    return f"set {VARIABLE} to an address such as {DEFAULT}, or leave it out"
