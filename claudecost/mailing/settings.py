"""The sections `email` and `smtp` of claudecost.yaml: every key known, every address one address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from ..errors import BadConfig, Place
from ..yamlfile import Node, Row, Wanted, choice, flag, row, rows, shown, text, texts, whole
from .addresses import Address, address
from .html import TEMPLATE
from .secret import Source

#: How a connection is kept private, and the port that is usual for it (RFC 8314, RFC 6409).
PORTS = {"starttls": 587, "tls": 465, "none": 25}

#: Seconds to wait for each of the server's answers.
TIMEOUT = 30

PASSWORDS = ("password_env", "password_file", "keyring")

#: A host's name: labels of at most 63 characters (RFC 1035, 2.3.4), underscores as some networks have them.
_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?")


@dataclass(frozen=True, slots=True)
class Server:
    """The server mail goes out by. `user` None: no login. `ca_file`: trusted besides the system's."""

    host: str
    port: int
    security: str
    sender: Address
    user: str | None = None
    password: Source | None = None
    timeout: int = TIMEOUT
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a mail, about which team (None: about everybody), and where that is written."""

    address: Address | None
    team: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Mailing:
    """Who gets mail. `allow_domains` empty: any domain will do. `templates` holds a template of one's own."""

    recipients: tuple[Recipient, ...] = ()
    allow_domains: tuple[str, ...] = ()
    templates: Path | None = None
    place: Place | None = field(default=None)

    def allows(self, to: Address) -> bool:
        """Whether mail may go to a domain."""
        return not self.allow_domains or to.domain.casefold() in self.allow_domains


class NotAllowedDomain(BadConfig):
    """An address outside of the domains that are allowed."""

    def __init__(self, to: Address, place: Place | None) -> None:
        super().__init__(
            f"mail to {shown(to.bare, 80)} is not allowed:"
            f" `email.allow_domains` does not name {shown(to.domain)}",
            where=place,
            impact="nothing was sent",
            hint="add the domain there, or correct the address",
        )


def read_mailing(sections: Mapping[str, Node]) -> Mailing:
    """Who gets mail; nobody without a section. Raises BadConfig."""
    top = _section(sections, "email")
    if top is None:
        return Mailing()
    domains = tuple(name.casefold() for name in top.maybe("allow_domains", texts, []))
    recipients = tuple(_recipient(entry) for entry in top.maybe("recipients", rows, []))
    templates = top.maybe("templates", text)
    found = Mailing(recipients, domains, _templates(top, templates), top.place)
    top.finish()
    for one in recipients:
        if one.address is not None and not found.allows(one.address):
            raise NotAllowedDomain(one.address, one.place)
    return found


def _recipient(entry: Row) -> Recipient:
    to = entry.need("to", address)
    team, is_all = entry.maybe("team", text), entry.maybe("all", flag, False)
    if (team is None) == (not is_all):
        raise BadConfig(
            f"{shown(to.bare, 80)} gets either one team's figures or all of them",
            where=entry.place,
            hint="write `team: shop` or `all: true`",
        )
    entry.finish()
    return Recipient(to, team, entry.place)


def _templates(top: Row, written: str | None) -> Path | None:
    if written is None:
        return None
    directory = _beside(top, written)
    for found, what in ((directory.is_dir(), "there is no such directory"),
                        ((directory / TEMPLATE).is_file(), f"there is no {TEMPLATE} in it")):  # fmt: skip
        if not found:
            raise BadConfig(
                f"`templates: {shown(written)}`: {what}",
                where=top.at("templates"),
                impact="nothing was sent",
                hint="leave it out for the built-in template; paths are relative to this file",
            )
    return directory


def read_server(sections: Mapping[str, Node]) -> Server | None:
    """The server; None without a section. Raises BadConfig."""
    top = _section(sections, "smtp")
    if top is None:
        return None
    host = top.need("host", _host)
    security = top.maybe("security", choice(*PORTS), "starttls")
    user = top.maybe("user", _user)
    ca_file = top.maybe("ca_file", text)
    server = Server(
        host=host,
        port=top.maybe("port", _port, PORTS[security]),
        security=security,
        sender=top.need("from", address),
        user=user,
        password=_password(top, user),
        timeout=top.maybe("timeout", _seconds, TIMEOUT),
        ca_file=None if ca_file is None else _beside(top, ca_file),
    )
    top.finish()
    if security == "none" and not _is_loopback(host):
        raise BadConfig(
            f"`security: none` is only for a server on this machine, and {shown(host)} is another",
            where=top.at("security"),
            hint="write `security: starttls` (port 587) or `security: tls` (port 465)",
        )
    if security == "none" and user is not None:
        raise BadConfig(
            "a password is never sent in the clear",
            where=top.at("user"),
            hint="leave out `user`, or write `security: starttls`",
        )
    if server.ca_file is not None and not server.ca_file.is_file():
        raise BadConfig("there is no such file of certificates", where=top.at("ca_file"))
    return server


def _password(top: Row, user: str | None) -> Source | None:
    given = [(name, value) for name in PASSWORDS if (value := top.maybe(name, text)) is not None]
    if user is None and not given:
        return None
    if user is None:
        raise BadConfig("there is a password and no `user`", where=top.place, hint="write `user: ...`")
    if len(given) != 1:
        raise BadConfig(
            f"{len(given) or 'no'} places for the password of {shown(user)}",
            where=top.at("user"),
            hint=f"name one of {', '.join(PASSWORDS)}; a password is never written into this file",
        )
    [(name, value)] = given
    if name == "password_file":
        value = str(_beside(top, value))
    return Source(name, value, top.at(name), user)


def _section(sections: Mapping[str, Node], name: str) -> Row | None:
    node = sections.get(name)
    if node is None:
        return None
    try:
        return row(node)
    except Wanted:
        raise BadConfig(f"`{name}` should be a mapping", where=Place(node.path, node.line)) from None


def _host(node: Node) -> str:
    host = text(node)
    if _HOST.fullmatch(host) or _is_address(host):
        return host
    raise Wanted(node, "the name of a mail server such as smtp.example.com")


def _user(node: Node) -> str:
    user = text(node)
    if user.isascii() and user.isprintable():
        return user
    raise Wanted(node, "a user's name in ASCII letters", "mail servers are only sure to take those")


def _port(node: Node) -> int:
    if 0 < (number := whole(node)) < 65536:
        return number
    raise Wanted(node, "a port from 1 to 65535")


def _seconds(node: Node) -> int:
    if 0 < (number := whole(node)) <= 600:
        return number
    raise Wanted(node, "seconds from 1 to 600")


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _beside(top: Row, written: str) -> Path:
    """Paths in the file are relative to the file."""
    try:
        return Path(top.path).parent / Path(written).expanduser()
    except RuntimeError:
        return Path(top.path).parent / written
