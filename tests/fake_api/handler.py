"""HTTP: requests read and remembered, answers sent whole or spoiled."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from . import refusals
from .faults import Fault, edited
from .query import Query
from .refusals import Refusal

if TYPE_CHECKING:
    from .server import FakeApi

#: Paths of another credential's world, whose answers carry the workspace they were asked in.
WORKSPACE_PATHS = "/v1/messages/"


@dataclass
class Request:
    """A request as it arrived, and the status it was answered with (None: not at all)."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int | None = None
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], fake: FakeApi) -> None:
        self.fake = fake
        self.closing = threading.Event()
        self._open: set[socket.socket] = set()
        super().__init__(address, Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Remember who is connected."""
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Forget who is not any more."""
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection that is kept alive, and with it the thread that waits on it."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is not news; anything else is a mistake of the fake."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def do_GET(self) -> None:
        self._respond()

    def do_POST(self) -> None:
        self._respond(self.rfile.read(int(self.headers.get("content-length") or 0)))

    do_DELETE = do_PUT = do_PATCH = do_POST  # noqa: N815

    def _respond(self, body: bytes = b"") -> None:
        fake, parts = self.server.fake, urlsplit(self.path)
        query = Query(parts.query)
        request = Request(self.command, parts.path, query.values, self._headers(), body=body)
        fake.requests.append(request)
        fault = fake.faults.hit(parts.path, query.values)
        if fault is not None and fault.delay:
            self.server.closing.wait(fault.delay)
        if fault is not None and fault.reset:
            self._reset()
            return
        request_id = fake.request_id()
        answer = self._answer(request, query, fault, request_id)
        request.status = answer.status
        self._send(answer, request_id, truncated=fault is not None and fault.truncated)

    def _headers(self) -> dict[str, str]:
        """In lower case; what is sent twice is one list."""
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            known = headers.get(name.lower())
            headers[name.lower()] = value if known is None else f"{known}, {value}"
        return headers

    def _answer(self, request: Request, query: Query, fault: Fault | None, request_id: str) -> Answer:
        try:
            return self._good(request, query, fault)
        except Refusal as refusal:
            body = refusals.body(refusal.status, refusal.message, request_id)
            headers = {"retry-after": wait} if fault and (wait := fault.retry_after_header) else {}
            return Answer(refusal.status, edited(None, body), headers)

    def _good(self, request: Request, query: Query, fault: Fault | None) -> Answer:
        fake = self.server.fake
        if fault is not None and fault.status is not None:
            raise Refusal(fault.status, fault.message)
        answer = fake.answer(request, query)
        lines = isinstance(answer, bytes)
        headers = {"content-type": "application/binary" if lines else "application/json"}
        if request.path.startswith(WORKSPACE_PATHS):
            headers["anthropic-workspace-id"] = fake.company.workspace(fake.company.key_workspace_id).id
        return Answer(200, edited(fault, answer), headers)

    def _send(self, answer: Answer, request_id: str, truncated: bool) -> None:
        self.send_response(answer.status)
        headers = {"content-type": "application/json", "request-id": request_id, **answer.headers}
        headers["anthropic-organization-id"] = self.server.fake.company.id
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if truncated else answer.body)
        self.wfile.flush()
        self.close_connection = self.close_connection or truncated

    def _reset(self) -> None:
        """Close without a word, so that the other side sees a reset and not an end."""
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """One line per request, for a person who watches."""
        if self.server.fake.log:
            super().log_message(format, *args)
