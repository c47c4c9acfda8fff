"""A store of one's own to send from, settings that name a server, and the figures of a sample mail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from claudecost.commands.email_made import Mail, Result, with_message
from claudecost.commands.email_sent import send
from claudecost.config import read_config
from claudecost.mailing.addresses import address_of
from claudecost.mailing.secret import password_of
from claudecost.mailing.settings import Recipient, read_server
from claudecost.mailing.words import sheet

from .figures import NOW, digest_of, gathered
from .service import PASSWORD, USER, Authority

SAMPLES = Path(__file__).parents[2] / "samples"

RECIPIENTS = """
    - {to: finance@fernwood.example, all: true}
    - {to: ann@fernwood.example, team: shop}
    - {to: chloe@fernwood.example, team: data}"""

Settings = Callable[..., Path]


@pytest.fixture
def store(sampled: Path, tmp_path: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample store, which mails are noted in; it is what command lines use."""
    path = tmp_path / "mails.db"
    shutil.copy(sampled, path)
    monkeypatch.setenv("CLAUDECOST_DB", str(path))
    monkeypatch.setenv("CLAUDECOST_TEAMS", str(SAMPLES / "teams.yaml"))
    return path


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(str(tmp_path_factory.mktemp("authority") / "ca.pem"))


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: Authority) -> Settings:
    """Writes claudecost.yaml for a server and makes it the one command lines use."""

    def write(port: int, *, security: str = "starttls", trusts: bool = True, recipients: str = RECIPIENTS,
              timeout: int = 5, login: bool = True) -> Path:  # fmt: skip
        ca_file = f"  ca_file: {authority.path}\n" if trusts else ""
        secret = f"  user: {USER}\n  password_env: MAIL_PASSWORD\n" if login else ""
        path = tmp_path / "claudecost.yaml"
        path.write_text(
            f"timezone: UTC\nemail:\n  recipients:{recipients}\n"
            f"smtp:\n  host: localhost\n  port: {port}\n  security: {security}\n{secret}"
            f'  from: "Claude costs <{USER}>"\n  timeout: {timeout}\n{ca_file}',
            encoding="utf-8",
        )
        monkeypatch.setenv("CLAUDECOST_CONFIG", str(path))
        monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
        return path

    return write


@pytest.fixture(scope="session")
def mails(sampled: Path) -> list[Mail]:
    """The weekly mail to finance, ann and chloe, made once."""
    to = {"finance": None, "ann": "shop", "chloe": "data"}
    with gathered(sampled, "week", "2026-W46") as found:
        digests = {name: digest_of(found, team) for name, team in to.items()}
    return [
        Mail(Recipient(address_of(f"{name}@fernwood.example"), to[name]), digest, sheet(digest))
        for name, digest in digests.items()
    ]


@pytest.fixture
def sending(store: Path, mails: list[Mail]) -> Callable[..., list[Result]]:
    """Sends the mails as the command does once they are made: `sending(config, resend=True)`."""

    def run(config: Path, some: list[Mail] = mails, *, resend: bool = False) -> list[Result]:
        server = read_server(read_config(config, must_exist=True).sections)
        assert server is not None
        password = None if server.password is None else password_of(server.password)
        made = [with_message(mail, server, None, NOW) for mail in some]
        return send(made, server, password, store, NOW, resend=resend)

    return run
