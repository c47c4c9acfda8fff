"""What a server answers, word for word: what is a yes, what a no, and what nobody can know."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import claudecost

from claudecost.commands.email_made import Mail, Result

from .service import Authority
from .wire import wire

pytestmark = pytest.mark.usefixtures("store")

Configured = Callable[..., Path]
Sending = Callable[..., list[Result]]


@pytest.fixture
def plain(configured: Configured) -> Configured:
    """Writes settings for a server without encryption and password."""

    def write(port: int, *, timeout: int = 5) -> Path:
        return configured(port, security="none", login=False, timeout=timeout)

    return write


@pytest.mark.parametrize(
    "answer", [b"250 OK\r\n", b"OK accepted\r\n", b"251 accepted\r\n", b"2", b"354 more\r\n", b""]
)
def test_a_message_is_never_handed_over_twice_whatever_the_answer(
    plain: Configured, sending: Sending, mails: list[Mail], answer: bytes
) -> None:
    with wire({".": answer}, drops_after=".") as server:
        config = plain(server.port)
        first, second = (sending(config, mails[1:2])[0] for _ in range(2))
    assert server.messages == 1
    is_yes = answer.startswith(b"25")
    assert (first.state, second.state) == (("sent", "already sent") if is_yes else ("unknown", "unknown"))


def test_an_answer_that_is_none_is_shown_and_the_next_one_is_tried(
    plain: Configured, sending: Sending
) -> None:
    with wire({".": b"OK accepted\r\n"}) as server:
        found = sending(plain(server.port))
    assert server.messages == 3
    assert found[0].said.startswith(
        "no clear answer after the message: it does not talk as mail servers do: OK accepted"
    )


@pytest.mark.parametrize("answer", [b"451 later\r\n", b"554 spam\r\n"])
def test_only_a_clear_no_lets_a_mail_be_tried_again(
    plain: Configured, sending: Sending, mails: list[Mail], answer: bytes
) -> None:
    with wire({".": answer}) as server:
        config = plain(server.port)
        states = [sending(config, mails[1:2])[0].state for _ in range(2)]
    assert (server.messages, states) == (2, ["not sent", "not sent"])


def test_what_a_server_takes_for_a_message_is_not_guessed(plain: Configured, sending: Sending) -> None:
    """An answer to DATA that is neither yes nor no: whatever came next could become part of a message."""
    with wire({"DATA": b"?\r\n"}) as server:
        found = sending(plain(server.port))
    assert [one.state for one in found] == ["not sent"] * 3
    assert server.commands.count("EHLO") == 3
    assert "RSET" not in server.commands


@pytest.mark.parametrize("command", ["", "EHLO", "MAIL", "RCPT", "DATA"])
def test_an_answer_byte_by_byte_is_not_waited_for_longer_than_asked(
    plain: Configured, sending: Sending, mails: list[Mail], command: str
) -> None:
    """Every byte comes in time, and the whole answer never does."""
    long = b"250-" + b"x" * 400 + b"\r\n250 OK\r\n"
    with wire({command: long}, pause=0.05) as server:
        begun = time.monotonic()
        [found] = sending(plain(server.port, timeout=1), mails[1:2])
    assert (found.state, "no answer in time" in found.said) == ("not sent", True)
    assert time.monotonic() - begun < 15, "all of it would take 20 s"


def test_a_slow_answer_to_the_message_leaves_open_what_became_of_it(
    plain: Configured, sending: Sending, mails: list[Mail]
) -> None:
    with wire({".": b"250 " + b"x" * 400 + b"\r\n"}, pause=0.01) as server:
        [found] = sending(plain(server.port, timeout=1), mails[1:2])
    assert found.state == "unknown"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"EHLO": b"250-hello\r\n250 STARTTLS\r\n", "STARTTLS": b"454 not \x1b[31mnow\r\n"}, "454 not"),
        ({"": b"SSH-2.0-OpenSSH_9.6\r\n"}, "it does not talk as mail servers do: SSH-2.0-OpenSSH_9.6"),
        ({"": b"554 go away\r\n"}, "554 go away"),
        ({"EHLO": b"502 what\r\n", "HELO": b"502 what?\r\n"}, "502 what?"),
    ],
)  # fmt: skip
def test_what_the_server_says_is_what_is_said(
    configured: Configured, sending: Sending, answers: dict[str, bytes], said: str
) -> None:
    with wire(answers) as server:
        found = sending(configured(server.port))
    assert [one.state for one in found] == ["not sent"] * 3
    assert said in found[0].said
    assert "\x1b" not in found[0].said
    assert "Exception" not in found[0].said
    assert "Error" not in found[0].said


def test_a_question_for_the_password_that_cannot_be_read_is_no_bug(
    configured: Configured, sending: Sending, authority: Authority
) -> None:
    answers = {"EHLO": b"250-hello\r\n250 AUTH CRAM-MD5\r\n", "AUTH": b"334 a\r\n"}
    with wire(answers, tls=authority.context()) as server:
        found = sending(configured(server.port, security="tls"))
    assert found[0].said.startswith("the mail server cannot be used: its answer cannot be read")


@pytest.mark.parametrize("host", ["a..b", ".", "x" * 70 + ".example", "-" * 300])
def test_a_host_that_is_no_name_is_refused_with_the_configuration(configured: Configured, host: str) -> None:
    config = configured(25)
    config.write_text(config.read_text().replace("host: localhost", f'host: "{host}"'))
    said = claudecost("email", "weekly", "--no-ingest")
    assert (said.code, "mail server such as smtp.example.com" in said.err) == (78, True)


def test_a_user_beyond_ascii_is_refused_with_the_configuration(configured: Configured) -> None:
    config = configured(25)
    config.write_text(config.read_text().replace("user: costs", "user: bénédicte"))
    said = claudecost("email", "weekly", "--no-ingest")
    assert (said.code, "ASCII" in said.err) == (78, True)


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{ 1/0 }}", "division by zero"),
        ('{% include "/etc/passwd" %}', "no loader for this environment"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "maximum recursion depth exceeded"),
        ("{% for one in range(999999999) %}{% endfor %}", "Range too big"),
    ],
)
def test_a_template_that_fails_is_a_matter_of_configuration_and_its_line_is_named(
    configured: Configured, tmp_path: Path, template: str, why: str
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mail.html.j2").write_text(f"<p>\n{template}")
    config = configured(25)
    config.write_text(config.read_text().replace("email:\n", "email:\n  templates: own\n"))
    said = claudecost("email", "weekly", "--no-ingest", "--dry-run")
    assert said.code == 78
    assert f"the mail's template cannot be used: {why}" in said.err
    assert "mail.html.j2:2" in said.err
