"""One GET and all that can go wrong with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from claudecost.errors import BadConfig, Exit
from claudecost.sync import ADMIN, Client, Key
from claudecost.sync.client import Answer
from claudecost.sync.trouble import (
    Elsewhere,
    KeyRefused,
    NoAnswer,
    NotAllowed,
    Refused,
    SyncTrouble,
)

from .asking import client_of, console

USERS = "/v1/organizations/users"
LISTED = [("limit", "1000")]


def count(answer: Answer) -> int:
    assert isinstance(answer.document, dict)
    return len(answer.document["data"])


def test_a_request_says_which_version_it_speaks_and_who_asks() -> None:
    with console() as fake:
        client, _ = client_of(fake)
        assert count(client.get(USERS, LISTED, ["one-beta", "other-beta"])) == 3
        (request,) = fake.requests
    assert request.headers["anthropic-version"] == "2023-06-01"
    assert request.headers["anthropic-beta"] == "one-beta,other-beta"
    assert request.headers["user-agent"].startswith("claudecost/")
    assert request.headers["x-api-key"] == fake.admin_key
    assert "authorization" not in request.headers


def test_a_server_that_says_how_many_seconds_to_wait_is_asked_again_after_them() -> None:
    with console() as fake:
        fake.faults.next(status=429, retry_after="7")
        client, slept = client_of(fake)
        assert count(client.get(USERS, LISTED)) == 3
    assert slept == [7.0]


def test_a_server_that_says_until_when_to_wait_is_asked_again_then() -> None:
    with console() as fake:
        fake.faults.next(status=429, retry_after=timedelta(seconds=90))
        fake.faults.next(status=429, retry_after=timedelta(seconds=-90), nth=2)
        client, slept = client_of(fake)
        assert count(client.get(USERS, LISTED)) == 3
    assert len(slept) == 2
    assert 0 < slept[0] <= 90
    assert slept[1] == 0


def test_a_server_that_wants_an_hour_does_not_get_it() -> None:
    with console() as fake:
        fake.faults.next(status=429, retry_after="3600", times=None)
        client, slept = client_of(fake)
        with pytest.raises(NoAnswer) as gave_up:
            client.get(USERS, LISTED)
    assert slept == [120.0, 120.0]
    assert "asked 3 times, waited 240 s" in str(gave_up.value)
    assert "CLAUDECOST_SYNC_PATIENCE" in str(gave_up.value)


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 529])
def test_what_passes_by_itself_is_asked_again(status: int) -> None:
    with console() as fake:
        fake.faults.next(status=status, times=2)
        client, slept = client_of(fake)
        assert count(client.get(USERS, LISTED)) == 3
    assert len(slept) == 2
    assert client.requests == 3


def test_waits_grow_and_are_never_the_same_for_everybody() -> None:
    with console() as fake:
        fake.faults.next(status=529, times=None)
        client, slept = client_of(fake)
        with pytest.raises(NoAnswer, match="status 529, Overloaded"):
            client.get(USERS, LISTED)
    assert len(slept) == 7
    assert all(0.25 * 2**n <= min(wait, 15.0 * 2**n) <= 0.5 * 2**n for n, wait in enumerate(slept[:6]))


def test_a_connection_that_breaks_and_a_body_that_stops_are_asked_for_again() -> None:
    with console() as fake:
        fake.faults.reset()
        fake.faults.truncated(nth=2)
        fake.faults.not_json(nth=3)
        client, slept = client_of(fake)
        assert count(client.get(USERS, LISTED)) == 3
    assert len(slept) == 3


def test_an_answer_that_takes_too_long_is_asked_for_again() -> None:
    with console() as fake:
        fake.faults.slow(30)
        slept: list[float] = []
        client = Client(Key(fake.admin_key, ADMIN), fake.url, environ={}, sleep=slept.append, timeout=0.2)
        assert count(client.get(USERS, LISTED)) == 3
    assert len(slept) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("reset", "no connection"),
        ("truncated", "the answer stopped half way"),
        ("not_json", "something that is not JSON"),
    ],
)
def test_what_never_gets_better_is_said_in_words(fault: str, words: str) -> None:
    with console() as fake:
        getattr(fake.faults, fault)(times=None)
        client, _ = client_of(fake, attempts=3)
        with pytest.raises(NoAnswer) as gave_up:
            client.get(USERS, LISTED)
    assert words in str(gave_up.value)
    assert "asked 3 times" in str(gave_up.value)
    assert f"at {USERS}\n" in str(gave_up.value)
    assert gave_up.value.exit_code == Exit.UNAVAILABLE


def test_nobody_at_the_address_is_said_in_words() -> None:
    with console() as fake:
        url = fake.url
    client = Client(Key("sk-ant-admin01-x", ADMIN), url, environ={}, sleep=lambda _: None, attempts=2)
    with pytest.raises(NoAnswer, match="no connection: Connection refused"):
        client.get(USERS)


def test_patience_is_counted_in_seconds_waited() -> None:
    with console() as fake:
        fake.faults.next(status=503, retry_after="4", times=None)
        client, slept = client_of(fake, environ={"CLAUDECOST_SYNC_PATIENCE": "10"})
        with pytest.raises(NoAnswer):
            client.get(USERS)
    assert slept == [4.0, 4.0]


def test_patience_that_is_no_number_is_refused() -> None:
    with console() as fake, pytest.raises(BadConfig, match="whole number of seconds"):
        client_of(fake, environ={"CLAUDECOST_SYNC_PATIENCE": "soon"})


def test_an_unknown_key_is_told_what_kind_is_needed() -> None:
    with console() as fake:
        client, slept = client_of(fake, key="sk-ant-admin01-unknown")
        with pytest.raises(KeyRefused) as refused:
            client.get(USERS)
    assert refused.value.exit_code == Exit.NO_PERMISSION
    assert "does not accept this admin key: invalid x-api-key" in str(refused.value)
    assert "sk-ant-admin01-..." in str(refused.value)
    assert slept == []


def test_a_key_without_the_scope_is_told_which_one_is_missing() -> None:
    with console() as fake:
        client, _ = client_of(fake, key=fake.analytics_key)
        with pytest.raises(NotAllowed) as refused:
            client.get("/v1/organizations/api_keys")
    assert refused.value.scopes == ["org:admin"]
    assert "it needs org:admin" in str(refused.value)
    assert refused.value.exit_code == Exit.NO_PERMISSION


def test_a_wrong_question_is_not_asked_twice() -> None:
    with console() as fake:
        client, slept = client_of(fake)
        with pytest.raises(Refused, match="status 400: limit: must be") as refused:
            client.get(USERS, [("limit", "5000")])
    assert refused.value.exit_code == Exit.UNAVAILABLE
    assert (slept, client.requests) == ([], 1)


def test_a_servers_own_words_are_cleaned_and_cut() -> None:
    planted = "sk-ant-api03-of-somebody-else"
    noise = "\x1b[2Jevil\u202e\nnew line " + planted + " " + "long " * 100
    with console() as fake:
        fake.faults.next(status=400, message=noise)
        client, _ = client_of(fake)
        with pytest.raises(Refused) as refused:
            client.get(USERS)
    assert planted not in str(refused.value)
    assert "[key]" in refused.value.message
    assert refused.value.message.isprintable()
    assert len(refused.value.message) == 200


class Recorder(HTTPServer):
    """A server that sends everybody elsewhere, and remembers what it was asked."""

    heard: list[str]
    to: str


class Elsewhere302(BaseHTTPRequestHandler):
    server: Recorder

    def do_GET(self) -> None:
        self.server.heard.append(f"{self.requestline}\n{self.headers}")
        self.send_response(302)
        self.send_header("location", self.server.to)
        self.send_header("content-length", "0")
        self.end_headers()

    do_CONNECT = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def redirecting(to: str) -> Iterator[Recorder]:
    server = Recorder(("127.0.0.1", 0), Elsewhere302)
    server.heard, server.to = [], to
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_key_does_not_follow_a_redirect() -> None:
    with console() as fake, redirecting(f"{fake.url}{USERS}") as server:
        client = Client(Key(fake.admin_key, ADMIN), f"http://127.0.0.1:{server.server_port}", environ={})
        with pytest.raises(Elsewhere, match="the key does not travel along"):
            client.get(USERS)
        assert len(server.heard) == 1
        assert fake.requests == []


def test_a_proxy_is_used_for_tls_and_never_hears_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with redirecting("http://127.0.0.1:9/") as proxy:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        key = Key("sk-ant-admin01-planted", ADMIN)
        client = Client(key, "https://api.example.invalid", environ={}, attempts=1)
        with pytest.raises(SyncTrouble):
            client.get(USERS)
        assert proxy.heard[0].startswith("CONNECT api.example.invalid:443")
        assert "planted" not in "".join(proxy.heard)


def test_a_proxy_is_not_handed_what_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with console() as fake, redirecting(fake.url) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.delenv("no_proxy", raising=False)
        client, _ = client_of(fake)
        assert count(client.get(USERS, LISTED)) == 3
        assert proxy.heard == []


def test_who_cannot_prove_to_be_the_service_gets_no_key() -> None:
    """A server that answers the handshake with something else: no TLS, no request."""
    with redirecting("http://127.0.0.1:9/") as server:
        key = Key("sk-ant-admin01-planted", ADMIN)
        client = Client(key, f"https://127.0.0.1:{server.server_port}", environ={}, attempts=1)
        with pytest.raises(NoAnswer):
            client.get(USERS)
        assert "planted" not in "".join(server.heard)
