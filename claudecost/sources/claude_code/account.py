"""Who is signed in at a config root: the account file beside it, nothing but its ids is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import msgspec


class Account(NamedTuple):
    """E-mail and account id of the account signed in at a root, where known."""

    email: str | None = None
    account_id: str | None = None


class _OAuthAccount(msgspec.Struct):
    accountUuid: Any = None  # noqa: N815 - the field's own name
    emailAddress: Any = None  # noqa: N815


class _AccountFile(msgspec.Struct):
    oauthAccount: _OAuthAccount | None = None  # noqa: N815


_decode = msgspec.json.Decoder(_AccountFile).decode


def account_of(root: Path, home: Path | None) -> Account:
    """The account of a root: `<root>/.config.json`, `<root>/.claude.json`; for one's own `~/.claude.json`.

    A missing or damaged file means an unknown account, never an error.
    """
    places = [root / ".config.json", root / ".claude.json"]
    if home is not None and root == home / ".claude":
        places.append(home / ".claude.json")
    for place in places:
        try:
            found = _decode(place.read_bytes()).oauthAccount
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        if found is not None:
            return Account(_text(found.emailAddress), _text(found.accountUuid))
    return Account()


def _text(value: Any) -> str | None:
    return value.strip()[:200] or None if isinstance(value, str) else None
