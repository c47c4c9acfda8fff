"""The mail as bytes: text and HTML side by side, the picture within the HTML, the same bytes every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b
from pathlib import Path

from . import html, text
from .addresses import Address
from .chart import chart
from .sheet import Sheet

#: The picture's content id.
IMAGE = "trend@claudecost"

#: Lines of at most 78 characters as RFC 5322 recommends; what is not ASCII is encoded, for any server.
POLICY = SMTP.clone(max_line_length=78, cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes one mail this one: its kind and period, whose figures, for whom, with figures or without.

    `attempt` is above 1 where it was asked to be sent again.
    """

    kind: str
    period: str
    scope: str
    to: str
    is_delayed: bool
    attempt: int = 1

    @property
    def digest(self) -> str:
        """The same for every attempt; nobody's address can be read in it."""
        return self._hash(self.kind, self.period, self.scope, self.to, str(self.is_delayed))

    def message_id(self, domain: str) -> str:
        """The header that lets servers and people tell a repetition."""
        again = "" if self.attempt == 1 else f".{self.attempt}"
        return f"<claudecost.{self.kind}.{self.period}.{self.digest}{again}@{domain}>"

    def _hash(self, *parts: str) -> str:
        return blake2b(
            "\0".join(parts).encode(errors="surrogatepass"), digest_size=12, person=b"claudecost mail"
        ).hexdigest()


def compose(
    sheet: Sheet,
    sender: Address,
    to: Address | None,
    identity: Identity,
    date: datetime,
    templates: Path | None,
) -> EmailMessage:
    """A mail for one person; raises BadTemplate."""
    message = EmailMessage(policy=POLICY)
    message["Subject"] = _as_it_is(sheet.subject)
    message["From"] = _header(sender)
    message["To"] = _header(to) if to is not None else "undisclosed-recipients:;"
    message["Date"] = format_datetime(date)
    message["Message-ID"] = identity.message_id(sender.domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.render(sheet), cte="quoted-printable")
    image = IMAGE if sheet.trend else None
    message.add_alternative(html.render(sheet, templates, image), subtype="html", cte="quoted-printable")
    if image is not None:
        _, page = message.iter_parts()
        assert isinstance(page, EmailMessage)
        page.add_related(
            chart(sheet.trend), "image", "png", cid=f"<{image}>", filename="trend.png", disposition="inline"
        )
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_claudecost_{number}_{identity.digest}")
    return message


def _as_it_is(words: str) -> str:
    """Words for a header: `EmailMessage` would decode `=?utf-8?q?=0D=0ABcc:_x?=`, line break and all."""
    return words.replace("=?", "= ?")


def _header(address: Address) -> HeaderAddress:
    return HeaderAddress(address.name, addr_spec=address.bare)
