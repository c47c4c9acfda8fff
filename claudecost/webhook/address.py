"""The section `webhook` of claudecost.yaml: an address to post to, which is a secret and never shown."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from ..errors import BadConfig, Place
from ..yamlfile import Node, Row, shown, text

HOW = (
    "webhook: {url_env: CLAUDECOST_WEBHOOK}   the environment variable that holds the address, or\n"
    "webhook: {url: https://hooks.example.com/...}"
)

_THIS_MACHINE = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|::1")
_UNFIT = re.compile(r"[\s\x00-\x20\x7f]")


class Address:
    """A URL to post to. Whoever has it may post: only `reveal` gives it, and no text of ours has it in it."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __repr__(self) -> str:
        return "Address(secret)"

    def reveal(self) -> str:
        """The URL itself, for the one request it is for."""
        return self._url

    @property
    def is_plain(self) -> bool:
        """Whether it is plain http, that is, on this machine."""
        return self._url.startswith("http:")


def read_webhook(section: Node | None, environ: Mapping[str, str] = os.environ) -> Address:
    """The address the section gives, or names the variable of; raises BadConfig, which never repeats it."""
    if section is None:
        raise BadConfig("there is no webhook to post to", hint=f"add one to claudecost.yaml:\n{HOW}")
    if not isinstance(section, Row):
        raise BadConfig(
            "`webhook` should be a mapping", where=Place(section.path, section.line), hint=f"write\n{HOW}"
        )
    if ("url" in section) == ("url_env" in section):
        raise BadConfig("a webhook has either `url` or `url_env`", where=section.place, hint=f"write\n{HOW}")
    where = section.at("url")
    if "url_env" in section:
        where, variable = section.at("url_env"), section.need("url_env", text)
        url = environ.get(variable, "").strip()
        if not url:
            raise BadConfig(
                f"the environment variable {shown(variable)} should hold the address and is not set",
                where=where,
                hint="a cron job has an environment of its own: set it in the crontab",
            )
    else:
        url = section.need("url", _url).strip()
    section.finish()
    return _checked(url, where)


def _url(node: Node) -> str:
    """Like text, but what is wrong with it is not repeated."""
    from ..yamlfile import Scalar, Wanted

    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node.value
    raise Wanted(Scalar(node.path, node.line, None), "an address beginning with https://")


def _checked(url: str, where: Place) -> Address:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise BadConfig("the webhook's address is not a URL", where=where, hint=f"write\n{HOW}") from None
    if parts.scheme not in ("https", "http") or not host or not url.isascii() or _UNFIT.search(url):
        raise BadConfig(
            "the webhook's address is not one that begins with https://", where=where, hint=f"write\n{HOW}"
        )
    if parts.username is not None or parts.fragment:
        raise BadConfig("the webhook's address holds a user name or a fragment", where=where)
    if parts.scheme == "http" and not _THIS_MACHINE.fullmatch(host):
        raise BadConfig(
            "the webhook's address would travel unencrypted, and whoever reads it may post there",
            where=where,
            impact="nothing was sent",
            hint="use https://; plain http is for this machine only",
        )
    return Address(url)
