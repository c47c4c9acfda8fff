"""The mail server's password: from the environment, a private file or a keyring; never shown."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ..errors import BadConfig, Exit, Place
from ..private_file import NotAFile, OpenToOthers, read_private

HIDDEN = "[password]"

#: No password is longer; a file that is holds something else.
LONGEST = 4096


class NoPassword(BadConfig):
    """The password is not where the configuration says."""

    def __init__(self, what: str, where: Place, hint: str | None = None, *, denied: bool = False) -> None:
        super().__init__(
            what,
            where=where,
            impact="nothing was sent",
            hint=hint,
            exit_code=Exit.NO_PERMISSION if denied else None,
        )


class Password:
    """A secret that only `reveal` gives away."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "Password(hidden)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a password is not written down")

    def reveal(self) -> str:
        """The secret itself, for logging in."""
        return self._secret

    def scrubbed(self, text: str, user: str = "") -> str:
        """A text without the password, and without any of the forms in which it is sent."""
        raw = self._secret.encode()
        forms = [raw, f"\0{user}\0{self._secret}".encode()]
        coded = [base64.b64encode(form).decode() for form in forms]
        for form in sorted([self._secret, *coded], key=len, reverse=True):
            text = text.replace(form, HIDDEN)
        return text


@dataclass(frozen=True, slots=True)
class Source:
    """Where the password is (a variable, a file, a keyring's service), and where that is written."""

    kind: str
    value: str
    place: Place
    user: str


def password_of(source: Source, environ: Mapping[str, str] = os.environ) -> Password:
    """Fetch the password; raises NoPassword (78, or 77 for a file that others can read)."""
    if source.kind == "password_env":
        found = environ.get(source.value, "")
        hint = f"set ${source.value}, in cron in the crontab's environment or a 0600 file (password_file)"
    elif source.kind == "password_file":
        found, hint = _from_file(Path(source.value), source.place), "put it into the file, on one line"
    else:
        found = _from_keyring(source)
        hint = f"`keyring set {source.value} {source.user}` keeps one"
    found = found.rstrip("\r\n")
    if not found:
        raise NoPassword(f"there is no password for {source.user} ({_told(source)})", source.place, hint)
    if not all(" " <= char <= "~" for char in found):
        raise NoPassword(
            f"the password for {source.user} has a line break or a character beyond ASCII ({_told(source)})",
            source.place,
            "mail servers are only sure to take ASCII; choose another",
        )
    return Password(found)


def _told(source: Source) -> str:
    where = {"password_env": "$", "password_file": "file ", "keyring": "keyring "}[source.kind]
    return f"{where}{source.value[:60]}"


def _from_file(path: Path, place: Place) -> str:
    """The first line of a file that only its owner can read; a pipe is as private."""
    try:
        found = read_private(path, LONGEST)
    except NotAFile:
        raise NoPassword(f"the password file is not a regular file: {path}", place) from None
    except OpenToOthers:
        raise NoPassword(
            f"others can read the password file: {path}", place, f"chmod 600 {path}", denied=True
        ) from None
    except OSError as error:
        raise NoPassword(f"cannot read the password file {path}: {error.strerror or error}", place) from None
    if found is None:
        raise NoPassword(f"the password file is too long to hold nothing but a password: {path}", place)
    return found


def _from_keyring(source: Source) -> str:
    try:
        keyring: Any = __import__("keyring")
    except ImportError:
        raise NoPassword(
            "`keyring` is not installed",
            source.place,
            "pip install 'claudecost[keyring]', or use password_env or password_file",
        ) from None
    try:
        return keyring.get_password(source.value, source.user) or ""
    except Exception as error:  # every backend has its own; none of them may show what it held
        raise NoPassword(
            f"the keyring cannot be asked ({type(error).__name__})",
            source.place,
            "under cron there is often no keyring: use password_file, a file with mode 0600",
        ) from None
