"""A mail server that says what it is told to, byte for byte: for answers real ones do not give."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

#: What is said to each command where nothing else is asked for; "." is the end of a message.
USUAL = {
    "": b"220 ready\r\n",
    "EHLO": b"250 hello\r\n",
    "DATA": b"354 go on\r\n",
    ".": b"250 OK\r\n",
    "QUIT": b"221 bye\r\n",
}


@dataclass
class Wire:
    """Where it listens, how many messages it was handed, and every command it was given."""

    port: int
    messages: int = 0
    commands: list[str] = field(default_factory=list)


@contextmanager
def wire(
    answers: Mapping[str, bytes],
    *,
    drops_after: str | None = None,
    pause: float = 0,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Wire]:
    """Run one; it hangs up after answering `drops_after`, and waits `pause` seconds before every byte."""
    with socket.create_server(("localhost", 0)) as plain:
        listening = plain if tls is None else tls.wrap_socket(plain, server_side=True)
        found = Wire(listening.getsockname()[1])

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with suppress(OSError), connection:
                        _talk(connection, {**USUAL, **answers}, found, drops_after, pause)

        threading.Thread(target=serve, daemon=True).start()
        yield found


def _talk(
    connection: socket.socket,
    answers: Mapping[str, bytes],
    found: Wire,
    drops_after: str | None,
    pause: float,
) -> None:
    def say(command: str) -> bool:
        said = answers.get(command, b"250 OK\r\n")
        for at in range(len(said)) if pause else ():
            time.sleep(pause)
            connection.sendall(said[at : at + 1])
        if not pause:
            connection.sendall(said)
        return command != drops_after

    lines = connection.makefile("rb")
    go_on = say("")
    while go_on and (line := lines.readline()):
        command = line.split()[0].decode().upper() if line.split() else ""
        found.commands.append(command)
        go_on = say(command)
        if command == "DATA" and answers["DATA"].startswith(b"354"):
            while lines.readline() not in (b".\r\n", b""):
                pass
            found.messages += 1
            go_on = say(".")
        go_on = go_on and command != "QUIT"
