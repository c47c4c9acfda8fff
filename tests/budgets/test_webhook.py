"""The webhook against a real server on this machine: what is posted, once; what goes wrong, in our words.

The address is a secret: nothing that is printed, stored or raised has it in it.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost

from claudecost.webhook import Address, WebhookTrouble, message, post, read_webhook
from claudecost.yamlfile import parse

from .months import configured, spent

SECRET = "T0K3N-that-nobody-may-see"

pytestmark = pytest.mark.usefixtures("empty_home")


@dataclass
class Service:
    """A chat's end of a webhook: answers with a status, keeps what it was sent."""

    url: str = ""
    status: int = 200
    location: str = ""
    hangs: bool = False
    got: list[Any] = field(default_factory=list)


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            service.got.append((self.path, self.headers["content-type"], json.loads(body)))
            if service.hangs:
                time.sleep(1.5)
                return
            self.send_response(service.status)
            if service.location:
                self.send_header("location", service.location)
            self.end_headers()
            self.wfile.write(f"no good: {self.path}".encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service.url = f"http://127.0.0.1:{server.server_port}/{SECRET}"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(Service()) as running:
        yield running


@dataclass
class Desk:
    """A store and a configuration to run commands with."""

    store: Path
    config: Path

    def run(self, *arguments: str) -> Said:
        said = claudecost("budget", *arguments, "--db", self.store, "--config", self.config, "--no-ingest")
        assert SECRET not in said.out + said.err
        return said


def desk(
    tmp_path: Path, service: Service, budgets: str = "[{total: true, usd: 100}]", dollars: int = 80
) -> Desk:
    store = tmp_path / "store.db"
    if not store.exists():
        spent(tmp_path, {"2026-11-03": dollars})
    return Desk(store, configured(tmp_path, f'budgets: {budgets}\nwebhook: {{url: "{service.url}"}}'))


def test_a_level_newly_reached_is_posted_once(tmp_path: Path, service: Service) -> None:
    at = desk(tmp_path, service)
    assert at.run("webhook").code == 0
    [(path, content_type, posted)] = service.got
    assert (path, content_type) == (f"/{SECRET}", "application/json")
    words = "Total has reached 75 % of its budget for 2026-11: $80.00 of $100.00 (80.0 %)"
    assert posted["text"] == f"Claude budgets, 2026-11\n{words}"
    assert [block["text"]["text"] for block in posted["blocks"]] == ["Claude budgets, 2026-11", words]
    for again in ("webhook", "check"):
        assert at.run(again, *(["--webhook"] if again == "check" else [])).code == 0
    assert len(service.got) == 1


def test_the_next_level_and_a_raised_budget_are_news_again(tmp_path: Path, service: Service) -> None:
    for budget, count in (("100", 1), ("85", 2), ("85", 2), ("79", 3), ("100", 3), ("101", 4)):
        desk(tmp_path, service, f"[{{total: true, usd: {budget}}}]").run("webhook")
        assert len(service.got) == count, budget


def test_nothing_reached_is_nothing_posted(tmp_path: Path, service: Service) -> None:
    said = desk(tmp_path, service, dollars=10).run("webhook")
    assert (said.code, said.out, said.err, service.got) == (0, "", "", [])


def test_a_dry_run_shows_the_message_and_neither_posts_nor_remembers(
    tmp_path: Path, service: Service
) -> None:
    at = desk(tmp_path, service)
    assert at.run("webhook", "--dry-run").json["text"].startswith("Claude budgets")
    assert service.got == []
    at.run("webhook")
    assert len(service.got) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "does not take the message (status 400)"),
        (404, "does not know this address"),
        (410, "does not know this address"),
        (429, "could not take the message now"),
        (500, "could not take the message now (status 500)"),
        (503, "could not take the message now"),
    ],
)
def test_what_is_not_taken_exits_69_and_is_posted_by_the_next_run(
    tmp_path: Path, service: Service, status: int, words: str
) -> None:
    at, service.status = desk(tmp_path, service), status
    said = at.run("check", "--webhook")
    assert said.code == 69
    assert words in said.err
    service.status = 204
    assert at.run("check", "--webhook").code == 0
    assert len(service.got) == 2


def test_a_redirect_is_not_followed_to_anybody(tmp_path: Path, service: Service) -> None:
    with serving(Service()) as elsewhere:
        for status in (301, 302, 307, 308):
            service.status, service.location = status, elsewhere.url
            said = desk(tmp_path, service).run("webhook")
            assert (said.code, elsewhere.got) == (69, [])
            assert "sends us elsewhere" in said.err


def test_nobody_there_is_69_too(tmp_path: Path, service: Service) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        service.url = f"http://127.0.0.1:{taken.getsockname()[1]}/{SECRET}"
        said = desk(tmp_path, service).run("webhook")
    assert said.code == 69
    assert "cannot be reached: connection refused" in said.err


def test_who_never_answers_is_not_waited_for_forever(service: Service) -> None:
    service.hangs = True
    with pytest.raises(WebhookTrouble, match=r"did not answer within 0\.3 s") as caught:
        post(Address(service.url), {"text": "hello"}, timeout=0.3)
    assert SECRET not in str(caught.value) + repr(caught.value.__dict__)


