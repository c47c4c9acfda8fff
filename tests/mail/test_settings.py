"""The sections `email` and `smtp`: what is taken, and what is refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from claudecost.config import read_config
from claudecost.errors import BadConfig
from claudecost.mailing.addresses import parse_address
from claudecost.mailing.secret import NoPassword, Password, Source, password_of
from claudecost.mailing.settings import Mailing, Server, read_mailing, read_server

SMTP = 'smtp: {host: mail.example.com, from: "Claude costs <costs@example.com>"'


def read(tmp_path: Path, written: str) -> tuple[Mailing, Server | None]:
    path = tmp_path / "claudecost.yaml"
    path.write_text(written, encoding="utf-8")
    sections = read_config(path, must_exist=True).sections
    return read_mailing(sections), read_server(sections)


def refused(tmp_path: Path, written: str) -> BadConfig:
    with pytest.raises(BadConfig) as caught:
        read(tmp_path, written)
    assert caught.value.where is not None
    assert caught.value.where.line is not None
    return caught.value


@pytest.mark.parametrize(
    "written",
    [
        "ann@example.com", "Ann <ann@example.com>", '"Lovelace, Ann" <ann.l+x@mail.example.com>', 
        "ann@localhost",
        "Änne <ann@example.com>", "o'brien@example.com", "<ann@example.com>",
    ],
)  # fmt: skip
def test_one_address_is_taken(written: str) -> None:
    assert parse_address(written) is not None


@pytest.mark.parametrize(
    "written",
    [
        "", "ann", "ann@", "@example.com", "a@b.c, evil@x.y", "a@b.c; d@e.f", "a@b.c d@e.f", 
        "ann@example.com\n",
        "ann@example.com\r\nBcc: evil@x.y", "Ann\nBcc: x@y.z <ann@example.com>", "Ann <a@b.c> <d@e.f>",
        "änne@example.com", "ann@exämple.com", "ann@-example.com", "ann@example..com", "ann..l@example.com",
        ".ann@example.com", "ann@[127.0.0.1]", '"ann"@example.com', "ann@example.com\x00", 
        "a" * 65 + "@example.com",
        "=?utf-8?q?=0D=0ABcc:_x?= <ann@example.com>",
        "\u202eann <ann@example.com>", "x" * 71 + " <ann@example.com>", "ann(comment)@example.com",
    ],
)  # fmt: skip
def test_what_could_be_two_or_end_a_line_is_not(written: str) -> None:
    assert parse_address(written) is None


def test_everything_at_once(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mail.html.j2").write_text("x")
    mailing, server = read(
        tmp_path,
        "email:\n  recipients:\n"
        "    - {to: ann@example.com, team: shop}\n    - {to: f@example.com, all: true}\n"
        "  allow_domains: [Example.com]\n  templates: own\n"
        "smtp:\n  host: mail.example.com\n  security: tls\n  user: costs\n"
        "  password_file: pw\n  timeout: 10\n"
        "  from: costs@example.com\n",
    )
    assert [(one.address and one.address.bare, one.team) for one in mailing.recipients] == [
        ("ann@example.com", "shop"), ("f@example.com", None),
    ]  # fmt: skip
    assert mailing.templates == tmp_path / "own"
    assert server is not None
    assert (server.port, server.timeout, server.user) == (465, 10, "costs")
    assert server.password == Source("password_file", str(tmp_path / "pw"), server.password.place, "costs")  # type: ignore[union-attr]


def test_encryption_is_the_default_and_needs_no_word(tmp_path: Path) -> None:
    server = read(tmp_path, SMTP + "}")[1]
    assert server is not None
    assert (server.security, server.port) == ("starttls", 587)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.3.4.5", "'::1'"])
def test_only_a_server_on_this_machine_may_do_without(tmp_path: Path, host: str) -> None:
    server = read(tmp_path, SMTP.replace("mail.example.com", host) + ", security: none}")[1]
    assert server is not None
    assert server.port == 25


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (SMTP + ", security: none}", "only for a server on this machine"),
        (SMTP.replace("mail.example.com", "localhost.evil.example") + ", security: none}", "only for a"),
        (SMTP.replace("mail.example.com", "localhost") + ", security: none, user: a, password_env: B}",
         "a password is never sent in the clear"),
        (SMTP + ", security: ssl}", "should be starttls or tls or none"),
        (SMTP + ", password: secret}", "the key `password` means nothing here"),
        (SMTP + ", user: a}", "no places for the password"),
        (SMTP + ", user: a, password_env: A, keyring: b}", "2 places for the password"),
        (SMTP + ", password_env: A}", "a password and no `user`"),
        (SMTP + ", port: 0}", "should be a port"),
        (SMTP + ", timeout: 0}", "should be seconds"),
        (SMTP + ", ca_file: nowhere.pem}", "no such file of certificates"),
        ('smtp: {host: "mail.example.com evil", from: a@b.c}', "the name of a mail server"),
        ('smtp: {host: mail.example.com, from: "a@b.c, d@e.f"}', "one mail address"),
        ("smtp: [a]", "should be a mapping"),
        ("email: {recipients: [{to: a@b.c}]}", "either one team's figures or all"),
        ("email: {recipients: [{to: a@b.c, team: x, all: true}]}", "either one team's figures or all"),
        ("email: {recipients: [{to: a@b.c, all: true}], allow_domains: [x.y]}", "is not allowed"),
        ("email: {recipients: [{to: a@b.c, all: true, cc: x@y.z}]}", "the key `cc` means nothing here"),
        ("email: {templates: nowhere}", "there is no such directory"),
        ("email: {templates: .}", "there is no mail.html.j2 in it"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_its_line(tmp_path: Path, written: str, what: str) -> None:
    assert what in str(refused(tmp_path, written))


def source(kind: str, value: str, tmp_path: Path) -> Source:
    from claudecost.errors import Place

    return Source(kind, value, Place(str(tmp_path / "claudecost.yaml"), 3), "costs")


def test_a_password_comes_from_the_environment_or_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "pw"
    file.write_text("secret from a file\n")
    file.chmod(0o600)
    assert password_of(source("password_file", str(file), tmp_path)).reveal() == "secret from a file"
    found = password_of(source("password_env", "PW", tmp_path), {"PW": "secret"})
    assert found.reveal() == "secret"
    assert "secret" not in repr(found) + str(found) + f"{found}"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_password_others_can_read_is_not_used(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "pw"
    file.write_text("secret")
    file.chmod(mode)
    with pytest.raises(NoPassword) as caught:
        password_of(source("password_file", str(file), tmp_path))
    assert caught.value.exit_code == 77
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", ["", "\n", "two\nlines", "gehäim"])
def test_a_password_no_server_can_be_given_is_refused_unseen(tmp_path: Path, value: str) -> None:
    with pytest.raises(NoPassword) as caught:
        password_of(source("password_env", "PW", tmp_path), {"PW": value})
    assert not value.strip() or value not in str(caught.value)


def test_without_a_keyring_it_is_said_how_to_do_without(tmp_path: Path) -> None:
    with pytest.raises(NoPassword) as caught:
        password_of(source("keyring", "claudecost-test-nowhere", tmp_path))
    assert "password_file" in str(caught.value) or "keyring set" in str(caught.value)


def test_what_a_server_repeats_of_a_password_is_hidden() -> None:
    found = Password("hunter2 hunter2")
    assert found.scrubbed("535 hunter2 hunter2 AGEAaHVudGVyMiBodW50ZXIy", "a") == "535 [password] [password]"
