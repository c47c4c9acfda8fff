"""The key of an organisation: from the environment or a private file, never from an option, never shown."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NoReturn

from ..errors import Error, Exit, Place
from ..private_file import NotAFile, OpenToOthers, read_private

ADMIN, ANALYTICS = "admin", "analytics"

#: Names people use; the `anthropic` package reads neither (they are a convention of the documentation).
VARIABLES = {
    ADMIN: ("ANTHROPIC_ADMIN_KEY", "ANTHROPIC_ADMIN_API_KEY"),
    ANALYTICS: ("ANTHROPIC_ANALYTICS_KEY",),
}

#: Who makes a key of each kind, and where. Anthropic: Admin API overview; Claude Enterprise Analytics API.
WHERE_FROM = {
    ADMIN: "an admin of the organisation makes an admin key (sk-ant-admin01-...) in the Console,\n"
    "under Settings, Admin keys: https://platform.claude.com/settings/admin-keys",
    ANALYTICS: "the primary owner of the Enterprise organisation makes a key with the scope read:analytics\n"
    "on claude.ai, under Organization settings, API keys",
}

#: Keys that open one workspace's messages and nothing of the organisation.
WORKSPACE_PREFIX = "sk-ant-api03-"

#: Anything that looks like a key of any kind.
_KEYS = re.compile(r"sk-ant-[A-Za-z0-9_\-]+")
_KEYS_IN_BYTES = re.compile(_KEYS.pattern.encode())
HIDDEN = "[key]"

#: What all keys of a kind begin with.
_BEGINNING = re.compile(r"sk-ant-[a-z]+[0-9]*-")

#: Characters of a key that may be shown in a row.
LONGEST_SHOWN = 8

#: No key is a tenth as long; a file that is longer is another file.
LONGEST = 4096


class KeyTrouble(Error):
    """There is no key, or the one there is cannot be used."""

    exit_code = Exit.NO_PERMISSION


class Key:
    """A secret and what kind of key it is. Only `reveal` gives it away; nothing prints it."""

    __slots__ = ("_secret", "kind")

    def __init__(self, secret: str, kind: str, where: Place | None = None) -> None:
        """Raises KeyTrouble for an empty text, for a workspace's key, and for what would forge a header."""
        self._secret, self.kind = secret.strip(), kind
        if not self._secret:
            raise KeyTrouble(f"the {kind} key is empty", where=where, hint=_how_to(kind))
        if not all("!" <= character <= "~" for character in self._secret):
            raise KeyTrouble(
                f"the {kind} key has a line break or another character no key has",
                where=where,
                hint="copy it again: one line, nothing before or after it",
            )
        if self._secret.startswith(WORKSPACE_PREFIX):
            raise KeyTrouble(
                f"this is a workspace's key ({WORKSPACE_PREFIX}...); the organisation's figures need"
                f" {'an admin' if kind == ADMIN else 'an analytics'} key",
                where=where,
                hint=_how_to(kind),
            )

    def __repr__(self) -> str:
        return f"Key({self.kind}, hidden)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written down")

    def reveal(self) -> str:
        """The secret itself, for the header it is sent in."""
        return self._secret

    def fingerprint(self) -> str:
        """Tells two keys apart without giving either away."""
        return blake2b(self._secret.encode(), digest_size=8, person=b"fingerprint").hexdigest()

    def scrubbed(self, text: str) -> str:
        """A text without this key, any part of it that would help to guess it, or anything like a key."""
        without = _KEYS.sub(HIDDEN, text.replace(self._secret, HIDDEN))
        own = _BEGINNING.sub("", self._secret)
        for start in range(len(own) - LONGEST_SHOWN):
            if (part := own[start : start + LONGEST_SHOWN + 1]) in without:
                end = start + len(part)
                while end < len(own) and part + own[end] in without:
                    part, end = part + own[end], end + 1
                without = without.replace(part, HIDDEN)
        return without

    def scrubbed_bytes(self, data: bytes) -> bytes:
        """The same for bytes."""
        return _KEYS_IN_BYTES.sub(HIDDEN.encode(), data.replace(self._secret.encode(), HIDDEN.encode()))


def find_key(kind: str, environ: Mapping[str, str] = os.environ, file: Path | None = None) -> Key | None:
    """The key of a kind from a file, if one is named, else from the environment; None where there is none.

    Raises KeyTrouble (77) for a file others can read or nobody can, and for what is no key.
    """
    if file is not None:
        return Key(_read_private(file), kind, Place(str(file)))
    for name in VARIABLES[kind]:
        if environ.get(name, "").strip():
            return Key(environ[name], kind, Place(f"${name}"))
    return None


def need_key(kind: str, environ: Mapping[str, str] = os.environ, file: Path | None = None) -> Key:
    """The same; raises KeyTrouble (77) where there is none."""
    found = find_key(kind, environ, file)
    if found is None:
        raise KeyTrouble(f"there is no {kind} key", hint=_how_to(kind))
    return found


def _how_to(kind: str) -> str:
    return f"{WHERE_FROM[kind]};\nput it into ${VARIABLES[kind][0]} or into a file only you can read"


def _read_private(file: Path) -> str:
    """The text of a file that only its owner can read; a pipe is as private as that."""
    where = Place(str(file))
    try:
        found = read_private(file, LONGEST)
    except NotAFile:
        raise KeyTrouble("the key file is not a regular file", where=where) from None
    except OpenToOthers:
        raise KeyTrouble(
            "others can read the key file",
            where=where,
            impact="the key in it was not used",
            hint=f"chmod 600 {file}",
        ) from None
    except OSError as error:
        raise KeyTrouble(f"cannot read the key file: {error.strerror or error}", where=where) from None
    if found is None:
        raise KeyTrouble("the key file is too long to hold nothing but a key", where=where)
    return found
