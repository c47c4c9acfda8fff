"""Whose a file is, and what it is called: machine, account, login, a path as text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..sources.claude_code.roots import Found, root_of
from .what import Intake

if TYPE_CHECKING:
    from ..sources.claude_code.account import Account
    from ..sources.claude_code.reading import Transcript
    from ..sources.formats import Assigned
    from ..sources.observation import FileState


class People:
    """Whose each transcript is: machine and account, looked up once per config root."""

    def __init__(self, intake: Intake) -> None:
        from ..sources.claude_code.account import Account

        self._intake = intake
        self._machine = this_machine(intake.machine)
        self._is_own = not intake.paths
        self._accounts: dict[str | None, Account] = {None: Account()}

    def transcript(self, found: Found, path: str, known: FileState | None) -> Transcript:
        """A file to read, and all that is known of it before it is opened."""
        from ..sources.claude_code.account import account_of
        from ..sources.claude_code.reading import SOURCE, Transcript
        from ..sources.identity import short_digest

        root, folder = root_of(found.path)
        if root not in self._accounts:
            assert root is not None
            self._accounts[root] = account_of(Path(root), Path.home() if self._is_own else None)
        account = self._accounts[root]
        return Transcript(
            path=found.path,
            file_id=known.file_id if known else short_digest(SOURCE, self._machine, path),
            shown_path=path,
            folder=_readable(folder) if folder else None,
            machine=self._machine,
            user_name=account.email or (_login() if self._is_own else None),
            account=account.account_id,
            is_local=self._is_own,
            known=known,
        )

    def other(self, path: str, source: str, known: FileState | None, at: str | None) -> Assigned:
        """A file of another format to read, by its shown path, and what was said of it."""
        from ..sources.formats import Assigned
        from ..sources.given import Given
        from ..sources.identity import short_digest

        given = Given(
            path=path,
            file_id=known.file_id if known else short_digest(source, self._machine, shown(path)),
            shown_path=shown(path),
            machine=self._machine,
            organization=self._intake.organization,
            at=self._intake.at or at,
            since=self._intake.since,
            until=self._intake.until,
            known=known,
            log_paths=self._intake.log_paths,
        )
        return Assigned(given, source)


def this_machine(named: str | None) -> str:
    """What this machine's usage is kept under: the name it was given, else its own."""
    return _readable(named or _node() or "unknown")


def _node() -> str:
    import platform

    return platform.node()


def _login() -> str | None:
    import getpass

    try:
        return _readable(getpass.getuser())
    except (KeyError, OSError):
        return None


def shown(path: str) -> str:
    """A path as text any encoding can carry: bytes that are no UTF-8 become `\\xNN`."""
    return _readable(os.path.abspath(path))  # noqa: PTH100 - links stay as the person named them


def _readable(text: str) -> str:
    """The text as a store can hold it: bytes of another encoding, and halves of a pair, written out."""
    return text.encode("utf-8", "surrogateescape" if _is_bytes(text) else "backslashreplace").decode(
        "utf-8", "backslashreplace"
    )


def _is_bytes(text: str) -> bool:
    """Whether every half of a pair in it stands for a byte (PEP 383)."""
    return all("\udc80" <= char <= "\udcff" for char in text if "\ud800" <= char <= "\udfff")
