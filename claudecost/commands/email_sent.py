"""Sending, one mail after another: each noted before and after, none twice, one's trouble not the others'."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..asking.mail_log import Entry, MailLog, alone
from ..errors import Error
from ..mailing.phrases import moment_words
from ..mailing.post import Post
from .email_made import Mail, Result

if TYPE_CHECKING:
    from ..mailing.secret import Password
    from ..mailing.settings import Server

RESEND = "--resend sends it once more"


def send(
    mails: Sequence[Mail],
    server: Server,
    password: Password | None,
    store: Path,
    moment: datetime,
    *,
    resend: bool,
) -> list[Result]:
    """What became of each mail; raises StoreBusy where another run is sending just now."""
    with alone(store) as log, closing(Post(server, password)) as post:
        return [_one(mail, log, post, moment, resend=resend) for mail in mails]


def _one(mail: Mail, log: MailLog, post: Post, moment: datetime, *, resend: bool) -> Result:
    assert mail.identity is not None
    digest = mail.identity.digest
    try:
        if (entry := log.found(digest)) is not None:
            if not entry.is_open and not resend:
                return _left_alone(mail, entry)
            mail = mail.again(entry.attempt + (not entry.is_open))
        post.open()
        assert mail.identity is not None
        log.write(digest, "begun", moment, mail.identity.attempt)
    except Error as trouble:
        return Result(mail, "not sent", trouble.what, trouble.hint or "")
    assert mail.message is not None
    outcome = post.send(mail.message, mail.address)
    try:
        log.write(digest, outcome.state, moment, mail.identity.attempt)
    except Error as trouble:
        return Result(mail, "unknown", f"what became of it could not be noted: {trouble.what}")
    if outcome.state == "unknown":
        return Result(
            mail, "unknown", f"{outcome.said}; it may have arrived, so it is not sent again: {RESEND}"
        )
    return Result(mail, "sent" if outcome.state == "sent" else "not sent", outcome.said)


def _left_alone(mail: Mail, entry: Entry) -> Result:
    """A mail that went out, or may have: it is not sent again without being asked."""
    if entry.state == "sent":
        return Result(mail, "already sent", f"sent {_moment(entry)}; {RESEND}")
    said = f"a run at {_moment(entry)} broke off after handing it over; it may have arrived: {RESEND}"
    return Result(mail, "unknown", said)


def _moment(entry: Entry) -> str:
    """`2026-11-27 08:57 UTC`."""
    return f"{moment_words(datetime.fromisoformat(entry.at).astimezone(UTC))} UTC"
