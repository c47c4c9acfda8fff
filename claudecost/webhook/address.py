"""The section `webhook` of claudecost.yaml: an address to post to, which is a secret and never shown."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import BadConfig, Exit, Place
from ..private_file import NotAFile, OpenToOthers, read_private
from ..yamlfile import Node, Row, shown, text

HOW = (
    "webhook: {url_file: webhook-url}   a file with mode 0600 that holds the address, beside this one, or\n"
    "webhook: {url_env: CLAUDECOST_WEBHOOK}   the environment variable that holds it, or\n"
    "webhook: {url: https://hooks.example.com/...}"
)

#: Where the address may be, each section naming one of them.
WAYS = ("url_file", "url_env", "url")

#: No address is longer; a file that is holds something else, which is no URL.
LONGEST = 4096

_THIS_MACHINE = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|::1")
_UNFIT = re.compile(r"[\s\x00-\x20\x7f]")


class NoWebhook(BadConfig):
    """Nothing says where to post to."""

    def __init__(self) -> None:
        super().__init__("there is no webhook to post to", hint=f"add one to claudecost.yaml:\n{HOW}")


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
    """The address the section gives, or names the file or the variable of.

    Raises BadConfig, which never repeats it; for a file others can read with exit code 77.
    """
    if section is None:
        raise NoWebhook
    if not isinstance(section, Row):
        raise BadConfig(
            "`webhook` should be a mapping", where=Place(section.path, section.line), hint=f"write\n{HOW}"
        )
    given = [name for name in WAYS if name in section]
    if len(given) != 1:
        raise BadConfig(
            "a webhook has one of `url_file`, `url_env` and `url`", where=section.place, hint=f"write\n{HOW}"
        )
    where = section.at(given[0])
    if "url_file" in section:
        path = Path(section.path).parent / Path(section.need("url_file", text)).expanduser()
        url = _from_file(path, where)
    elif "url_env" in section:
        variable = section.need("url_env", text)
        url = environ.get(variable, "").strip()
        if not url:
            raise BadConfig(
                f"the environment variable {shown(variable)} should hold the address and is not set",
                where=where,
                hint="a cron job has an environment of its own: put the address into a file with mode 0600\n"
                "and name that: webhook: {url_file: FILE}",
            )
    else:
        url = section.need("url", _url).strip()
    section.finish()
    return _checked(url, where)


def _from_file(path: Path, where: Place) -> str:
    """The address in a file that only its owner can read."""
    try:
        found = read_private(path, LONGEST)
    except OpenToOthers:
        raise BadConfig(
            f"others can read the file with the webhook's address: {path}",
            where=where,
            impact="nothing was sent",
            hint=f"chmod 600 {path}",
            exit_code=Exit.NO_PERMISSION,
        ) from None
    except (OSError, NotAFile) as error:
        why = (error.strerror or error) if isinstance(error, OSError) else "it is not a file"
        raise BadConfig(
            f"cannot read the file with the webhook's address: {path}: {why}",
            where=where,
            hint=f"write the address into it, on one line, and chmod 600 {path}",
        ) from None
    return (found or "").strip()


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
