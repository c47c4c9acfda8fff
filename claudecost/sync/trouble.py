"""What can go wrong between us and the service, in our words; the server's own only cleaned and cut."""

from __future__ import annotations

import re

from ..errors import Error, Exit, Place
from .credentials import WHERE_FROM, Key

#: Of what a server says no more than this is shown.
LONGEST_MESSAGE = 200

_SCOPE = re.compile(r"\b[a-z_]+:[a-z_]+\b")

AGAIN = "run the same command again later: what has been received will not be asked again"


class SyncTrouble(Error):
    """The service did not give what was asked; `endpoint` is the path that was asked."""

    exit_code = Exit.UNAVAILABLE

    def __init__(self, endpoint: str, what: str, hint: str = AGAIN) -> None:
        super().__init__(what, where=Place(endpoint), hint=hint)
        self.endpoint = endpoint


class NoAnswer(SyncTrouble):
    """No good answer, however often we asked."""

    def __init__(self, endpoint: str, why: str, asked: int, waited: float) -> None:
        times = "once" if asked == 1 else f"{asked} times"
        super().__init__(
            endpoint,
            f"the service did not answer: {why} (asked {times}, waited {waited:.0f} s)",
            f"{AGAIN};\nCLAUDECOST_SYNC_PATIENCE=900 waits up to 900 seconds for an answer",
        )


class Refused(SyncTrouble):
    """The service understood, and said no; asking again would change nothing."""

    def __init__(self, endpoint: str, status: int, message: str) -> None:
        said = f": {message}" if message else ""
        super().__init__(
            endpoint,
            f"the service refused the request with status {status}{said}",
            "a newer claudecost may ask differently; if not, please report this message",
        )
        self.status, self.message = status, message

    @property
    def is_unknown_here(self) -> bool:
        """Whether this organisation has no such endpoint, or has it only without this beta."""
        return self.status == 404 or (self.status == 400 and "beta" in self.message.lower())


class Elsewhere(SyncTrouble):
    """A redirect, which is never followed: the key belongs to the host it was made for."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(
            endpoint,
            "the service sends us elsewhere, and the key does not travel along",
            "set ANTHROPIC_BASE_URL to the address that answers itself",
        )


class Unverified(SyncTrouble):
    """Somebody answered who cannot prove to be the service."""

    def __init__(self, endpoint: str, why: str) -> None:
        super().__init__(
            endpoint,
            f"the service's certificate is not to be trusted: {why}",
            "behind a proxy that opens TLS, name its certificate with SSL_CERT_FILE",
        )


class KeyRefused(SyncTrouble):
    """401: no key of the kind this needs."""

    exit_code = Exit.NO_PERMISSION

    def __init__(self, endpoint: str, kind: str, message: str) -> None:
        said = f": {message}" if message else ""
        super().__init__(endpoint, f"the service does not accept this {kind} key{said}", WHERE_FROM[kind])


class NotAllowed(SyncTrouble):
    """402 and 403: a good key that may not ask this."""

    exit_code = Exit.NO_PERMISSION

    def __init__(self, endpoint: str, kind: str, message: str) -> None:
        scopes = sorted(set(_SCOPE.findall(message)))
        said = f": {message}" if message else ""
        hint = f"it needs {', '.join(scopes)}; {WHERE_FROM[kind]}" if scopes else WHERE_FROM[kind]
        super().__init__(endpoint, f"this {kind} key may not ask for this{said}", hint)
        self.scopes = scopes


class ChangedAnswer(SyncTrouble):
    """An answer of another form than the documentation has."""

    def __init__(self, endpoint: str, what: str) -> None:
        super().__init__(
            endpoint,
            what,
            "a newer claudecost may know this form; if not, please report the message",
        )


class EndlessAnswer(SyncTrouble):
    """Page after page, and no end."""

    def __init__(self, endpoint: str, why: str) -> None:
        super().__init__(endpoint, f"the answer has no end: {why}")


def said(message: object, key: Key) -> str:
    """The server's own words, fit to be shown: one line, short, without control characters or keys."""
    if not isinstance(message, str):
        return ""
    # Scrubbed before it is cut: half a key is still half a key.
    printable = (character if character.isprintable() else " " for character in key.scrubbed(message))
    line = " ".join("".join(printable).split())
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1] + "…"
