"""The README's crontab is run as cron would run it, and the mail arrives.

Between the marker and the end of the block it stands in, every line is taken as cron reads it and given to
/bin/sh in an empty environment, against a mail server in this process, with settings in the usual place.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from command_line import ROOT
from transcripts import response, write

from claudecost.verbs import COMMANDS

from .machine import Machine

pytestmark = pytest.mark.skipif(
    not {"email", "budget"} <= set(COMMANDS), reason="there are no mails and budgets yet"
)

CRONTAB = re.compile(r"<!-- crontab -->\n+```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)

#: Where the README says claudecost is.
ITS_PLACE = "/home/you/.local/bin/claudecost"

#: What `claudecost schedule --email weekly --budget` prints there, for as long as the README says nothing.
OWN = f"""\
# takes in new usage
15 7 * * *  {ITS_PLACE} ingest --quiet
# checks the budgets (exit 4: exceeded)
25 7 * * *  {ITS_PLACE} budget check --quiet
# mails the week that is over
30 7 * * 1  {ITS_PLACE} email weekly --quiet
"""

SETTINGS = """\
budgets: [{{total: true, usd: 1000}}]
email:
  recipients: [{{to: finance@fernwood.example, all: true}}, {{to: ann@fernwood.example, all: true}}]
smtp: {{host: 127.0.0.1, port: {port}, security: none, from: costs@fernwood.example}}
"""

_FIELD = r"[\d*/,-]+"
_LINE = re.compile(rf"({_FIELD} {_FIELD} {_FIELD} {_FIELD} {_FIELD})\s+(.*)")


def block() -> str:
    """The README's crontab, or our own while it has none."""
    found = CRONTAB.search((ROOT / "README.md").read_text(encoding="utf-8"))
    return found[1] if found else OWN


def commands() -> list[str]:
    """The command part of each line, as cron hands it on: up to a bare `%`, with `\\%` as `%`."""
    found = []
    for line in block().splitlines():
        if line.strip() and not line.startswith("#") and not re.match(r"\w+=", line):
            read = _LINE.fullmatch(line)
            assert read, f"cron would not understand: {line}"
            found.append(re.split(r"(?<!\\)%", read[2])[0].replace(r"\%", "%"))
    return found


class Inbox:
    """A mail server's memory."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 kept"


@pytest.fixture
def inbox(machine: Machine) -> Iterator[Inbox]:
    """A server in this process, and settings that name it."""
    controller = pytest.importorskip("aiosmtpd.controller")
    kept = Inbox()
    serving = controller.Controller(kept, hostname="127.0.0.1", port=0)
    # The port the system chose is only known once it listens.
    serving.port = free_port()
    serving.start()
    path = machine.home / ".config" / "claudecost" / "claudecost.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(SETTINGS.format(port=serving.port))
    try:
        yield kept
    finally:
        serving.stop()


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def use_claude_until_now(machine: Machine) -> None:
    """Something every day of the last three weeks: the clock is the real one here, as it is for cron."""
    today = datetime.now(UTC)
    lines = [
        response("claude-opus-5-5", today - timedelta(days=days, minutes=5), {"input": 1000, "output": 500})
        for days in range(21, -1, -1)
    ]
    write(machine.home / ".claude", lines, "lately")


def test_the_readme_shows_what_schedule_prints(machine: Machine) -> None:
    ran = machine.run("schedule", "--email", "weekly", "--budget", "-q")
    printed = re.sub(r"(?m)(^[\d* ]{9,}  )\S+( -m claudecost)?", rf"\1{ITS_PLACE}", ran.out.decode())
    assert printed.endswith(block()), "the comments above the lines may be left out"


def test_the_readmes_crontab_says_nothing_and_the_mail_arrives_once(machine: Machine, inbox: Inbox) -> None:
    use_claude_until_now(machine)
    assert len(commands()) >= 3
    for _ in range(2):
        for command in commands():
            assert ITS_PLACE in command
            ran = machine.shell(command.replace(ITS_PLACE, f"{sys.executable} -m claudecost"))
            assert ran.code == 0, f"{command}: {ran.err.decode()}"
            assert ran.is_silent, command
    assert sorted(mail["To"] for mail in inbox.mails) == ["ann@fernwood.example", "finance@fernwood.example"]
    assert all("$" in mail["Subject"] for mail in inbox.mails)
    text = inbox.mails[0].get_body(("plain",))
    assert text is not None
    assert "$" in text.get_content()
