"""Who gets a mail, and the mail of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from ..config import Settings
from ..errors import BadConfig, Error, Misuse
from ..mailing.addresses import Address, address_of
from ..mailing.message import Identity, compose
from ..mailing.settings import Mailing, NotAllowedDomain, Recipient, Server
from ..mailing.sheet import Sheet
from ..reports.digest.shape import Digest
from ..reports.digest.stretch import ADJECTIVE
from ..yamlfile import shown

#: Stands on mails that are only looked at where no sender is configured.
NOBODY = Address("claudecost", "localhost", "Claude costs")

EXAMPLE = """write into claudecost.yaml:
smtp: {host: smtp.example.com, security: starttls, user: costs@example.com,
       password_file: smtp-password, from: "Claude costs <costs@example.com>"}"""

WHO = (
    "write into claudecost.yaml, or give --to ADDRESS:\n"
    "email: {recipients: [{to: ann@example.com, team: shop}, {to: finance@example.com, all: true}]}"
)

State = Literal["sent", "already sent", "unknown", "not sent"]


class NoServer(BadConfig):
    """Nobody said which server mail goes out by."""

    def __init__(self) -> None:
        super().__init__(
            "there is no mail server: claudecost.yaml has no `smtp`",
            impact="nothing was sent",
            hint=f"{EXAMPLE}\n`--dry-run` shows the mail without one",
        )


class NoRecipients(BadConfig):
    """Nobody is to get the mail."""

    def __init__(self, scope: str | None) -> None:
        whose = f" of team {shown(scope)}'s figures" if scope is not None else ""
        super().__init__(
            f"there are no recipients{whose}",
            impact="nothing was sent",
            hint=WHO,
        )


@dataclass(frozen=True)
class Mail:
    """One mail: for whom, its figures, its words; once composed, the message and what makes it this one."""

    to: Recipient
    digest: Digest
    sheet: Sheet
    identity: Identity | None = None
    message: EmailMessage | None = None
    made_with: tuple[Address, datetime, Path | None] | None = None

    @property
    def address(self) -> str:
        """To whom, for people."""
        return "nobody" if self.to.address is None else self.to.address.bare

    def again(self, attempt: int) -> Mail:
        """The same mail, told apart as a later attempt."""
        assert self.identity is not None
        assert self.made_with is not None
        identity = replace(self.identity, attempt=attempt)
        message = compose(self.sheet, self.made_with[0], self.to.address, identity, *self.made_with[1:])
        return replace(self, identity=identity, message=message)


@dataclass(frozen=True)
class Result:
    """What became of a mail, why where it was not sent, and what to do about it."""

    mail: Mail
    state: State
    said: str = ""
    hint: str = ""


def recipients(
    mailing: Mailing, to: Sequence[str] | None, scope: str | None, settings: Settings, *, may_be_nobody: bool
) -> list[Recipient]:
    """Who gets mail: --to before the configuration; raises NoRecipients, Misuse and BadConfig.

    An address given with --to gets --scope, else what the configuration gives it, else everything. Without
    --to, --scope leaves those whose mail is about that team.
    """
    if to:
        people = [one for written in to for one in _given(mailing, address_of(written), scope)]
    else:
        people = [one for one in mailing.recipients if scope in (None, one.team)]
    if not people and may_be_nobody:
        people = [Recipient(None, scope)]
    if not people:
        raise NoRecipients(scope)
    if settings.teams is None and (lacking := next((one for one in people if one.team is not None), None)):
        raise BadConfig(
            f"there is no team file, so nothing is known of the team {shown(lacking.team or '')}",
            where=lacking.place,
            impact="nothing was sent",
            hint="name one with --teams FILE or `teams` in claudecost.yaml",
        )
    once = {(one.address.key if one.address else "", one.team): one for one in reversed(people)}
    return list(once.values())[::-1]


def _given(mailing: Mailing, address: Address, scope: str | None) -> list[Recipient]:
    if not mailing.allows(address):
        raise NotAllowedDomain(address, mailing.place)
    known = [one for one in mailing.recipients if one.address and one.address.key == address.key]
    if scope is not None or not known:
        return [Recipient(address, scope)]
    return [replace(one, address=address) for one in known]


def no_such_team(to: Recipient, teams: Sequence[str]) -> Error:
    """A complaint about a team that the team file does not have."""
    near = get_close_matches(to.team or "", teams, 1)
    what = f"there is no team '{shown(to.team or '')}'"
    hint = f"is `{near[0]}` meant?" if near else f"teams are: {', '.join(map(shown, teams[:20]))}"
    if to.place is None:
        return Misuse(what, hint=hint)
    return BadConfig(what, where=to.place, impact="nothing was sent", hint=hint)


def needed(server: Server | None) -> Server:
    """The server, which has to be there; raises NoServer."""
    if server is None:
        raise NoServer
    return server


def with_message(mail: Mail, server: Server | None, templates: Path | None, moment: datetime) -> Mail:
    """The mail as it would be sent; raises BadTemplate."""
    sender = NOBODY if server is None else server.sender
    stretch, scope = mail.digest.stretch, mail.digest.scope
    to = "" if mail.to.address is None else mail.to.address.key
    identity = Identity(ADJECTIVE[stretch.kind], stretch.label, scope.team or "", to, mail.digest.is_delayed)
    message = compose(mail.sheet, sender, mail.to.address, identity, moment, templates)
    return replace(mail, identity=identity, message=message, made_with=(sender, moment, templates))