def test_a_certificate_nobody_vouches_for_is_refused(service: Service) -> None:
    """A server that speaks no TLS at all stands for all that fail before the message is sent."""
    with pytest.raises(WebhookTrouble) as caught:
        post(Address(service.url.replace("http://", "https://")), {"text": "hello"}, timeout=2)
    assert service.got == []
    assert SECRET not in str(caught.value)


def test_the_address_is_nowhere_in_the_store(tmp_path: Path, service: Service) -> None:
    at = desk(tmp_path, service)
    at.run("webhook", "-vv")
    assert len(service.got) == 1
    for path in tmp_path.glob("store.db*"):
        assert SECRET.encode() not in path.read_bytes(), path


def test_two_at_once_post_once(tmp_path: Path, service: Service) -> None:
    import os
    import subprocess
    import sys

    at = desk(tmp_path, service)
    command = [sys.executable, "-m", "claudecost", "budget", "webhook", "--no-ingest"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    running = [
        subprocess.Popen(
            [*command, "--db", str(at.store), "--config", str(at.config)],
            env=environment,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    for process in running:
        assert process.stderr is not None
        process.stderr.close()
    assert len(service.got) == 1


def test_names_neither_mention_nor_link_anybody(tmp_path: Path, service: Service) -> None:
    budgets = '[{project: "*<!channel>*&\\u202e", usd: 1}, {total: true, usd: 1}]'
    from transcripts import response

    from .months import MODEL, taken

    line = response(MODEL, "2026-11-03T12:00:00Z", {"output": 80_000}, cwd="/home/<!channel>/x&\u202e")
    taken(tmp_path, [line])
    desk(tmp_path, service, budgets).run("webhook")
    [(_, _, posted)] = service.got
    text = json.dumps(posted, ensure_ascii=False)
    assert "&lt;!channel&gt;" in text
    assert "<" not in text
    assert "\u202e" not in text


def test_a_hundred_budgets_fit_in_what_slack_takes() -> None:
    from dataclasses import replace
    from datetime import date
    from decimal import Decimal

    from claudecost.reports.budgets.shape import BudgetStatus

    one = BudgetStatus(
        "project", "x" * 5_000, "2026-11", Decimal(1), Decimal(2), Decimal(200), "exceeded", 0, 0, None, None,
        date(2026, 11, 20), 30, 10, 6, (), (), (), "",
    )  # fmt: skip
    posted = message([replace(one, name=f"{number}{one.name}") for number in range(100)])
    blocks = posted["blocks"]
    assert isinstance(blocks, list)
    assert len(blocks) <= 50
    assert max(len(block["text"]["text"]) for block in blocks) <= 3_000
    assert "and 60 more" in str(posted["text"])


def test_the_address_may_come_from_the_environment() -> None:
    section = parse(b"webhook: {url_env: HOOK}", "claudecost.yaml").nodes["webhook"]
    assert read_webhook(section, {"HOOK": " https://chat.example/a \n"}).reveal() == "https://chat.example/a"
    assert SECRET not in repr(read_webhook(section, {"HOOK": f"https://chat.example/{SECRET}"}))


def test_the_address_may_be_in_a_file_beside_the_configuration(tmp_path: Path, service: Service) -> None:
    at = desk(tmp_path, service)
    configured(tmp_path, "budgets: [{total: true, usd: 100}]\nwebhook: {url_file: webhook-url}")
    secret = tmp_path / "webhook-url"
    secret.write_text(f"{service.url}\n")
    secret.chmod(0o640)
    refused = at.run("webhook")
    assert (refused.code, service.got) == (77, [])
    assert "others can read the file with the webhook's address" in refused.err
    secret.chmod(0o600)
    assert at.run("webhook").code == 0
    assert len(service.got) == 1


@pytest.mark.parametrize("held", [None, "", "https://a.example/x\nhttps://b.example/y", f"{SECRET} "])
def test_a_file_that_holds_no_address_is_refused_and_not_repeated(
    tmp_path: Path, service: Service, held: str | None
) -> None:
    at = desk(tmp_path, service)
    configured(tmp_path, "budgets: [{total: true, usd: 100}]\nwebhook: {url_file: webhook-url}")
    if held is not None:
        (tmp_path / "webhook-url").write_text(held)
        (tmp_path / "webhook-url").chmod(0o600)
    said = at.run("webhook")
    assert said.code == 78
    assert "webhook's address" in said.err
    assert "example" not in said.err.replace("hooks.example.com", "")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "closed the connection without an answer"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "answered with something that is not HTTP"),
    ],
)
def test_a_service_that_does_not_speak_http_is_described(answer: bytes, words: str) -> None:
    with socket.create_server(("localhost", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as request:
                # All of it: whoever closes with something unread resets the connection.
                sizes = [line for line in iter(request.readline, b"\r\n") if b"ength:" in line]
                request.read(int(sizes[0].split(b":")[1]))
                connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        with pytest.raises(WebhookTrouble, match=words):
            post(Address(f"http://localhost:{listening.getsockname()[1]}/"), {})


def test_an_address_no_request_can_be_made_to_is_described() -> None:
    with pytest.raises(WebhookTrouble, match="the webhook's address cannot be used"):
        post(Address("http://localhost:1/\u00fc"), {})
