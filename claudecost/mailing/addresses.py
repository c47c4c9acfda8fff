"""One mail address, strictly: what could be read as two, or end a header line, is refused.

`EmailMessage` refuses line breaks, but takes `"a@b.c, evil@x.y"` for two people; so all pass here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import Misuse
from ..yamlfile import Node, Wanted, shown, text

#: RFC 5321, 4.5.3.1: so long may the parts be.
LONGEST_LOCAL, LONGEST_DOMAIN, LONGEST_NAME = 64, 255, 70

#: RFC 5322 `dot-atom` before the @; behind it what RFC 1123 takes for a host name.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_BARE = re.compile(rf"({_LOCAL})@({_LABEL}(?:\.{_LABEL})*)")
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")

#: How RFC 2047 begins a word in another encoding: whatever it stands for, it is decoded when a mail is made.
ENCODED = "=?"

KIND = "one mail address such as ann@example.com"


@dataclass(frozen=True, slots=True)
class Address:
    """An address and the name shown beside it, which may be any text without controls."""

    local: str
    domain: str
    name: str = ""

    @property
    def bare(self) -> str:
        """`ann@example.com`."""
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """The same for whatever reaches the same mailbox: domains, and in practice names, have no case."""
        return self.bare.casefold()


def parse_address(written: str) -> Address | None:
    """`ann@example.com` or `Ann <ann@example.com>`; None for anything else, two addresses included."""
    name, bare = "", written
    if named := _NAMED.fullmatch(written):
        name, bare = named[1].strip().removeprefix('"').removesuffix('"').strip(), named[2]
    found = _BARE.fullmatch(bare)
    if found is None or not name.isprintable() or len(name) > LONGEST_NAME or ENCODED in name:
        return None
    local, domain = found.groups()
    if len(local) > LONGEST_LOCAL or len(domain) > LONGEST_DOMAIN:
        return None
    return Address(local, domain, name)


def address(node: Node) -> Address:
    """An address in a configuration file; see `yamlfile.kinds`."""
    written = text(node)
    if (found := parse_address(written)) is None:
        raise Wanted(node, KIND, _why(written))
    return found


def address_of(written: str) -> Address:
    """An address given with --to; raises Misuse."""
    if (found := parse_address(written)) is None:
        raise Misuse(f"--to {shown(written)!r} is not {KIND}", hint=_why(written))
    return found


def _why(written: str) -> str | None:
    if any(not char.isprintable() for char in written):
        return "it has a line break or another character no address has"
    if written.count("@") > 1:
        return "one address for each entry; several people are several entries"
    return "letters beyond ASCII in a domain are written xn--..." if not written.isascii() else None
