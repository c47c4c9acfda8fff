"""A store of one's own to send from, settings that name a server, and the figures of a sample mail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from mail.service import PASSWORD, USER, Authority

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
