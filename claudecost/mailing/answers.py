"""An SMTP connection that waits so long for an answer, and no longer: a byte now and then is no answer."""

from __future__ import annotations

import smtplib
import socket
from time import monotonic


class _Lines:
    """What comes in on a socket, by lines, all of them before the deadline."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._rest = connection, b""
        self.deadline = 0.0
        self.last = b""

    def readline(self, most: int) -> bytes:
        """The next line, or what there is of it at the end; raises TimeoutError and OSError."""
        while b"\n" not in self._rest and len(self._rest) < most:
            if not (more := self._more()):
                break
            self._rest += more
        end = min(self._rest.find(b"\n") + 1 or len(self._rest), most)
        self.last, self._rest = self._rest[:end], self._rest[end:]
        return self.last

    def close(self) -> None:
        """Nothing: the connection is closed by whoever opened it."""

    def _more(self) -> bytes:
        usual = self._connection.gettimeout()
        if (left := self.deadline - monotonic()) <= 0:
            raise TimeoutError("timed out")
        self._connection.settimeout(left)
        try:
            return self._connection.recv(8192)
        finally:
            self._connection.settimeout(usual)


class PlainConnection(smtplib.SMTP):
    """A connection whose every answer has to be whole within its `timeout`, in seconds."""

    def getreply(self) -> tuple[int, bytes]:
        """The code and the words of the next answer; code -1 and the line for what is no answer."""
        if self.file is None:
            self.file = _Lines(self.sock)  # type: ignore[arg-type]
        lines = self.file
        lines.deadline = monotonic() + self.timeout
        code, said = super().getreply()
        return (code, said) if code >= 0 else (code, lines.last.strip())


class EncryptedConnection(PlainConnection, smtplib.SMTP_SSL):
    """The same, encrypted from its first byte."""
