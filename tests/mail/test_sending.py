"""Mails handed to a real server, and what can go wrong on the way: never twice, never in the clear."""

from __future__ import annotations

import base64
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost, claudecost_apart

from claudecost.commands.email_made import Mail, Result
from claudecost.store import Store

from .service import PASSWORD, USER, Authority, Faults, Mailbox, Running, free_port, mail_server

WEEKLY = ("email", "weekly", "--no-ingest")
EVERYBODY = ["finance@fernwood.example", "ann@fernwood.example", "chloe@fernwood.example"]

pytestmark = pytest.mark.usefixtures("store")

Configured = Callable[..., Path]
Sending = Callable[..., list[Result]]


def states(said: Said | list[Result]) -> list[str]:
    if isinstance(said, list):
        return [one.state for one in said]
    return [mail["state"] for mail in said.json["mails"]]


def notes(store: Path) -> list[tuple[Any, ...]]:
    with Store(store).reading() as reader:
        return reader.rows("SELECT name, content FROM notes WHERE name LIKE 'mail %' ORDER BY name")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_everybody_gets_their_own_mail_encrypted_and_the_run_is_quiet(
    configured: Configured, authority: Authority, security: str
) -> None:
    with mail_server(authority, security) as server:
        configured(server.port, security=security)
        said = claudecost(*WEEKLY)
    assert (said.code, said.out, said.err) == (0, "", "")
    assert server.mailbox.recipients == EVERYBODY
    assert [message["To"] for _, message in server.mailbox.arrived] == EVERYBODY
    subjects = [message["Subject"] for _, message in server.mailbox.arrived]
    assert subjects[0].startswith("Claude week 46: at least $42.90, -35 %")
    assert subjects[1].startswith("Claude week 46, shop: $18.92, -65 %")
    assert server.mailbox.was_encrypted == [True] * 3
    assert set(server.mailbox.logins) == {USER.encode()}


def test_a_server_on_this_machine_may_do_without_encryption_and_gets_no_password(
    configured: Configured,
) -> None:
    with mail_server(None, "none") as server:
        configured(server.port, security="none", login=False)
        assert claudecost(*WEEKLY).code == 0
    assert server.mailbox.recipients == EVERYBODY
    assert server.mailbox.logins == []


def test_running_it_again_sends_nothing_and_says_so(
    configured: Configured, authority: Authority, store: Path
) -> None:
    with mail_server(authority) as server:
        configured(server.port)
        claudecost(*WEEKLY)
        before = notes(store)
        again = claudecost(*WEEKLY)
        in_json = claudecost(*WEEKLY, "--json", "-q")
    assert len(server.mailbox.arrived) == 3
    assert again.code == 0
    assert again.err.splitlines()[0] == (
        "not sent again to finance@fernwood.example (all): sent 2026-11-20 12:00 UTC;"
        " --resend sends it once more"
    )
    assert states(in_json) == ["already sent"] * 3
    assert (in_json.code, in_json.err) == (0, "")
    assert notes(store) == before


def test_resend_sends_again_under_another_message_id(
    configured: Configured, sending: Sending, mails: list[Mail], authority: Authority
) -> None:
    with mail_server(authority) as server:
        config = configured(server.port)
        sending(config, mails[1:2])
        sending(config, mails[1:2], resend=True)
    first, second = (message["Message-ID"] for _, message in server.mailbox.arrived)
    assert second == first.replace("@", ".2@")


def test_another_week_another_scope_and_another_kind_are_other_mails(
    configured: Configured, authority: Authority
) -> None:
    to = ("--to", "finance@fernwood.example")
    with mail_server(authority) as server:
        configured(server.port)
        for line in (
            (*WEEKLY, *to),
            (*WEEKLY, *to, "--scope", "shop"),
            (*WEEKLY, *to, "--period", "2026-W45"),
            ("email", "monthly", "--no-ingest", *to),
        ):
            assert claudecost(*line).code == 0
    assert len({message["Message-ID"] for _, message in server.mailbox.arrived}) == 4


def test_no_address_can_be_read_in_the_store(
    configured: Configured, sending: Sending, authority: Authority, store: Path
) -> None:
    with mail_server(authority) as server:
        assert states(sending(configured(server.port))) == ["sent"] * 3
    assert len(notes(store)) == 3
    assert "@" not in str(notes(store))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused(
    configured: Configured, sending: Sending, authority: Authority, security: str
) -> None:
    with mail_server(authority, security) as server:
        found = sending(configured(server.port, security=security, trusts=False))
    assert states(found) == ["not sent"] * 3
    assert "the mail server's certificate is not trusted" in found[0].said
    assert_nothing_happened(server)


