"""A mail looked at instead of sent, as JSON, and what became of those that were sent."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..config import Settings
from ..errors import Error, Exit
from ..mailing import text
from ..money import plain
from ..reports.digest.shape import Digest
from ..reports.digest.stretch import Stretch
from . import options as o
from .email_made import WHO, Mail, Result

SCHEMA_VERSION = 1

#: In a complaint of one line so many mails are named, each with so many characters of why.
MOST_NAMED, LONGEST_REASON = 3, 60


class NotAllSent(Error):
    """Some mails were not sent, or nobody knows."""

    exit_code = Exit.UNAVAILABLE

    def __init__(self, results: Sequence[Result]) -> None:
        self._failed = failed = [one for one in results if one.state in ("not sent", "unknown")]
        is_known = all(one.state == "not sent" for one in failed)
        were = "was" if len(failed) == 1 else "were"
        became = f"{were} not sent" if is_known else f"{were} not sent, or may not have been"
        hints = dict.fromkeys(one.hint for one in failed if one.hint)
        hints["running the same command again sends only what was certainly not sent"] = None
        if len(results) == 1:
            what, impact = f"the mail to {results[0].mail.address} {became}: {results[0].said}", None
        else:
            what, impact = f"{len(failed)} of {len(results)} mails {became}", "\n".join(map(line, results))
        super().__init__(what, impact=impact, hint="\n".join(hints))
        self._is_one = len(results) == 1

    def in_a_line(self) -> str:
        """Whose mails and why in one line, for cron's mail."""
        if self._is_one:
            return super().in_a_line()
        named = [f"{one.mail.address} ({_cut(one.said)})" for one in self._failed[:MOST_NAMED]]
        more = [f"{len(self._failed) - MOST_NAMED} more"] if len(self._failed) > MOST_NAMED else []
        return f"{super().in_a_line()}: {', '.join([*named, *more])}"


def _cut(said: str) -> str:
    return said if len(said) <= LONGEST_REASON else f"{said[: LONGEST_REASON - 1]}…"


def check_writable(eml: Path | None, count: int) -> None:
    """Find out before the long work whether files can be written; raises CannotWriteError."""
    from ..renderers.output import check_writable as can_write

    if eml is not None:
        for path in _paths(eml, count):
            can_write(path)


def show(mails: Sequence[Mail], eml: Path | None, settings: Settings, *, as_text: bool) -> None:
    """Print the mails' text, or write them whole."""
    from ..renderers.output import write

    if as_text:
        write("\n".join(_printed(mail) for mail in mails))
    if eml is not None:
        for mail, path in zip(mails, _paths(eml, len(mails)), strict=True):
            assert mail.message is not None
            write(mail.message.as_bytes().decode("ascii"), path)
            if str(path) != "-" and sys.stderr.isatty():
                o.say(settings, f"written to {path}")


def _paths(eml: Path, count: int) -> list[Path]:
    if count == 1:
        return [eml]
    if str(eml) == "-":
        from ..errors import Misuse

        raise Misuse(f"{count} mails do not fit into one stream", hint="name a file, or one --to ADDRESS")
    return [eml.with_name(f"{eml.stem}-{number}{eml.suffix}") for number in range(1, count + 1)]


def _printed(mail: Mail) -> str:
    return f"To: {mail.address}\nSubject: {mail.sheet.subject}\n\n{text.render(mail.sheet)}"


def tell_nobody(settings: Settings) -> None:
    """Say of a mail that was looked at that nobody would get it, and how to change that."""
    first, *more = WHO.splitlines()
    o.say(
        settings,
        "\n".join(["nobody gets this mail yet", f"  hint: {first}", *(f"        {one}" for one in more)]),
    )


def line(result: Result) -> str:
    """`sent to ann@example.com (shop)`, `not sent to ben@example.com (all): 550 no such user`."""
    scope = result.mail.digest.scope.team or "all"
    state = {"unknown": "perhaps sent", "already sent": "not sent again"}.get(result.state, result.state)
    return f"{state} to {result.mail.address} ({scope})" + (f": {result.said}" if result.said else "")


def tell(settings: Settings, results: Sequence[Result]) -> None:
    """A line for each mail on a terminal; else only of those that were left alone. Raises NotAllSent."""
    if any(one.state in ("not sent", "unknown") for one in results):
        raise NotAllSent(results)
    for one in results:
        if one.state != "sent" or sys.stderr.isatty() or settings.verbosity:
            o.say(settings, line(one))


def as_json(kind: str, stretch: Stretch, results: Sequence[Result]) -> None:
    """Everything for a script; amounts exact, as text."""
    from ..renderers.output import write

    found = {
        "schema_version": SCHEMA_VERSION,
        "mail": kind,
        "period": {"name": stretch.label, **stretch.period.as_json()},
        "currency": "USD",
        "mails": [_mail(one) for one in results],
    }
    write(json.dumps(found, indent=2) + "\n")


def _mail(result: Result) -> dict[str, Any]:
    mail = result.mail
    return {
        "to": None if mail.to.address is None else mail.to.address.bare,
        "team": mail.digest.scope.team,
        "subject": mail.sheet.subject,
        "message_id": None if mail.message is None else str(mail.message["Message-ID"]),
        "state": result.state,
        "said": result.said or None,
        "is_delayed": mail.digest.is_delayed,
        "figures": None if mail.digest.is_delayed else _figures(mail.digest),
    }


def _figures(digest: Digest) -> dict[str, Any]:
    return {
        "cost_usd": plain(digest.amount_usd),
        "before_usd": None if digest.before_usd is None else plain(digest.before_usd),
        "change_usd": None if digest.change_usd is None else plain(digest.change_usd),
        "month_to_date_usd": plain(digest.month.amount_usd),
        "month_budget_usd": None if digest.month.budget_usd is None else plain(digest.month.budget_usd),
        "responses": digest.responses,
        "total_tokens": digest.tokens,
        "unpriced_tokens": sum(one.tokens for one in digest.unpriced),
        "unallocated_usd": None if digest.unallocated_usd is None else plain(digest.unallocated_usd),
        "provisional_responses": digest.provisional,
    }
