"""A real mail server in this process: aiosmtpd with STARTTLS, TLS, passwords, and faults on demand."""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = "costs@fernwood.example", "correct horse battery staple"


@dataclass
class Faults:
    """What goes wrong: replies for single recipients and for all messages, and where the line is cut."""

    rcpt: dict[str, str] = field(default_factory=dict)
    data: str | None = None
    lose_after_data: bool = False
    lose_at_rcpt: bool = False


@dataclass
class Mailbox:
    """What arrived, and every command that was received."""

    faults: Faults = field(default_factory=Faults)
    arrived: list[tuple[str, EmailMessage]] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        return [to for to, _ in self.arrived]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, options: Any) -> str:  # noqa: N802
        if self.faults.lose_at_rcpt:
            cut(server)
        if to in self.faults.rcpt:
            return self.faults.rcpt[to]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.faults.data:
            return self.faults.data
        message = message_from_bytes(envelope.content, policy=policy.SMTP)
        assert isinstance(message, EmailMessage)
        self.arrived += [(to, message) for to in envelope.rcpt_tos]
        self.was_encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        if self.faults.lose_after_data:
            cut(server)
        return "250 OK"


def cut(server: Any) -> None:
    """Reset the connection without another word."""
    own = server.transport.get_extra_info("socket")
    own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    server.transport.abort()


@dataclass(frozen=True)
class Running:
    """A server that is up."""

    port: int
    mailbox: Mailbox


class Authority:
    """Who vouches for the server: trusted, if a run is told of `path`."""

    def __init__(self, path: str, name: str = "localhost") -> None:
        self._own = trustme.CA()
        self._own.cert_pem.write_to_path(path)
        self.path = path
        self._name = name

    def context(self) -> ssl.SSLContext:
        found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._own.issue_cert(self._name).configure_cert(found)
        return found


@contextmanager
def mail_server(
    authority: Authority | None, security: str = "starttls", faults: Faults | None = None
) -> Iterator[Running]:
    """Run a server on a free port; without an authority it knows no TLS."""
    mailbox = Mailbox(faults or Faults())

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        mailbox.logins.append(data.login)
        is_right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=is_right, handled=False)

    context = authority.context() if authority else None
    controller = Controller(
        mailbox,
        hostname="localhost",
        port=free_port(),
        ssl_context=context if security == "tls" else None,
        tls_context=context if security == "starttls" else None,
        authenticator=authenticate,
        # A connection that is encrypted from its first byte counts for nothing with aiosmtpd.
        auth_required=security == "starttls",
        auth_require_tls=security == "starttls",
    )
    if context is not None:
        context.check_hostname = False
    controller.start()
    try:
        yield Running(controller.port, mailbox)
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