def test_a_certificate_of_another_host_is_refused(
    configured: Configured, sending: Sending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Authority(str(tmp_path / "other.pem"), "mail.elsewhere.example")
    monkeypatch.setenv("SSL_CERT_FILE", other.path)
    with mail_server(other) as server:
        found = sending(configured(server.port, trusts=False))
    assert states(found) == ["not sent"] * 3
    assert "Hostname mismatch" in found[0].said
    assert_nothing_happened(server)


def test_the_systems_authorities_are_trusted(
    configured: Configured, sending: Sending, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", authority.path)
    with mail_server(authority) as server:
        assert states(sending(configured(server.port, trusts=False))) == ["sent"] * 3
    assert len(server.mailbox.arrived) == 3


def test_a_server_without_tls_gets_neither_mail_nor_password(
    configured: Configured, sending: Sending
) -> None:
    with mail_server(None, "none") as server:
        found = sending(configured(server.port))
    assert states(found) == ["not sent"] * 3
    assert "does not offer STARTTLS, and nothing is sent in the clear" in found[0].said
    assert_nothing_happened(server)


def test_a_wrong_password_is_said_and_never_shown(
    configured: Configured, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(authority) as server:
        configured(server.port)
        monkeypatch.setenv("MAIL_PASSWORD", "not-the-password-99")
        said = claudecost(*WEEKLY, "--json")
    assert said.code == 69
    assert "the mail server does not take the password: 535" in said.err
    coded = base64.b64encode(f"\0{USER}\0not-the-password-99".encode()).decode()
    for secret in ("not-the-password-99", coded, base64.b64encode(b"not-the-password-99").decode()):
        assert secret not in said.err + said.out
    assert server.mailbox.arrived == []
    assert len(server.mailbox.logins) <= 2, "once for each way of sending it, not for every mail"


@pytest.mark.parametrize("reply", ["550 no such user here", "451 try again later"])
def test_one_bad_address_does_not_stop_the_others(
    configured: Configured, authority: Authority, reply: str
) -> None:
    with mail_server(authority, faults=Faults(rcpt={"ann@fernwood.example": reply})) as server:
        configured(server.port)
        said = claudecost(*WEEKLY, "--json")
        assert server.mailbox.recipients == [EVERYBODY[0], EVERYBODY[2]]
        server.mailbox.faults.rcpt.clear()
        again = claudecost(*WEEKLY)
    assert said.code == 69
    assert states(said) == ["sent", "not sent", "sent"]
    assert said.err.splitlines()[:4] == [
        "error: 1 of 3 mails was not sent",
        "  sent to finance@fernwood.example (all)",
        f"  not sent to ann@fernwood.example (shop): {reply}",
        "  sent to chloe@fernwood.example (data)",
    ]
    assert again.code == 0, "what was refused is sent by the next run, without --resend"
    assert server.mailbox.recipients == [EVERYBODY[0], EVERYBODY[2], EVERYBODY[1]]


def test_one_line_for_cron_names_whose_mails_were_not_sent_and_why(
    configured: Configured, authority: Authority
) -> None:
    replies = {EVERYBODY[1]: "550 no such user here", EVERYBODY[2]: f"451 try again {'later ' * 30}"}
    with mail_server(authority, faults=Faults(rcpt=replies)) as server:
        configured(server.port)
        said = claudecost(*WEEKLY, "--quiet")
    assert said.code == 69
    assert said.err == (
        "error: 2 of 3 mails were not sent: ann@fernwood.example (550 no such user here),"
        " chloe@fernwood.example (451 try again later later later later later later later lat…)\n"
    )


def test_a_message_the_server_does_not_want_is_not_sent(
    configured: Configured, sending: Sending, authority: Authority
) -> None:
    with mail_server(authority, faults=Faults(data="554 looks like spam")) as server:
        found = sending(configured(server.port))
    assert [(one.state, one.said) for one in found] == [("not sent", "554 looks like spam")] * 3
    assert server.mailbox.arrived == []


def test_a_connection_lost_after_the_message_is_never_followed_by_a_second_one(
    configured: Configured, authority: Authority
) -> None:
    """The server had it, its answer did not arrive: only a person can know, so nothing is repeated."""
    with mail_server(authority, faults=Faults(lose_after_data=True)) as server:
        configured(server.port)
        said = claudecost(*WEEKLY, "--json")
        assert server.mailbox.recipients == EVERYBODY, "the others are tried on a new connection"
        server.mailbox.faults.lose_after_data = False
        again = claudecost(*WEEKLY)
        assert len(server.mailbox.arrived) == 3
        resent = claudecost(*WEEKLY, "--resend")
    assert (said.code, states(said)) == (69, ["unknown"] * 3)
    assert "it may have arrived, so it is not sent again: --resend sends it once more" in said.err
    assert said.err.startswith("error: 3 of 3 mails were not sent, or may not have been")
    assert again.code == 69, "a person has to look"
    assert "perhaps sent to ann@fernwood.example (shop)" in again.err
    assert (resent.code, len(server.mailbox.arrived)) == (0, 6)


def test_a_connection_lost_before_the_message_may_be_tried_again(
    configured: Configured, sending: Sending, authority: Authority
) -> None:
    with mail_server(authority, faults=Faults(lose_at_rcpt=True)) as server:
        config = configured(server.port)
        first = sending(config)
        server.mailbox.faults.lose_at_rcpt = False
        second = sending(config)
    assert states(first) == ["not sent"] * 3
    assert states(second) == ["sent"] * 3
    assert server.mailbox.recipients == EVERYBODY


def test_nobody_answers(configured: Configured, sending: Sending, store: Path) -> None:
    found = sending(configured(free_port()))
    assert states(found) == ["not sent"] * 3
    assert "cannot reach the mail server: connection refused" in found[0].said
    assert notes(store) == []


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(
    configured: Configured, sending: Sending
) -> None:
    with socket.create_server(("localhost", 0)) as silent:
        found = sending(configured(silent.getsockname()[1], timeout=1))
    assert states(found) == ["not sent"] * 3
    assert "no answer in time" in found[0].said


def test_a_run_that_was_killed_half_way_leaves_a_mail_that_may_have_arrived(
    configured: Configured, sending: Sending, mails: list[Mail], authority: Authority, store: Path
) -> None:
    with mail_server(authority) as server:
        config = configured(server.port)
        sending(config, mails[1:2])
        [(name, content)] = notes(store)
        Store(store).remember(name, content.replace("sent", "begun"))
        [again] = sending(config, mails[1:2])
    assert again.state == "unknown"
    assert "broke off after handing it over; it may have arrived" in again.said
    assert len(server.mailbox.arrived) == 1


def test_of_two_runs_at_once_one_sends(
    configured: Configured, authority: Authority, store: Path, tmp_path: Path
) -> None:
    with mail_server(authority) as server:
        configured(server.port)
        environment = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("CLAUDECOST_", "MAIL_", "XDG_"))
        }
        runs: list[Said] = []

        def run() -> None:
            runs.append(claudecost_apart(*WEEKLY, home=tmp_path / "home", env=environment))

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(server.mailbox.recipients) == sorted(EVERYBODY)
    assert {run.code for run in runs} <= {0, 75}, [run.err for run in runs]


def test_only_the_given_address_gets_it_with_what_the_configuration_gives_it(
    configured: Configured, authority: Authority
) -> None:
    with mail_server(authority) as server:
        configured(server.port)
        claudecost(*WEEKLY, "--to", "Ann <ann@fernwood.example>")
        claudecost(*WEEKLY, "--to", "boss@fernwood.example")
        claudecost(*WEEKLY, "--scope", "data")
    assert [(to, message["Subject"].split(":")[0]) for to, message in server.mailbox.arrived] == [
        ("ann@fernwood.example", "Claude week 46, shop"),
        ("boss@fernwood.example", "Claude week 46"),
        ("chloe@fernwood.example", "Claude week 46, data"),
    ]


def test_looking_at_it_sends_nothing_and_notes_nothing(
    configured: Configured, authority: Authority, store: Path, tmp_path: Path
) -> None:
    with mail_server(authority) as server:
        configured(server.port)
        assert claudecost(*WEEKLY, "--dry-run").code == 0
        assert claudecost(*WEEKLY, "--eml", tmp_path / "mail.eml").code == 0
    assert server.mailbox == Mailbox()
    assert notes(store) == []
    assert sorted(path.name for path in tmp_path.glob("*.eml")) == ["mail-1.eml", "mail-2.eml", "mail-3.eml"]


def assert_nothing_happened(server: Running) -> None:
    assert server.mailbox.arrived == []
    assert server.mailbox.logins == []


def test_the_password_is_in_no_output_of_any_failure(
    configured: Configured, authority: Authority, store: Path
) -> None:
    """A canary, with a server that repeats it, and all the talk there can be."""
    with mail_server(authority, faults=Faults(data=f"554 {PASSWORD}")) as server:
        configured(server.port)
        said = claudecost("-vv", *WEEKLY, "--resend", "--json")
    assert said.code == 69
    assert "554 [password]" in said.err
    assert PASSWORD not in said.err + said.out
    assert PASSWORD.encode() not in store.read_bytes()
