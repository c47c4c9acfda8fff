"""Handing mails to a server: encrypted before any password, certificates checked, never twice by mistake.

A mail is in one of three states afterwards. *Sent*: the server took it. *Refused*: it said that it does not,
or was never asked; trying again is safe. *Unknown*: the message had been handed over, and then there was no
answer, or none that says yes or no. It may be on its way, and only a person can say whether to send it again.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, NoReturn

from ..errors import Error, Exit
from ..renderers.clean import clean
from .answers import EncryptedConnection, PlainConnection
from .secret import Password
from .settings import Server

State = Literal["sent", "refused", "unknown"]

#: So much of what a server says is repeated.
LONGEST = 200

#: RFC 5321, 4.5.2: a line that begins with a point gets a second one.
_POINT = re.compile(rb"(?m)^\.")


class MailTrouble(Error):
    """The mail service failed before any mail was handed over."""

    exit_code = Exit.UNAVAILABLE

    def __init__(self, server: Server, what: str, hint: str | None = None) -> None:
        super().__init__(
            f"{what} ({server.host}:{server.port})",
            hint=hint,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mail, and what the server said where that was not yes."""

    state: State
    said: str = ""


class Post:
    """One connection to the server, made when it is first needed and again when it was lost."""

    def __init__(self, server: Server, password: Password | None) -> None:
        self._server, self._password = server, password
        self._smtp: smtplib.SMTP | None = None
        self._trouble: MailTrouble | None = None

    def open(self) -> smtplib.SMTP:
        """Connect, encrypt, log in, in this order; raises MailTrouble.

        What has failed once is not tried again: a wrong password, repeated, locks an account.
        """
        if self._trouble is not None:
            raise self._trouble
        if self._smtp is None:
            try:
                self._smtp = self._connected()
            except MailTrouble as trouble:
                self._trouble = trouble
                raise
        return self._smtp

    def close(self) -> None:
        """Say goodbye; whether the server hears it does not matter any more."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._drop()

    def send(self, message: EmailMessage, to: str) -> Outcome:
        """Hand one mail over; raises MailTrouble only where the connection cannot be made anew."""
        smtp = self.open()
        data = _POINT.sub(b"..", message.as_bytes())
        try:
            code, said = smtp.mail(self._server.sender.bare)
            if code == 250:
                code, said = smtp.rcpt(to)
            if code in (250, 251):
                code, said = smtp.docmd("DATA")
                if code == 354:
                    return self._hand_over(smtp, data)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Outcome("refused", f"the connection was lost before the message: {_kind(error)}")
        if _is_no(code):
            with suppress(smtplib.SMTPException, OSError):
                smtp.rset()
        else:  # who knows what this server takes the next line for
            self._drop()
        return Outcome("refused", self._told(code, said))

    def _hand_over(self, smtp: smtplib.SMTP, data: bytes) -> Outcome:
        """The message itself: from its first byte on only a clear yes or no says what became of it."""
        try:
            smtp.send(data + (b"" if data.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Outcome("unknown", f"the connection was lost after the message: {_kind(error)}")
        if 200 <= code < 300:
            return Outcome("sent")
        if _is_no(code):
            return Outcome("refused", self._told(code, said))
        self._drop()
        return Outcome("unknown", f"no clear answer after the message: {self._told(code, said)}")

    def _drop(self) -> None:
        if self._smtp is not None:
            with suppress(OSError):
                self._smtp.close()
        self._smtp = None

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        try:
            context = ssl.create_default_context()
            if server.ca_file is not None:
                context.load_verify_locations(server.ca_file)
            if server.security == "tls":
                smtp: smtplib.SMTP = EncryptedConnection(
                    server.host, server.port, timeout=server.timeout, context=context
                )
            else:
                smtp = PlainConnection(server.host, server.port, timeout=server.timeout)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._refuse("cannot reach the mail server", error)
        try:
            if server.security == "starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if server.user is not None and self._password is not None:
                smtp.login(server.user, self._password.reveal())
        except (smtplib.SMTPException, OSError, ValueError) as error:
            with suppress(OSError):
                smtp.close()
            self._refuse("the mail server cannot be used", error)
        return smtp

    def _refuse(self, what: str, error: Exception) -> NoReturn:
        if isinstance(error, ssl.SSLCertVerificationError):
            raise MailTrouble(
                self._server,
                f"the mail server's certificate is not trusted: {clean(error.verify_message)[:LONGEST]}",
                "nothing was sent; check `host`, or name the company's own authority with `ca_file`",
            ) from None
        if isinstance(error, smtplib.SMTPAuthenticationError):
            raise MailTrouble(
                self._server,
                "the mail server does not take the password: "
                + self._told(error.smtp_code, error.smtp_error),
                "check `user` and the password; some services want one made for programs only",
            ) from None
        if isinstance(error, smtplib.SMTPNotSupportedError):
            is_open = self._server.security == "starttls" and "STARTTLS" in str(error)
            raise MailTrouble(
                self._server,
                "the mail server does not offer STARTTLS, and nothing is sent in the clear"
                if is_open
                else "the mail server does not take passwords",
                "try `security: tls` with its port, 465" if is_open else "leave out `user`",
            ) from None
        why = _kind(error)
        if isinstance(error, smtplib.SMTPResponseException):
            why = self._told(error.smtp_code, error.smtp_error)
        raise MailTrouble(
            self._server, f"{what}: {why}", "check `host`, `port` and `security` in `smtp`"
        ) from None

    def _told(self, code: int, said: bytes | str) -> str:
        """What the server answered, cleaned and short, without anything secret."""
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        words = " ".join(words.split())
        words = f"{code} {words}".strip() if code >= 0 else f"it does not talk as mail servers do: {words}"
        if self._password is not None:
            words = self._password.scrubbed(words, self._server.user or "")
        return clean(words)[:LONGEST]


def _is_no(code: int) -> bool:
    """Whether an answer says that nothing was taken: not now (4xx), or not at all (5xx)."""
    return 400 <= code < 600


def _kind(error: Exception) -> str:
    """An error in a few words that are ours or the system's."""
    # smtplib makes a closed connection of a silent one, and keeps what it was behind it.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return f"no TLS there ({clean(error.reason or 'unknown')[:60].lower().replace('_', ' ')})"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "it closed the connection"
    if isinstance(error, OSError) and error.strerror:
        return clean(error.strerror)[:80].lower()
    if isinstance(error, UnicodeError):
        return "a name or a password no mail server takes"
    if isinstance(error, ValueError):
        return "its answer cannot be read"
    if isinstance(error, smtplib.SMTPException):
        return "it knows no way to log in that is known here"
    return type(error).__name__
